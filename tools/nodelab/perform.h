// Running a demo or its twin, and what it printed.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "tools/nodelab/child.h"
#include "tools/nodelab/lab.h"
#include "tools/nodelab/node.h"

namespace nodelab::command {

struct Performance {
  std::string transcript;
  Ended ended;
};

using OnLine = std::function<void(std::string_view)>;

// Runs the demo's program. `onLine`, when there is one, gets each line as it is written.
// Throws a Failure (mismatch) that says how to build it when it is not there.
Performance performDemo(const Lab& lab, const Demo& demo, const OnLine& onLine = {});

// Throws a Failure (wrong usage) for a demo that stands alone.
void mustHaveTwin(const Demo& demo);

// Runs the demo's JavaScript twin.
Performance performTwin(const Node& node, const Demo& demo, const OnLine& onLine = {});

// Why a program cannot be run that is not there: "loop/ordering is not built yet: ninja -C …", or
// in an installed tree that it is missing.
std::string whyMissing(const Lab& lab, std::string_view name, const std::filesystem::path& program,
                       std::string_view target);

// "exit code 1", "signal 11 (Segmentation fault)".
std::string describe(const Ended& ended);

}  // namespace nodelab::command
