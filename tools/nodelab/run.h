// Running one demo for somebody who watches; `run` and `tour` share it.
#pragma once

#include "tools/nodelab/commands.h"

namespace nodelab::command {

struct Shown {
  int exitCode;
  std::size_t claims;  // that held
};

Shown showDemo(const Lab& lab, const Demo& demo, RunOptions options);

}  // namespace nodelab::command
