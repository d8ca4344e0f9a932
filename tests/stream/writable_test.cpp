#include "nodelab/stream/writable.h"

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
using Sink = Writable<Buffer>;

// Says what it gets, and is done a turn of the loop later.
Ref<Sink> slowSink(std::size_t highWaterMark = 16384) {
  return Sink::create({.highWaterMark = highWaterMark, .write = [](const Buffer& chunk, Done done) {
                         say("_write {}", chunk.toString());
                         setImmediate([done] { done(); });
                       }});
}

std::string join(std::span<const Buffer> chunks) {
  std::string text;
  for (const Buffer& chunk : chunks) text += (text.empty() ? "" : ",") + chunk.toString();
  return text;
}

TEST(Write, IsFalseOnReachingTheMarkAndRefusesNothing) {
  EXPECT_EQ(traceOf([] {
              auto sink = slowSink(16);
              for (const char* chunk : {"aaaa", "bbbb", "cccc", "dddd", "eeee"}) {
                const bool more = sink->write(chunk);
                say("{} {}", more, sink->writableLength());
              }
              sink->on(event::drain, [sink] { say("drain {}", sink->writableLength()); });
            }),
            (Lines{"_write aaaa", "true 4", "true 8", "true 12", "false 16", "false 20",
                   "_write bbbb", "_write cccc", "_write dddd", "_write eeee", "drain 0"}));
}

TEST(Write, IsNeverFalseWhenTheImplementationIsDoneAtOnce) {
  traceOf([] {
    auto sink =
        Sink::create({.highWaterMark = 1, .write = [](const Buffer&, Done done) { done(); }});
    for (int i = 0; i < 100; ++i) EXPECT_TRUE(sink->write("more than the mark"));
    EXPECT_FALSE(sink->writableNeedDrain());
  });
}

TEST(Write, CountsObjectsInObjectMode) {
  traceOf([] {
    auto sink = Writable<std::string>::create(
        {.highWaterMark = 2,
         .write = [](const std::string&, Done done) { setImmediate([done] { done(); }); }});
    EXPECT_TRUE(sink->write("a long one"));
    EXPECT_FALSE(sink->write("b"));
    EXPECT_EQ(sink->writableLength(), 2u);
    EXPECT_TRUE(sink->writableObjectMode());
  });
}

TEST(Write, CallsItsCallbackInATick) {
  EXPECT_EQ(traceOf([] {
              auto sink = sayingSink();
              sink->write("a", saysHow("cb a"));
              sink->write("b", saysHow("cb b"));
              process::nextTick(says("tick"));
              say("main");
            }),
            (Lines{"_write a", "_write b", "main", "cb a ok", "cb b ok", "tick"}));
}

TEST(Write, AfterEndIsAnError) {
  EXPECT_EQ(traceOf([] {
              auto sink = follow(sayingSink());
              sink->end();
              say("{}", sink->write("x", saysHow("cb")));
            }),
            (Lines{"prefinish", "false", "cb ERR_STREAM_WRITE_AFTER_END",
                   "error ERR_STREAM_WRITE_AFTER_END", "close"}));
}

TEST(Write, AfterDestroyTellsOnlyTheCallback) {
  EXPECT_EQ(traceOf([] {
              auto sink = follow(sayingSink());
              sink->destroy();
              say("{}", sink->write("x", saysHow("cb")));
            }),
            (Lines{"false", "close", "cb ERR_STREAM_DESTROYED"}));
}

TEST(Write, FailsEveryCallbackThatWaitsBeforeTheErrorEvent) {
  EXPECT_EQ(
      traceOf([] {
        auto sink = follow(Sink::create({.write = [](const Buffer&, Done done) {
          setImmediate([done] { done(Error("disk full")); });
        }}));
        sink->write("a", saysHow("cb a"));
        sink->write("b", saysHow("cb b"));
        sink->end(saysHow("cb end"));
      }),
      (Lines{"cb a disk full", "cb b disk full", "cb end disk full", "error disk full", "close"}));
}

TEST(Write, PassesOnWhatTheImplementationThrows) {
  EXPECT_EQ(traceOf([] {
              auto sink =
                  follow(Sink::create({.write = [](const Buffer&, Done) { trace::fail("bug"); }}));
              EXPECT_THROW(sink->write("a"), Error);
            }),
            Lines{});
}

TEST(Write, NeedsAnImplementation) {
  traceOf([] {
    auto sink = Sink::create({});
    try {
      sink->write("a");
      ADD_FAILURE();
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), "ERR_METHOD_NOT_IMPLEMENTED");
      EXPECT_EQ(error.message(), "The _write() method is not implemented");
    }
  });
}

