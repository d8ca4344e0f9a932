#include "nodelab/base/warning.h"

#include <cstdio>
#include <utility>

namespace nodelab {

namespace {
thread_local WarningHandler currentHandler;
}

WarningHandler onWarning(WarningHandler handler) {
  return std::exchange(currentHandler, std::move(handler));
}

void warn(const Error& warning) {
  if (currentHandler) return currentHandler(warning);
  std::fprintf(stderr, "(nodelab) %s\n", warning.toString().c_str());
}

}  // namespace nodelab
