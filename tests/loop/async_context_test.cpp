// What follows asynchronous work: loop facts 48 to 54, without AsyncLocalStorage.
#include "nodelab/loop/async_context.h"

#include <gtest/gtest.h>

#include <string>

#include "nodelab/loop/next_tick.h"
#include "nodelab/loop/timers.h"
#include "nodelab/loop/work.h"
#include "support/trace.h"

namespace nodelab {
namespace {

using namespace trace;
using process::nextTick;

struct Text : ContextValue {
  explicit Text(std::string its) : text(std::move(its)) {}
  std::string text;
};

std::string store(uint64_t key = 1) {
  const auto* value = static_cast<Text*>(AsyncContext::get(key));
  return value ? value->text : "-";
}
void enterWith(const char* text, uint64_t key = 1) { AsyncContext::set(key, make<Text>(text)); }

// A callback that says the store that it finds.
auto saysStore(const char* label) {
  return [label] { say("{} {}", label, store()); };
}

TEST(AsyncContext, IsEmptyAtFirstAndAfterALoop) {
  EXPECT_EQ(store(), "-");
  {
    EventLoop loop;
    enterWith("a");
    EXPECT_EQ(store(), "a");
  }
  EXPECT_EQ(store(), "-");
}

TEST(AsyncContext, HoldsAValueAKey) {
  EventLoop loop;
  enterWith("one", 1);
  enterWith("two", 2);
  enterWith("again", 1);
  EXPECT_EQ(store(1), "again");
  EXPECT_EQ(store(2), "two");
  AsyncContext::set(1, nullptr);
  EXPECT_EQ(store(1), "-");
  EXPECT_EQ(store(2), "two");
}

TEST(AsyncContext, IsTakenWhenTheCallbackIsMade) {  // fact 48
  const Lines found = traceOf([] {
    enterWith("made");
    setTimeout(saysStore("timeout"), 1);
    setImmediate(saysStore("immediate"));
    nextTick(saysStore("tick"));
    queueMicrotask(saysStore("microtask"));
    onIo(saysStore("io"));
    onClose(saysStore("close"));
    queueWork([] {}, [](const Error&) { say("work {}", store()); });
    enterWith("later");
    block(3);
  });
  EXPECT_EQ(found.size(), 7u);
  for (const std::string& line : found) EXPECT_TRUE(line.ends_with(" made")) << line;
}

TEST(AsyncContext, WhatACallbackEntersEndsWithIt) {  // fact 51
  EXPECT_EQ(traceOf([] {
              for (const char* name : {"a", "b"}) {
                setImmediate([name] {
                  say("{} {}", name, store());
                  enterWith(name);
                  nextTick(saysStore("tick"));
                });
                nextTick([] {
                  say("early tick {}", store());
                  enterWith("tick");
                });
              }
            }),
            (Lines{"early tick -", "early tick -", "a -", "tick a", "b -", "tick b"}));
}

TEST(AsyncContext, AnIntervalKeepsWhatItsCallbackEntered) {
  EXPECT_EQ(traceOf([] {
              static Timeout interval;
              static int calls;
              calls = 0;
              enterWith("made");
              interval = setInterval(
                  [] {
                    say("{}", store());
                    enterWith("entered");
                    if (++calls == 2) clearInterval(interval);
                  },
                  1);
            }),
            (Lines{"made", "entered"}));
}

TEST(AsyncContext, RefreshOfAPendingTimerKeepsItsStore) {  // fact 52
  EXPECT_EQ(traceOf([] {
              enterWith("made");
              Timeout pending = setTimeout(saysStore("pending"), 5);
              enterWith("other");
              pending.refresh();
            }),
            (Lines{"pending made"}));
}

TEST(AsyncContext, RefreshOfATimerThatHasFiredTakesTheStoreOfTheCall) {  // fact 52
  EXPECT_EQ(traceOf([] {
              static Timeout spent;
              static int calls;
              calls = 0;
              enterWith("made");
              spent = setTimeout(
                  [] {
                    say("{}", store());
                    if (++calls == 2) return;
                    setImmediate([] {
                      enterWith("other");
                      spent.refresh();
                    });
                  },
                  1);
            }),
            (Lines{"made", "other"}));
}

TEST(AsyncContext, AnUncaughtExceptionIsReportedWhereItWasThrown) {  // fact 54
  lines().clear();
  EventLoop loop;
  loop.onUncaught([](std::exception_ptr exception, UncaughtOrigin) {
    say("{} {}", toError(exception).message(), store());
  });
  onIo([] {
    enterWith("made");
    setTimeout(
        [] {
          enterWith("entered");
          fail("timeout");
        },
        1);
    setImmediate([] { fail("immediate"); });
    nextTick([] { fail("tick"); });
    queueMicrotask([] { fail("microtask"); });
    block(3);
  });
  loop.run();
  EXPECT_EQ(lines(), (Lines{"tick made", "microtask -", "immediate made", "timeout entered"}));
}

TEST(AsyncContext, TheQueuesAreDrainedOutsideOfTheCallbacksContext) {  // fact 54
  lines().clear();
  EventLoop loop;
  loop.onUncaught([](std::exception_ptr exception, UncaughtOrigin) {
    say("{} {}", toError(exception).message(), store());
  });
  enterWith("made");
  AsyncResource resource("FSREQCALLBACK");
  AsyncContext::reset();
  loop.runCallback(resource, [] {
    say("callback {}", store());
    queueMicrotask([] { fail("microtask"); });
  });
  EXPECT_EQ(lines(), (Lines{"callback made", "microtask -"}));
}

}  // namespace
}  // namespace nodelab
