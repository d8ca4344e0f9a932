#include "nodelab/promise/add_abort_listener.h"

#include <gtest/gtest.h>

#include "nodelab/events/abort_controller.h"
#include "nodelab/loop/next_tick.h"
#include "nodelab/promise/promise.h"
#include "support/trace.h"

namespace nodelab {
namespace {

using trace::Lines;
using trace::say;
using trace::traceOf;

TEST(AddAbortListener, IsCalledWhateverStopsTheOthers) {
  const Lines lines = traceOf([] {
    const AbortController controller;
    AbortSignal& signal = *controller.signal();
    signal.addEventListener("abort", [](Event& event) { event.stopImmediatePropagation(); });
    signal.addEventListener("abort", trace::says("never"));
    const auto listener = events::addAbortListener(
        signal, [&signal](Event& event) { say("target {}", event.target().get() == &signal); });
    controller.abort();
    say("aborted");
  });
  EXPECT_EQ(lines, (Lines{"target true", "aborted"}));
}

TEST(AddAbortListener, RemovesTheListenerWhenItIsDisposedOfOrGoes) {
  const Lines lines = traceOf([] {
    const AbortController controller;
    AbortSignal& signal = *controller.signal();
    auto disposed = events::addAbortListener(signal, trace::says("never"));
    disposed.dispose();
    disposed.dispose();
    { const auto scoped = events::addAbortListener(signal, trace::says("never")); }
    const auto kept = events::addAbortListener(signal, trace::says("called"));
    EXPECT_EQ(signal.listenerCount("abort"), 1u);
    controller.abort();
  });
  EXPECT_EQ(lines, (Lines{"called"}));
}

TEST(AddAbortListener, CallsInAMicrotaskForASignalThatIsAborted) {
  const Lines lines = traceOf([] {
    const auto signal = AbortSignal::abort();
    auto listener = events::addAbortListener(*signal, [signal](Event& event) {
      say("{} target {}, current {}", event.type(), event.target() == signal,
          event.currentTarget() != nullptr);
    });
    listener.dispose();  // too late, as in Node 20
    say("main");
  });
  EXPECT_EQ(lines, (Lines{"main", "abort target true, current false"}));
}

TEST(AddAbortListener, ShowsItsListenerAmongThoseOfTheSignal) {
  const AbortController controller;
  const EventListener listener([](Event&) {});
  const auto added = events::addAbortListener(*controller.signal(), listener);
  EXPECT_EQ(events::getEventListeners(*controller.signal(), "abort"),
            std::vector<EventListener>{listener});
}

// In Node a promise that a listener returns is looked after, for targets and signals alike.
TEST(EventTargets, TurnARejectionOfAnAsyncListenerIntoAnUncaughtException) {
  const Lines lines = traceOf([] {
    const auto target = make<EventTarget>();
    const AbortController controller;
    auto failing = [](Event& event) -> Promise<void> {
      say("called {}", event.type());
      return Promise<void>::reject(Error(event.type() + " failed"));
    };
    target->addEventListener("foo", failing);
    target->addEventListener("foo", []() -> Promise<void> { return Promise<void>::resolve(); });
    controller.signal()->addEventListener("abort", failing);
    controller.signal()->onabort(failing);
    target->dispatchEvent(make<Event>("foo"));
    controller.abort();
    queueMicrotask(trace::says("microtask"));
  });
  EXPECT_EQ(lines,
            (Lines{"called foo", "called abort", "called abort", "microtask", "uncaught foo failed",
                   "uncaught abort failed", "uncaught abort failed"}));
}

}  // namespace
}  // namespace nodelab
