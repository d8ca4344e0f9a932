#include "nodelab/zlib/zlib.h"

#include <gtest/gtest.h>

#include <random>

#include "nodelab/loop/timers.h"
#include "nodelab/promise/async_local_storage.h"
#include "support/trace.h"

namespace nodelab {
namespace {

using trace::Lines;
using trace::say;
using trace::traceOf;

Buffer randomBytes(int64_t size) {
  std::mt19937 random(7);
  Buffer bytes = Buffer::alloc(size);
  for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(random());
  return bytes;
}

std::vector<Buffer> inPieces(const Buffer& data, int64_t size) {
  std::vector<Buffer> pieces;
  for (int64_t at = 0; at < static_cast<int64_t>(data.size()); at += size) {
    pieces.push_back(data.subarray(at, at + size));
  }
  return pieces;
}

// Sends the chunks through a stream that `create` makes. Returns "end" or the error.
template <class Create>
std::string through(Create create, const std::vector<Buffer>& chunks, Buffer& result) {
  std::vector<Buffer> parts;
  const Lines lines = traceOf([&] {
    auto codec = create();
    codec->on(event::data, [&parts](const Buffer& part) { parts.push_back(part); });
    codec->on(event::error,
              [](const Error& error) { say("{} {}", error.code(), error.message()); });
    codec->on(event::end, [] { say("end"); });
    for (const Buffer& chunk : chunks) codec->write(chunk);
    codec->end();
  });
  result = Buffer::concat(parts);
  return lines.at(0);
}

TEST(ZlibSync, UnpacksWhatItPacked) {
  for (const Buffer& data :
       {Buffer(), Buffer::from("hello"), Buffer::alloc(1000000, "abc"), randomBytes(100000)}) {
    EXPECT_TRUE(zlib::gunzipSync(zlib::gzipSync(data)).equals(data)) << data.size();
  }
}

TEST(ZlibSync, UnpacksOutputsThatFillABlockExactly) {
  for (const int64_t size : {16383, 16384, 16385, 32768}) {
    const Buffer data = randomBytes(size);
    EXPECT_TRUE(zlib::gunzipSync(zlib::gzipSync(data)).equals(data)) << size;
  }
}

TEST(ZlibSync, HigherLevelsPackSmaller) {
  const Buffer data = Buffer::alloc(200000, "All work and no play makes a dull demo. ");
  EXPECT_LT(zlib::gzipSync(data, {.level = 9}).size(), zlib::gzipSync(data, {.level = 0}).size());
  try {
    zlib::gzipSync(data, {.level = 10});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), "ERR_OUT_OF_RANGE");
  }
}

TEST(ZlibSync, TruncatedAndCorruptInputGiveNodesErrors) {
  const Buffer packed = zlib::gzipSync(Buffer::from("hello hello hello"));
  try {
    zlib::gunzipSync(packed.subarray(0, -4));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), "Z_BUF_ERROR");
    EXPECT_EQ(error.message(), "unexpected end of file");
  }
  try {
    zlib::gunzipSync(Buffer::from("not gzip at all"));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), "Z_DATA_ERROR");
    EXPECT_EQ(error.message(), "incorrect header check");
  }
}

TEST(ZlibSync, UnpacksSeveralMembersAndIgnoresWhatIsNone) {
  const Buffer one = zlib::gzipSync(Buffer::from("one "));
  const Buffer two = zlib::gzipSync(Buffer::from("two"));
  EXPECT_EQ(zlib::gunzipSync(Buffer::concat({one, two})).toString(), "one two");
  EXPECT_EQ(zlib::gunzipSync(Buffer::concat({one, Buffer::alloc(10)})).toString(), "one ");
}

TEST(ZlibSync, MaxOutputLengthStopsABomb) {
  const Buffer bomb = zlib::gzipSync(Buffer::alloc(10000000));
  EXPECT_LT(bomb.size(), 20000u);
  try {
    zlib::gunzipSync(bomb, {.maxOutputLength = 100000});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), "ERR_BUFFER_TOO_LARGE");
    EXPECT_EQ(error.message(), "Cannot create a Buffer larger than 100000 bytes");
  }
}

TEST(ZlibStream, PacksAndUnpacksWhateverTheChunks) {
  const Buffer data = randomBytes(70000);
  Buffer packed;
  Buffer unpacked;
  EXPECT_EQ(through([] { return zlib::createGzip(); }, inPieces(data, 777), packed), "end");
  EXPECT_EQ(through(zlib::createGunzip, inPieces(packed, 1000), unpacked), "end");
  EXPECT_TRUE(unpacked.equals(data));
}

TEST(ZlibStream, GivesNodesErrors) {
  Buffer ignored;
  EXPECT_EQ(through(zlib::createGunzip, {Buffer::from("no gzip")}, ignored),
            "Z_DATA_ERROR incorrect header check");
  const Buffer packed = zlib::gzipSync(Buffer::from("hello"));
  EXPECT_EQ(through(zlib::createGunzip, {packed.subarray(0, -4)}, ignored),
            "Z_BUF_ERROR unexpected end of file");
}

TEST(ZlibStream, ComputesNoFurtherThanSomebodyReads) {
  const Buffer bomb = zlib::gzipSync(Buffer::alloc(50000000));
  const Lines lines = traceOf([&bomb] {
    auto gunzip = zlib::createGunzip();
    gunzip->end(bomb);
    gunzip->once(event::readable, [] {});
    setTimeout(
        [gunzip] {
          say("{}", gunzip->readableLength() <= 2 * gunzip->readableHighWaterMark());
          gunzip->destroy();
        },
        30);
  });
  EXPECT_EQ(lines, (Lines{"true"}));
}

TEST(ZlibStream, DestroyedWhileThePoolComputesItClosesOnce) {
  const Lines lines = traceOf([] {
    auto gzip = zlib::createGzip();
    gzip->on(event::close, [] { say("close"); });
    gzip->write(randomBytes(1000000));
    setImmediate([gzip] { gzip->destroy(); });
  });
  EXPECT_EQ(lines, (Lines{"close"}));
}

TEST(ZlibStream, CallsBackInTheStoreInWhichItWasMade) {
  AsyncLocalStorage<std::string> als;
  const auto says = [&als](const char* who) {
    return [&als, who](auto&&...) { say("{} @{}", who, als.getStore() ? *als.getStore() : "-"); };
  };
  const Lines lines = traceOf([&] {
    auto gzip = als.run("create", [] { return zlib::createGzip(); });
    als.run("on", [&] { gzip->once(event::data, says("data")); });
    als.run("write", [&] { gzip->write(Buffer::from("x"), says("written")); });
    als.run("end", [&] { gzip->end(); });
    gzip->on(event::close, says("close"));
    gzip->resume();
  });
  EXPECT_EQ(lines, (Lines{"data @create", "written @create", "close @create"}));
}

TEST(ZlibStream, MayBeInWorkWhenTheLoopEnds) {
  EventLoop loop;
  loop.runCallback([] { zlib::createGzip()->write(randomBytes(1000000)); });
}

}  // namespace
}  // namespace nodelab
