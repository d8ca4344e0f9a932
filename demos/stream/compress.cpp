// Compress a file with one awaited pipeline.
//
// This is the example of every course. After it comes what courses leave out:
// it fails, the error is caught, all is well, and what is on the disk?
#include <filesystem>
#include <string>

#include "lesson.h"
#include "nodelab/fs/file_streams.h"
#include "nodelab/fs/fs.h"
#include "nodelab/process/run.h"
#include "nodelab/stream/pipeline.h"
#include "nodelab/zlib/zlib.h"

using namespace nodelab;
using namespace lesson;

Promise<void> success(std::string folder);
Promise<void> missingInput(std::string folder);
Promise<void> leftover(std::string file);

// A folder that is gone at the end of its block. (What is `finally` in
// JavaScript is a destructor in C++. It cannot await, hence rmSync.)
struct TemporaryFolder {
  std::string path =
      fs::mkdtempSync(std::filesystem::temp_directory_path() / "nodelab-");
  ~TemporaryFolder() { fs::rmSync(path, {.recursive = true}); }
};

Promise<void> script() {
  card({
      .asked = "How do you compress a file that does not fit into memory?",
      .say =
          "I await a pipeline of a read stream, gzip and a write stream. It "
          "moves chunk after chunk with backpressure, and gzip works on the "
          "thread pool, so memory stays small and the loop free. One try/catch "
          "covers all three: the first error rejects, and every stream is "
          "destroyed.",
      .trap =
          "pipeline destroys streams, it deletes no file: an empty or "
          "half-written output stays behind. Remove it, once it is closed, or "
          "write to a temporary name and rename that when all went well.",
  });
  {
    const TemporaryFolder folder;
    co_await success(folder.path);
    co_await missingInput(folder.path);
  }
  done();
}

// What the courses show, and it is good code: at no time is more than a few
// chunks of the file in memory, and an error of any stage rejects the promise.
Promise<void> compress(std::string input, std::string output) {
  co_await stream::pipeline(fs::createReadStream(input), zlib::createGzip(),
                            fs::createWriteStream(output));
}

Promise<void> success(std::string folder) {
  step("1 MiB through gzip into a file");
  // The promise fulfils when the last stream has finished, which is when the
  // output is whole: it can be read at once. (Here it is read with readFile
  // and unpacked in one go, to compare; for a large file that is a pipeline
  // too.)
  const Buffer text = Buffer::alloc(1048576, "All work and no play. ");
  co_await fs::promises::writeFile(folder + "/in.txt", text);
  co_await compress(folder + "/in.txt", folder + "/in.txt.gz");
  const Buffer packed = co_await fs::promises::readFile(folder + "/in.txt.gz");
  show("{} bytes in", text.length());
  measured("{} bytes out: it depends on the zlib version", packed.length());
  claim("the output is smaller", packed.length() < text.length());
  claim("and unpacks to the very same bytes",
        zlib::gunzipSync(packed).equals(text));
}

// What the promise was rejected with, or null.
template <class T>
Promise<Error> failure(Promise<T> promise) {
  try {
    co_await promise;
    co_return nullptr;
  } catch (const Error& error) {
    co_return error;
  }
}

Promise<void> missingInput(std::string folder) {
  step("The same with an input that does not exist");
  // Each file stream opens its file by itself, as soon as it is made, and does
  // not wait for its neighbours. So the output file is created, and emptied if
  // it was there, although there is nothing to read. Then the error of the
  // first stream destroys the other two, and rejects.
  const auto output = fs::createWriteStream(folder + "/out.gz");
  auto [closed, resolver] = Promise<void>::withResolvers();
  output->once(event::close, [resolver = resolver] { resolver.resolve(); });
  const auto piped = stream::pipeline(fs::createReadStream(folder + "/none"),
                                      zlib::createGzip(), output);
  const Error error = co_await failure(piped);
  show("rejected: {}, {}", error.code(), error.syscall());
  claim("the error of the first stream rejects", error.code() == "ENOENT");
  claim("the last one is destroyed with the same error",
        output->destroyed() && output->errored() == error);
  co_await closed;
  co_await leftover(folder + "/out.gz");
}

Promise<void> leftover(std::string file) {
  step("What it leaves behind");
  // To destroy a stream is to forget its data and close its descriptor; a file
  // on the disk is not its business. Deleting is yours. pipeline rejects as
  // soon as the streams are destroyed, which is before their files are closed,
  // so we waited for 'close' first.
  const fs::Stats stats = co_await fs::promises::stat(file);
  show("output file: {} bytes", stats.size);
  claim("an empty output file stays", stats.size == 0);
  co_await fs::promises::unlink(file);
  const Error error = co_await failure(fs::promises::stat(file));
  claim("until it is removed", error.code() == "ENOENT");
}

int main(int argc, char** argv) { return run(argc, argv, script); }
