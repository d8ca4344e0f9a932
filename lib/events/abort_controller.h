// AbortController: the end of an AbortSignal that aborts it.
//
//   AbortController controller;
//   auto later = timers::promises::setTimeout(1000, {.signal = controller.signal()});
//   controller.abort();                                   // `later` rejects with an AbortError
//
// A handle: copies are the same controller. It keeps its signal; when the last copy is gone without
// having aborted, nothing will, and the signal lets go of its listeners.
#pragma once

#include "nodelab/base/error.h"
#include "nodelab/base/ref.h"
#include "nodelab/events/abort_signal.h"

namespace nodelab {

class AbortController {
 public:
  AbortController();

  const Ref<AbortSignal>& signal() const { return source_->signal; }

  // Aborts the signal and calls its listeners, on this stack; a second time it does nothing.
  // Without a reason (a null Error) the reason is `AbortError: This operation was aborted`.
  void abort(Error reason = {}) const;

 private:
  struct Source : RefCounted<Source> {
    Ref<AbortSignal> signal{new AbortSignal};
    ~Source() { signal->abandon(); }
  };
  Ref<Source> source_;
};

}  // namespace nodelab
