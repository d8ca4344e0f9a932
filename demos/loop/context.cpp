// Which request does this callback belong to?
//
// One thread serves all requests in turns, so a global variable belongs to
// whoever ran last. AsyncLocalStorage keeps a value per chain of calls: what is
// started within run() finds it again with getStore(), however much later.
#include <string>
#include <utility>

#include "lesson.h"
#include "nodelab/events/event_emitter.h"
#include "nodelab/fs/fs.h"
#include "nodelab/loop/next_tick.h"
#include "nodelab/process/run.h"
#include "nodelab/promise/async_local_storage.h"
#include "nodelab/promise/timers_promises.h"

using namespace nodelab;
using namespace lesson;

Promise<void> globalVariable();
Promise<void> everyKind();
Promise<void> interleaved();
void listeners();

Promise<void> script() {
  card({
      .asked = "How do you get a request id into every log line?",
      .say =
          "With AsyncLocalStorage: run(id, handler) at the entrance, "
          "getStore() in the logger. Timers, ticks, promises and I/O remember "
          "the store in which they were started, and their callbacks run in "
          "it. Outside it is undefined.",
      .trap =
          "\"A listener remembers the place where it was added\": it runs in "
          "the store of the emit. Keep it with AsyncLocalStorage.bind. And the "
          "value is not copied: all that run in a store share one object.",
  });
  co_await globalVariable();
  co_await everyKind();
  co_await interleaved();
  listeners();
  done();
}

std::string happened;  // in the order in which it happened
void log(const std::string& text) {
  happened += (happened.empty() ? "" : ", ") + text;
}
void conclude(const char* expected, const char* rule) {
  show("{}", happened);
  claim(rule, std::exchange(happened, "") == expected);
}

char current;  // the id of the request that is being handled, or so we think
Promise<void> handle(char id) {
  current = id;
  co_await timers::promises::setImmediate();
  log(fmt::format("{} thinks it is {}", id, current));
}

Promise<void> globalVariable() {
  step("Two requests and a global variable");
  // Each await lets the other request go on, and it leaves its id there. Under
  // one request at a time, as in a test, nothing of it is seen.
  const auto first = handle('A');
  const auto second = handle('B');
  co_await first;
  co_await second;
  conclude("A thinks it is B, B thinks it is B",
           "a global variable belongs to whoever ran last");
}

AsyncLocalStorage<char> requestId;
void logId(const char* text) {
  const char* id = requestId.getStore();
  log(fmt::format("{} {}", text, id ? std::string(1, *id) : "undefined"));
}

void startEverything(Resolver<void> end) {
  Promise<void>::resolve().then([] { logId("promise"); });
  process::nextTick([] { logId("tick"); });
  setImmediate([end] {
    logId("immediate");
    const auto inTimer = [end] {
      logId("timer");
      fs::stat(".", [end](const Error&, const fs::Stats&) {
        logId("I/O");
        end.resolve();
      });
    };
    setTimeout(inTimer, 1);
  });
}

Promise<void> everyKind() {
  step("One request, and all that it starts");
  // run() enters the store for the time of one synchronous call. What is made
  // meanwhile (a timer, a tick, a reaction of a promise, a request to libuv)
  // keeps the store, and enters it again around its callback. (The await of
  // step 1 has left us in a microtask, so here the promise precedes the tick.)
  const auto [end, resolver] = Promise<void>::withResolvers();
  requestId.run('A', startEverything, resolver);
  logId("outside");
  co_await end;
  conclude("outside undefined, promise A, tick A, immediate A, timer A, I/O A",
           "callbacks run in the store in which they were started");
}

Promise<char> answer() {
  logId("begin");
  co_await timers::promises::setImmediate();
  logId("read");
  co_await fs::promises::stat(".");
  co_return *requestId.getStore();
}

Promise<void> interleaved() {
  step("The two requests again");
  // Neither function has a parameter for the id, nor has the logger. After each
  // await the store is the one from before it, whoever ran in between. And we,
  // who wait for both, are still outside.
  const auto first = requestId.run('A', answer);
  const auto second = requestId.run('B', answer);
  const char a = co_await first, b = co_await second;
  show("answers {} and {}", a, b);
  logId("then");
  conclude("begin A, begin B, read A, read B, then undefined",
           "an async function keeps its store across every await");
}

constexpr EventName<> data{"data"};

void listeners() {
  step("A listener is no callback that was started");
  // emit() is a plain call, so the listener runs in the store of the caller.
  // For a pool of connections, say, that is the wrong request: bind the
  // listener to the store in which it is made.
  EventEmitter emitter;
  requestId.run('A', [&emitter] {
    emitter.on(data, [] { logId("plain"); });
    emitter.on(data, AsyncLocalStorage<char>::bind([] { logId("bound"); }));
  });
  requestId.run('B', [&emitter] { emitter.emit(data); });
  conclude("plain B, bound A",
           "a listener runs in the store of the emit, unless it is bound");
}

int main(int argc, char** argv) { return run(argc, argv, script); }
