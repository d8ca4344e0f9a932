// Nothing is left: each stream here holds a token in its implementation, so that the tokens tell
// which streams are still there, within the loop and after it.
#include <gtest/gtest.h>

#include <memory>

#include "nodelab/loop/timers.h"
#include "nodelab/stream/finished.h"
#include "nodelab/stream/pipeline.h"
#include "nodelab/stream/transform.h"
#include "stream/follow.h"

namespace nodelab::stream {
namespace {

using trace::traceOf;
using Token = std::shared_ptr<int>;
using Bytes = Transform<Buffer, Buffer>;
using Source = Readable<Buffer>;
using Sink = Writable<Buffer>;

Ref<Source> stalledSource(Token token) {
  return Source::create({.read = [token](Source& self, std::size_t) {
    if (token.use_count() > 0 && self.readableLength() == 0) self.push("a");
  }});
}

Ref<Bytes> passing(Token token) {
  return Bytes::create(
      {.transform = [token](Bytes&, const Buffer& chunk, TransformDone<Buffer> done) {
        done(nullptr, chunk);
      }});
}

Ref<Sink> failing(Token token) {
  return Sink::create({.write = [token](const Buffer&, Done done) { done(Error("disk full")); }});
}

Ref<Sink> stalledSink(Token token) {
  return Sink::create({.highWaterMark = 1, .write = [token](const Buffer&, Done) {}});
}

TEST(Memory, TenThousandFailedPipelinesLeaveNoStreamBehind) {
  constexpr int total = 10000;
  const auto token = std::make_shared<int>(0);
  int failures = 0;
  long left = 0;
  traceOf([&] {
    for (int i = 0; i < total; ++i) {
      pipeline(stalledSource(token), passing(token), failing(token),
               [&failures](const Error& error) { failures += error ? 1 : 0; });
    }
    setImmediate([&] { left = token.use_count() - 1; });
  });
  EXPECT_EQ(failures, total);
  EXPECT_EQ(left, 0);
}

TEST(Memory, PipelinesThatWorkedLeaveNoStreamBehind) {
  const auto token = std::make_shared<int>(0);
  long left = -1;
  traceOf([&] {
    auto sink = Sink::create({.write = [token](const Buffer&, Done done) { done(); }});
    pipeline(sourceOf({"a", "b"}), passing(token), sink, [](const Error&) {});
    sink = nullptr;
    setImmediate([&] { left = token.use_count() - 1; });
  });
  EXPECT_EQ(left, 0);
}

TEST(Memory, AStreamThatItsOwnListenersHoldGoesWhenItCloses) {
  const auto token = std::make_shared<int>(0);
  long left = -1;
  traceOf([&] {
    auto source =
        Source::create({.read = [token](Source& self, std::size_t) { self.push(nullptr); }});
    source->on(event::data, [source](const Buffer&) { source->pause(); });
    source->on(event::end, [source] {});
    source->on(event::error, [source](const Error&) {});
    source->on(event::close, [source] {});
    source = nullptr;
    setImmediate([&] { left = token.use_count() - 1; });
  });
  EXPECT_EQ(left, 0);
}

TEST(Memory, StalledStreamsGoWithTheirLoop) {
  const auto token = std::make_shared<int>(0);
  traceOf([&] {
    stalledSource(token)->pipe(stalledSink(token));
    pipeline(stalledSource(token), passing(token), stalledSink(token), [token](const Error&) {});
    pipeline(stalledSource(token), passing(token), [token](const Error&) {});
    auto watched = stalledSource(token);
    finished(*watched, [watched, token](const Error&) {});
    auto corked = failing(token);
    corked->cork();
    corked->write("a", [corked, token](const Error&) {});
    corked->end([corked, token](const Error&) {});
    auto constructing = Sink::create({.construct = [token](Done) {}});
    constructing->write("a", [constructing](const Error&) {});
    auto destroying = Sink::create({.destroy = [token](const Error&, Done) {}});
    destroying->destroy();
    auto full = passing(token);
    for (int i = 0; i < 100; ++i) full->write("x", [full](const Error&) {});
  });
  EXPECT_EQ(token.use_count(), 1);
}

TEST(Memory, AStreamMayOutliveItsLoop) {
  const auto token = std::make_shared<int>(0);
  Ref<Source> outside;
  traceOf([&] {
    outside = stalledSource(token);
    outside->pipe(stalledSink(token));
  });
  EXPECT_TRUE(outside->destroyed());
  outside = nullptr;
  EXPECT_EQ(token.use_count(), 1);
}

}  // namespace
}  // namespace nodelab::stream
