// Where does an error of asynchronous code go?
//
// try/catch sees what is thrown while it is on the stack. What fails later goes
// to whoever waits: to a callback as its first argument, to an await as an
// exception. If nobody waits it goes to the process. `load` fails every time
// here, one turn of the loop after the call.
#include <string>
#include <utility>

#include "lesson.h"
#include "nodelab/loop/next_tick.h"
#include "nodelab/process/run.h"
#include "nodelab/promise/promisify.h"
#include "nodelab/promise/timers_promises.h"

using namespace nodelab;
using namespace lesson;

Promise<void> errorFirst();
Promise<void> forgottenAwait();
Promise<void> returnedFromTry();
Promise<void> inTimeOrLate();
void log(const std::string& text);

Promise<void> script() {
  card({
      .asked =
          "How do you catch errors of asynchronous code? And if you forget?",
      .say =
          "await in a try turns a rejection into an exception. Without the "
          "await the try is over when it comes, nobody handles it, and without "
          "an unhandledRejection listener the process ends with code 1. "
          "Error-first callbacks are a channel of their own, so I promisify "
          "them.",
      .trap =
          "\"return load() in a try is caught\": only return await load() is. "
          "And an unhandledRejection listener keeps a process alive whose "
          "state nobody knows: log, then exit. Next: loop/exit.",
  });
  // Without this listener the first lost rejection would be the end.
  process::on(
      process::event::unhandledRejection,
      [](const Error& error, auto&&...) { log("lost: " + error.message()); });
  process::on(process::event::rejectionHandled,
              [](auto&&...) { log("handled after all"); });
  co_await errorFirst();
  co_await forgottenAwait();
  co_await returnedFromTry();
  co_await inTimeOrLate();
  done();
}

std::string happened;  // in the order in which it happened
void log(const std::string& text) {
  happened += (happened.empty() ? "" : ", ") + text;
}

// A turn of the loop later shows what happened, and claims the rule.
Promise<void> conclude(std::string_view expected, std::string_view rule) {
  co_await timers::promises::setImmediate();
  show("{}", happened);
  claim(rule, std::exchange(happened, "") == expected);
}

using Done = Callback<void(const Error&, std::string)>;

void loadWithCallback(std::string name, Done callback) {
  setImmediate([name, callback = std::move(callback)]() mutable {
    callback(Error("no " + name), "");
  });
}
auto load = util::promisify(loadWithCallback);

Promise<void> errorFirst() {
  step("An error-first callback, and the promise made of it");
  // When the callback runs the try is long over. Its first argument is the
  // error, or null: who does not look at it goes on with nothing. promisify
  // passes a callback that settles a promise, and the await throws the error
  // where we stand. A callback that comes twice is heard once.
  try {
    loadWithCallback("A", [](const Error& error, const std::string&) {
      log("argument: " + error.message());
    });
    co_await load("B");
  } catch (const Error& error) {
    log("caught: " + error.message());
  }
  co_await conclude("argument: no A, caught: no B",
                    "await throws what a callback gets as its first argument");
}

Promise<void> forgottenAwait() {
  step("A forgotten await");
  // load() gives a promise and cannot fail, so the try is content. The promise
  // is rejected when we have gone on, and nobody has kept it. That is reported
  // to the process, which knows neither the caller nor what it was for.
  try {
    load("C");
    log("went on");
  } catch (const Error&) {
    log("caught");
  }
  co_await conclude("went on, lost: no C",
                    "without await the error is lost to the try around it");
}

Promise<std::string> returning(std::string name) {
  try {
    co_return load(name);
  } catch (const Error&) {
    co_return "a default";
  }
}
Promise<std::string> returningAwaited(std::string name) {
  try {
    co_return co_await load(name);
  } catch (const Error&) {
    co_return "a default";
  }
}

std::string messageOf(const Error& error) { return error.message(); }

Promise<void> returnedFromTry() {
  step("return against return await, in a try");
  // return hands the promise over and leaves the try: the error is the
  // caller's. Often that is what one wants, but not where a catch stands.
  log(co_await returning("D").catch_(messageOf));
  log(co_await returningAwaited("E").catch_(messageOf));
  co_await conclude("no D, a default",
                    "only return await is caught by the try");
}

Promise<void> inTimeOrLate() {
  step("When is a rejection unhandled?");
  // When ticks and microtasks are done and still nobody handles it. A catch
  // that is attached in a tick is in time. One that comes later still gets the
  // error, but unhandledRejection has been emitted: by default the process
  // would be gone. So attach handlers at once, before waiting for others.
  const auto inTime = Promise<void>::reject(Error("no F"));
  const auto late = Promise<void>::reject(Error("no G"));
  process::nextTick(
      [inTime] { inTime.catch_([](const Error&) { log("caught F"); }); });
  setImmediate([late] { late.catch_([](const Error&) { log("caught G"); }); });
  co_await conclude("caught F, lost: no G, caught G, handled after all",
                    "it is unhandled when the queues are empty");
}

int main(int argc, char** argv) { return run(argc, argv, script); }
