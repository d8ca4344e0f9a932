#include "nodelab/process/process_emitter.h"

#include <memory>

#include "nodelab/process/signals.h"

namespace nodelab::process {

void ProcessEmitter::onListenerAdded(const EventKey& event) {
  const int number = getsSignals_ && !event.isSymbol ? signalNumber(event.name) : 0;
  if (number == 0 || watches_.contains(event.name)) return;
  // The name that is kept must be the table's, which outlives the caller's.
  for (const auto& [name, value] : knownSignals) {
    if (name == event.name) return start(EventName<std::string_view, int>(name), value);
  }
}

void ProcessEmitter::start(EventName<std::string_view, int> event, int number) {
  auto signal = std::make_unique<uv_signal_t>();
  throwIfFailed(uv_signal_init(loop_.uv(), signal.get()), "uv_signal_init");
  UniqueHandle<uv_signal_t> handle(signal.release());
  uv_unref(asHandle(handle.get()));
  const int status = uv_signal_start(handle.get(), arrived, number);
  if (status < 0) {
    removeAllListeners(event);
    throw callError(status, "uv_signal_start");
  }
  const auto watch = make<Watch>(*this, event, std::move(handle));
  watch->handle->data = watch.get();
  watches_.emplace(event.name, watch);
}

void ProcessEmitter::onListenerRemoved(const EventKey& event) {
  const auto watch = watches_.find(event.name);
  if (watch == watches_.end() || listenerCount(watch->second->event) > 0) return;
  watch->second->handle.reset();  // at once, also where the watch is in use
  watches_.erase(watch);
}

void ProcessEmitter::arrived(uv_signal_t* handle, int number) {
  const Ref<Watch> watch(static_cast<Watch*>(handle->data));  // its last listener may go meanwhile
  ProcessEmitter& emitter = watch->emitter;
  emitter.loop_.runCallback(watch->resource,
                            [&] { emitter.emit(watch->event, watch->event.name, number); });
}

}  // namespace nodelab::process
