// What emitters and targets have in common about their limit of listeners.
//
// Internal to the room; programs use setMaxListeners and its kin.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace nodelab::detail {

// Throws ERR_OUT_OF_RANGE for a limit that is none. `name` is what Node calls it.
void checkLimit(double limit, std::string_view name);

struct Leak {
  std::string_view kind;    // what leaks: `EventEmitter`
  std::string_view object;  // as Node shows it: `[EventEmitter]`
  std::string event;
  std::size_t count;
  double limit;
  std::string_view remedy;  // what sets the limit: `emitter.setMaxListeners()`
};
// Node's MaxListenersExceededWarning.
void warnOfLeak(const Leak& leak);

}  // namespace nodelab::detail
