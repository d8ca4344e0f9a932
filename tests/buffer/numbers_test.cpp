#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string>

#include "buffer/error_of.h"
#include "nodelab/buffer/buffer.h"

namespace nodelab {
namespace {

// What a writer makes of 8 zero bytes, in hex.
template <class Write>
std::string written(Write write) {
  const Buffer buffer = Buffer::alloc(8);
  write(buffer);
  return buffer.toString(Encoding::hex);
}

const Buffer bytes = Buffer::from({0x81, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x88});

TEST(BufferRead, KnowsWidthSignAndByteOrder) {
  EXPECT_EQ(bytes.readUInt8(), 0x81);
  EXPECT_EQ(bytes.readInt8(), -127);
  EXPECT_EQ(bytes.readUInt16LE(), 0x0281);
  EXPECT_EQ(bytes.readUInt16BE(), 0x8102);
  EXPECT_EQ(bytes.readInt16LE(6), -30713);
  EXPECT_EQ(bytes.readInt16BE(), -32510);
  EXPECT_EQ(bytes.readUInt32LE(), 0x04030281u);
  EXPECT_EQ(bytes.readUInt32BE(), 0x81020304u);
  EXPECT_EQ(bytes.readInt32LE(4), -2012805627);
  EXPECT_EQ(bytes.readInt32BE(), -2130574588);
  EXPECT_EQ(bytes.readBigUInt64LE(), 0x8807060504030281u);
  EXPECT_EQ(bytes.readBigUInt64BE(), 0x8102030405060788u);
  EXPECT_EQ(bytes.readBigInt64LE(), -8644934341102468479);
  EXPECT_EQ(bytes.readBigInt64BE(), -9150748177064392824);
}

TEST(BufferRead, WorksAtAnyAlignment) {
  EXPECT_EQ(bytes.readUInt16BE(1), 0x0203);
  EXPECT_EQ(bytes.readUInt32BE(3), 0x04050607u);
}

TEST(BufferRead, RefusesOffsetsOutside) {
  const Buffer four = Buffer::alloc(4);
  const std::string prefix =
      "RangeError [ERR_OUT_OF_RANGE]: The value of \"offset\" is out of range. It must be ";
  EXPECT_EQ(errorOf([&] { four.readUInt32LE(1); }), prefix + ">= 0 and <= 0. Received 1");
  EXPECT_EQ(errorOf([&] { four.readUInt32LE(-1); }), prefix + ">= 0 and <= 0. Received -1");
  EXPECT_EQ(errorOf([&] { four.readUInt8(4); }), prefix + ">= 0 and <= 3. Received 4");
  EXPECT_EQ(errorOf([&] { four.readUInt8(4294967297); }),
            prefix + ">= 0 and <= 3. Received 4_294_967_297");
  // volatile: a compiler that knows the offset warns of it.
  volatile int64_t farthest = std::numeric_limits<int64_t>::max();
  EXPECT_THROW(four.readUInt16BE(farthest), Error);
  farthest = std::numeric_limits<int64_t>::min();
  EXPECT_THROW(four.readUInt16BE(farthest), Error);
}

TEST(BufferRead, RefusesABufferThatIsTooShort) {
  const std::string tooShort =
      "RangeError [ERR_BUFFER_OUT_OF_BOUNDS]: Attempt to access memory outside buffer bounds";
  EXPECT_EQ(errorOf([] { Buffer::alloc(4).readDoubleLE(); }), tooShort);
  EXPECT_EQ(errorOf([] { Buffer::alloc(4).readDoubleLE(99); }), tooShort) << "whatever the offset";
  EXPECT_EQ(errorOf([] { Buffer().readUInt8(); }), tooShort);
  EXPECT_EQ(errorOf([] { Buffer::alloc(1).writeInt16LE(1); }), tooShort);
}

TEST(BufferWriteNumber, KnowsWidthSignAndByteOrder) {
  EXPECT_EQ(written([](auto b) { b.writeUInt8(0xFE, 1); }), "00fe000000000000");
  EXPECT_EQ(written([](auto b) { b.writeInt8(-2); }), "fe00000000000000");
  EXPECT_EQ(written([](auto b) { b.writeUInt16LE(0x0102); }), "0201000000000000");
  EXPECT_EQ(written([](auto b) { b.writeUInt16BE(0x0102, 3); }), "0000000102000000");
  EXPECT_EQ(written([](auto b) { b.writeInt16LE(-2); }), "feff000000000000");
  EXPECT_EQ(written([](auto b) { b.writeInt16BE(-2); }), "fffe000000000000");
  EXPECT_EQ(written([](auto b) { b.writeUInt32LE(0x01020304); }), "0403020100000000");
  EXPECT_EQ(written([](auto b) { b.writeUInt32BE(0x01020304); }), "0102030400000000");
  EXPECT_EQ(written([](auto b) { b.writeInt32LE(-2); }), "feffffff00000000");
  EXPECT_EQ(written([](auto b) { b.writeInt32BE(-2, 4); }), "00000000fffffffe");
  EXPECT_EQ(written([](auto b) { b.writeBigUInt64LE(258); }), "0201000000000000");
  EXPECT_EQ(written([](auto b) { b.writeBigUInt64BE(258); }), "0000000000000102");
  EXPECT_EQ(written([](auto b) { b.writeBigInt64LE(-2); }), "feffffffffffffff");
  EXPECT_EQ(written([](auto b) { b.writeBigInt64BE(-2); }), "fffffffffffffffe");
}

TEST(BufferWriteNumber, ReturnsTheNextOffset) {
  const Buffer packet = Buffer::alloc(16);
  std::size_t next = packet.writeUInt8(1);
  EXPECT_EQ(next, 1u);
  next = packet.writeUInt16BE(2, next);
  EXPECT_EQ(next, 3u);
  next = packet.writeInt32LE(3, next);
  EXPECT_EQ(next, 7u);
  next = packet.writeDoubleBE(4, next);
  EXPECT_EQ(next, 15u);
  EXPECT_EQ(packet.toString(Encoding::hex), "01000203000000401000000000000000");
}

TEST(BufferWriteNumber, RefusesValuesThatDoNotFit) {
  const Buffer b = Buffer::alloc(4);
  const std::string prefix =
      "RangeError [ERR_OUT_OF_RANGE]: The value of \"value\" is out of range. It must be ";
  EXPECT_EQ(errorOf([&] { b.writeUInt8(256); }), prefix + ">= 0 and <= 255. Received 256");
  EXPECT_EQ(errorOf([&] { b.writeInt8(-129); }), prefix + ">= -128 and <= 127. Received -129");
  EXPECT_EQ(errorOf([&] { b.writeUInt16LE(-1); }), prefix + ">= 0 and <= 65535. Received -1");
  EXPECT_EQ(errorOf([&] { b.writeInt16BE(-32769); }),
            prefix + ">= -32768 and <= 32767. Received -32769");
  EXPECT_EQ(errorOf([&] { b.writeUInt32LE(4294967296); }),
            prefix + ">= 0 and <= 4294967295. Received 4294967296");
  EXPECT_EQ(errorOf([&] { b.writeInt32LE(-4294967297); }),
            prefix + ">= -2147483648 and <= 2147483647. Received -4_294_967_297");
  EXPECT_EQ(errorOf([&] { b.writeUInt8(300, 9); }), prefix + ">= 0 and <= 255. Received 300")
      << "the value is looked at before the offset";
  EXPECT_EQ(b.toString(Encoding::hex), "00000000");
}

TEST(BufferRead, ReadsIntegersOf1To6Bytes) {
  EXPECT_EQ(bytes.readUIntLE(0, 1), 0x81u);
  EXPECT_EQ(bytes.readUIntLE(0, 3), 0x030281u);
  EXPECT_EQ(bytes.readUIntBE(0, 3), 0x810203u);
  EXPECT_EQ(bytes.readUIntLE(2, 6), 0x880706050403u);
  EXPECT_EQ(bytes.readUIntBE(2, 6), 0x030405060788u);
  EXPECT_EQ(bytes.readIntBE(0, 3), -8322557);
  EXPECT_EQ(bytes.readIntLE(0, 3), 0x030281);
  EXPECT_EQ(bytes.readIntLE(2, 6), -131911229570045);
  EXPECT_EQ(bytes.readIntBE(0, 5), -545427094523);
  EXPECT_EQ(bytes.readIntBE(7, 1), -120);
}

TEST(BufferWriteNumber, WritesIntegersOf1To6Bytes) {
  EXPECT_EQ(written([](auto b) { b.writeUIntLE(0x010203, 0, 3); }), "0302010000000000");
  EXPECT_EQ(written([](auto b) { b.writeUIntBE(0x010203, 1, 3); }), "0001020300000000");
  EXPECT_EQ(written([](auto b) { b.writeIntLE(-2, 0, 6); }), "feffffffffff0000");
  EXPECT_EQ(written([](auto b) { b.writeIntBE(-2, 3, 5); }), "000000fffffffffe");
  EXPECT_EQ(written([](auto b) { b.writeUIntBE(281474976710655, 0, 6); }), "ffffffffffff0000");
  EXPECT_EQ(written([](auto b) { b.writeIntBE(-140737488355328, 0, 6); }), "8000000000000000");
  EXPECT_EQ(Buffer::alloc(6).writeUIntBE(1, 1, 5), 6u);
}

TEST(BufferNumbersOf1To6Bytes, LookAtByteLengthThenValueThenOffset) {
  const Buffer b = Buffer::alloc(6);
  const std::string head = "RangeError [ERR_OUT_OF_RANGE]: The value of ";
  const std::string badLength =
      head + "\"byteLength\" is out of range. It must be >= 1 and <= 6. Received ";
  EXPECT_EQ(errorOf([&] { b.readUIntLE(99, 0); }), badLength + "0");
  EXPECT_EQ(errorOf([&] { b.readIntBE(99, 7); }), badLength + "7");
  EXPECT_EQ(errorOf([&] { b.writeIntLE(999, 99, -1); }), badLength + "-1");
  const std::string badValue = head + "\"value\" is out of range. It must be ";
  EXPECT_EQ(errorOf([&] { b.writeUIntLE(-1, 99, 3); }),
            badValue + ">= 0 and <= 16777215. Received -1");
  EXPECT_EQ(errorOf([&] { b.writeIntBE(8388608, 99, 3); }),
            badValue + ">= -8388608 and <= 8388607. Received 8388608");
  EXPECT_EQ(errorOf([&] { b.writeUIntBE(281474976710656, 99, 6); }),
            badValue + ">= 0 and < 2 ** 48. Received 281_474_976_710_656");
  EXPECT_EQ(errorOf([&] { b.writeIntBE(-549755813889, 99, 5); }),
            badValue + ">= -(2 ** 39) and < 2 ** 39. Received -549_755_813_889");
  EXPECT_EQ(errorOf([&] { b.writeUIntLE(1, 1, 6); }),
            head + "\"offset\" is out of range. It must be >= 0 and <= 0. Received 1");
  EXPECT_EQ(
      errorOf([] { Buffer::alloc(2).readUIntLE(9, 3); }),
      "RangeError [ERR_BUFFER_OUT_OF_BOUNDS]: Attempt to access memory outside buffer bounds");
}

TEST(BufferNumbersOf1To6Bytes, ReachTheEndsOfTheirRange) {
  for (int64_t width = 1; width <= 6; ++width) {
    const int64_t all = (int64_t{1} << 8 * width) - 1;
    const int64_t most = all >> 1;
    const Buffer b = Buffer::alloc(width);
    const auto n = static_cast<std::size_t>(width);
    EXPECT_EQ(b.writeUIntLE(all, 0, width), n);
    EXPECT_EQ(b.toString(Encoding::hex), std::string(2 * n, 'f'));
    EXPECT_EQ(b.readUIntBE(0, width), static_cast<uint64_t>(all));
    EXPECT_EQ(b.readIntLE(0, width), -1);
    for (const int64_t value : {most, -most - 1, int64_t{0}}) {
      b.writeIntLE(value, 0, width);
      EXPECT_EQ(b.readIntLE(0, width), value);
      b.writeIntBE(value, 0, width);
      EXPECT_EQ(b.readIntBE(0, width), value);
    }
    for (const int64_t value : {most + 1, -most - 2}) {
      EXPECT_THROW(b.writeIntLE(value, 0, width), Error) << width;
      EXPECT_THROW(b.writeIntBE(value, 0, width), Error) << width;
    }
    EXPECT_THROW(b.writeUIntLE(all + 1, 0, width), Error) << width;
    EXPECT_THROW(b.writeUIntBE(all + 1, 0, width), Error) << width;
  }
}

TEST(BufferBigInt, ReachesTheEndsOfItsRange) {
  const Buffer b = Buffer::alloc(8);
  for (const int64_t value : {std::numeric_limits<int64_t>::min(), int64_t{-123456789},
                              std::numeric_limits<int64_t>::max()}) {
    b.writeBigInt64LE(value);
    EXPECT_EQ(b.readBigInt64LE(), value);
    EXPECT_EQ(b.swap64().readBigInt64BE(), value);
    b.writeBigInt64BE(value);
    EXPECT_EQ(b.readBigInt64BE(), value);
    EXPECT_EQ(b.readBigUInt64BE(), static_cast<uint64_t>(value));
  }
  b.writeBigUInt64LE(std::numeric_limits<uint64_t>::max());
  EXPECT_EQ(b.readBigInt64BE(), -1);
}

}  // namespace
}  // namespace nodelab
