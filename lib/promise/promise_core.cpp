#include "nodelab/promise/promise_core.h"

#include <utility>

#include "nodelab/promise/promise_state.h"

namespace nodelab {

Error detail::chainingCycle() {
  return Error("", "Chaining cycle detected for promise #<Promise>", "TypeError");
}

PromiseCore::~PromiseCore() {
  while (first_) std::exchange(first_, first_->next)->drop();
}

void PromiseCore::forget(Reaction& reaction) noexcept {
  Reaction* previous = nullptr;
  for (Reaction* each = first_; each != &reaction; each = each->next) previous = each;
  (previous ? previous->next : first_) = reaction.next;
  if (last_ == &reaction) last_ = previous;
}

void PromiseCore::reject(Ref<Reason> reason) {
  reason_ = std::move(reason);
  settle(State::rejected);
  if (!handled_) EventLoop::current().queues().watchRejection(Ref<RejectedPromise>(this));
}

void PromiseCore::handleAfterAll() {
  EventLoop::current().queues().handledAfterAll(Ref<RejectedPromise>(this));
}

void PromiseCore::queueReactions() {
  last_ = nullptr;
  for (Reaction* next = std::exchange(first_, nullptr); next;) {
    Reaction& reaction = *next;
    next = reaction.next;
    reaction.queue(*this);
  }
}

}  // namespace nodelab
