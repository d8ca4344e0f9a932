#include "nodelab/events/captured_event.h"

#include <exception>

#include "nodelab/base/hooks.h"
#include "nodelab/events/event_emitter.h"

namespace nodelab::detail {

const Emission Emission::ignored{nullptr, nullptr};
const Emission Emission::uncaught{nullptr, nullptr};

bool captures(const Emission& emission) noexcept {
  if (emission.emitter) return emission.emitter->capturesRejections_;
  return &emission == &Emission::uncaught;
}

RejectionHandler rejectionHandler(const Emission& emission, Ref<CapturedEvent> event) {
  if (!emission.emitter) {
    return [](const Error& reason) { hooks::reportError(std::make_exception_ptr(reason)); };
  }
  return [link = emission.emitter->link(), event = std::move(event)](const Error& reason) {
    // A tick, so that what the listeners of `error` throw does not reject a promise again.
    hooks::nextTick([link, event, reason] {
      if (link->emitter) link->emitter->onRejection(reason, *event);
    });
  };
}

}  // namespace nodelab::detail
