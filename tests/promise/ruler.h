// ruler(n): says r1, r2, … rn, one in each microtask turn from the next one on, so that a test can
// read off in which turn something else happened.
#pragma once

#include "nodelab/loop/next_tick.h"
#include "support/trace.h"

namespace nodelab::trace {

inline void ruler(int turns, int turn = 1) {
  if (turn > turns) return;
  queueMicrotask([turns, turn] {
    say("r{}", turn);
    ruler(turns, turn + 1);
  });
}

}  // namespace nodelab::trace
