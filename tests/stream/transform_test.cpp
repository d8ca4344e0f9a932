#include "nodelab/stream/transform.h"

#include <gtest/gtest.h>

#include "nodelab/loop/timers.h"
#include "stream/follow.h"

namespace nodelab::stream {
namespace {

using trace::Lines;
using trace::say;
using trace::traceOf;
using Bytes = Transform<Buffer, Buffer>;
using Numbers = Transform<int, int>;
using BytesDone = TransformDone<Buffer>;

void sayData(const Ref<Bytes>& stream) {
  stream->on(event::data, [](const Buffer& chunk) { say("data {}", chunk.toString()); });
}

TEST(Transform, MakesItsOutputFromItsInputAndFlushesAtTheEnd) {
  EXPECT_EQ(traceOf([] {
              auto stream = follow(
                  Bytes::create({.transform =
                                     [](Bytes&, const Buffer& chunk, BytesDone done) {
                                       say("_transform {}", chunk.toString());
                                       done(nullptr, Buffer::from("<" + chunk.toString() + ">"));
                                     },
                                 .flush =
                                     [](Bytes&, BytesDone done) {
                                       say("_flush");
                                       done(nullptr, Buffer::from("!"));
                                     }}));
              sayData(stream);
              stream->write("a");
              stream->end("b");
            }),
            (Lines{"_transform a", "data <a>", "_transform b", "data <b>", "_flush", "data !",
                   "prefinish", "resume", "end", "finish", "close"}));
}

TEST(Transform, MayHoldEverythingBackUntilTheFlush) {
  EXPECT_EQ(traceOf([] {
              auto held = std::make_shared<std::vector<int>>();
              auto stream =
                  follow(Numbers::create({.transform =
                                              [held](Numbers&, int n, TransformDone<int> done) {
                                                held->push_back(n);
                                                done();
                                              },
                                          .flush =
                                              [held](Numbers& self, TransformDone<int> done) {
                                                for (const int n : *held) self.push(n);
                                                done();
                                              }}));
              stream->on(event::data, [](int n) { say("data {}", n); });
              stream->write(1);
              stream->write(2);
              stream->end();
            }),
            (Lines{"data 1", "data 2", "prefinish", "resume", "end", "finish", "close"}));
}

TEST(Transform, ChangesTheTypeOnTheWay) {
  using Lengths = Transform<Buffer, std::size_t>;
  EXPECT_EQ(traceOf([] {
              auto stream = Lengths::create(
                  {.transform = [](Lengths&, const Buffer& chunk, TransformDone<std::size_t> done) {
                    done(nullptr, chunk.size());
                  }});
              EXPECT_FALSE(stream->writableObjectMode());
              EXPECT_TRUE(stream->readableObjectMode());
              stream->on(event::data, [](std::size_t length) { say("{}", length); });
              stream->write("abc");
              stream->end("de");
            }),
            (Lines{"3", "2"}));
}

TEST(Transform, TakesNoMoreThanItsReaderLeavesRoomFor) {
  EXPECT_EQ(traceOf([] {
              auto count = std::make_shared<int>(0);
              auto stream =
                  Numbers::create({.readableHighWaterMark = 2,
                                   .writableHighWaterMark = 3,
                                   .transform = [count](Numbers&, int n, TransformDone<int> done) {
                                     ++*count;
                                     done(nullptr, n);
                                   }});
              auto show = [count, stream] {
                say("transformed {}, to read {}, to write {}", *count, stream->readableLength(),
                    stream->writableLength());
              };
              for (int i = 0; i < 8; ++i) say("{}", stream->write(i));
              setImmediate([stream, show] {
                show();
                say("read {}", *stream->read());
                setImmediate(show);
              });
            }),
            (Lines{"true", "true", "true", "false", "false", "false", "false", "false",
                   "transformed 2, to read 2, to write 7", "read 0",
                   "transformed 3, to read 2, to write 6"}));
}

TEST(Transform, ThatFailsFailsEveryWrite) {
  EXPECT_EQ(traceOf([] {
              auto stream =
                  follow(Bytes::create({.transform = [](Bytes&, const Buffer&, BytesDone done) {
                    done(Error("bad input"));
                  }}));
              stream->write("a", saysHow("cb a"));
              stream->write("b", saysHow("cb b"));
              stream->resume();
            }),
            (Lines{"cb a bad input", "cb b bad input", "resume", "error bad input", "close"}));
}

TEST(Transform, ThatFailsInItsFlushFailsAtTheEnd) {
  EXPECT_EQ(
      traceOf([] {
        auto stream = follow(Bytes::create(
            {.transform = [](Bytes&, const Buffer& chunk, BytesDone done) { done(nullptr, chunk); },
             .flush = [](Bytes&, BytesDone done) { done(Error("truncated")); }}));
        stream->resume();
        stream->end("a", saysHow("cb end"));
      }),
      (Lines{"resume", "error truncated", "close", "cb end truncated"}));
}

TEST(Transform, FailsWhenDoneIsCalledTwice) {
  EXPECT_EQ(traceOf([] {
              auto stream =
                  follow(Bytes::create({.transform = [](Bytes&, const Buffer&, BytesDone done) {
                    done();
                    done();
                  }}));
              stream->write("a");
            }),
            (Lines{"error ERR_MULTIPLE_CALLBACK", "close"}));
}

TEST(Transform, NeedsAnImplementation) {
  traceOf([] {
    auto stream = Bytes::create({});
    try {
      stream->write("a");
      ADD_FAILURE();
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), "ERR_METHOD_NOT_IMPLEMENTED");
      EXPECT_EQ(error.message(), "The _transform() method is not implemented");
    }
  });
}

TEST(Transform, ThatBuffersNothingToReadBuffersNothingToWrite) {
  traceOf([] {
    EXPECT_EQ(Numbers::create({.readableHighWaterMark = 0})->writableHighWaterMark(), 0u);
    EXPECT_EQ(Numbers::create({.highWaterMark = 0})->writableHighWaterMark(), 0u);
    auto told = Numbers::create({.readableHighWaterMark = 0, .writableHighWaterMark = 4});
    EXPECT_EQ(told->writableHighWaterMark(), 4u);
  });
}

TEST(Transform, CallsBackAfterItsDestructionWithoutHarm) {
  EXPECT_EQ(traceOf([] {
              auto stream = follow(
                  Bytes::create({.transform = [](Bytes&, const Buffer& chunk, BytesDone done) {
                    setImmediate([done, chunk] { done(nullptr, chunk); });
                  }}));
              sayData(stream);
              stream->write("a", saysHow("cb"));
              stream->destroy();
            }),
            (Lines{"resume", "close", "cb ok"}));
}

TEST(PassThrough, ChangesNothing) {
  EXPECT_EQ(traceOf([] {
              auto stream = PassThrough<Buffer>::create();
              stream->on(event::data,
                         [](const Buffer& chunk) { say("data {}", chunk.toString()); });
              stream->write("a");
              stream->end("b");
            }),
            (Lines{"data a", "data b"}));
}

}  // namespace
}  // namespace nodelab::stream
