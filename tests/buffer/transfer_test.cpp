#include <gtest/gtest.h>

#include <thread>
#include <utility>

#include "nodelab/buffer/buffer.h"

namespace nodelab {
namespace {

static_assert(sizeof(Buffer) == 3 * sizeof(void*));

TEST(BufferTransfer, MovesTheBytesOfAnExclusiveBuffer) {
  Buffer buffer = Buffer::alloc(5, 'a');
  const uint8_t* place = buffer.data();
  const Buffer adopted = Buffer::adopt(std::move(buffer).transfer());
  EXPECT_EQ(adopted.data(), place);
  EXPECT_EQ(adopted.toString(), "aaaaa");
  EXPECT_TRUE(adopted.isExclusive());
  EXPECT_TRUE(buffer.empty());
  EXPECT_EQ(buffer.storageSize(), 0u);
}

TEST(BufferTransfer, MovesAPartWithItsStorage) {
  Buffer part = Buffer::alloc(100, 'a').subarray(10, 12);
  const uint8_t* place = part.data();
  const Buffer adopted = Buffer::adopt(std::move(part).transfer());
  EXPECT_EQ(adopted.data(), place);
  EXPECT_EQ(adopted.length(), 2u);
  EXPECT_EQ(adopted.byteOffset(), 10u);
}

TEST(BufferTransfer, CopiesBytesThatOthersLookAt) {
  Buffer buffer = Buffer::alloc(5, 'a');
  const Buffer other = buffer.subarray(1);
  EXPECT_FALSE(buffer.isExclusive());
  const Buffer adopted = Buffer::adopt(std::move(buffer).transfer());
  EXPECT_FALSE(adopted.sharesStorageWith(other));
  EXPECT_EQ(adopted.toString(), "aaaaa");
  EXPECT_EQ(other.toString(), "aaaa");
  EXPECT_TRUE(buffer.empty());
  EXPECT_TRUE(other.isExclusive()) << "the one that was sent let go";
}

TEST(BufferTransfer, CopiesOutOfThePool) {
  Buffer buffer = Buffer::from("pooled");
  EXPECT_FALSE(buffer.isExclusive());
  const Buffer adopted = Buffer::adopt(std::move(buffer).transfer());
  EXPECT_EQ(adopted.toString(), "pooled");
  EXPECT_TRUE(adopted.isExclusive());
}

TEST(BufferTransfer, OfNothingIsNothing) {
  EXPECT_TRUE(Buffer::adopt(Buffer().transfer()).empty());
  EXPECT_TRUE(Buffer::adopt(TransferredBytes()).empty());
  EXPECT_EQ(Buffer::alloc(3).subarray(3).transfer().size(), 0u);
}

TEST(BufferTransfer, CrossesThreads) {
  TransferredBytes there = Buffer::alloc(1000, 1).transfer();
  TransferredBytes back;
  std::thread([&] {
    Buffer buffer = Buffer::adopt(std::move(there));
    const Buffer same = buffer.subarray(0, 500);
    same.fill(2);
    back = std::move(buffer).transfer();
  }).join();
  const Buffer buffer = Buffer::adopt(std::move(back));
  EXPECT_EQ(buffer[499], 2);
  EXPECT_EQ(buffer[500], 1);
}

TEST(BufferTransfer, FreesWhatNobodyAdopts) {
  TransferredBytes bytes = Buffer::alloc(10).transfer();
  EXPECT_EQ(bytes.size(), 10u);
  bytes = Buffer::alloc(20).transfer();
  const TransferredBytes moved = std::move(bytes);
  EXPECT_EQ(moved.size(), 20u);
}

#ifndef NDEBUG
TEST(BufferThreadDeathTest, BelongsToTheThreadThatMadeIt) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const Buffer buffer = Buffer::alloc(10);
  EXPECT_DEATH(std::thread([&] { const Buffer copy = buffer; }).join(), "belongs to the thread");
}
#endif

}  // namespace
}  // namespace nodelab
