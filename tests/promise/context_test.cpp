// AsyncLocalStorage follows what is made of promises: timers/promises, events::once, combinators,
// promisify, AbortSignal. Every store here is the one that Node 20 finds.
#include <gtest/gtest.h>

#include <string>

#include "nodelab/events/abort_controller.h"
#include "nodelab/loop/work.h"
#include "nodelab/promise/async_local_storage.h"
#include "nodelab/promise/combinators.h"
#include "nodelab/promise/events_once.h"
#include "nodelab/promise/promisify.h"
#include "nodelab/promise/timers_promises.h"
#include "support/trace.h"

namespace nodelab {
namespace {

using namespace trace;
namespace promises = timers::promises;

AsyncLocalStorage<std::string> als;

void mark(const char* label) { say("{} @{}", label, als.getStore() ? *als.getStore() : "-"); }
auto marks(const char* label) {
  return [label](auto&&...) { mark(label); };
}

// What each function says that is run in the store "a".
Lines linesOf(Promise<void> (*inStore)()) {
  return traceOf([inStore] { als.run("a", inStore).then(marks("outside")); });
}

Promise<void> waitForTimers() {
  co_await promises::setTimeout(1);
  mark("timeout");
  co_await promises::setImmediate();
  mark("immediate");
  const auto interval = promises::setInterval(1);
  co_await interval.next();
  mark("first");
  co_await interval.next();
  mark("second");
}

TEST(StoreOf, TimersPromises) {
  EXPECT_EQ(linesOf(waitForTimers),
            (Lines{"timeout @a", "immediate @a", "first @a", "second @a", "outside @-"}));
}

Promise<void> waitFor(SignalOption signal) {
  const auto wait = promises::setTimeout(1e6, {.signal = signal});
  co_await wait.catch_(marks("aborted"));
  mark("awaited");
}

TEST(StoreOf, AnAbort) {
  EXPECT_EQ(traceOf([] {
              const AbortController controller;
              als.run("wait", [&] { waitFor(controller.signal()); });
              als.run("listen",
                      [&] { controller.signal()->addEventListener("abort", marks("listener")); });
              als.run("abort", [&] { controller.abort(); });
            }),
            (Lines{"listener @abort", "aborted @wait", "awaited @wait"}));
}

TEST(StoreOf, AnAbortByTimeoutIsThatOfTheSignal) {
  EXPECT_EQ(traceOf([] {
              const auto signal = als.run("make", [] { return AbortSignal::timeout(1); });
              als.run("listen", [&] { signal->addEventListener("abort", marks("listener")); });
              setTimeout([] {}, 20);
            }),
            (Lines{"listener @make"}));
}

constexpr EventName<> ready{"ready"};

Promise<void> waitForEvent(EventEmitter& emitter) {
  co_await events::once(emitter, ready);
  mark("once");
}

TEST(StoreOf, EventsOnceIsThatOfTheAwaitNotOfTheEmit) {
  EXPECT_EQ(traceOf([] {
              EventEmitter emitter;
              als.run("await", [&] { waitForEvent(emitter); });
              als.run("listen", [&] { emitter.on(ready, marks("listener")); });
              als.run("emit", [&] { emitter.emit(ready); });
            }),
            (Lines{"listener @emit", "once @await"}));
}

Promise<void> bad() { return Promise<void>::reject(Error("bad")); }

Promise<void> combine() {
  co_await Promise<>::all(promises::setTimeout(1), 1);
  mark("all");
  co_await Promise<>::allSettled(promises::setTimeout(1), bad());
  mark("allSettled");
  co_await Promise<>::race(promises::setTimeout(1), promises::setTimeout(2));
  mark("race");
  co_await Promise<>::any(bad(), promises::setTimeout(1)).finally(marks("finally"));
  mark("any");
}

TEST(StoreOf, TheCombinatorsAndFinally) {
  EXPECT_EQ(linesOf(combine),
            (Lines{"all @a", "allSettled @a", "race @a", "finally @a", "any @a", "outside @-"}));
}

void work(Callback<void(const Error&)> callback) {
  queueWork([] {}, std::move(callback));
}

Promise<void> promisified() {
  co_await util::promisify(work)();
  mark("promisified");
}

TEST(StoreOf, AJobOfThePoolAndThePromiseOfIt) {
  EXPECT_EQ(linesOf(promisified), (Lines{"promisified @a", "outside @-"}));
  EXPECT_EQ(traceOf([] { als.run("a", [] { work(marks("worked")); }); }), (Lines{"worked @a"}));
}

}  // namespace
}  // namespace nodelab
