#include "nodelab/fs/file_streams.h"

#include <gtest/gtest.h>

#include "nodelab/loop/timers.h"
#include "nodelab/stream/pipeline.h"
#include "nodelab/stream/transform.h"
#include "support/temp_folder.h"
#include "support/trace.h"

namespace nodelab {
namespace {

using trace::Lines;
using trace::say;
using trace::says;
using trace::traceOf;

TEST(ReadStream, OpensReadsEndsAndCloses) {
  const TempFolder folder;
  fs::writeFileSync(folder.file("a"), Buffer::from("hello"));
  const Lines lines = traceOf([&folder] {
    auto stream = fs::createReadStream(folder.file("a"));
    stream->on(event::open, [](int fd) { say("open {}", fd >= 0); });
    stream->on(event::data, [](const Buffer& chunk) { say("data {}", chunk.toString()); });
    stream->on(event::end, says("end"));
    stream->on(event::close, says("close"));
  });
  EXPECT_EQ(lines, (Lines{"open true", "data hello", "end", "close"}));
  EXPECT_EQ(folder.openDescriptors(), 0);
}

TEST(ReadStream, GivesChunksOfItsHighWaterMark) {
  const TempFolder folder;
  fs::writeFileSync(folder.file("a"), Buffer::alloc(150000));
  const Lines lines = traceOf([&folder] {
    auto stream = fs::createReadStream(folder.file("a"));
    stream->on(event::data, [](const Buffer& chunk) { say("{}", chunk.size()); });
  });
  EXPECT_EQ(lines, (Lines{"65536", "65536", "18928"}));
}

TEST(ReadStream, ReadsFromStartToEndBothIncluded) {
  const TempFolder folder;
  fs::writeFileSync(folder.file("a"), Buffer::from("0123456789"));
  auto read = [&folder](fs::ReadStreamOptions options) {
    return traceOf([&folder, &options] {
      auto stream = fs::createReadStream(folder.file("a"), options);
      stream->on(event::data, [](const Buffer& chunk) { say("{}", chunk.toString()); });
    });
  };
  EXPECT_EQ(read({.start = 2, .end = 5}), (Lines{"2345"}));
  EXPECT_EQ(read({.start = 7}), (Lines{"789"}));
  EXPECT_EQ(read({.end = 0}), (Lines{"0"}));
  EXPECT_EQ(read({.start = 20}), (Lines{}));
}

TEST(ReadStream, AMissingFileIsAnErrorAndThenClose) {
  const Lines lines = traceOf([] {
    auto stream = fs::createReadStream("none");
    stream->on(event::error, [](const Error& error) { say("{}", error.message()); });
    stream->on(event::close, says("close"));
  });
  EXPECT_EQ(lines, (Lines{"ENOENT: no such file or directory, open 'none'", "close"}));
}

TEST(ReadStream, UnknownFlagsThrowAtOnce) {
  traceOf([] {
    try {
      fs::createReadStream("a", {.flags = "q"});
      ADD_FAILURE();
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), "ERR_INVALID_ARG_VALUE");
    }
  });
}

TEST(ReadStream, DestroyWhileReadingClosesTheFile) {
  const TempFolder folder;
  fs::writeFileSync(folder.file("a"), Buffer::alloc(1000000));
  const Lines lines = traceOf([&folder] {
    auto stream = fs::createReadStream(folder.file("a"));
    stream->on(event::data, [&self = *stream](const Buffer&) { self.destroy(); });
    stream->on(event::end, says("end"));
    stream->on(event::close, says("close"));
  });
  EXPECT_EQ(lines, (Lines{"close"}));
  EXPECT_EQ(folder.openDescriptors(), 0);
}

TEST(ReadStream, DestroyBeforeItIsOpenOpensAndClosesIt) {
  const TempFolder folder;
  fs::writeFileSync(folder.file("a"), Buffer::alloc(10));
  const Lines lines = traceOf([&folder] {
    auto stream = fs::createReadStream(folder.file("a"));
    stream->on(event::close, says("close"));
    stream->destroy();
  });
  EXPECT_EQ(lines, (Lines{"close"}));
  EXPECT_EQ(folder.openDescriptors(), 0);
}

TEST(ReadStream, ReadsNoFurtherThanItsMarkWhenNobodyTakes) {
  const TempFolder folder;
  fs::writeFileSync(folder.file("a"), Buffer::alloc(1000000));
  const Lines lines = traceOf([&folder] {
    auto stream = fs::createReadStream(folder.file("a"));
    stream->pause();
    stream->once(event::readable, [] {});
    setTimeout([stream] { say("{}", stream->bytesRead()); }, 30);
  });
  EXPECT_EQ(lines, (Lines{"65536"}));
}

