#include "nodelab/events/event_emitter.h"

namespace nodelab {

namespace {
thread_local bool capturesByDefault = false;
}

EventEmitter::EventEmitter(EventEmitterOptions options)
    : capturesRejections_(options.captureRejections || capturesByDefault) {}

EventEmitter::~EventEmitter() {
  { const auto last = std::exchange(table_, {}); }
  if (link_) link_->emitter = nullptr;
}

const Ref<detail::EmitterLink>& EventEmitter::link() {
  if (!link_) link_ = make<detail::EmitterLink>(this);
  return link_;
}

// ---- adding

void EventEmitter::add(const EventKey& event, const char* signature,
                       const Ref<detail::ListenerFunction>& added, Where where) {
  const Ref<detail::ListenerFunction> listener = added;  // somebody may drop the caller's
  if (table_.contains(event::newListener)) {
    emitNewListener(event, AnyListener(Ref(listener->original()), signature));
  }
  // Looked up after that: its listeners may add to the same event, and then come first.
  detail::EventEntry& entry = table_.place(event);
  if (entry.free()) {
    table_.insert(entry, event, signature, listener);
  } else {
    if (entry.signature != signature) throwMismatch(event);
    entry.listeners.insert(where, listener);
    warnIfMany(entry);
  }
  onListenerAdded(event);
}

void EventEmitter::emitNewListener(const EventKey& event, const AnyListener& listener) {
  emit(event::newListener, EventId(event), listener);
}

// ---- removing

void EventEmitter::remove(const EventKey& event, detail::ListenerFunction& listener) {
  detail::EventEntry* entry = table_.find(event);
  if (!entry) return;
  detail::ListenerList& list = entry->listeners;
  const std::size_t index = list.lastIndexOf(&listener);
  if (index == detail::ListenerList::none) return;

  // What the listener owns may, when it goes, use this emitter: it is let go of last.
  const Ref<detail::ListenerFunction> removed(list.begin()[index]);
  const char* signature = entry->signature;
  const bool inArray = list.size() > 1;
  if (inArray) {
    list.remove(index);
  } else {
    table_.erase(*entry);
  }
  if (table_.contains(event::removeListener)) {
    const Ref<detail::ListenerFunction> told(inArray ? &listener : removed->original());
    emitRemoveListener(event, AnyListener(told, signature));
  }
  onListenerRemoved(event);
}

void EventEmitter::emitRemoveListener(const EventKey& event, const AnyListener& listener) {
  emit(event::removeListener, EventId(event), listener);
}

EventEmitter& EventEmitter::removeAllListeners(const EventKey& event) {
  detail::EventEntry* entry = table_.find(event);
  if (!entry) return *this;
  if (table_.contains(event::removeListener)) {
    removeOneByOne(event, *entry);
  } else {
    const detail::ListenerList removed = table_.erase(*entry);
    onListenerRemoved(event);
  }
  return *this;
}

// events fact 13.
void EventEmitter::removeOneByOne(const EventKey& event, const detail::EventEntry& entry) {
  if (!entry.listeners.array()) return remove(event, **entry.listeners.begin());
  const detail::ArrayWatch array(*entry.listeners.array());
  for (std::size_t i = array.size(); i-- > 0;) {
    if (i >= array.size()) {
      throw Error("ERR_INVALID_ARG_TYPE",
                  "The \"listener\" argument must be of type function. Received undefined",
                  "TypeError");
    }
    remove(event, *array[i]);
  }
}

EventEmitter& EventEmitter::removeAllListeners() {
  if (table_.contains(event::removeListener)) {
    for (const EventId& name : eventNames()) {
      if (!(name == event::removeListener)) removeAllListeners(name);
    }
    removeAllListeners(event::removeListener);
  }
  const detail::EventTable removed = std::exchange(table_, {});
  for (const EventId& name : removed.names()) onListenerRemoved(name);
  return *this;
}

// ---- asking

std::size_t EventEmitter::listenerCount(const EventKey& event) const {
  const detail::EventEntry* entry = table_.find(event);
  return entry ? entry->listeners.size() : 0;
}

std::size_t EventEmitter::count(const EventKey& event,
                                const detail::ListenerFunction& listener) const {
  const detail::EventEntry* entry = table_.find(event);
  return entry ? entry->listeners.count(&listener) : 0;
}

// ---- rejections

void EventEmitter::setCaptureRejections(bool captures) noexcept { capturesByDefault = captures; }
bool EventEmitter::captureRejections() noexcept { return capturesByDefault; }

void EventEmitter::onRejection(const Error& reason, const CapturedEvent& /*event*/) {
  emitWithoutCapture(event::error, reason);
}

// ---- errors

void EventEmitter::throwMismatch(const EventKey& event) {
  throw Error("ERR_INVALID_ARG_TYPE",
              "The event \"" + event.toString() + "\" is in use here with other arguments",
              "TypeError");
}

void AnyListener::throwMismatch() {
  throw Error("ERR_INVALID_ARG_TYPE", "The listener takes other arguments", "TypeError");
}

Error EventEmitter::unhandled(const std::string& inspected) {
  return Error("ERR_UNHANDLED_ERROR", "Unhandled error. (" + inspected + ")");
}

// ---- once

bool detail::OnceFunction::fire() {
  if (fired) return false;
  if (target->emitter) target->emitter->remove(name, *this);
  return fired = true;
}

}  // namespace nodelab
