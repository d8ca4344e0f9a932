#include "nodelab/base/warning.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>

namespace nodelab {
namespace {

TEST(Warning, GoesToTheHandlerOfItsThread) {
  std::string seen;
  WarningHandler before = onWarning([&](const Error& warning) { seen += warning.message(); });
  warn(Error("", "here", "OddWarning"));
  std::thread([] {
    onWarning([](const Error&) {});
    warn(Error("", "elsewhere"));
  }).join();
  onWarning(std::move(before));
  EXPECT_EQ(seen, "here");
}

TEST(Warning, IsALineOnStderrWhereNobodyListens) {
  testing::internal::CaptureStderr();
  warn(Error("", "look at this", "OddWarning"));
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "(nodelab) OddWarning: look at this\n");
}

}  // namespace
}  // namespace nodelab
