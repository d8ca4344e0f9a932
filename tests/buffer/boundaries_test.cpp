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

template <auto read, auto write>
constexpr NumberMethod method(const char* name, int64_t width) {
  return {name, width, [](const Buffer& b, int64_t offset) { (b.*read)(offset); },
          [](const Buffer& b, int64_t offset) { return (b.*write)(1, offset); }};
}
// Of those that are told how many bytes.
template <int width, auto read, auto write>
constexpr NumberMethod method(const char* name) {
  return {name, width, [](const Buffer& b, int64_t offset) { (b.*read)(offset, width); },
          [](const Buffer& b, int64_t offset) { return (b.*write)(1, offset, width); }};
}

std::vector<NumberMethod> methodsOfOneWidth() {
  return {
      method<&Buffer::readUInt8, &Buffer::writeUInt8>("UInt8", 1),
      method<&Buffer::readInt8, &Buffer::writeInt8>("Int8", 1),
      method<&Buffer::readUInt16LE, &Buffer::writeUInt16LE>("UInt16LE", 2),
      method<&Buffer::readUInt16BE, &Buffer::writeUInt16BE>("UInt16BE", 2),
      method<&Buffer::readInt16LE, &Buffer::writeInt16LE>("Int16LE", 2),
      method<&Buffer::readInt16BE, &Buffer::writeInt16BE>("Int16BE", 2),
      method<&Buffer::readUInt32LE, &Buffer::writeUInt32LE>("UInt32LE", 4),
      method<&Buffer::readUInt32BE, &Buffer::writeUInt32BE>("UInt32BE", 4),
      method<&Buffer::readInt32LE, &Buffer::writeInt32LE>("Int32LE", 4),
      method<&Buffer::readInt32BE, &Buffer::writeInt32BE>("Int32BE", 4),
      method<&Buffer::readBigUInt64LE, &Buffer::writeBigUInt64LE>("BigUInt64LE", 8),
      method<&Buffer::readBigUInt64BE, &Buffer::writeBigUInt64BE>("BigUInt64BE", 8),
      method<&Buffer::readBigInt64LE, &Buffer::writeBigInt64LE>("BigInt64LE", 8),
      method<&Buffer::readBigInt64BE, &Buffer::writeBigInt64BE>("BigInt64BE", 8),
      method<&Buffer::readFloatLE, &Buffer::writeFloatLE>("FloatLE", 4),
      method<&Buffer::readFloatBE, &Buffer::writeFloatBE>("FloatBE", 4),
      method<&Buffer::readDoubleLE, &Buffer::writeDoubleLE>("DoubleLE", 8),
      method<&Buffer::readDoubleBE, &Buffer::writeDoubleBE>("DoubleBE", 8),
  };
}

template <int width>
void addMethodsOf(std::vector<NumberMethod>& list) {
  list.push_back(method<width, &Buffer::readUIntLE, &Buffer::writeUIntLE>("UIntLE"));
  list.push_back(method<width, &Buffer::readUIntBE, &Buffer::writeUIntBE>("UIntBE"));
  list.push_back(method<width, &Buffer::readIntLE, &Buffer::writeIntLE>("IntLE"));
  list.push_back(method<width, &Buffer::readIntBE, &Buffer::writeIntBE>("IntBE"));
}

const std::vector<NumberMethod> methods = [] {
  auto list = methodsOfOneWidth();
  addMethodsOf<1>(list);
  addMethodsOf<2>(list);
  addMethodsOf<3>(list);
  addMethodsOf<4>(list);
  addMethodsOf<5>(list);
  addMethodsOf<6>(list);
  return list;
}();

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
            << method.name << " of " << method.width << " at " << offset << " of " << length;
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
        EXPECT_TRUE(isUntouched(around))
            << method.name << " of " << method.width << " at " << offset << " of " << length;
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
