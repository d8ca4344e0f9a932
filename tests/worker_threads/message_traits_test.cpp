#include "nodelab/worker_threads/message_traits.h"

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <string>
#include <thread>

#include "nodelab/base/ref.h"

namespace nodelab::worker_threads {
namespace {

enum class Colour { red, green };

struct Job {
  int id = 0;
  std::string name;
  Buffer bytes;
};
struct Batch {
  std::vector<Job> jobs;
  std::optional<Job> last;
};

struct Counter : RefCounted<Counter> {};
struct HoldsRef {
  int id = 0;
  Ref<Counter> counter;
};
class Hidden {
 public:
  int id() const { return id_; }

 private:
  int id_ = 1;
};

template <class T, class Value>
T cross(Value&& value) {
  Wire<T> wire = detail::toWire<T>(std::forward<Value>(value));
  return detail::fromWire<T>(std::move(wire));
}

TEST(Postable, CoversValuesBuffersContainersAndPlainStructs) {
  static_assert(Postable<int> && Postable<double> && Postable<bool> && Postable<Colour>);
  static_assert(Postable<std::string> && Postable<Error> && Postable<Buffer>);
  static_assert(Postable<std::vector<std::string>> && Postable<std::vector<Buffer>>);
  static_assert(Postable<std::optional<Buffer>> && Postable<std::variant<int, Buffer, int>>);
  static_assert(Postable<Job> && Postable<Batch> && Postable<std::vector<Batch>>);
  static_assert(Postable<std::array<int, 4>>);
  static_assert(Postable<std::shared_ptr<std::atomic<int>>>);
}

TEST(Postable, ExcludesWhatBelongsToAThreadOrPointsElsewhere) {
  static_assert(!Postable<Ref<Counter>> && !Postable<HoldsRef>);
  static_assert(!Postable<std::vector<Ref<Counter>>> && !Postable<std::optional<HoldsRef>>);
  static_assert(!Postable<int*> && !Postable<const char*> && !Postable<std::string_view>);
  static_assert(!Postable<std::shared_ptr<int>> && !Postable<Hidden>);
}

TEST(PostableClone, IsDeepAndLeavesTheSenderItsBytes) {
  Job job{7, "resize", Buffer::from("abc")};
  Job copy = cross<Job>(job);
  copy.bytes[0] = 'x';
  EXPECT_EQ(copy.id, 7);
  EXPECT_EQ(copy.name, "resize");
  EXPECT_EQ(copy.bytes.toString(), "xbc");
  EXPECT_EQ(job.bytes.toString(), "abc");
  EXPECT_EQ(job.name, "resize");
}

TEST(PostableClone, OfASubarrayCopiesOnlyItsBytes) {
  const Buffer part = Buffer::from("hello world").subarray(6);
  const Buffer copy = cross<Buffer>(part);
  EXPECT_EQ(copy.toString(), "world");
  EXPECT_EQ(copy.storageSize(), 5u);
}

TEST(PostableTransfer, MovesTheBytesAndEmptiesTheSender) {
  Job job{7, "resize", Buffer::alloc(10000, 1)};
  const uint8_t* bytes = job.bytes.data();
  const Job moved = cross<Job>(std::move(job));
  EXPECT_EQ(moved.bytes.data(), bytes);
  EXPECT_EQ(job.bytes.length(), 0u);
  EXPECT_EQ(job.name, "");
}

// worker_threads fact 36: the pool is shared by many, so its bytes are copied.
TEST(PostableTransfer, OfAPooledBufferCopies) {
  Buffer small = Buffer::from("pooled");
  const Buffer neighbour = small.subarray(0, 3);
  const Buffer moved = cross<Buffer>(std::move(small));
  EXPECT_EQ(moved.toString(), "pooled");
  EXPECT_EQ(neighbour.toString(), "poo");
  EXPECT_FALSE(moved.sharesStorageWith(neighbour));
}

TEST(PostableTransfer, ReachesIntoContainers) {
  Batch batch;
  batch.jobs.push_back({1, "a", Buffer::alloc(5000)});
  batch.jobs.push_back({2, "b", Buffer::alloc(6000)});
  batch.last = Job{3, "c", Buffer::alloc(7000)};
  const Batch moved = cross<Batch>(std::move(batch));
  ASSERT_EQ(moved.jobs.size(), 2u);
  EXPECT_EQ(moved.jobs[1].bytes.length(), 6000u);
  EXPECT_EQ(moved.last->name, "c");
  EXPECT_TRUE(batch.jobs.empty());
  EXPECT_FALSE(batch.last.has_value());
}

TEST(PostableVariant, KeepsItsAlternativeAlsoWhereTwoAreAlike) {
  using Value = std::variant<int, Buffer, int>;
  EXPECT_EQ(cross<Value>(Value(std::in_place_index<2>, 5)).index(), 2u);
  EXPECT_EQ(std::get<1>(cross<Value>(Value(Buffer::from("b")))).toString(), "b");
}

// worker_threads fact 37.
TEST(PostableShared, IsOneObjectOnBothSides) {
  auto counter = std::make_shared<std::atomic<int>>(0);
  Wire<decltype(counter)> wire = detail::toWire<decltype(counter)>(counter);
  std::thread([wire] { wire->fetch_add(5); }).join();
  EXPECT_EQ(counter->load(), 5);
}

}  // namespace
}  // namespace nodelab::worker_threads
