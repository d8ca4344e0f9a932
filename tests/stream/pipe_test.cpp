#include <gtest/gtest.h>

#include <algorithm>

#include "nodelab/loop/timers.h"
#include "nodelab/stream/transform.h"
#include "stream/follow.h"

namespace nodelab::stream {
namespace {

using trace::Lines;
using trace::say;
using trace::traceOf;
using Numbers = Readable<int>;
using NumberSink = Writable<int>;

TEST(Pipe, MovesAllAndEndsTheDestination) {
  EXPECT_EQ(traceOf([] {
              follow(sourceOf({"a", "b"}), "r")->pipe(follow(sayingSink(), "w"));
              say("main");
            }),
            (Lines{"main", "r resume", "_write a", "_write b", "r end", "w prefinish", "w finish",
                   "r pause", "w unpipe", "r close", "w close"}));
}

TEST(Pipe, ReadsNoFasterThanTheDestinationWrites) {
  constexpr int total = 1000;
  std::size_t mostBuffered = 0;
  int reads = 0;
  int written = 0;
  int mostAhead = 0;
  traceOf([&] {
    auto source =
        Numbers::create({.highWaterMark = 4, .read = [&reads](Numbers& self, std::size_t) {
                           ++reads;
                           reads <= total ? self.push(reads) : self.push(nullptr);
                         }});
    auto sink = NumberSink::create({.highWaterMark = 4, .write = [&](int, Done done) {
                                      ++written;
                                      mostAhead = std::max(mostAhead, reads - written);
                                      setImmediate([done] { done(); });
                                    }});
    source->on(event::pause, [&mostBuffered, sink] {
      mostBuffered = std::max(mostBuffered, sink->writableLength());
    });
    source->pipe(sink);
  });
  EXPECT_EQ(written, total);
  EXPECT_EQ(reads, total + 1);
  EXPECT_EQ(mostBuffered, 4u);
  // What waits in both buffers, and the one that is just on its way.
  EXPECT_LE(mostAhead, 4 + 4 + 1);
}

TEST(Pipe, WaitsForTheSlowestOfTwoDestinations) {
  EXPECT_EQ(traceOf([] {
              auto source = Numbers::create(
                  {.highWaterMark = 1, .read = [n = 0](Numbers& self, std::size_t) mutable {
                     n < 3 ? self.push(n) : self.push(nullptr);
                     ++n;
                   }});
              auto fast = NumberSink::create({.write = [](int n, Done done) {
                say("fast {}", n);
                done();
              }});
              auto slow = NumberSink::create({.highWaterMark = 1, .write = [](int n, Done done) {
                                                say("slow {}", n);
                                                setImmediate([done] { done(); });
                                              }});
              slow->on(event::drain, trace::says("drain"));
              source->pipe(fast);
              source->pipe(slow);
            }),
            (Lines{"fast 0", "slow 0", "drain", "fast 1", "slow 1", "drain", "fast 2", "slow 2"}));
}

TEST(Pipe, LeavesTheDestinationOpenWhenTheSourceFails) {
  EXPECT_EQ(traceOf([] {
              auto source = follow(Readable<Buffer>::create({.read =
                                                                 [](auto& self, std::size_t) {
                                                                   self.push("a");
                                                                   self.destroy(Error("lost"));
                                                                 }}),
                                   "r");
              auto sink = follow(sayingSink(), "w");
              source->pipe(sink);
              setImmediate([sink] { say("{} {}", sink->destroyed(), sink->writableEnded()); });
            }),
            (Lines{"r resume", "_write a", "r error lost", "r close", "false false"}));
}

TEST(Pipe, OnlyTakesAFailingDestinationOff) {
  EXPECT_EQ(
      traceOf([] {
        auto source =
            follow(Numbers::create(
                       {.read = [n = 0](Numbers& self, std::size_t) mutable { self.push(n++); }}),
                   "r");
        auto sink = follow(
            NumberSink::create(
                {.write = [](int,
                             Done done) { setImmediate([done] { done(Error("disk full")); }); }}),
            "w");
        source->pipe(sink);
        sink->on(event::close, [source] {
          setImmediate(
              [source] { say("{} {}", source->destroyed(), source->readableFlowing() == false); });
        });
      }),
      (Lines{"r resume", "r pause", "w unpipe", "w error disk full", "w close", "false true"}));
}

TEST(Pipe, DoesNotEndTheDestinationWhenToldSo) {
  EXPECT_EQ(traceOf([] {
              auto source = sourceOf({"a"});
              auto sink = follow(sayingSink(), "w");
              source->pipe(sink, {.end = false});
              source->on(event::end, [sink] {
                sink->write("b");
                sink->end();
              });
            }),
            (Lines{"_write a", "w unpipe", "_write b", "w prefinish", "w finish", "w close"}));
}

// A pipe that is alone with the data gets it without the event; that must not show.
TEST(Pipe, SharesTheDataWithListenersThatComeAndGo) {
  EXPECT_EQ(traceOf([] {
              auto source = silentSource();
              source->pipe(sayingSink());
              const Listener<Buffer> listener(
                  [](const Buffer& chunk) { say("data {}", chunk.toString()); });
              setImmediate([source, listener] {
                source->push("a");
                source->on(event::data, listener);
                source->push("b");
                source->off(event::data, listener);
                source->push("c");
                EXPECT_EQ(source->listenerCount(event::data), 1u);
              });
            }),
            (Lines{"_write a", "_write b", "data b", "_write c"}));
}

TEST(Pipe, GivesWhatIsReadByHandToTheDestinationToo) {
  EXPECT_EQ(traceOf([] {
              auto source = sourceOf({"a", "b"});
              source->pipe(sayingSink());
              const auto chunk = source->read();
              say("read {}", chunk->toString());
            }),
            (Lines{"_write a", "read a", "_write b"}));
}

TEST(Pipe, ReturnsItsDestinationSoThatPipesChain) {
  EXPECT_EQ(traceOf([] {
              sourceOf({"a", "b"})->pipe(PassThrough<Buffer>::create())->pipe(sayingSink());
            }),
            (Lines{"_write a", "_write b"}));
}

TEST(Unpipe, PausesTheSourceUntilItIsPipedAgain) {
  EXPECT_EQ(traceOf([] {
              auto source = follow(silentSource(), "r");
              auto sink = follow(sayingSink(), "w");
              source->pipe(sink);
              source->push("a");
              setImmediate([source, sink] {
                source->unpipe(sink);
                source->push("b");
                say("flowing {}", *source->readableFlowing());
                source->pipe(sink);
              });
            }),
            (Lines{"r resume", "_write a", "r pause", "w unpipe", "flowing false", "_write b",
                   "r resume"}));
}

// In Node the second destination would go on getting data (docs/deviations.md).
TEST(Unpipe, OfAllTakesEveryDestinationOffAlsoWhenAListenerThrows) {
  EXPECT_EQ(traceOf([] {
              auto source = silentSource();
              auto first = sayingSink();
              auto second = sayingSink();
              source->pipe(first);
              source->pipe(second);
              first->on(event::unpipe, [](const Ref<Stream>&) { trace::fail("bug"); });
              EXPECT_THROW(source->unpipe(), Error);
              source->resume();
              source->push("a");
            }),
            Lines{});
}

TEST(Unpipe, WithinAWriteIsSafe) {
  traceOf([] {
    auto source =
        Numbers::create({.read = [n = 0](Numbers& self, std::size_t) mutable { self.push(n++); }});
    auto sink = std::make_shared<Ref<NumberSink>>();
    *sink = NumberSink::create({.highWaterMark = 1, .write = [source, sink](int n, Done done) {
                                  if (n == 1) source->unpipe(*sink);
                                  setImmediate([done] { done(); });
                                }});
    source->pipe(*sink);
    setImmediate([sink] { setImmediate([sink] { setImmediate([sink] { *sink = nullptr; }); }); });
  });
}

}  // namespace
}  // namespace nodelab::stream
