// pipe against pipeline: what does the safer one cost, and what does the other leave behind?
#include <unistd.h>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <vector>

#include "measure.h"
#include "nodelab/fs/file_streams.h"
#include "nodelab/fs/fs.h"
#include "nodelab/loop/event_loop.h"
#include "nodelab/loop/timers.h"
#include "nodelab/promise/promise.h"
#include "nodelab/stream/pipeline.h"
#include "nodelab/stream/transform.h"

using namespace nodelab;
using stream::Readable;
using stream::Transform;
using stream::Writable;
using Pass = Transform<Buffer, Buffer>;

namespace {

constexpr int copies = 50;
constexpr int64_t size = 4 * 65536;

// ---- Throughput ---------------------------------------------------------------------------------

Ref<Pass> pass() {
  return Pass::create(
      {.transform = [](Pass&, const Buffer& chunk, auto done) { done(nullptr, chunk); }});
}

// The same chunk n times.
Ref<Readable<Buffer>> source(const Buffer& chunk, int64_t n) {
  return Readable<Buffer>::create({.read = [chunk, n](Readable<Buffer>& self, std::size_t) mutable {
    n-- > 0 ? self.push(chunk) : self.push(nullptr);
  }});
}

Ref<Writable<Buffer>> sink() {
  return Writable<Buffer>::create({.write = [](const Buffer&, stream::Done done) { done(); }});
}

void byPipe(const Buffer& chunk, int64_t n) { source(chunk, n)->pipe(pass())->pipe(sink()); }

void byPipeline(const Buffer& chunk, int64_t n) {
  stream::pipeline(source(chunk, n), pass(), sink(), [](const Error&) {});
}

// One iteration is one chunk.
auto throughput(void (*move)(const Buffer& chunk, int64_t n), int64_t chunkSize) {
  return [move, chunkSize](benchmark::State& state) {
    constexpr int64_t batch = 10'000;
    EventLoop loop;
    const Buffer chunk = Buffer::alloc(chunkSize);
    while (state.KeepRunningBatch(batch)) {
      loop.runCallback([&] { move(chunk, batch); });
      loop.run();
    }
  };
}

// ---- What is left behind ------------------------------------------------------------------------

// Resolves at the stream's next event of that name.
template <class S, class... Args>
Promise<void> seen(const Ref<S>& stream, const EventName<Args...>& event) {
  auto [promise, resolver] = Promise<void>::withResolvers();
  stream->once(event, [resolver = resolver](const Args&...) { resolver.resolve(); });
  return promise;
}

// A file copy that fails at its second chunk of four.
struct Copy {
  Ref<fs::ReadStream> input;
  Ref<Pass> transform;
  Ref<fs::WriteStream> output;

  explicit Copy(const std::string& folder, const std::string& name)
      : input(fs::createReadStream(folder + "/in")),
        transform(Pass::create({.transform =
                                    [chunks = 0](Pass&, const Buffer& chunk, auto done) mutable {
                                      ++chunks == 2 ? done(Error("", "bad chunk"))
                                                    : done(nullptr, chunk);
                                    }})),
        output(fs::createWriteStream(folder + "/" + name)) {}