TEST(WriteStream, WritesFinishesAndCloses) {
  const TempFolder folder;
  const Lines lines = traceOf([&folder] {
    auto stream = fs::createWriteStream(folder.file("a"));
    stream->on(event::open, [](int) { say("open"); });
    stream->on(event::finish, says("finish"));
    stream->on(event::close, says("close"));
    stream->write("hel", [](const Error& error) { say("written {}", error ? "no" : "yes"); });
    stream->end("lo");
  });
  EXPECT_EQ(lines, (Lines{"open", "written yes", "finish", "close"}));
  EXPECT_EQ(fs::readFileSync(folder.file("a")).toString(), "hello");
}

TEST(WriteStream, WritesFromStartWithoutTruncating) {
  const TempFolder folder;
  fs::writeFileSync(folder.file("a"), Buffer::from("0123456789"));
  traceOf([&folder] {
    fs::createWriteStream(folder.file("a"), {.flags = "r+", .start = 3})->end("ab");
  });
  EXPECT_EQ(fs::readFileSync(folder.file("a")).toString(), "012ab56789");
}

TEST(WriteStream, AppendsWithTheFlagA) {
  const TempFolder folder;
  fs::writeFileSync(folder.file("a"), Buffer::from("12"));
  traceOf([&folder] { fs::createWriteStream(folder.file("a"), {.flags = "a"})->end("3"); });
  EXPECT_EQ(fs::readFileSync(folder.file("a")).toString(), "123");
}

TEST(WriteStream, AFullDiskIsAnErrorOnceAndThenClose) {
  const Lines lines = traceOf([] {
    auto stream = fs::createWriteStream("/dev/full");
    stream->on(event::error, [](const Error& error) { say("{}", error.message()); });
    stream->on(event::finish, says("finish"));
    stream->on(event::close, says("close"));
    stream->write("x");
    stream->end("y");
  });
  EXPECT_EQ(lines, (Lines{"ENOSPC: no space left on device, write", "close"}));
}

TEST(FilePipeline, CopiesAFileByteForByte) {
  const TempFolder folder;
  const Buffer data = Buffer::alloc(300000, "abcdefghijk");
  fs::writeFileSync(folder.file("in"), data);
  const Lines lines = traceOf([&folder] {
    stream::pipeline(fs::createReadStream(folder.file("in")),
                     fs::createWriteStream(folder.file("out")),
                     [](const Error& error) { say("{}", error ? "failed" : "ok"); });
  });
  EXPECT_EQ(lines, (Lines{"ok"}));
  EXPECT_TRUE(fs::readFileSync(folder.file("out")).equals(data));
  EXPECT_EQ(folder.openDescriptors(), 0);
}

TEST(FilePipeline, AFailureInTheMiddleClosesBothFilesAndReportsOnce) {
  const TempFolder folder;
  fs::writeFileSync(folder.file("in"), Buffer::alloc(300000));
  const Lines lines = traceOf([&folder] {
    auto failing = stream::Transform<Buffer, Buffer>::create(
        {.transform = [chunks = 0](auto&, const Buffer& chunk, auto done) mutable {
          ++chunks == 2 ? done(Error("bad chunk")) : done(nullptr, chunk);
        }});
    stream::pipeline(fs::createReadStream(folder.file("in")), failing,
                     fs::createWriteStream(folder.file("out")),
                     [](const Error& error) { say("{}", error.message()); });
  });
  EXPECT_EQ(lines, (Lines{"bad chunk"}));
  EXPECT_EQ(folder.openDescriptors(), 0);
}

TEST(FileStreamsAtTheEndOfTheLoop, LeaveNoDescriptorAtAnyPoint) {
  const TempFolder folder;
  fs::writeFileSync(folder.file("in"), Buffer::alloc(300000));
  for (int turns = 0; turns < 40; ++turns) {
    EventLoop loop;
    loop.runCallback([&folder] {
      fs::createReadStream(folder.file("in"))->pipe(fs::createWriteStream(folder.file("out")));
    });
    for (int i = 0; i < turns; ++i) uv_run(loop.uv(), UV_RUN_NOWAIT);
  }
  EXPECT_EQ(folder.openDescriptors(), 0);
}

}  // namespace
}  // namespace nodelab
