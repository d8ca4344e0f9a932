#include "nodelab/stream/finished.h"

#include <gtest/gtest.h>

#include "nodelab/loop/timers.h"
#include "nodelab/stream/duplex.h"
#include "stream/follow.h"

namespace nodelab::stream {
namespace {

using trace::Lines;
using trace::say;
using trace::traceOf;

TEST(Finished, TellsOfAReadableThatWasReadAndClosed) {
  EXPECT_EQ(traceOf([] {
              auto source = follow(sourceOf({"a"}));
              finished(*source, saysHow("finished"));
              source->resume();
            }),
            (Lines{"resume", "end", "close", "finished ok"}));
}

TEST(Finished, TellsOfAWritableThatWasWrittenAndClosed) {
  EXPECT_EQ(traceOf([] {
              auto sink = follow(sayingSink());
              finished(*sink, saysHow("finished"));
              sink->end();
            }),
            (Lines{"prefinish", "finish", "close", "finished ok"}));
}

TEST(Finished, CallsADestroyedStreamPremature) {
  EXPECT_EQ(traceOf([] {
              auto source = follow(silentSource());
              finished(*source, saysHow("finished"));
              source->destroy();
            }),
            (Lines{"close", "finished ERR_STREAM_PREMATURE_CLOSE"}));
}

TEST(Finished, TellsTheErrorAtTheErrorEvent) {
  EXPECT_EQ(traceOf([] {
              auto source = follow(silentSource());
              finished(*source, saysHow("finished"));
              source->destroy(Error("lost"));
            }),
            (Lines{"error lost", "finished lost", "close"}));
}

TEST(Finished, MayWaitForCloseToTellTheError) {
  EXPECT_EQ(traceOf([] {
              auto source = follow(silentSource());
              finished(*source, {.error = false}, saysHow("finished"));
              source->destroy(Error("lost"));
            }),
            (Lines{"error lost", "close", "finished lost"}));
}

TEST(Finished, WorksOnAStreamThatIsOver) {
  EXPECT_EQ(traceOf([] {
              auto sink = sayingSink();
              sink->end();
              sink->on(event::close, [sink] {
                setImmediate([sink] {
                  finished(*sink, saysHow("finished"));
                  say("main");
                });
              });
            }),
            (Lines{"main", "finished ok"}));
}

TEST(Finished, ReturnsWhatTakesItBack) {
  EXPECT_EQ(traceOf([] {
              auto sink = sayingSink();
              Task cleanup = finished(*sink, saysHow("finished"));
              EXPECT_EQ(sink->listenerCount(event::close), 1u);
              cleanup();
              EXPECT_EQ(sink->listenerCount(event::close), 0u);
              sink->end();
            }),
            Lines{});
}

// Ends at once to be read, and takes what is written.
class OneWay final : public Duplex<Buffer, Buffer> {
 protected:
  void _read(std::size_t) override { push(nullptr); }
  void _write(const Buffer&, Done done) override { done(); }
};

TEST(Finished, WatchesTheSidesThatItIsAskedTo) {
  EXPECT_EQ(traceOf([] {
              auto duplex = create<OneWay>();
              finished(*duplex, {.writable = false}, saysHow("reading"));
              finished(*duplex, {.readable = false}, saysHow("writing"));
              finished(*duplex, saysHow("both"));
              duplex->on(event::end, trace::says("end"));
              duplex->on(event::close, trace::says("close"));
              duplex->resume();
              setImmediate([duplex] {
                say("end()");
                duplex->end();
              });
            }),
            (Lines{"reading ok", "end", "end()", "writing ok", "both ok", "close"}));
}

TEST(Finished, HasAPromiseForm) {
  EXPECT_EQ(traceOf([] {
              auto good = sourceOf({"a"});
              finished(*good).then([] { say("good"); });
              good->resume();
              auto bad = silentSource();
              finished(*bad).catch_([](const Error& error) { say("bad {}", brief(error)); });
              bad->destroy(Error("lost"));
            }),
            (Lines{"bad lost", "good"}));
}

}  // namespace
}  // namespace nodelab::stream
