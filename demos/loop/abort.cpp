// How do you cancel something that is under way?
//
// A promise cannot be cancelled: it is only the result. So one passes a signal
// along, and who does the work listens to it. The controller is the side that
// may abort, the signal the side that hears of it.
#include <cmath>
#include <string>

#include "lesson.h"
#include "nodelab/events/abort_controller.h"
#include "nodelab/process/run.h"
#include "nodelab/promise/timers_promises.h"

using namespace nodelab;
using namespace lesson;
using namespace nodelab::timers;

Promise<void> waiting();
Promise<void> deadline();
void eitherOf();
Promise<void> ownWork();

Promise<void> script() {
  card({
      .asked =
          "How do you cancel an asynchronous operation, or limit its time?",
      .say =
          "With an AbortController: I pass its signal to whatever takes one "
          "and call abort(). The operation lets go of what it holds and "
          "rejects with an AbortError. AbortSignal.timeout aborts by itself, "
          "any combines signals: a user who leaves, or a deadline.",
      .trap =
          "\"abort() stops it\": it tells it. Work that does not listen goes "
          "on, like a query in a database, or a job on the thread pool. And "
          "losing a Promise.race against a timer stops nothing at all.",
  });
  co_await waiting();
  co_await deadline();
  eitherOf();
  co_await ownWork();
  done();
}

// The error with which the promise is rejected, or null.
Promise<Error> failureOf(Promise<void> promise) {
  try {
    co_await promise;
  } catch (const Error& error) {
    co_return error;
  }
  co_return nullptr;
}

Promise<void> waiting() {
  step("A timer of one hour, aborted");
  // The timer is cleared, else it would keep the process alive for an hour. The
  // await throws, so that the code behind it does not run: what is cancelled
  // has not succeeded. The reason tells why; by default it is a DOMException.
  const AbortController controller;
  const auto& signal = controller.signal();
  const auto wait = promises::setTimeout(3600000, {.signal = signal});
  setImmediate([&controller] { controller.abort(); });
  const Error error = co_await failureOf(wait);
  show("{}, code {}: {}", error.name(), error.code(), error.message());
  show("its cause: {}: {}", error.cause().name(), error.cause().message());
  claim("it rejects with an AbortError, whose cause is the reason",
        error.code() == "ABORT_ERR" && error.cause() == signal->reason());
  const auto refused = promises::setTimeout(3600000, {.signal = signal});
  const Error late = co_await failureOf(refused);
  claim("a signal that is aborted already refuses at once",
        signal->aborted() && late.code() == "ABORT_ERR");
}

Promise<void> deadline() {
  step("A deadline: AbortSignal.timeout(20)");
  // Nobody has to clear this one when the work is done: it does not keep the
  // process alive. The reason tells a deadline from somebody's abort().
  const double start = performance::now();
  const auto signal = AbortSignal::timeout(20);
  const auto wait = promises::setTimeout(3600000, {.signal = signal});
  const Error error = co_await failureOf(wait);
  measured("after {} ms", std::round(performance::now() - start));
  show("the cause: {}: {}", error.cause().name(), error.cause().message());
  claim("the reason is a TimeoutError", error.cause().name() == "TimeoutError");
}

void eitherOf() {
  step("A deadline, or the user leaves: AbortSignal.any");
  // An operation takes one signal. any makes one that is aborted with the first
  // of several, for the same reason. Listeners are called by abort() itself,
  // before it returns: an event like any other, of an EventTarget.
  const AbortController user;
  const auto signal =
      AbortSignal::any({user.signal(), AbortSignal::timeout(60000)});
  std::string heard;
  signal->addEventListener("abort",
                           [&] { heard += signal->reason().message(); });
  user.abort(Error("the user left"));
  user.abort(Error("again"));
  show("{}", heard);
  claim("the first reason counts, and abort comes once",
        heard == "the user left");
}

// Work in 100 slices, with a turn of the loop after each. Counts them.
Promise<void> work(int& slices, Ref<AbortSignal> signal = {}) {
  while (slices < 100) {
    if (signal) signal->throwIfAborted();
    slices += 1;
    co_await promises::setImmediate();
  }
}

Promise<void> ownWork() {
  step("Work of our own: it has to look");
  // Nothing interrupts running code. A long function asks its signal where it
  // can stop without leaving a mess, and throws the reason on. The same work
  // without a signal cannot be reached by anybody, and goes on to its end.
  const AbortController controller;
  int looking = 0, deaf = 0;
  const auto first = failureOf(work(looking, controller.signal()));
  const auto second = failureOf(work(deaf));
  while (looking < 10) co_await promises::setImmediate();
  controller.abort();
  const Error error = co_await first;
  show("with a signal     {} slices, then {}", looking, error.name());
  const Error nothing = co_await second;
  show("without a signal  {} slices, then {}", deaf, nothing ? "" : "done");
  claim("what looks at its signal stops, what does not goes on",
        looking == 10 && deaf == 100);
}

int main(int argc, char** argv) { return run(argc, argv, script); }
