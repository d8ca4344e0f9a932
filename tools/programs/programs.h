// Programs of the op languages: small scripts of one topic, a JSON object a line, which leave the
// same trace under Node and here (docs/conformance).
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace nodelab::programs {

struct Outcome {
  std::string id;
  // What the program did, a line an event.
  std::vector<std::string> trace;
  // Why the trace may be another than Node's, or is not there: the program came to what nodelab does
  // otherwise on purpose, or needs what it does not have. Empty when it counts.
  std::string skipped;
  // Single lines of the trace, counted from 0, that do not count, and why: the same reasons, where
  // they touch only a part of the program.
  std::map<std::size_t, std::string> gaps;
};

// Runs one program on a loop of its own. Throws std::exception for what is not a program.
Outcome runProgram(std::string_view json);

}  // namespace nodelab::programs
