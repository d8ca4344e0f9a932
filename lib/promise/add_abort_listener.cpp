#include "nodelab/promise/add_abort_listener.h"

#include "nodelab/loop/next_tick.h"

namespace nodelab::events::detail {

AbortListener addAbortListener(AbortSignal& signal, const EventListener& listener) {
  if (!signal.aborted()) return AbortListener(signal, listener);
  queueMicrotask([listener, event = signal.undispatched("abort")] { listener(*event); });
  return {};
}

}  // namespace nodelab::events::detail
