#include "nodelab/base/hooks.h"

#include <utility>

#include "nodelab/base/error.h"

namespace nodelab::hooks {

namespace {
thread_local TickHandler tickHandler = nullptr;
}

void onNextTick(TickHandler handler) noexcept { tickHandler = handler; }

void nextTick(Task task) {
  if (!tickHandler) throw Error("This thread has no event loop: call nodelab::run first");
  tickHandler(std::move(task));
}

void reportError(std::exception_ptr exception) {
  nextTick([exception = std::move(exception)] { std::rethrow_exception(exception); });
}

}  // namespace nodelab::hooks
