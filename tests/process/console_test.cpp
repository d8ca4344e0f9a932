#include "nodelab/process/console.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "nodelab/base/number_text.h"

namespace nodelab {
namespace {

// Each as `${x}` in Node 20.
TEST(ConsoleNumbers, AreWrittenAsInJavaScript) {
  const std::pair<double, const char*> cases[] = {
      {1, "1"},
      {0, "0"},
      {-0.0, "0"},
      {100, "100"},
      {0.5, "0.5"},
      {-1.5, "-1.5"},
      {123456.789, "123456.789"},
      {0.1 + 0.2, "0.30000000000000004"},
      {1.0 / 3, "0.3333333333333333"},
      {1e-6, "0.000001"},
      {1.0000000000000002e-6, "0.0000010000000000000002"},
      {0.00001, "0.00001"},
      {0.0001, "0.0001"},
      {9.5e-7, "9.5e-7"},
      {1e-7, "1e-7"},
      {-1e-7, "-1e-7"},
      {5e-324, "5e-324"},
      {1e15, "1000000000000000"},
      {9007199254740992.0, "9007199254740992"},
      {1e16, "10000000000000000"},
      {12345678901234567890.0, "12345678901234567000"},
      {1e20, "100000000000000000000"},
      {123456789012345680000.0, "123456789012345680000"},
      {1e21, "1e+21"},
      {1.5e300, "1.5e+300"},
      {std::numeric_limits<double>::max(), "1.7976931348623157e+308"},
      {static_cast<double>(0.1f), "0.10000000149011612"},
      {std::numeric_limits<double>::infinity(), "Infinity"},
      {-std::numeric_limits<double>::infinity(), "-Infinity"},
      {std::numeric_limits<double>::quiet_NaN(), "NaN"},
  };
  for (const auto& [value, text] : cases) EXPECT_EQ(formatNumber(value), text);
}

std::string logged(auto print) {
  testing::internal::CaptureStdout();
  print();
  return testing::internal::GetCapturedStdout();
}

TEST(Console, LogWritesALineOnStdout) {
  EXPECT_EQ(logged([] { console::log("{} of {}, {}", 1, 2.50, true); }), "1 of 2.5, true\n");
  EXPECT_EQ(logged([] { console::log(); }), "\n");
  EXPECT_EQ(logged([] { console::log("plain {{}}"); }), "plain {}\n");
}

TEST(Console, TakesWhatFmtTakes) {
  std::string text = "text";
  const char* pointer = "pointer";
  EXPECT_EQ(logged([&] { console::log("{} {} {} {:>4}", text, pointer, "literal", 7); }),
            "text pointer literal    7\n");
  EXPECT_EQ(logged([] { console::log("{:.2f} {:6.1f} {}", 1.0 / 3, 2.25f, 1e-7); }),
            "0.33    2.2 1e-7\n");
}

TEST(Console, ErrorWritesOnStderr) {
  testing::internal::CaptureStderr();
  console::error("failed: {}", 0.5);
  console::error();
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "failed: 0.5\n\n");
}

}  // namespace
}  // namespace nodelab