  int notDestroyed() const {
    return !input->destroyed() + !transform->destroyed() + !output->destroyed();
  }
};

using Fail = Promise<void> (*)(const Copy& copy);

Promise<void> failByPipe(const Copy& copy) {
  copy.transform->on(event::error, [](const Error&) {});
  const Promise<void> closed = seen(copy.transform, event::close);
  copy.input->pipe(copy.transform)->pipe(copy.output);
  co_await closed;  // the others will never close
}

Promise<void> failByPipeline(const Copy& copy) {
  const Promise<void> inputClosed = seen(copy.input, event::close);
  const Promise<void> outputClosed = seen(copy.output, event::close);
  stream::pipeline(copy.input, copy.transform, copy.output, [](const Error&) {});
  co_await inputClosed;
  co_await outputClosed;
}

Promise<void> failedCopy(const Copy& copy, Fail fail) {
  const Promise<void> inputOpen = seen(copy.input, event::open);
  const Promise<void> outputOpen = seen(copy.output, event::open);
  co_await inputOpen;
  co_await outputOpen;
  co_await fail(copy);
}

// How many descriptors of this process are files in the folder. (One is gone when we look at it:
// that of the listing itself.)
double openDescriptors(const std::string& folder) {
  double count = 0;
  for (const std::string& fd : fs::readdirSync("/proc/self/fd")) {
    std::error_code gone;
    const auto target = std::filesystem::read_symlink("/proc/self/fd/" + fd, gone);
    if (!gone && target.native().starts_with(folder)) ++count;
  }
  return count;
}

double residentKiB() {
  int64_t all = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> all >> resident;
  return static_cast<double>(resident * sysconf(_SC_PAGESIZE)) / 1024;
}

// How many files in the folder have something in them, but not all.
double partialFiles(const std::string& folder) {
  double count = 0;
  for (const std::string& name : fs::readdirSync(folder)) {
    const auto bytes = fs::statSync(folder + "/" + name).size;
    if (bytes > 0 && bytes < size) ++count;
  }
  return count;
}

// Lets what is under way come to its end, file operations before ours too.
Promise<void> settle(std::string folder) {
  for (int turn = 0; turn < 10; ++turn) co_await fs::promises::stat(folder);
}

std::string newFolder() {
  const auto prefix = std::filesystem::temp_directory_path() / "nodelab-";
  const std::string folder = fs::mkdtempSync(prefix.string());
  fs::writeFileSync(folder + "/in", Buffer::alloc(size, 'x'));
  return folder;
}

// The first copy starts the threads that do file operations.
Promise<void> warmUp(Fail fail) {
  const std::string folder = newFolder();
  const Copy copy(folder, "out");
  co_await failedCopy(copy, fail);
  co_await settle(folder);
  fs::rmSync(folder, {.recursive = true});
}

Promise<void> countLeftBehind(Fail fail, benchmark::UserCounters& counters) {
  co_await warmUp(fail);
  const std::string folder = newFolder();
  const double memory = residentKiB();
  std::vector<Copy> held;
  for (int i = 0; i < copies; ++i) {
    held.emplace_back(folder, "out" + std::to_string(i));
    co_await failedCopy(held.back(), fail);
  }
  co_await settle(folder);
  counters["~ resident memory, KiB"] = residentKiB() - memory;
  counters["descriptors open"] = openDescriptors(folder);
  for (const Copy& copy : held) {
    counters["streams not destroyed"].value += copy.notDestroyed();
  }
  held.clear();
  co_await settle(folder);
  counters["descriptors, streams let go"] = openDescriptors(folder);
  counters["files half written"] = partialFiles(folder);
  fs::rmSync(folder, {.recursive = true});
}

auto leftBehind(Fail fail) {
  return [fail](benchmark::State& state) {
    for (auto _ : state) {
      EventLoop loop;
      loop.runCallback([&] { countLeftBehind(fail, state.counters); });
      loop.run();
    }
  };
}

void compareAll() {
  using measure::compare;
  for (const auto& [row, bytes] : {std::pair{"64 KiB", 65536}, {"1 KiB", 1024}}) {
    compare("a chunk through a Transform", row,
            {{"pipe", throughput(byPipe, bytes)}, {"pipeline", throughput(byPipeline, bytes)}});
  }
  measure::count("left by 50 copies that fail in the middle",
                 {{"pipe", leftBehind(failByPipe)}, {"pipeline", leftBehind(failByPipeline)}});
}

}  // namespace

int main(int argc, char** argv) {
  measure::card({
      .asked = "What does pipeline cost, compared with pipe, and what does it save?",
      .expect =
          "The same speed, within the noise: pipeline pipes. What differs is what is left when "
          "a stage fails in the middle: with pipe, two open files a copy.",
      .why = R"(
Speed: between two streams pipeline calls pipe. What it adds are listeners, once for each stream and
not for each chunk. A few percent either way are noise. And chunks are handed on, not copied: nobody
looks at the bytes, so 64 KiB take as long as 1 KiB.

Descriptors: the transform fails and destroys itself. pipe lets go of it and tells nobody, so the
source stops and the sink waits, both with their file open: two for each copy. pipeline destroys all
three.

Streams let go: nobody holds them any more, and in Node their garbage was collected. That frees the
streams, but a descriptor is a number to the collector, and nobody closes it: 100 stay until the
process ends. In nodelab a stream closes its file when the last Ref to it is gone; what the pipes
themselves still hold stays open.

Memory: each abandoned copy keeps the chunks of 64 KiB that were in its buffers, as long as somebody
holds its streams.

Half written: the first chunk was in the file before the second one failed. Neither takes that
back.)",
      .trap = R"(
"pipeline costs speed": not measurably. "An error handler will do": here the transform had one. "The
garbage collector closes the files": it does not, and a server ends with EMFILE.

"pipeline cleans up": the streams, not the disk. Write to a temporary name and rename it at the end,
or unlink the file when it rejects.)",
  });
  compareAll();
  return measure::run(argc, argv, 0.2);
}
