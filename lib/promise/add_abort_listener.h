// events::addAbortListener: a listener for an abort that no other listener can stop.
//
//   auto listener = events::addAbortListener(*signal, [] { … });
//   …                                          // the end of `listener` removes it
//
// It is called once when the signal is aborted, also after stopImmediatePropagation. What it gives
// is disposed of by `dispose()` or at the end of its scope, where JavaScript has `using`: whoever
// lets go of it at once has added nothing.
//
// With a signal that is aborted already the listener is called in a microtask, whether it has been
// disposed of or not, as in Node. It gets an event of the signal then, too, which nobody
// dispatches; Node calls it with nothing.
#pragma once

#include <utility>

#include "nodelab/events/abort_listener.h"

namespace nodelab::events {

// `listener` is what addEventListener takes.
template <class Function>
[[nodiscard]] AbortListener addAbortListener(AbortSignal& signal, Function&& listener) {
  return detail::addAbortListener(signal, toEventListener(std::forward<Function>(listener)));
}

}  // namespace nodelab::events
