#include "nodelab/promise/promise_core.h"

#include <utility>

#include "nodelab/loop/event_loop.h"
#include "nodelab/promise/promise.h"

namespace nodelab {

Error detail::chainingCycle() {
  return Error("", "Chaining cycle detected for promise #<Promise>", "TypeError");
}

void PromiseCore::react(Task reaction) {
  handled_ = true;
  reactions_.push_back(std::move(reaction));
  if (!pending()) queueReaction();
}

void PromiseCore::reject(std::exception_ptr reason) {
  reason_ = std::move(reason);
  settle(State::rejected);
  if (!handled_) EventLoop::current().queues().watchRejection(Ref<RejectedPromise>(this));
}

void PromiseCore::settle(State state) {
  state_ = state;
  for (std::size_t i = 0; i < reactions_.size(); ++i) queueReaction();
}

void PromiseCore::queueReaction() {
  EventLoop::current().queues().queueMicrotask(
      [self = Ref<PromiseCore>(this)] { self->runReaction(); });
}

void PromiseCore::runReaction() {
  Task reaction = std::move(reactions_[nextReaction_]);
  if (++nextReaction_ == reactions_.size()) {
    reactions_.clear();
    nextReaction_ = 0;
  }
  reaction();
}

}  // namespace nodelab
