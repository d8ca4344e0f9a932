#include "nodelab/base/ref.h"

#include <gtest/gtest.h>

namespace nodelab {
namespace {

struct Counted : RefCounted<Counted> {
  explicit Counted(int& died) : deaths(died) {}
  virtual ~Counted() { ++deaths; }
  int& deaths;
};
struct Derived : Counted {
  using Counted::Counted;
};

TEST(Ref, TheLastOneDestroysTheObject) {
  int deaths = 0;
  {
    Ref<Counted> one = make<Counted>(deaths);
    Ref<Counted> two = one;
    EXPECT_EQ(one->useCount(), 2u);
    EXPECT_TRUE(one == two);
    one = nullptr;
    EXPECT_FALSE(one);
    EXPECT_EQ(deaths, 0);
  }
  EXPECT_EQ(deaths, 1);
}

TEST(Ref, AMoveLeavesTheCountAlone) {
  int deaths = 0;
  Ref<Counted> one = make<Counted>(deaths);
  Ref<Counted> two = std::move(one);
  EXPECT_FALSE(one);  // NOLINT: a moved-from Ref is null
  EXPECT_EQ(two->useCount(), 1u);
}

TEST(Ref, OfADerivedObjectIsARefOfItsBase) {
  int deaths = 0;
  {
    Ref<Counted> base = make<Derived>(deaths);
    EXPECT_EQ(base->useCount(), 1u);
  }
  EXPECT_EQ(deaths, 1);
}

TEST(Ref, SurvivesAssignmentToItself) {
  int deaths = 0;
  Ref<Counted> one = make<Counted>(deaths);
  one = *&one;
  one = std::move(*&one);
  EXPECT_TRUE(one);
  EXPECT_EQ(deaths, 0);
}

TEST(Ref, AnObjectMayMakeAnOwnerOfItself) {
  int deaths = 0;
  Ref<Counted> one = make<Counted>(deaths);
  Ref<Counted> same(one.get());
  one = nullptr;
  EXPECT_EQ(deaths, 0);
  EXPECT_EQ(same->useCount(), 1u);
}

}  // namespace
}  // namespace nodelab
