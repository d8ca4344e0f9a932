#include "nodelab/stream/duplex.h"

#include <gtest/gtest.h>

#include "stream/follow.h"

namespace nodelab::stream {
namespace {

using trace::Lines;
using trace::say;
using trace::traceOf;

// What is written to it can be read from it; its end is the end of what is read.
class Echo final : public Duplex<Buffer, Buffer> {
 public:
  explicit Echo(const DuplexOptions& options = {}) : Duplex(options) {}

 protected:
  void _read(std::size_t) override {}
  void _write(const Buffer& chunk, Done done) override {
    push(chunk);
    done();
  }
  bool hasFinal() const override { return true; }
  void _final(Done done) override {
    push(nullptr);
    done();
  }
};

// Ends at once to be read, and takes what is written.
class OneWay final : public Duplex<Buffer, Buffer> {
 public:
  explicit OneWay(const DuplexOptions& options) : Duplex(options) {}

 protected:
  void _read(std::size_t) override { push(nullptr); }
  void _write(const Buffer&, Done done) override { done(); }
};

TEST(Duplex, IsReadAndWrittenAndClosesOnce) {
  EXPECT_EQ(traceOf([] {
              auto echo = follow(create<Echo>());
              echo->on(event::data, [](const Buffer& chunk) { say("data {}", chunk.toString()); });
              echo->write("hi");
              echo->end();
            }),
            (Lines{"prefinish", "resume", "data hi", "finish", "end", "close"}));
}

TEST(Duplex, StaysHalfOpenUnlessToldOtherwise) {
  auto linesWith = [](bool allowHalfOpen) {
    return traceOf([allowHalfOpen] {
      follow(create<OneWay>(DuplexOptions{.allowHalfOpen = allowHalfOpen}))->resume();
    });
  };
  EXPECT_EQ(linesWith(true), (Lines{"resume", "end"}));
  EXPECT_EQ(linesWith(false), (Lines{"resume", "end", "prefinish", "finish", "close"}));
}

TEST(Duplex, HasAMarkForEachSide) {
  traceOf([] {
    auto both = create<OneWay>(DuplexOptions{.highWaterMark = 5, .readableHighWaterMark = 1});
    EXPECT_EQ(both->readableHighWaterMark(), 5u);
    EXPECT_EQ(both->writableHighWaterMark(), 5u);
    auto each =
        create<OneWay>(DuplexOptions{.readableHighWaterMark = 1, .writableHighWaterMark = 2});
    EXPECT_EQ(each->readableHighWaterMark(), 1u);
    EXPECT_EQ(each->writableHighWaterMark(), 2u);
  });
}

}  // namespace
}  // namespace nodelab::stream
