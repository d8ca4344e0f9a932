// SignalOption: the AbortSignal among a function's options.
//
//   co_await timers::promises::setTimeout(100, {.signal = controller.signal()});
//
// It refers to the signal without owning it, as a string_view does to its text: an options struct
// stands in `co_await` expressions and has to be trivially destructible. A function that keeps the
// signal takes a Ref of its own before it returns; so a temporary will do for the caller.
#pragma once

#include "nodelab/base/ref.h"

namespace nodelab {

class AbortSignal;

class SignalOption {
 public:
  // No signal: nothing aborts the call.
  SignalOption() noexcept = default;
  SignalOption(const Ref<AbortSignal>& signal) noexcept : signal_(signal.get()) {}

  explicit operator bool() const noexcept { return signal_ != nullptr; }
  AbortSignal* get() const noexcept { return signal_; }
  AbortSignal& operator*() const noexcept { return *signal_; }
  AbortSignal* operator->() const noexcept { return signal_; }

 private:
  AbortSignal* signal_ = nullptr;
};

}  // namespace nodelab
