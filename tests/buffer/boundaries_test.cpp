// Every method that takes a position, at each position around the two ends of the bytes. Where
// AddressSanitizer watches, a step outside ends the test: the storages are cut to fit.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "nodelab/base/error.h"
#include "nodelab/buffer/buffer.h"

namespace nodelab {
namespace {

using Reader = void (*)(const Buffer& buffer, int64_t offset);
using Writer = std::size_t (*)(const Buffer& buffer, int64_t offset);

struct NumberMethod {
  const char* name;
  int64_t width;
  Reader read;
  Writer write;
};

#define METHOD(name, width)                                                               \
  {                                                                                       \
#name, width,                                                                         \
        [](const Buffer& b,                                                               \
           int64_t o) { b.read##name(o); }, [](const Buffer& b,                           \
                                               int64_t o) { return b.write##name(1, o); } \
  }
#define METHOD_OF(name, width)                                                                   \
  {                                                                                              \
#name " of " #width, width,                                                                  \
        [](const Buffer& b,                                                                      \
           int64_t o) { b.read##name(o, width); },                                               \
                                                [](const Buffer& b,                              \
                                                   int64_t                                       \
                                                       o) { return b.write##name(1, o, width); } \
  }
#define METHODS_OF(width)                                                      \
  METHOD_OF(UIntLE, width), METHOD_OF(UIntBE, width), METHOD_OF(IntLE, width), \
      METHOD_OF(IntBE, width)

const NumberMethod methods[] = {
    METHOD(UInt8, 1),      METHOD(Int8, 1),       METHOD(UInt16LE, 2),    METHOD(UInt16BE, 2),
    METHOD(Int16LE, 2),    METHOD(Int16BE, 2),    METHOD(UInt32LE, 4),    METHOD(UInt32BE, 4),
    METHOD(Int32LE, 4),    METHOD(Int32BE, 4),    METHOD(BigUInt64LE, 8), METHOD(BigUInt64BE, 8),
    METHOD(BigInt64LE, 8), METHOD(BigInt64BE, 8), METHOD(FloatLE, 4),     METHOD(FloatBE, 4),
    METHOD(DoubleLE, 8),   METHOD(DoubleBE, 8),   METHODS_OF(1),          METHODS_OF(2),
    METHODS_OF(3),         METHODS_OF(4),         METHODS_OF(5),          METHODS_OF(6),
};

#undef METHOD
#undef METHOD_OF
#undef METHODS_OF

// The code of the error; "" for none.
template <class Function>
std::string codeOf(Function function) {
  try {
    function();
    return "";
  } catch (const Error& error) {
    return error.code();
  }
}

std::string expectedCode(int64_t length, int64_t width, int64_t offset) {
  if (length < width) return "ERR_BUFFER_OUT_OF_BOUNDS";
  return offset < 0 || offset > length - width ? "ERR_OUT_OF_RANGE" : "";
}

constexpr uint8_t untouched = 0xEE;

bool isUntouched(std::span<const uint8_t> bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](uint8_t byte) { return byte == untouched; });
}

TEST(BufferBoundaries, NumbersAreReadInsideOnly) {
  for (const NumberMethod& method : methods) {
    for (int64_t length = 0; length <= 10; ++length) {
      const Buffer buffer = Buffer::alloc(length);
      for (int64_t offset = -1; offset <= length + 1; ++offset) {
        EXPECT_EQ(codeOf([&] { method.read(buffer, offset); }),
                  expectedCode(length, method.width, offset))
            << method.name << " at " << offset << " of " << length;
      }
    }
  }
}

TEST(BufferBoundaries, NumbersAreWrittenWhereTheyBelongOnly) {
  for (const NumberMethod& method : methods) {
    for (int64_t length = 0; length <= 10; ++length) {
      for (int64_t offset = -1; offset <= length + 1; ++offset) {
        const Buffer around = Buffer::alloc(length + 4, untouched);
        const Buffer buffer = around.subarray(2, length + 2);
        std::size_t next = 0;
        const std::string code = codeOf([&] { next = method.write(buffer, offset); });
        EXPECT_EQ(code, expectedCode(length, method.width, offset)) << method.name;
        if (code.empty()) {
          EXPECT_EQ(next, static_cast<std::size_t>(offset + method.width)) << method.name;
          around.subarray(2 + offset, 2 + offset + method.width).fill(untouched);
        }
        EXPECT_TRUE(isUntouched(around)) << method.name << " at " << offset << " of " << length;
      }
    }
  }
}

TEST(BufferBoundaries, NumbersReachTheLastByteOfAStorage) {
  for (const NumberMethod& method : methods) {
    const Buffer buffer = Buffer::allocUnsafeSlow(method.width);
    EXPECT_EQ(method.write(buffer, 0), buffer.length()) << method.name;
    method.read(buffer, 0);
  }
}

// Calls `use(buffer, from, to)` with a Buffer of its own for all positions; whatever it does, the
// bytes around stay as they are.
template <class Use>
void atAllRanges(Use use) {
  for (int64_t length = 0; length <= 9; ++length) {
    for (int64_t from = -1; from <= length + 1; ++from) {
      for (int64_t to = -1; to <= length + 1; ++to) {
        const Buffer around = Buffer::alloc(length + 4, untouched);
        codeOf([&] { use(around.subarray(2, length + 2), from, to); });
        EXPECT_TRUE(isUntouched(around.subarray(0, 2))) << from << ' ' << to << ' ' << length;
        EXPECT_TRUE(isUntouched(around.subarray(-2))) << from << ' ' << to << ' ' << length;
        codeOf([&] { use(Buffer::alloc(length), from, to); });
      }
    }
  }
}

constexpr Encoding encodings[] = {Encoding::utf8,     Encoding::utf16le, Encoding::latin1,
                                  Encoding::ascii,    Encoding::hex,     Encoding::base64,
                                  Encoding::base64url};

TEST(BufferBoundaries, TextStaysInside) {
  for (const Encoding encoding : encodings) {
    atAllRanges([encoding](const Buffer& buffer, int64_t from, int64_t to) {
      buffer.toString(encoding, from, to);
      buffer.write("0123456789abcdef€😀", from, to, encoding);
    });
    atAllRanges([encoding](const Buffer& buffer, int64_t from, int64_t to) {
      buffer.fill("616263", from, to, encoding);
    });
  }
}

TEST(BufferBoundaries, BytesStayInside) {
  const Buffer seven = Buffer::alloc(7, 'x');
  atAllRanges([&](const Buffer& buffer, int64_t from, int64_t to) { buffer.fill(1, from, to); });
  atAllRanges(
      [&](const Buffer& buffer, int64_t from, int64_t to) { buffer.fill(seven, from, to); });
  atAllRanges(
      [&](const Buffer& buffer, int64_t from, int64_t to) { seven.copy(buffer, from, to); });
  atAllRanges([&](const Buffer& buffer, int64_t from, int64_t to) {
    buffer.copy(buffer, from, to, to + 3);
  });
  atAllRanges(
      [&](const Buffer& buffer, int64_t from, int64_t to) { seven.compare(buffer, from, to); });
  atAllRanges([&](const Buffer& buffer, int64_t from, int64_t to) {
    for (const uint8_t byte : buffer.subarray(from, to)) EXPECT_LT(byte, 0xFF);
    Buffer::copyBytesFrom(buffer, from, to);
    buffer.at(from);
  });
}

TEST(BufferBoundaries, SearchesStayInside) {
  const std::vector<std::string> needles{"", "e", "ee", std::string(9, '\xEE')};
  for (const Encoding encoding : encodings) {
    atAllRanges([&](const Buffer& buffer, int64_t from, int64_t length) {
      const Buffer needle = Buffer::alloc(std::max<int64_t>(length, 0), untouched);
      buffer.indexOf(needle, from, encoding);
      buffer.lastIndexOf(needle, from, encoding);
      for (const std::string& text : needles) {
        buffer.indexOf(text, from, encoding);
        buffer.lastIndexOf(text, from, encoding);
      }
    });
  }
}

}  // namespace
}  // namespace nodelab
