#include "nodelab/events/event_emitter.h"

#include <utility>

namespace nodelab {

// What the listeners own may, when it goes, use this emitter once more: it finds it empty.
EventEmitter::~EventEmitter() { const auto last = std::exchange(events_, {}); }

EventEmitter::Event* EventEmitter::find(std::string_view name) {
  for (Event& event : events_) {
    if (event.name == name) return &event;
  }
  return nullptr;
}

std::size_t EventEmitter::count(std::string_view name) const {
  for (const Event& event : events_) {
    if (event.name == name) return event.listeners->entries.size();
  }
  return 0;
}

std::vector<std::string> EventEmitter::eventNames() const {
  std::vector<std::string> names;
  for (const Event& event : events_) names.push_back(event.name);
  return names;
}

EventEmitter::ListenerArray* EventEmitter::listenersOf(std::string_view name,
                                                       const char* signature) {
  Event* event = find(name);
  if (!event) return nullptr;
  if (event->signature != signature) throwMismatch(name);
  return event->listeners.get();
}

// The list to change: a copy when a round of emit walks the present one.
EventEmitter::ListenerArray& EventEmitter::writable(Event& event) {
  if (event.listeners->useCount() > 1) {
    auto copy = make<ListenerArray>();
    copy->entries = event.listeners->entries;
    event.listeners = std::move(copy);
  }
  return *event.listeners;
}

EventEmitter& EventEmitter::add(std::string_view name, const char* signature,
                                Ref<detail::ListenerFunction> listener, Where where, bool once) {
  Event* event = find(name);
  if (!event) {
    event = &events_.emplace_back(Event{std::string(name), signature, make<ListenerArray>()});
  } else if (event->signature != signature) {
    throwMismatch(name);
  }
  auto& entries = writable(*event).entries;
  const auto position = where == Where::front ? entries.begin() : entries.end();
  entries.insert(position, Entry{std::move(listener), once ? make<OnceMark>() : nullptr});
  onListenerAdded(name);
  return *this;
}

void EventEmitter::remove(std::string_view name, const detail::ListenerFunction* listener) {
  Event* event = find(name);
  if (!event) return;
  const auto& entries = event->listeners->entries;
  for (std::size_t i = entries.size(); i-- > 0;) {
    if (entries[i].listener.get() == listener) return removeAt(*event, i);
  }
}

void EventEmitter::removeOnce(std::string_view name, const OnceMark* mark) {
  Event* event = find(name);
  if (!event) return;
  const auto& entries = event->listeners->entries;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (entries[i].once.get() == mark) return removeAt(*event, i);
  }
}

// What a removed listener owns may, when it goes, use this emitter again: it is let go of last.
void EventEmitter::removeAt(Event& event, std::size_t index) {
  if (event.listeners->entries.size() == 1) return removeWhole(event);
  auto& entries = writable(event).entries;
  const Entry removed = std::move(entries[index]);
  entries.erase(entries.begin() + static_cast<std::ptrdiff_t>(index));
  const std::string name = event.name;
  onListenerRemoved(name);
}

void EventEmitter::removeWhole(Event& event) {
  const Event removed = std::move(event);
  events_.erase(events_.begin() + (&event - events_.data()));
  onListenerRemoved(removed.name);
}

void EventEmitter::removeAll(std::string_view name) {
  Event* event = find(name);
  if (!event) return;
  removeWhole(*event);
}

void EventEmitter::removeAllListeners() {
  for (const Event& event : std::exchange(events_, {})) onListenerRemoved(event.name);
}

void EventEmitter::throwMismatch(std::string_view name) {
  throw Error("ERR_INVALID_ARG_TYPE",
              "The event \"" + std::string(name) + "\" is in use here with other arguments",
              "TypeError");
}

Error EventEmitter::unhandled(const std::string& inspected) {
  return Error("ERR_UNHANDLED_ERROR", "Unhandled error. (" + inspected + ")");
}

}  // namespace nodelab
