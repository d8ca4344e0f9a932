// What `process.emitWarning` is made of.
//
// Internal to the room.
#pragma once

#include "nodelab/base/error.h"

namespace nodelab::process {

// The program's own listener of `warning`: a line on stderr, `(nodelab:PID) [CODE] NAME: message`.
void printWarning(const Error& warning);

// Whether the environment wants that line (NODE_NO_WARNINGS).
bool printsWarnings();

}  // namespace nodelab::process
