// How a stream's life begins and ends, whichever way its data goes.
#include <gtest/gtest.h>

#include "nodelab/loop/next_tick.h"
#include "nodelab/loop/timers.h"
#include "stream/follow.h"

namespace nodelab::stream {
namespace {

using trace::Lines;
using trace::say;
using trace::says;
using trace::traceOf;
using Source = Readable<Buffer>;
using Sink = Writable<Buffer>;

void readNothing(Source&, std::size_t) {}

TEST(Destroy, EmitsTheFirstErrorAndCloseInOneTick) {
  EXPECT_EQ(traceOf([] {
              auto source = follow(silentSource());
              process::nextTick(says("tick before"));
              source->destroy(Error("first"));
              source->destroy(Error("second"));
              say("{} {} {}", source->destroyed(), source->closed(), brief(source->errored()));
              process::nextTick(says("tick after"));
            }),
            (Lines{"true true first", "tick before", "error first", "close", "tick after"}));
}

TEST(Destroy, WithoutAnErrorOnlyCloses) {
  EXPECT_EQ(traceOf([] { follow(silentSource())->destroy(); }), (Lines{"close"}));
}

TEST(Destroy, EmitsWhatTheImplementationMakesOfTheError) {
  auto destroyedWith = [](Error result) {
    return traceOf([&result] {
      auto source = follow(
          Source::create({.read = readNothing, .destroy = [&result](const Error& error, Done done) {
                            say("_destroy {}", brief(error));
                            done(result);
                          }}));
      source->destroy(Error("first"));
      EXPECT_EQ(source->errored().message(), "first");
    });
  };
  EXPECT_EQ(destroyedWith(Error("other")), (Lines{"_destroy first", "error other", "close"}));
  EXPECT_EQ(destroyedWith({}), (Lines{"_destroy first", "close"}));
}

TEST(Destroy, IsCalledByTheStreamItselfUnlessAutoDestroyIsOff) {
  EXPECT_EQ(
      traceOf([] {
        auto source = follow(Source::create(
            {.autoDestroy = false, .read = [](Source& self, std::size_t) { self.push(nullptr); }}));
        source->resume();
        setImmediate([source] { say("destroyed {}", source->destroyed()); });
      }),
      (Lines{"resume", "end", "destroyed false"}));
}

TEST(Destroy, WithoutEmitCloseIsSilent) {
  EXPECT_EQ(traceOf([] {
              auto source = follow(Source::create({.emitClose = false, .read = readNothing}));
              source->destroy();
              setImmediate([source] { say("closed {}", source->closed()); });
            }),
            (Lines{"closed true"}));
}

TEST(Destroy, WithAnErrorThatNobodyHearsIsUncaughtAndDoesNotClose) {
  EXPECT_EQ(traceOf([] {
              auto source = silentSource();
              source->on(event::close, says("close"));
              source->destroy(Error("nobody listens"));
            }),
            (Lines{"uncaught nobody listens"}));
}

TEST(Construct, ComesBeforeTheFirstWrite) {
  EXPECT_EQ(traceOf([] {
              auto sink = follow(Sink::create({.write =
                                                   [](const Buffer& chunk, Done done) {
                                                     say("_write {}", chunk.toString());
                                                     done();
                                                   },
                                               .construct =
                                                   [](Done done) {
                                                     say("_construct");
                                                     setImmediate([done] { done(); });
                                                   }}));
              sink->write("a");
              sink->end();
              say("main");
            }),
            (Lines{"main", "_construct", "_write a", "prefinish", "finish", "close"}));
}

TEST(Construct, ThatFailsFailsTheStream) {
  EXPECT_EQ(traceOf([] {
              auto sink =
                  follow(Sink::create({.write = [](const Buffer&, Done done) { done(); },
                                       .construct = [](Done done) { done(Error("no device")); }}));
              sink->write("a", saysHow("cb"));
            }),
            (Lines{"cb no device", "error no device", "close"}));
}

Ref<Source> slowlyConstructed(Error outcome) {
  return follow(Source::create({.read = readNothing,
                                .destroy =
                                    [](const Error& error, Done done) {
                                      say("_destroy {}", brief(error));
                                      done(error);
                                    },
                                .construct =
                                    [outcome](Done done) {
                                      say("_construct");
                                      setImmediate([done, outcome] { done(outcome); });
                                    }}));
}

TEST(Construct, IsWaitedForByDestroy) {
  EXPECT_EQ(traceOf([] {
              auto source = slowlyConstructed({});
              source->destroy(Error("gone"));
              say("destroyed {}", source->destroyed());
            }),
            (Lines{"destroyed true", "_construct", "_destroy gone", "error gone", "close"}));
}

// In Node it is an AggregateError of both (docs/deviations.md).
TEST(Construct, ThatFailsAfterDestroyLeavesTheErrorOfDestroy) {
  EXPECT_EQ(traceOf([] { slowlyConstructed(Error("no device"))->destroy(Error("gone")); }),
            (Lines{"_construct", "_destroy gone", "error gone", "close"}));
}

// Node keeps them (docs/deviations.md).
TEST(Listeners, AreDroppedAfterCloseButForPauseAndResume) {
  EXPECT_EQ(traceOf([] {
              auto source = follow(silentSource());
              source->destroy();
              setImmediate([source] {
                EXPECT_EQ(source->listenerCount(event::close), 0u);
                EXPECT_EQ(source->listenerCount(event::end), 0u);
                source->resume();
              });
            }),
            (Lines{"close", "resume"}));
}

// Node emits 'finish' after 'close' here (docs/deviations.md).
TEST(Listeners, DoNotHearFinishAfterClose) {
  EXPECT_EQ(traceOf([] {
              auto sink = follow(Sink::create({.write = [](const Buffer&, Done done) { done(); },
                                               .final = [](Done done) { done(); }}));
              sink->on(event::prefinish, [sink] { sink->destroy(); });
              sink->end();
              setImmediate([sink] { say("finished {}", sink->writableFinished()); });
            }),
            (Lines{"prefinish", "close", "finished true"}));
}

TEST(LastRef, MayGoInTheStreamsOwnListener) {
  EXPECT_EQ(traceOf([] {
              auto held = std::make_shared<Ref<Source>>(silentSource());
              (*held)->on(event::close, [held] {
                say("close");
                held->operator=(nullptr);
              });
              (*held)->destroy();
            }),
            (Lines{"close"}));
}

}  // namespace
}  // namespace nodelab::stream
