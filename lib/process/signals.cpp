#include "nodelab/process/signals.h"

#include <uv.h>

#include <string>

#include "nodelab/base/error.h"

namespace nodelab::process {

bool kill(int pid, int signal) {
  const int status = uv_kill(pid, signal);
  if (status < 0) throw callError(status, "kill");
  return true;
}

bool kill(int pid, std::string_view signal) {
  const int number = signalNumber(signal);
  if (number == 0) {
    throw Error("ERR_UNKNOWN_SIGNAL", "Unknown signal: " + std::string(signal), "TypeError");
  }
  return kill(pid, number);
}

}  // namespace nodelab::process
