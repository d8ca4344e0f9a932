// Programs in a process of their own: each is run as the statement of a death test, and its lines,
// written to stderr, are compared.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "nodelab/process/console.h"
#include "nodelab/process/process.h"
#include "nodelab/process/run.h"
#include "support/trace.h"

namespace nodelab {

inline void say(const char* text) { console::error("{}", text); }
inline auto says(const char* text) {
  return [text] { say(text); };
}
inline void sayExit() {
  process::on(process::event::exit, [](int code) { console::error("exit {}", code); });
}
inline void sayUncaught() {
  process::on(process::event::uncaughtException, [](const Error& error, std::string_view origin) {
    console::error("{} {}", origin, error.message());
  });
}

inline int program(Task script) {
  std::string name = "program";
  char* argv[] = {name.data(), nullptr};
  return run(1, argv, std::move(script));
}

// The whole of stderr is exactly these lines, each a regular expression.
inline std::string exactly(const std::vector<std::string>& lines) {
  std::string pattern = "^";
  for (const std::string& line : lines) pattern += line + "\n";
  return pattern + "$";
}

// The program ends with this code, having written exactly these lines.
inline void expectProgram(Task script, int code, const std::vector<std::string>& lines) {
  EXPECT_EXIT(std::exit(program(std::move(script))), testing::ExitedWithCode(code), exactly(lines));
}

struct ProgramTest : testing::Test {
  void SetUp() override { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
};

}  // namespace nodelab
