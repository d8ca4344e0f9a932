#include "nodelab/base/slab.h"

#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <vector>

namespace nodelab {
namespace {

struct Node;
struct Owner : RefCounted<Owner> {
  explicit Owner(std::shared_ptr<int> its) : alive(std::move(its)) {}
  std::shared_ptr<int> alive;
  Slab<Node> slab;
};
struct Node : Slabbed<Node, Owner> {
  Node(const Ref<Owner>& its, int of) : Slabbed(its), value(of) {}
  int value;
};

TEST(Slab, PlacesAreDistinct) {
  const auto owner = make<Owner>(nullptr);
  std::vector<Ref<Node>> nodes;
  std::set<Node*> places;
  for (int i = 0; i < 1000; ++i) {
    nodes.push_back(Node::make(owner, i));
    places.insert(nodes.back().get());
  }
  EXPECT_EQ(places.size(), 1000u);
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(nodes[static_cast<std::size_t>(i)]->value, i);
}

TEST(Slab, ThePlaceOfOneThatWentIsTheNextOne) {
  const auto owner = make<Owner>(nullptr);
  Ref<Node> first = Node::make(owner, 1);
  const Node* place = first.get();
  first = nullptr;
  EXPECT_EQ(Node::make(owner, 2).get(), place);
}

TEST(Slab, BeginsAgainInOrderWhenAllAreGone) {
  const auto owner = make<Owner>(nullptr);
  std::vector<Ref<Node>> nodes;
  auto places = [&] {
    std::vector<const Node*> found;
    for (int i = 0; i < 200; ++i) nodes.push_back(Node::make(owner, i));
    for (const auto& node : nodes) found.push_back(node.get());
    return found;
  };
  const auto before = places();
  for (std::size_t i = 0; i < nodes.size(); i += 2) nodes[i] = nullptr;
  nodes.clear();
  EXPECT_EQ(places(), before);
}

TEST(Slab, LivesAsLongAsOneOfItsObjects) {
  const auto alive = std::make_shared<int>();
  auto owner = make<Owner>(alive);
  Ref<Node> last = Node::make(owner, 7);
  owner = nullptr;
  EXPECT_EQ(alive.use_count(), 2);
  EXPECT_EQ(last->value, 7);
  last = nullptr;
  EXPECT_EQ(alive.use_count(), 1);
}

}  // namespace
}  // namespace nodelab
