#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include "buffer/error_of.h"
#include "nodelab/buffer/buffer.h"

namespace nodelab {
namespace {

bool isPooled(const Buffer& buffer) {
  return buffer.storageSize() == Buffer::poolSize() && !buffer.isExclusive();
}

// A new pool whose first 8 bytes are taken.
Buffer startPool() {
  while (true) {
    Buffer first = Buffer::allocUnsafe(8);
    if (first.byteOffset() == 0) return first;
  }
}

TEST(BufferAlloc, IsZeroedAndHasAStorageOfItsOwn) {
  for (const int64_t size : {1, 100, 4095, 4096, 100000}) {
    const Buffer buffer = Buffer::alloc(size);
    EXPECT_EQ(std::count(buffer.begin(), buffer.end(), 0), size);
    EXPECT_EQ(buffer.storageSize(), static_cast<std::size_t>(size));
    EXPECT_EQ(buffer.byteOffset(), 0u);
    EXPECT_TRUE(buffer.isExclusive());
  }
}

TEST(BufferAlloc, IsZeroedWhereTheMemoryWasUsed) {
  for (int64_t size = 1; size < 20000; size = size * 3 / 2 + 1) {
    Buffer::allocUnsafeSlow(size).fill(0xFF);
    const Buffer buffer = Buffer::alloc(size);
    EXPECT_EQ(std::count(buffer.begin(), buffer.end(), 0), size);
  }
}

TEST(BufferAlloc, FillsWithTheByte) {
  EXPECT_EQ(Buffer::alloc(3, 'a').toString(), "aaa");
  EXPECT_EQ(Buffer::alloc(3, 0).toString(Encoding::hex), "000000");
}

TEST(BufferAlloc, OfNoBytesHasNoStorage) {
  for (const Buffer& buffer : {Buffer::alloc(0), Buffer::allocUnsafe(0), Buffer::allocUnsafeSlow(0),
                               Buffer::from(""), Buffer::concat({}), Buffer()}) {
    EXPECT_TRUE(buffer.empty());
    EXPECT_EQ(buffer.storageSize(), 0u);
    EXPECT_FALSE(buffer.sharesStorageWith(buffer));
  }
}

TEST(BufferAlloc, RefusesSizesOutOfRange) {
  const std::string prefix =
      "RangeError [ERR_OUT_OF_RANGE]: The value of \"size\" is out of range. It must be >= 0 && <= "
      "4294967296. Received ";
  EXPECT_EQ(errorOf([] { Buffer::alloc(-1); }), prefix + "-1");
  EXPECT_EQ(errorOf([] { Buffer::alloc(4294967297); }), prefix + "4_294_967_297");
  EXPECT_EQ(errorOf([] { Buffer::allocUnsafe(-5); }), prefix + "-5");
  EXPECT_EQ(errorOf([] { Buffer::allocUnsafeSlow(10'000'000'000); }), prefix + "10_000_000_000");
}

TEST(BufferAllocUnsafe, UsesThePoolBelowHalfOfPoolSize) {
  EXPECT_TRUE(isPooled(Buffer::allocUnsafe(4095)));
  const Buffer large = Buffer::allocUnsafe(4096);
  EXPECT_TRUE(large.isExclusive());
  EXPECT_EQ(large.storageSize(), 4096u);
}

TEST(BufferAllocUnsafe, CutsThePoolAtMultiplesOf8) {
  const Buffer first = startPool();
  const Buffer second = Buffer::allocUnsafe(3);
  const Buffer third = Buffer::allocUnsafe(16);
  const Buffer fourth = Buffer::allocUnsafe(1);
  EXPECT_EQ(second.byteOffset(), 8u);
  EXPECT_EQ(third.byteOffset(), 16u);
  EXPECT_EQ(fourth.byteOffset(), 32u);
  EXPECT_TRUE(first.sharesStorageWith(fourth));
}

TEST(BufferAllocUnsafe, GoesOnToANewPoolWhereTheRestIsTooSmall) {
  const Buffer first = startPool();
  const Buffer second = Buffer::allocUnsafe(4090);
  const Buffer last = Buffer::allocUnsafe(4088);
  EXPECT_EQ(last.byteOffset(), 8u + 4096u);
  EXPECT_TRUE(last.sharesStorageWith(first)) << "it fits exactly";
  const Buffer next = Buffer::allocUnsafe(1);
  EXPECT_EQ(next.byteOffset(), 0u);
  EXPECT_FALSE(next.sharesStorageWith(first));
}

TEST(BufferAllocUnsafe, KeepsWhatEarlierBuffersOfAFullPoolHold) {
  std::vector<Buffer> kept;
  for (int i = 0; i < 100; ++i) {
    kept.push_back(Buffer::allocUnsafe(1000).fill(static_cast<uint8_t>(i)));
  }
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(std::count(kept[i].begin(), kept[i].end(), i), 1000);
  }
}

TEST(BufferAllocUnsafe, HasAPoolForEachThread) {
  const Buffer here = Buffer::allocUnsafe(8);
  const uint8_t* there = nullptr;
  std::thread([&] { there = Buffer::allocUnsafe(8).data(); }).join();
  const uint8_t* pool = here.data() - here.byteOffset();
  EXPECT_TRUE(there < pool || there >= pool + Buffer::poolSize());
}

TEST(BufferAllocUnsafeSlow, NeverUsesThePool) {
  const Buffer buffer = Buffer::allocUnsafeSlow(10);
  EXPECT_TRUE(buffer.isExclusive());
  EXPECT_EQ(buffer.storageSize(), 10u);
}

TEST(BufferFrom, TakesSmallOnesFromThePool) {
  EXPECT_TRUE(isPooled(Buffer::from("text")));
  EXPECT_TRUE(isPooled(Buffer::from({1, 2, 3})));
  EXPECT_TRUE(isPooled(Buffer::from(Buffer::alloc(3))));
  EXPECT_TRUE(isPooled(Buffer::concat({Buffer::alloc(3), Buffer::alloc(3)})));
}

TEST(BufferFrom, DecidesByUnitsOfTextWhetherToPool) {
  const std::string digits(4096, '6');
  const Buffer half = Buffer::from(digits, Encoding::hex);
  EXPECT_EQ(half.storageSize(), 2048u) << "4096 units are not pooled, whatever they encode to";
  EXPECT_TRUE(isPooled(Buffer::from(digits.substr(2), Encoding::hex)));
  EXPECT_TRUE(isPooled(Buffer::from(std::string(4095, 'a'))));
  EXPECT_FALSE(isPooled(Buffer::from(std::string(4096, 'a'))));
}

TEST(BufferFrom, AsksThePoolForFourBytesAUnit) {
  const Buffer first = startPool();
  const Buffer most = Buffer::allocUnsafe(4088);
  const Buffer more = Buffer::allocUnsafe(4000);
  ASSERT_TRUE(more.sharesStorageWith(first));
  // 96 bytes are left: enough for 24 units.
  const Buffer fits = Buffer::from(std::string(24, 'a'));
  EXPECT_TRUE(fits.sharesStorageWith(first));
  // 72 are left: 20 bytes would fit, 80 do not.
  EXPECT_EQ(Buffer::from(std::string(20, 'a')).byteOffset(), 0u);
}

TEST(BufferFrom, PutsAnEmptyResultIntoThePoolToo) {
  startPool();
  const Buffer nothing = Buffer::from("zz", Encoding::hex);
  EXPECT_EQ(nothing.length(), 0u);
  EXPECT_EQ(nothing.storageSize(), Buffer::poolSize());
  EXPECT_EQ(nothing.byteOffset(), 8u);
  EXPECT_EQ(Buffer::allocUnsafe(1).byteOffset(), 8u) << "it took no room";
}

TEST(BufferOf, TakesNumbersModulo256NeverFromThePool) {
  const Buffer buffer = Buffer::of(1, 256, -1, 353);
  EXPECT_EQ(buffer.toString(Encoding::hex), "0100ff61");
  EXPECT_TRUE(buffer.isExclusive());
  EXPECT_EQ(buffer.storageSize(), 4u);
  EXPECT_EQ(Buffer::of().storageSize(), 0u);
}

// Puts the size back that other tests count on.
class BufferPoolSize : public testing::Test {
 protected:
  void TearDown() override {
    Buffer::setPoolSize(8192);
    Buffer::allocUnsafe(4095);
    startPool();
  }
};

TEST_F(BufferPoolSize, MovesTheLimitAtOnceAndTheSizeWithTheNextPool) {
  const Buffer first = startPool();
  Buffer::setPoolSize(64);
  EXPECT_EQ(Buffer::poolSize(), 64u);
  EXPECT_TRUE(Buffer::allocUnsafe(31).sharesStorageWith(first));
  EXPECT_TRUE(Buffer::allocUnsafe(32).isExclusive());
  Buffer::setPoolSize(20000);
  const Buffer large = Buffer::allocUnsafe(9999);
  EXPECT_EQ(large.storageSize(), 20000u);
  EXPECT_EQ(large.byteOffset(), 0u);
  EXPECT_TRUE(Buffer::allocUnsafe(10000).isExclusive());
}

TEST_F(BufferPoolSize, DecidesWhichTextsArePooled) {
  Buffer::setPoolSize(64);
  EXPECT_TRUE(Buffer::from(std::string(32, 'a')).isExclusive());
  EXPECT_FALSE(Buffer::from(std::string(31, 'a')).isExclusive());
  EXPECT_TRUE(Buffer::from("ééééééééééééééééé").isExclusive()) << "34 bytes, 17 units";
  EXPECT_FALSE(Buffer::from("ééééééééééééééé").isExclusive());
}

TEST_F(BufferPoolSize, NeedNotBeAMultipleOf8) {
  std::vector<Buffer> kept{startPool(), Buffer::allocUnsafe(4088), Buffer::allocUnsafe(4088)};
  Buffer::setPoolSize(100);
  kept.clear();
  for (int i = 0; i < 6; ++i) kept.push_back(Buffer::allocUnsafe(17).fill(i));
  EXPECT_EQ(kept[0].storageSize(), 100u);
  EXPECT_EQ(kept[3].byteOffset(), 72u);
  EXPECT_EQ(kept[4].byteOffset(), 0u) << "4 bytes are left";
  for (int i = 0; i < 6; ++i) EXPECT_EQ(std::count(kept[i].begin(), kept[i].end(), i), 17);
}

TEST_F(BufferPoolSize, OfZeroIsNoPool) {
  Buffer::setPoolSize(0);
  EXPECT_TRUE(Buffer::allocUnsafe(1).isExclusive());
  EXPECT_TRUE(Buffer::from("a").isExclusive());
  EXPECT_EQ(errorOf([] { Buffer::setPoolSize(-1); }),
            "RangeError [ERR_OUT_OF_RANGE]: The value of \"size\" is out of range. It must be >= 0 "
            "&& <= 4294967296. Received -1");
}

TEST(BufferAlloc, BeginsOnACacheLine) {
  const auto isAligned = [](const Buffer& buffer) {
    return reinterpret_cast<std::uintptr_t>(buffer.data()) % detail::Storage::alignment == 0;
  };
  for (const int64_t size : {1, 100, 5000, 200000}) {
    EXPECT_TRUE(isAligned(Buffer::alloc(size))) << size;
    EXPECT_TRUE(isAligned(Buffer::allocUnsafeSlow(size))) << size;
  }
  EXPECT_TRUE(isAligned(startPool()));
}

}  // namespace
}  // namespace nodelab
