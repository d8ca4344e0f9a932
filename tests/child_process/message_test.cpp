#include "nodelab/child_process/message.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "nodelab/base/error.h"

namespace nodelab::child_process {
namespace {

std::string roundTrip(std::string_view json) { return Message::parse(json).stringify(); }

TEST(MessageStringify, WritesWhatJsonStringifyWrites) {
  EXPECT_EQ(Message().stringify(), "null");
  EXPECT_EQ(Message(true).stringify(), "true");
  EXPECT_EQ(Message(3).stringify(), "3");
  EXPECT_EQ(Message(-0.5).stringify(), "-0.5");
  EXPECT_EQ(Message(9007199254740991.0).stringify(), "9007199254740991");
  EXPECT_EQ(Message(std::nan("")).stringify(), "null");
  EXPECT_EQ(Message("a\"\n\x01é").stringify(), "\"a\\\"\\n\\u0001é\"");
  EXPECT_EQ(Message::array({1, "two", nullptr}).stringify(), "[1,\"two\",null]");
  EXPECT_EQ(Message::object({{"cmd", "start"}, {"list", Message::array({})}}).stringify(),
            "{\"cmd\":\"start\",\"list\":[]}");
}

TEST(MessageStringify, ReplacesWhatIsNotUtf8) {
  EXPECT_EQ(Message(std::string("a\xff")).stringify(), "\"a\xef\xbf\xbd\"");
}

TEST(MessageParse, ReadsWhatItWrites) {
  const std::string text = R"({"b":[1,2.5,{"c":null}],"a":"x\ny","t":true})";
  EXPECT_EQ(roundTrip(text), text);
  EXPECT_EQ(roundTrip(" [ ] "), "[]");
  EXPECT_EQ(roundTrip("7"), "7");
}

TEST(MessageParse, LetsTheLastOfTwoEqualNamesCount) {
  EXPECT_EQ(Message::parse(R"({"a":1,"a":2})")["a"].integer(), 2);
}

TEST(MessageParse, ThrowsSyntaxErrorForOtherText) {
  for (const char* text : {"", "{", "nul", "[1,]", "{\"a\":1} x", "'a'", "\"\xff\""}) {
    try {
      Message::parse(text);
      ADD_FAILURE() << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.name(), "SyntaxError") << text;
    }
  }
}

TEST(MessageParse, BoundsTheDepth) {
  const std::string deep(Message::maxDepth, '[');
  EXPECT_NO_THROW(Message::parse(deep + std::string(Message::maxDepth, ']')));
  EXPECT_THROW(Message::parse(std::string(1000000, '[')), Error);
}

TEST(MessageFields, AreNullWhereThereAreNone) {
  const Message message = Message::object({{"port", 80}});
  EXPECT_EQ(message["port"].integer(), 80);
  EXPECT_TRUE(message["host"].isNull());
  EXPECT_EQ(message["host"].string(), "");
  EXPECT_EQ(message["port"]["deeper"].number(), 0);
  EXPECT_FALSE(Message("text").boolean());
  EXPECT_EQ(Message(1e300).integer(), 0);
}

TEST(MessageFields, CanBeSet) {
  Message message;
  message.set("a", 1);
  message.set("b", "x");
  message.set("a", 2);
  EXPECT_EQ(message.stringify(), R"({"a":2,"b":"x"})");
}

}  // namespace
}  // namespace nodelab::child_process
