// The texts are what util.inspect of Node 20 gives.
#include "nodelab/base/inspect_string.h"

#include <gtest/gtest.h>

namespace nodelab {
namespace {

TEST(InspectString, TakesTheQuoteThatTheTextDoesNotHave) {
  EXPECT_EQ(inspectString(""), "''");
  EXPECT_EQ(inspectString("a\"b`"), "'a\"b`'");
  EXPECT_EQ(inspectString("it's"), "\"it's\"");
  EXPECT_EQ(inspectString("'a\""), "`'a\"`");
}

TEST(InspectString, EscapesTheSingleQuoteWhereNoOtherIsFree) {
  EXPECT_EQ(inspectString("'\"`"), "'\\'\"`'");
  EXPECT_EQ(inspectString("'\"${x}"), "'\\'\"${x}'") << "a template literal would fill it in";
}

TEST(InspectString, EscapesControlCharacters) {
  EXPECT_EQ(inspectString("\b\t\n\f\r\\"), "'\\b\\t\\n\\f\\r\\\\'");
  EXPECT_EQ(inspectString(std::string_view("\0\x1F\x7F", 3)), "'\\x00\\x1F\\x7F'");
  EXPECT_EQ(inspectString("\u0080\u009f\u00a0\u20ac"), "'\\x80\\x9F\u00a0\u20ac'");
}

}  // namespace
}  // namespace nodelab
