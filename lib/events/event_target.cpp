#include "nodelab/events/event_target.h"

#include <fmt/format.h>

#include <exception>

#include "nodelab/base/error.h"
#include "nodelab/base/hooks.h"
#include "nodelab/events/abort_signal.h"
#include "nodelab/events/event_emitter.h"
#include "nodelab/events/max_listeners.h"

namespace nodelab {

// One after the other: a long chain of nodes that each hold the next must not end in as deep a
// recursion.
EventTarget::Node::~Node() {
  Ref<Node> rest = std::move(next);
  while (rest && rest->useCount() == 1) rest = Ref<Node>(std::move(rest->next));
}

EventTarget::EventTarget() : maxListeners_(EventEmitter::defaultMaxListeners()) {}

EventTarget::~EventTarget() {
  if (weak_) weak_->target = nullptr;
  for (auto& [type, list] : lists_) clear(list);
}

EventTarget::List* EventTarget::find(std::string_view type) {
  const auto found = lists_.find(type);
  return found == lists_.end() ? nullptr : &found->second;
}

EventTarget::List& EventTarget::findOrMake(std::string_view type) {
  if (List* list = find(type)) return *list;
  auto& [name, list] = *lists_.emplace(type, List{}).first;
  list.target = this;
  list.type = name;
  return list;
}

EventTarget::Node* EventTarget::find(const List& list, const Function* listener, bool capture) {
  for (Node* node = list.first.get(); node; node = node->next.get()) {
    if (node->listener.get() == listener && node->capture == capture) return node;
  }
  return nullptr;
}

std::size_t EventTarget::listenerCount(std::string_view type) const {
  const auto found = lists_.find(type);
  return found == lists_.end() ? 0 : found->second.size;
}

void EventTarget::add(std::string_view type, Ref<Function> listener,
                      const AddEventListenerOptions& options) {
  if (options.signal) {
    if (options.signal->aborted()) return;
    removeOnAbort(*options.signal, type, listener, options.capture);
  }
  List& list = findOrMake(type);
  if (find(list, listener.get(), options.capture)) return;

  auto node = make<Node>();
  node->listener = std::move(listener);
  node->once = options.once;
  node->capture = options.capture;
  node->resistStopPropagation = options.resistStopPropagation;
  append(list, std::move(node));
  warnIfMany(list);
  onListenersChanged(list.type);
}

void EventTarget::setLimit(double n) {
  maxListeners_ = n;
  warned_ = false;
}

// events fact 36: once for the target, whatever the type.
void EventTarget::warnIfMany(const List& list) {
  if (warned_ || maxListeners_ == 0 || static_cast<double>(list.size) <= maxListeners_) return;
  warned_ = true;
  nodelab::detail::warnOfLeak({.kind = "EventTarget",
                               .object = inspected(),
                               .event = std::string(list.type),
                               .count = list.size,
                               .limit = maxListeners_,
                               .remedy = "events.setMaxListeners()"});
}

double events::getMaxListeners(const EventTarget& target) { return target.maxListeners_; }

void events::detail::limit(EventTarget& target, double n) { target.setLimit(n); }

void EventTarget::removeOnAbort(AbortSignal& signal, std::string_view type,
                                const Ref<Function>& listener, bool capture) {
  auto remove = [weak = weak(), type = std::string(type), listener, capture] {
    if (!weak->target) return;
    weak->target->removeEventListener(type, EventListener(listener), {.capture = capture});
  };
  signal.addEventListener("abort", std::move(remove),
                          {.once = true, .resistStopPropagation = true});
}

const Ref<EventTarget::Weak>& EventTarget::weak() {
  if (!weak_) weak_ = make<Weak>(*this);
  return weak_;
}

std::vector<EventListener> events::getEventListeners(const EventTarget& target,
                                                     std::string_view type) {
  std::vector<EventListener> listeners;
  const auto found = target.lists_.find(type);
  if (found == target.lists_.end()) return listeners;
  for (auto* node = found->second.first.get(); node; node = node->next.get()) {
    listeners.emplace_back(node->listener);
  }
  return listeners;
}

void EventTarget::append(List& list, Ref<Node> node) {
  node->list = &list;
  node->previous = list.last;
  Ref<Node>& place = list.last ? list.last->next : list.first;
  list.last = node.get();
  place = std::move(node);
  ++list.size;
}

void EventTarget::removeEventListener(std::string_view type, const EventListener& listener,
                                      EventListenerOptions options) {
  const List* list = find(type);
  if (!list) return;
  if (Node* node = find(*list, listener.function().get(), options.capture)) {
    remove(Ref<Node>(node));
  }
}

void EventTarget::remove(Ref<Node> node) {
  List* list = std::exchange(node->list, nullptr);
  if (!list) return;
  (node->next ? node->next->previous : list->last) = node->previous;
  (node->previous ? node->previous->next : list->first) = node->next;
  --list->size;
  // What the listener owns goes last: it may use this target.
  const Ref<Function> dropped = std::move(node->listener);
  list->target->onListenersChanged(list->type);
}

void EventTarget::removeAll(std::string_view type) {
  if (List* list = find(type)) clear(*list);
}

// The nodes leave the list before any of their listeners goes, which may use this target.
void EventTarget::clear(List& list) {
  const Ref<Node> first = std::exchange(list.first, nullptr);
  list.last = nullptr;
  list.size = 0;
  for (Node* node = first.get(); node; node = node->next.get()) node->list = nullptr;
  for (Node* node = first.get(); node; node = node->next.get()) {
    const Ref<Function> dropped = std::move(node->listener);
  }
}

Ref<Event> EventTarget::undispatched(std::string type) {
  auto event = make<Event>(std::move(type));
  event->target_ = Ref<EventTarget>(this);
  return event;
}

bool EventTarget::dispatchEvent(const Ref<Event>& event) {
  if (event->dispatching_) {
    throw Error("ERR_EVENT_RECURSION",
                fmt::format("The event \"{}\" is already being dispatched", event->type()));
  }
  const Ref<Event> dispatched = event;
  dispatched->target_ = Ref<EventTarget>(this);
  struct Dispatching {
    explicit Dispatching(bool& dispatching) : flag(dispatching) { flag = true; }
    ~Dispatching() { flag = false; }
    bool& flag;
  } const dispatching(dispatched->dispatching_);
  if (List* list = find(dispatched->type())) callListeners(list->first, *dispatched);
  return !dispatched->defaultPrevented();
}

// Over the list as it is (events fact 31): the next one is fixed before each call.
void EventTarget::callListeners(Ref<Node> node, Event& event) {
  while (node) {
    const Ref<Node> next = node->next;
    const bool skipped = event.stopped_ && !node->resistStopPropagation;
    if (node->list && !skipped) call(node, event);
    node = next;
  }
}

void EventTarget::call(Ref<Node> node, Event& event) {
  const Ref<Function> listener = node->listener;
  if (node->once) remove(std::move(node));
  try {
    nodelab::detail::callListener<Event&>(*listener, nodelab::detail::Emission::uncaught, event);
  } catch (...) {
    hooks::reportError(std::current_exception());
  }
}

}  // namespace nodelab
