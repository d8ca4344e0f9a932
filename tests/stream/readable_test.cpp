#include "nodelab/stream/readable.h"

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
using Numbers = Readable<int>;

void sayData(const Ref<Source>& source) {
  source->on(event::data, [](const Buffer& chunk) { say("data {}", chunk.toString()); });
}

std::string textOf(const std::optional<Buffer>& chunk) {
  return chunk ? chunk->toString() : "null";
}

TEST(Flowing, GivesDataThenEndThenClose) {
  EXPECT_EQ(traceOf([] {
              auto source = follow(sourceOf({"a", "b"}));
              sayData(source);
              process::nextTick(says("tick"));
              say("main");
            }),
            (Lines{"main", "resume", "data a", "data b", "tick", "end", "close"}));
}

TEST(Flowing, StopsAfterTheChunkInWhichItIsPaused) {
  EXPECT_EQ(traceOf([] {
              auto source = follow(sourceOf({"a", "b"}));
              source->on(event::data, [source](const Buffer& chunk) {
                say("data {}", chunk.toString());
                if (chunk.toString() != "a") return;
                source->pause();
                setImmediate([source] {
                  say("go on");
                  source->resume();
                });
              });
            }),
            (Lines{"resume", "data a", "pause", "go on", "resume", "data b", "end", "close"}));
}

TEST(Flowing, HasThreeStates) {
  traceOf([] {
    auto source = sourceOf({"a"});
    EXPECT_FALSE(source->readableFlowing().has_value());
    EXPECT_FALSE(source->isPaused());
    source->resume();
    EXPECT_EQ(source->readableFlowing(), true);
    source->pause();
    EXPECT_EQ(source->readableFlowing(), false);
    EXPECT_TRUE(source->isPaused());
    sayData(source);  // does not resume what was paused on purpose
    EXPECT_EQ(source->readableFlowing(), false);
  });
}

TEST(Flowing, TakesListenersOff) {
  EXPECT_EQ(traceOf([] {
              auto source = sourceOf({"a", "b"});
              const Listener<Buffer> never([](const Buffer&) { say("never"); });
              source->on(event::data, never);
              source->once(event::data,
                           [](const Buffer& chunk) { say("once {}", chunk.toString()); });
              sayData(source);
              source->off(event::data, never);
              EXPECT_EQ(source->listenerCount(event::data), 2u);
            }),
            (Lines{"once a", "data a", "data b"}));
}

TEST(Read, JoinsAndSplitsChunks) {
  EXPECT_EQ(traceOf([] {
              auto source = follow(silentSource());
              source->push("abc");
              source->push("def");
              say("{}", textOf(source->read(2)));
              say("{}", textOf(source->read(3)));
              say("{}", textOf(source->read(2)));
              source->push(nullptr);
              say("{}", textOf(source->read(2)));
              say("{}", textOf(source->read()));
            }),
            (Lines{"ab", "cde", "null", "f", "null", "end", "close"}));
}

TEST(Read, GivesAllThatIsThereWhenPaused) {
  EXPECT_EQ(traceOf([] {
              auto source = follow(sourceOf({"ab", "cd"}));
              source->on(event::readable, [source] {
                say("readable");
                while (auto chunk = source->read()) say("read {}", chunk->toString());
              });
            }),
            (Lines{"readable", "read abcd", "readable", "readable", "end", "close"}));
}

TEST(Read, AheadStopsAtTheMark) {
  EXPECT_EQ(traceOf([] {
              auto source = Numbers::create(
                  {.highWaterMark = 3, .read = [n = 0](Numbers& self, std::size_t) mutable {
                     say("_read");
                     self.push(n++);
                   }});
              say("{}", *source->read());
              setImmediate([source] {
                say("length {}", source->readableLength());
                say("{}", *source->read());
                setImmediate([source] { say("length {}", source->readableLength()); });
              });
            }),
            (Lines{"_read", "0", "_read", "_read", "_read", "length 3", "_read", "1", "length 3"}));
}

