// Names: texts and symbols, constant and made at run time, few and many.
#include <algorithm>
#include <random>
#include <set>

#include "emitter.h"

namespace nodelab {
namespace {

struct Names : Emitter {};

TEST_F(Names, ComeInTheOrderInWhichTheyCameToHaveAListener) {
  constexpr EventName<> z{"z"};
  emitter.on(x, a).on(y, a).on(z, a).off(x, a).on(x, a);
  EXPECT_EQ(names(), "y, z, x");
  emitter.removeAllListeners(z);
  EXPECT_EQ(names(), "y, x");
  emitter.once(z, a).emit(z);
  EXPECT_EQ(names(), "y, x");
}

TEST_F(Names, ThatAreArrayIndexesComeFirstAndSymbolsLast) {
  for (const char* text :
       {"b", "10", "-1", "01", "4294967295", "9", "", "4294967294", "0", "1.5"}) {
    emitter.on(EventName<>::symbol(text), a).on(EventName<>(text), a);
  }
  EXPECT_EQ(
      names(),
      "0, 9, 10, 4294967294, b, -1, 01, 4294967295, , 1.5, Symbol(b), Symbol(10), Symbol(-1), "
      "Symbol(01), Symbol(4294967295), Symbol(9), Symbol(), Symbol(4294967294), Symbol(0), "
      "Symbol(1.5)");
}

TEST_F(Names, ThatAreSpecialElsewhereAreNotHere) {
  for (const char* text : {"__proto__", "__defineGetter__", "toString", "constructor"}) {
    EXPECT_FALSE(emitter.emit(EventName<>(text)));
    emitter.on(EventName<>(text), says(text));
    EXPECT_TRUE(emitter.emit(EventName<>(text)));
  }
  EXPECT_EQ(names(), "__proto__, __defineGetter__, toString, constructor");
  EXPECT_EQ(lines, (Lines{"__proto__", "__defineGetter__", "toString", "constructor"}));
}

TEST_F(Names, ASymbolIsNoText) {
  constexpr auto symbol = EventName<>::symbol("x");
  emitter.on(symbol, a);
  EXPECT_FALSE(emitter.emit(x));
  EXPECT_TRUE(emitter.emit(symbol));
  EXPECT_TRUE(emitter.emit(EventName<>::symbol(std::string("x"))));
  EXPECT_FALSE(symbol == x);
  EXPECT_FALSE(symbol == "x");
  EXPECT_TRUE(x == "x");
  EXPECT_EQ(names(), "Symbol(x)");
  emitter.on(x, b).off(symbol, a);
  EXPECT_EQ(names(), "x");
}

TEST_F(Names, OfTheSameTextAreTheSameWhereverItLies) {
  std::string text = "x";
  const EventName<> made(text);
  EXPECT_TRUE(made == x);
  emitter.on(made, a);
  EXPECT_TRUE(emitter.emit(x));
  emitter.off(x, a).on(x, a);
  EXPECT_TRUE(emitter.emit(made));
}

TEST_F(Names, MadeAtRunTimeAreCopied) {
  {
    const std::string text = "a text that is too long to lie within its string";
    emitter.on(EventName<>(text), a).once(EventName<>(text), b);
  }
  EXPECT_EQ(names(), "a text that is too long to lie within its string");
  const EventId kept = emitter.eventNames()[0];
  emitter.emit(EventName<>(kept));
  emitter.removeAllListeners(kept);
  EXPECT_EQ(kept.toString(), "a text that is too long to lie within its string");
  EXPECT_EQ(names(), "");
  EXPECT_EQ(lines, (Lines{"a", "b"}));
}

TEST_F(Names, AsValuesAreCopiedAndMoved) {
  const std::string text = "made at run time";
  EventId made{EventName<>(text)};
  EventId constant{EventKey(x)};
  EventId copy = made;
  EXPECT_TRUE(copy == made);
  std::swap(made, constant);
  EXPECT_TRUE(constant == copy && made == x);
  made = copy;
  made = static_cast<const EventId&>(made);
  EXPECT_TRUE(made == "made at run time");
  made = EventId(EventName<>(""));
  EXPECT_TRUE(made == "");
}

// ---- the table of an emitter

TEST_F(Names, TenThousandComeAndGoInAnyOrder) {
  std::vector<std::string> texts;
  for (int i = 0; i < 10'000; ++i) texts.push_back("event " + std::to_string(i));
  for (const std::string& text : texts) emitter.on(EventName<>(text), [] {});
  std::shuffle(texts.begin(), texts.end(), std::mt19937(1));
  while (!texts.empty()) {
    const EventName<> gone(texts.back());
    ASSERT_TRUE(emitter.emit(gone));
    emitter.removeAllListeners(gone);
    ASSERT_FALSE(emitter.emit(gone));
    texts.pop_back();
  }
  EXPECT_TRUE(emitter.eventNames().empty());
}

// A few names, so that they are in each other's places all the time.
TEST_F(Names, AreFoundWhateverCameAndWentBefore) {
  std::mt19937 random(2);
  for (int round = 0; round < 200; ++round) {
    EventEmitter tested;
    std::set<int> present;
    for (int step = 0; step < 100; ++step) {
      const int number = static_cast<int>(random() % 24);
      const std::string text = std::to_string(number);
      if (present.insert(number).second) {
        tested.on(EventName<>(text), a);
      } else {
        present.erase(number);
        tested.off(EventName<>(text), a);
      }
      for (int other = 0; other < 24; ++other) {
        const std::string name = std::to_string(other);
        ASSERT_EQ(tested.listenerCount(EventName<>(name)), present.count(other));
      }
      ASSERT_EQ(tested.eventNames().size(), present.size());
    }
  }
}

// The hash of these four bytes is 0, which marks a free place.
TEST_F(Names, MayHaveAnyHash) {
  constexpr EventName<> zero{"\xCC\x24\x31\xC4"};
  emitter.on(zero, a).on(x, a);
  EXPECT_EQ(emitter.listenerCount(zero), 1u);
  EXPECT_TRUE(emitter.emit(zero));
  EXPECT_EQ(emitter.eventNames().size(), 2u);
  emitter.off(zero, a);
  EXPECT_EQ(names(), "x");
}

}  // namespace
}  // namespace nodelab
