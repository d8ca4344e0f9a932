#include "nodelab/process/process_emitter.h"

#include <memory>

#include "nodelab/process/signals.h"

namespace nodelab::process {

void ProcessEmitter::onListenerAdded(std::string_view event) {
  const int number = getsSignals_ ? signalNumber(event) : 0;
  if (number == 0 || watches_.contains(event)) return;
  // The name that is kept must be the table's, which outlives the caller's.
  for (const auto& [name, value] : knownSignals) {
    if (name == event) return start(EventName<std::string_view, int>(name), value);
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
  auto& watch = watches_.emplace(event.name, Watch{*this, event, std::move(handle)}).first->second;
  watch.handle->data = &watch;
}

void ProcessEmitter::onListenerRemoved(std::string_view event) {
  const auto watch = watches_.find(event);
  if (watch == watches_.end() || listenerCount(watch->second.event) > 0) return;
  watches_.erase(watch);
}

// A listener may be the last and go: nothing of the watch is used after it is called.
void ProcessEmitter::arrived(uv_signal_t* handle, int number) {
  auto& watch = *static_cast<Watch*>(handle->data);
  AsyncResource resource = watch.resource;
  watch.emitter.loop_.runCallback(resource, [&emitter = watch.emitter, event = watch.event,
                                             number] { emitter.emit(event, event.name, number); });
}

}  // namespace nodelab::process