TEST(Write, FailsWhenDoneIsCalledTwice) {
  EXPECT_EQ(traceOf([] {
              auto sink = follow(Sink::create({.write = [](const Buffer&, Done done) {
                done();
                done();
              }}));
              sink->write("a");
            }),
            (Lines{"error ERR_MULTIPLE_CALLBACK", "close"}));
}

TEST(End, GoesThroughFinalPrefinishCallbacksFinishAndClose) {
  EXPECT_EQ(traceOf([] {
              auto sink = follow(Sink::create({.write =
                                                   [](const Buffer& chunk, Done done) {
                                                     say("_write {}", chunk.toString());
                                                     done();
                                                   },
                                               .final =
                                                   [](Done done) {
                                                     say("_final");
                                                     done();
                                                   }}));
              sink->write("a", saysHow("cb a"));
              sink->end("b", saysHow("cb end"));
              say("main");
            }),
            (Lines{"_write a", "_write b", "_final", "prefinish", "main", "cb a ok", "cb end ok",
                   "finish", "close"}));
}

TEST(End, MayBeRepeatedUntilItHasFinished) {
  EXPECT_EQ(traceOf([] {
              auto sink = follow(sayingSink());
              sink->end(saysHow("cb 1"));
              sink->end(saysHow("cb 2"));
              setImmediate([sink] { sink->end(saysHow("cb 3")); });
            }),
            (Lines{"prefinish", "cb 1 ok", "cb 2 ok", "finish", "close",
                   "cb 3 ERR_STREAM_ALREADY_FINISHED"}));
}

TEST(End, FailsWithTheErrorOfFinal) {
  EXPECT_EQ(
      traceOf([] {
        auto sink = follow(Sink::create(
            {.write = [](const Buffer&, Done done) { done(); },
             .final = [](Done done) { setImmediate([done] { done(Error("disk full")); }); }}));
        sink->end(saysHow("cb"));
      }),
      (Lines{"cb disk full", "error disk full", "close"}));
}

TEST(Cork, HoldsWritesUntilTheLastUncork) {
  EXPECT_EQ(traceOf([] {
              auto sink = sayingSink();
              sink->cork();
              sink->write("a");
              sink->cork();
              sink->write("b");
              EXPECT_EQ(sink->writableCorked(), 2);
              sink->uncork();
              say("once");
              sink->uncork();
            }),
            (Lines{"once", "_write a", "_write b"}));
}

TEST(Cork, IsUndoneByEnd) {
  EXPECT_EQ(traceOf([] {
              auto sink = sayingSink();
              sink->cork();
              sink->write("a");
              sink->end("b");
              say("main");
            }),
            (Lines{"_write a", "_write b", "main"}));
}

Ref<Sink> gatheringSink() {
  return Sink::create({.write =
                           [](const Buffer& chunk, Done done) {
                             say("_write {}", chunk.toString());
                             setImmediate([done] { done(); });
                           },
                       .writev =
                           [](std::span<const Buffer> chunks, Done done) {
                             say("_writev {}", join(chunks));
                             setImmediate([done] { done(); });
                           }});
}

TEST(Writev, TakesAtOnceWhatHasPiledUp) {
  EXPECT_EQ(traceOf([] {
              auto sink = gatheringSink();
              for (const char* chunk : {"a", "b", "c"}) {
                sink->write(chunk, [chunk](const Error&) { say("cb {}", chunk); });
              }
              sink->end();
              sink->on(event::finish, says("finish"));
            }),
            (Lines{"_write a", "_writev b,c", "cb a", "cb b", "cb c", "finish"}));
}

TEST(Writev, IsNotUsedForASingleChunk) {
  EXPECT_EQ(traceOf([] {
              auto sink = gatheringSink();
              sink->cork();
              sink->write("a");
              sink->uncork();
            }),
            (Lines{"_write a"}));
}

// Node loses that write (docs/deviations.md).
TEST(Writev, MayBeWrittenToFromWithin) {
  EXPECT_EQ(traceOf([] {
              Ref<Sink> sink;
              auto writev = [&sink](std::span<const Buffer> chunks, Done done) {
                say("_writev {}", join(chunks));
                sink->write("c", saysHow("cb c"));
                setImmediate([done] { done(); });
              };
              auto write = [](const Buffer& chunk, Done done) {
                say("_write {}", chunk.toString());
                done();
              };
              sink = Sink::create({.write = write, .writev = writev});
              sink->cork();
              sink->write("a");
              sink->write("b");
              sink->uncork();
            }),
            (Lines{"_writev a,b", "_write c", "cb c ok"}));
}

}  // namespace
}  // namespace nodelab::stream