TEST(Read, OfMoreThanTheMarkRaisesIt) {
  EXPECT_EQ(traceOf([] {
              auto source =
                  Source::create({.highWaterMark = 3, .read = [](Source& self, std::size_t n) {
                                    say("_read {}", n);
                                    self.push("xxxxx");
                                  }});
              say("{}", textOf(source->read(7)));
              EXPECT_EQ(source->readableHighWaterMark(), 8u);
              setImmediate([source] { say("{}", textOf(source->read(7))); });
            }),
            (Lines{"_read 8", "null", "_read 8", "_read 8", "xxxxxxx"}));
}

TEST(Read, SharesTheBytesOfTheChunks) {
  traceOf([] {
    auto source = silentSource();
    const Buffer chunk = Buffer::from("abcdef");
    source->push(chunk);
    const auto first = source->read(2);
    EXPECT_EQ(first->data(), chunk.data());
    EXPECT_EQ(source->read()->data(), chunk.data() + 2);
  });
}

TEST(Push, IsFalseOnReachingTheMark) {
  traceOf([] {
    auto source = Numbers::create({.highWaterMark = 2, .read = [](Numbers&, std::size_t) {}});
    EXPECT_TRUE(source->push(1));
    EXPECT_FALSE(source->push(2));
    EXPECT_FALSE(source->push(3));
    EXPECT_EQ(source->readableLength(), 3u);
  });
}

TEST(Push, AfterTheEndIsAnError) {
  EXPECT_EQ(traceOf([] {
              auto source = follow(Source::create({.read = [](Source& self, std::size_t) {
                self.push(nullptr);
                say("push {}", self.push("late"));
              }}));
              source->resume();
            }),
            (Lines{"push false", "resume", "error ERR_STREAM_PUSH_AFTER_EOF", "close"}));
}

TEST(Unshift, PutsAChunkBackInFront) {
  EXPECT_EQ(traceOf([] {
              auto source = follow(sourceOf({"head|body"}));
              source->once(event::readable, [source] {
                const Buffer chunk = *source->read();
                say("read {}", chunk.toString());
                source->unshift(chunk.subarray(5));
                sayData(source);
                source->resume();
              });
            }),
            (Lines{"read head|body", "data body", "end", "resume", "close"}));
}

TEST(Unshift, AfterEndIsAnError) {
  EXPECT_EQ(
      traceOf([] {
        auto source = follow(Source::create(
            {.autoDestroy = false, .read = [](Source& self, std::size_t) { self.push(nullptr); }}));
        source->resume();
        source->on(event::end, [source] { source->unshift(Buffer::from("x")); });
      }),
      (Lines{"resume", "end", "error ERR_STREAM_UNSHIFT_AFTER_END_EVENT"}));
}

TEST(Implementation, ThatThrowsFailsTheStream) {
  EXPECT_EQ(traceOf([] {
              auto source = follow(
                  Source::create({.read = [](Source&, std::size_t) { trace::fail("bug"); }}));
              source->resume();
            }),
            (Lines{"resume", "error bug", "close"}));
}

TEST(Implementation, IsNeeded) {
  EXPECT_EQ(traceOf([] { follow(Source::create({}))->resume(); }),
            (Lines{"resume", "error ERR_METHOD_NOT_IMPLEMENTED", "close"}));
}

TEST(Objects, OfAnyTypeTravelUncopied) {
  struct Pair {
    std::string name;
    std::shared_ptr<int> value;
    int more[8] = {};
  };
  const auto value = std::make_shared<int>(7);
  const Lines lines = traceOf([&value] {
    auto source = Readable<Pair>::create({.read = [&value](auto& self, std::size_t) {
      self.push(Pair{"seven", value});
      self.push(nullptr);
    }});
    source->on(event::data, [](const Pair& pair) {
      say("{} {} {}", pair.name, *pair.value, pair.value.use_count());
    });
  });
  EXPECT_EQ(lines, (Lines{"seven 7 2"}));
  EXPECT_EQ(value.use_count(), 1);
}

}  // namespace
}  // namespace nodelab::stream
