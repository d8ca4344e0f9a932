#include "nodelab/promise/promise_core.h"

#include <utility>

#include "nodelab/loop/event_loop.h"

namespace nodelab {

void PromiseCore::react(Task reaction) {
  handled_ = true;
  if (pending()) {
    reactions_.push_back(std::move(reaction));
  } else {
    EventLoop::current().queues().queueMicrotask(std::move(reaction));
  }
}

void PromiseCore::reject(std::exception_ptr reason) {
  reason_ = std::move(reason);
  settle(State::rejected);
  if (!handled_) EventLoop::current().queues().watchRejection(Ref<RejectedPromise>(this));
}

void PromiseCore::settle(State state) {
  state_ = state;
  auto& queues = EventLoop::current().queues();
  for (Task& reaction : std::exchange(reactions_, {})) queues.queueMicrotask(std::move(reaction));
}

}  // namespace nodelab
