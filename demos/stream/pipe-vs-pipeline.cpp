// A stream in the middle fails. What is still open afterwards?
//
// A file is copied through a Transform that fails at its second chunk: once
// with pipe, once with pipeline. Then we look at what is left of it, in three
// places: the streams, the open descriptors of the process, and the disk.
#include <filesystem>
#include <string>
#include <vector>

#include "lesson.h"
#include "nodelab/fs/file_streams.h"
#include "nodelab/fs/fs.h"
#include "nodelab/process/run.h"
#include "nodelab/stream/pipeline.h"
#include "nodelab/stream/transform.h"

using namespace nodelab;
using namespace lesson;
using stream::Stream;
using Transform = stream::Transform<Buffer, Buffer>;

struct Copy {
  Ref<fs::ReadStream> source;
  Ref<Transform> transform;
  Ref<fs::WriteStream> sink;
};

Promise<void> withPipe(std::string folder);
Promise<void> closeByHand(Copy copy, std::string folder);
Promise<void> withPipeline(std::string folder);
Promise<void> partialFile(std::string folder, std::string output);

// A folder that is gone at the end of its block. (What is `finally` in
// JavaScript is a destructor in C++. It cannot await, hence rmSync.)
struct TemporaryFolder {
  std::string path =
      fs::mkdtempSync(std::filesystem::temp_directory_path() / "nodelab-");
  ~TemporaryFolder() { fs::rmSync(path, {.recursive = true}); }
};

Promise<void> script() {
  card({
      .asked = "Why pipeline instead of pipe?",
      .say = "pipe moves data and respects backpressure, but it forwards no "
             "errors: when one stream fails, the others stay open for ever. "
             "pipeline reports the first error once and destroys every stream, "
             "so that no descriptor leaks. Neither takes back what is already "
             "written.",
      .trap =
          "\"An error handler at the end of the chain is enough\": with pipe "
          "each stream needs its own. And pipeline leaves the partial output "
          "file: delete it, or write to a temporary name and rename it at the "
          "end.",
  });
  {
    const TemporaryFolder folder;
    co_await fs::promises::writeFile(folder.path + "/in",
                                     Buffer::alloc(262144, "x"));
    co_await withPipe(folder.path);
    co_await withPipeline(folder.path);
  }
  done();
}

// Passes the first chunk on and fails at the second.
Ref<Transform> failing() {
  return Transform::create({
      .transform =
          [chunks = 0](auto&, const Buffer& chunk, auto callback) mutable {
            chunks += 1;
            if (chunks == 2) return callback(Error("bad chunk"));
            callback(nullptr, chunk);
          },
  });
}

// Fulfils at the stream's next event of that name, whatever it is.
// (events::once would reject if 'error' came first.)
template <class... Args>
Promise<void> seen(const Ref<Stream>& stream, EventName<Args...> event) {
  auto [promise, resolver] = Promise<void>::withResolvers();
  stream->once(event, [resolver = resolver](Args...) { resolver.resolve(); });
  return promise;
}

// Fulfils when both are fulfilled. (A coroutine of two lines is Promise.all.)
Promise<void> both(Promise<void> first, Promise<void> second) {
  co_await first;
  co_await second;
}

// Makes the three streams of a copy. Fulfils when both files are open.
Promise<Copy> openCopy(std::string folder, std::string output) {
  Copy copy{fs::createReadStream(folder + "/in"), failing(),
            fs::createWriteStream(folder + "/" + output)};
  co_await both(seen(copy.source, event::open), seen(copy.sink, event::open));
  co_return copy;
}

// How many open descriptors of this process are files in the folder. (One is
// gone when we look at it: that of the listing itself.)
int openFiles(const std::string& folder) {
  const auto name = std::filesystem::path(folder).filename().string();
  int count = 0;
  for (const std::string& fd : fs::readdirSync("/proc/self/fd")) {
    std::error_code gone;
    const std::string target =
        std::filesystem::read_symlink("/proc/self/fd/" + fd, gone);
    if (target.find(name) != target.npos) count += 1;
  }
  return count;
}

void showStreams(const Copy& copy) {
  show("source     destroyed {}", copy.source->destroyed());
  show("transform  destroyed {}", copy.transform->destroyed());
  show("sink       destroyed {}", copy.sink->destroyed());
}

Promise<void> withPipe(std::string folder) {
  step("source.pipe(transform).pipe(sink), and transform fails");
  // The transform destroys itself, as any stream does that fails. pipe hears of
  // it and lets go, and that is all it does: the source stops in the middle,
  // the sink waits for an end that never comes. Nobody tells them. In a server
  // this is one leaked descriptor, or two, for every request that fails.
  const Copy copy = co_await openCopy(folder, "piped");
  const auto& [source, transform, sink] = copy;
  std::vector<std::string> heard;
  source->on(event::error, [&](Error) { heard.push_back("source"); });
  transform->on(event::error, [&](Error) { heard.push_back("transform"); });
  sink->on(event::error, [&](Error) { heard.push_back("sink"); });
  source->pipe(transform)->pipe(sink);
  co_await seen(transform, event::close);
  showStreams(copy);
  show("descriptors still open: {}", openFiles(folder));
  claim("only the transform heard of the error",
        heard == std::vector<std::string>{"transform"});
  claim("source and sink stay open",
        !source->destroyed() && !sink->destroyed());
  claim("two descriptors leak", openFiles(folder) == 2);
  co_await closeByHand(copy, folder);
  co_await partialFile(folder, "piped");
}

Promise<void> closeByHand(Copy copy, std::string folder) {
  step("Cleaning up after pipe is up to you");
  // With pipe each stream needs an 'error' listener that destroys the others.
  // destroy() begins to close the file; 'close' says when that is done.
  copy.source->destroy();
  copy.sink->destroy();
  co_await both(seen(copy.source, event::close), seen(copy.sink, event::close));
  claim("after destroy() on both, no descriptor is left",
        openFiles(folder) == 0);
}

Promise<void> withPipeline(std::string folder) {
  step("The same with pipeline(source, transform, sink)");
  // pipeline watches every stream. At the first error it destroys all of them
  // with that error, and rejects: one place to catch it. It does not wait until
  // the files are closed, so whoever needs that waits for 'close', as we do.
  const Copy copy = co_await openCopy(folder, "pipelined");
  const auto& [source, transform, sink] = copy;
  const auto closed =
      both(seen(source, event::close), seen(sink, event::close));
  std::vector<std::string> errors;
  try {
    co_await stream::pipeline(source, transform, sink);
  } catch (const Error& error) {
    errors.push_back(error.message());
  }
  co_await closed;
  showStreams(copy);
  show("descriptors still open: {}", openFiles(folder));
  claim("one error, reported once",
        errors == std::vector<std::string>{"bad chunk"});
  claim("all three are destroyed",
        source->destroyed() && transform->destroyed() && sink->destroyed());
  claim("no descriptor leaks", openFiles(folder) == 0);
  co_await partialFile(folder, "pipelined");
}

Promise<void> partialFile(std::string folder, std::string output) {
  // A file stream reads 64 KiB at a time. The first chunk was written before
  // the second one failed, and no kind of piping takes that back.
  const fs::Stats stats = co_await fs::promises::stat(folder + "/" + output);
  show("output file: {} of 262144 bytes", stats.size);
  claim("the partial file stays", stats.size == 65536);
}

int main(int argc, char** argv) { return run(argc, argv, script); }
