// Which work leaves the loop's thread, and how much of it at once?
//
// A named pipe makes the pool visible: to open one for reading blocks until
// somebody opens it for writing. So each readFile of a pipe holds one thread of
// the pool, for exactly as long as we like.
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "lesson.h"
#include "nodelab/fs/fs.h"
#include "nodelab/loop/timers.h"
#include "nodelab/net/server.h"
#include "nodelab/process/run.h"
#include "nodelab/promise/events_once.h"

using namespace nodelab;
using namespace lesson;

Promise<void> threeHeld();
Promise<void> allHeld();
Promise<void> oneLetGo();
Promise<void> allLetGo();

std::vector<std::string> pipes;
std::vector<Promise<Buffer>> reads;  // one of each pipe, in that order
void makePipes(const std::string& folder);
void read(const std::string& pipe);

Promise<void> script() {
  card({
      .asked = "What runs on libuv's thread pool, and how large is it?",
      .say = "What would block and has no non-blocking form: asynchronous fs, "
             "dns.lookup, zlib, crypto. It has 4 threads by default, for the "
             "whole process; the fifth job waits until one is free. Sockets do "
             "not use it: the kernel tells the loop which of them are ready.",
      .trap =
          "UV_THREADPOOL_SIZE counts only before the first use: set it "
          "outside. All workers share one pool, so a slow disk delays "
          "dns.lookup, and with it every connect to a name. The Sync functions "
          "block the loop.",
  });
  // It is the default. Set here for those whose environment says otherwise.
  setenv("UV_THREADPOOL_SIZE", "4", true);
  const auto tmp = std::filesystem::temp_directory_path();
  const std::string folder = fs::mkdtempSync(tmp / "nodelab-");
  makePipes(folder);
  co_await threeHeld();
  co_await allHeld();
  co_await oneLetGo();
  co_await allLetGo();
  fs::rmSync(folder, {.recursive = true});
  done();
}

void makePipes(const std::string& folder) {
  for (int n = 1; n <= 4; n++) {
    pipes.push_back(fmt::format("{}/pipe{}", folder, n));
    mkfifo(pipes.back().c_str(), 0600);
  }
}
void read(const std::string& pipe) {
  reads.push_back(fs::promises::readFile(pipe));
}

Promise<void> threeHeld() {
  step("Three threads are held by pipes that nobody writes to");
  // The jobs of the pool stand in one queue, and whichever thread is free takes
  // the first. Three take a read of a pipe. The stat is the next in the queue.
  for (int i = 0; i < 3; i++) read(pipes[i]);
  Promise<fs::Stats> stat = fs::promises::stat(".");
  const fs::Stats stats = co_await stat;
  claim("a stat finds the fourth thread free", stats.isDirectory());
}

// What the other end of a connection sends.
Promise<std::string> answerOfASocket() {
  const auto server = net::createServer(
      [](const Ref<net::Socket>& socket) { socket->end("hello"); });
  server->listen(0, "127.0.0.1");
  co_await events::once(*server, net::event::listening);
  const auto socket = net::connect(server->address()->port, "127.0.0.1");
  std::string answer;
  socket->on(event::data,
             [&answer](const Buffer& data) { answer += data.toString(); });
  co_await events::once(*socket, event::close);
  server->close();
  co_return answer;
}

Promise<void> nextTurn() {
  auto [promise, resolver] = Promise<void>::withResolvers();
  setImmediate([resolver = resolver] { resolver.resolve(); });
  return promise;
}

bool statDone = false;

Promise<void> allHeld() {
  step("All four are held: the fifth job waits");
  // A fourth pipe is read, then comes a stat. The loop is free meanwhile: it
  // turns, and sockets work, for the kernel tells it which of them are ready.
  // But whatever needs a thread waits, however short it is. And it is too late
  // for a larger pool: the threads were made at its first use.
  read(pipes[3]);
  setenv("UV_THREADPOOL_SIZE", "8", true);
  fs::stat(".", [](const Error&, fs::Stats) { statDone = true; });
  for (int turn = 0; turn < 1000; turn++) co_await nextTurn();
  claim("the loop turns 1000 times, and the stat waits", !statDone);
  show("a socket says {}", co_await answerOfASocket());
  claim("sockets need no thread, and the stat still waits", !statDone);
}

Promise<void> oneLetGo() {
  step("A pipe is written to: its thread is free");
  // Once the pipe is open at its other end, the job that was to open it ends,
  // and its thread takes the next one: the stat.
  fs::writeFileSync(pipes[0], Buffer::from("hello"));
  while (!statDone) co_await nextTurn();
  claim("now the stat is done", statDone);
}

Promise<void> allLetGo() {
  step("The others are written to");
  // A readFile is several jobs, one after the other: open, some reads, close.
  // Between them it holds no thread, and other jobs get their turn.
  for (int i = 1; i < 4; i++) {
    fs::writeFileSync(pipes[i], Buffer::from("hello"));
  }
  int hellos = 0;
  for (const Promise<Buffer>& each : std::exchange(reads, {})) {
    const Buffer text = co_await each;
    if (text.toString() == "hello") hellos += 1;
  }
  claim("all four have read it", hellos == 4);
}

int main(int argc, char** argv) { return run(argc, argv, script); }
