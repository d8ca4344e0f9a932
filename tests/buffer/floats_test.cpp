#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

#include "buffer/coded.h"

namespace nodelab {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double NaN = std::numeric_limits<double>::quiet_NaN();

// The bytes of a number in hex, as each of the writers of floats and doubles puts them.
std::string floatBE(double value) {
  const Buffer buffer = Buffer::alloc(4);
  buffer.writeFloatBE(value);
  return buffer.toString(Encoding::hex);
}
std::string floatLE(double value) {
  const Buffer buffer = Buffer::alloc(4);
  buffer.writeFloatLE(value);
  return buffer.toString(Encoding::hex);
}
std::string doubleBE(double value) {
  const Buffer buffer = Buffer::alloc(8);
  buffer.writeDoubleBE(value);
  return buffer.toString(Encoding::hex);
}
std::string doubleLE(double value) {
  const Buffer buffer = Buffer::alloc(8);
  buffer.writeDoubleLE(value);
  return buffer.toString(Encoding::hex);
}

TEST(BufferFloats, AreWrittenInBothByteOrders) {
  EXPECT_EQ(floatBE(0.1), "3dcccccd");
  EXPECT_EQ(floatLE(0.1), "cdcccc3d");
  EXPECT_EQ(floatBE(-infinity), "ff800000");
  EXPECT_EQ(floatLE(-0.0), "00000080");
  EXPECT_EQ(doubleBE(0.1), "3fb999999999999a");
  EXPECT_EQ(doubleLE(0.1), "9a9999999999b93f");
  EXPECT_EQ(doubleBE(-0.0), "8000000000000000");
  EXPECT_EQ(doubleLE(infinity), "000000000000f07f");
}

TEST(BufferFloats, AreReadInBothByteOrders) {
  EXPECT_EQ(bytes("3fc00000").readFloatBE(), 1.5f);
  EXPECT_EQ(bytes("0000c03f").readFloatLE(), 1.5f);
  EXPECT_EQ(bytes("3fb999999999999a").readDoubleBE(), 0.1);
  EXPECT_EQ(bytes("9a9999999999b93f").readDoubleLE(), 0.1);
}

TEST(BufferFloats, AreTheDoubleRoundedToTheNearestEvenOne) {
  EXPECT_EQ(floatBE(1.0 / 3), "3eaaaaab");
  EXPECT_EQ(floatBE(16777217), "4b800000") << "half way: down to the even one";
  EXPECT_EQ(floatBE(16777219), "4b800002") << "half way: up to the even one";
  EXPECT_EQ(floatBE(1 + 0x1p-24), "3f800000");
  EXPECT_EQ(floatBE(1 + 0x1p-24 + 0x1p-50), "3f800001") << "a little more than half way";
}

TEST(BufferFloats, EndInInfinityAndInZero) {
  EXPECT_EQ(floatBE(3.4028234663852886e38), "7f7fffff") << "the largest float";
  EXPECT_EQ(floatBE(3.4028235677973362e38), "7f7fffff");
  EXPECT_EQ(floatBE(3.4028235677973366e38), "7f800000");
  EXPECT_EQ(floatBE(-1e39), "ff800000");
  EXPECT_EQ(floatBE(1.1754943508222875e-38), "00800000") << "the smallest with all its bits";
  EXPECT_EQ(floatBE(1e-45), "00000001");
  EXPECT_EQ(floatBE(-2.1e-45), "80000001");
  EXPECT_EQ(floatBE(7e-46), "00000000");
  EXPECT_EQ(floatBE(-5e-324), "80000000");
}

TEST(BufferDoubles, KeepEachBit) {
  EXPECT_EQ(doubleBE(1.0000000000000002), "3ff0000000000001");
  EXPECT_EQ(doubleBE(1.7976931348623157e308), "7fefffffffffffff");
  EXPECT_EQ(doubleBE(2.2250738585072014e-308), "0010000000000000");
  EXPECT_EQ(doubleBE(2.225073858507201e-308), "000fffffffffffff");
  EXPECT_EQ(doubleBE(5e-324), "0000000000000001");
  EXPECT_EQ(bytes("0000000000000001").readDoubleBE(), 5e-324);
  EXPECT_EQ(bytes("ffffffffffffef7f").readDoubleLE(), 1.7976931348623157e308);
}

TEST(BufferFloats, ReadZeroesInfinitiesAndNaN) {
  EXPECT_TRUE(std::signbit(bytes("80000000").readFloatBE()));
  EXPECT_FALSE(std::signbit(bytes("00000000").readFloatBE()));
  EXPECT_TRUE(std::signbit(bytes("0000000000000080").readDoubleLE()));
  EXPECT_EQ(bytes("0000807f").readFloatLE(), infinity);
  EXPECT_EQ(bytes("fff0000000000000").readDoubleBE(), -infinity);
  for (const char* digits : {"7fc00000", "7f800001", "ffffffff"}) {
    EXPECT_TRUE(std::isnan(bytes(digits).readFloatBE())) << digits;
  }
  for (const char* digits : {"7ff8000000000000", "fff0000000000001"}) {
    EXPECT_TRUE(std::isnan(bytes(digits).readDoubleBE())) << digits;
  }
}

TEST(BufferFloats, WriteOneNaN) {
  const double negative = std::copysign(NaN, -1);
  EXPECT_EQ(doubleBE(negative), "7ff8000000000000");
  EXPECT_EQ(floatBE(negative), "7fc00000");
  EXPECT_EQ(doubleLE(bytes("fff0000000000001").readDoubleBE()), "000000000000f87f");
  EXPECT_EQ(floatLE(NaN), "0000c07f");
}

}  // namespace
}  // namespace nodelab
