// AbortListener: what an operation that takes a signal does while it is under way.
//
//   onAbort_ = AbortListener(*signal, [this] { cancel(); });
//
// It calls the function when the signal is aborted, also after stopImmediatePropagation, and keeps
// the signal; when it is gone, so is the listener. So it belongs into the object that represents
// the operation, and the function may hold that object by a plain pointer.
#pragma once

#include <optional>
#include <utility>

#include "nodelab/base/ref.h"
#include "nodelab/events/abort_signal.h"

namespace nodelab {

class AbortListener {
 public:
  AbortListener() noexcept = default;
  // The signal is not aborted yet.
  template <class Function>
  AbortListener(AbortSignal& signal, Function&& onAbort)
      : signal_(&signal),
        listener_([function = std::forward<Function>(onAbort)](Event&) mutable { function(); }) {
    signal_->addEventListener("abort", *listener_, {.once = true, .resistStopPropagation = true});
  }
  AbortListener(AbortListener&& other) noexcept { swap(other); }
  AbortListener& operator=(AbortListener&& other) noexcept {
    AbortListener taken(std::move(other));
    swap(taken);
    return *this;
  }
  ~AbortListener() {
    if (signal_) signal_->removeEventListener("abort", *listener_);
  }

 private:
  void swap(AbortListener& other) noexcept {
    std::swap(signal_, other.signal_);
    std::swap(listener_, other.listener_);
  }

  Ref<AbortSignal> signal_;
  std::optional<EventListener> listener_;
};

}  // namespace nodelab
