// AbortListener: what an operation that takes a signal does while it is under way.
//
//   onAbort_ = AbortListener(*signal, [this] { cancel(); });
//
// It calls the function when the signal is aborted, also after stopImmediatePropagation, and keeps
// the signal; when it is gone, so is the listener. So it belongs into the object that represents
// the operation, and the function may hold that object by a plain pointer.
//
// It is also what events::addAbortListener gives (nodelab/promise/add_abort_listener.h), which
// takes a signal that may be aborted already: JavaScript's `using` is C++'s scope.
#pragma once

#include <optional>
#include <utility>

#include "nodelab/base/ref.h"
#include "nodelab/events/abort_signal.h"

namespace nodelab {

class AbortListener {
 public:
  // Listens to nothing.
  AbortListener() noexcept = default;

  // Adds the listener (what addEventListener takes) to a signal that is not aborted yet.
  template <class Function>
  AbortListener(AbortSignal& signal, Function&& onAbort)
      : signal_(&signal), listener_(toEventListener(std::forward<Function>(onAbort))) {
    signal_->addEventListener("abort", *listener_, {.once = true, .resistStopPropagation = true});
  }
  AbortListener(AbortListener&& other) noexcept { swap(other); }
  AbortListener& operator=(AbortListener&& other) noexcept {
    AbortListener taken(std::move(other));
    swap(taken);
    return *this;
  }
  ~AbortListener() { dispose(); }

  // Removes the listener now (Symbol.dispose). A second time it does nothing.
  void dispose() noexcept {
    const Ref<AbortSignal> signal = std::exchange(signal_, nullptr);
    const std::optional<EventListener> listener = std::exchange(listener_, std::nullopt);
    if (signal) signal->removeEventListener("abort", *listener);
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
