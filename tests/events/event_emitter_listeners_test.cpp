// What an emitter says of its listeners.
#include "emitter.h"
#include "nodelab/events/events.h"

namespace nodelab {
namespace {

struct Listeners : Emitter {};

TEST_F(Listeners, AreNoneWhereNobodyListens) {
  EXPECT_TRUE(emitter.listeners(x).empty());
  EXPECT_TRUE(emitter.rawListeners(x).empty());
  EXPECT_EQ(emitter.listenerCount(x), 0u);
  EXPECT_TRUE(emitter.eventNames().empty());
}

TEST_F(Listeners, AreWhatWasGivenAndRawListenersAreTheWrappers) {
  emitter.on(x, a).once(x, b);
  EXPECT_TRUE(emitter.listeners(x) == (std::vector{a, b}));
  const std::vector<Listener<>> raw = emitter.rawListeners(x);
  EXPECT_TRUE(raw[0] == a);
  EXPECT_FALSE(raw[0].listener());
  EXPECT_FALSE(raw[1] == b);
  EXPECT_TRUE(raw[1].listener() == b);
  emitter.emit(x);
  EXPECT_TRUE(raw[1].listener() == b);
}

TEST_F(Listeners, AreACopyOfTheList) {
  emitter.on(x, a);
  std::vector<Listener<>> before = emitter.listeners(x);
  emitter.on(x, b);
  EXPECT_EQ(before.size(), 1u);
  before.clear();
  EXPECT_EQ(listed(x), "a, b");
  before = emitter.listeners(x);
  emitter.removeAllListeners(x);
  EXPECT_TRUE(before == (std::vector{a, b}));
  EXPECT_EQ(listed(x), "");
}

TEST_F(Listeners, AreWhatWasGivenAlsoIfThatWasALambda) {
  emitter.on(x, says("lambda"));
  const Listener<> lambda = emitter.listeners(x)[0];
  lambda();
  emitter.off(x, lambda);
  EXPECT_EQ(emitter.listenerCount(x), 0u);
  EXPECT_EQ(lines, (Lines{"lambda"}));
}

TEST_F(Listeners, AreCountedAllOrOneByOne) {
  const auto counts = [this] {
    return std::vector{emitter.listenerCount(x), emitter.listenerCount(x, a),
                       emitter.listenerCount(x, b)};
  };
  using Counts = std::vector<std::size_t>;
  EXPECT_EQ(counts(), (Counts{0, 0, 0}));
  emitter.on(x, a);
  EXPECT_EQ(counts(), (Counts{1, 1, 0}));
  emitter.once(x, b);
  EXPECT_EQ(counts(), (Counts{2, 1, 1}));
  emitter.once(x, a);
  EXPECT_EQ(counts(), (Counts{3, 2, 1}));
  EXPECT_EQ(emitter.listenerCount(y, a), 0u);
  emitter.emit(x);
  EXPECT_EQ(counts(), (Counts{1, 1, 0}));
  emitter.off(x, a);
  EXPECT_EQ(counts(), (Counts{0, 0, 0}));
}

TEST_F(Listeners, TheModuleAsksTheEmitter) {
  emitter.on(x, a).once(x, b);
  EXPECT_TRUE(events::getEventListeners(emitter, x) == (std::vector{a, b}));
  EXPECT_EQ(events::listenerCount(emitter, x), 2u);
}

TEST_F(Listeners, AListenerMayBeCalledByHand) {
  const Listener<int, std::string> add(
      [this](int n, const std::string& s) { say(std::to_string(n) + s); });
  add(1, "a");
  Listener<int, std::string> same(add);
  Listener<int, std::string> again(same);
  EXPECT_TRUE(again == add);
  again(2, "b");
  EXPECT_EQ(lines, (Lines{"1a", "2b"}));
}

TEST_F(Listeners, AnAnyListenerIsTurnedIntoOneOfItsEvent) {
  const AnyListener any(a.function(), &detail::signature<>);
  any.as(x)();
  EXPECT_TRUE(any == a);
  EXPECT_FALSE(any == b);
  EXPECT_EQ(thrownBy([&] { any.as(event::error); }),
            "ERR_INVALID_ARG_TYPE: The listener takes other arguments");
  EXPECT_EQ(lines, (Lines{"a"}));
}

}  // namespace
}  // namespace nodelab
