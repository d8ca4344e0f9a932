// Names of signals, as Node says them.
#pragma once

#include <string_view>

namespace nodelab::child_process {

// "SIGTERM" for 15; "" for a number that has no name.
std::string_view signalName(int signal);

}  // namespace nodelab::child_process
