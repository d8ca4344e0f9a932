#include "nodelab/process/warnings.h"

#include <string>

#include "nodelab/loop/next_tick.h"
#include "nodelab/process/console.h"
#include "nodelab/process/process.h"

namespace nodelab::process {

void printWarning(const Error& warning) {
  std::string line = "(nodelab:" + std::to_string(pid()) + ") ";
  if (!warning.code().empty()) line += "[" + warning.code() + "] ";
  line += warning.name();
  if (!warning.message().empty()) line += ": " + warning.message();
  console::error("{}", line);
}

bool printsWarnings() { return env.get("NODE_NO_WARNINGS") != "1"; }

void emitWarning(std::string_view message, std::string_view type, std::string_view code) {
  emitWarning(Error(std::string(code), std::string(message), std::string(type)));
}

void emitWarning(const Error& warning) {
  nextTick([&to = emitter(), warning] { to.emit(event::warning, warning); });
}

}  // namespace nodelab::process
