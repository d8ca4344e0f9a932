#include "tools/programs/events_waits.h"

#include <exception>
#include <tuple>
#include <utility>

#include "nodelab/promise/add_abort_listener.h"
#include "nodelab/promise/events_on.h"
#include "nodelab/promise/events_once.h"
#include "tools/programs/at_end.h"
#include "tools/programs/events_names.h"

namespace nodelab::programs {
namespace {

std::string text(const Json& op, const char* field) { return op[field]; }

std::string eventOf(const Json& op) { return text(op, "on") + " " + show(keyOf(op["name"])); }

const std::string& typeOf(const Json& name) { return name.get_ref<const std::string&>(); }

}  // namespace

template <class Arguments>
std::string EventsWaits::shown(const Arguments& arguments) {
  return std::apply(
      [this](const auto&... args) { return show(stage_.functions().received(args...)); },
      arguments);
}

template <class T, class Show>
void EventsWaits::track(const std::string& id, const Promise<T>& promise, Show show) {
  auto outcome = std::make_shared<Outcome>(Outcome{id, {}});
  outcomes_.push_back(outcome);
  auto fulfilled = [outcome, show](const T& value) { outcome->text = show(value); };
  auto rejected = [this, outcome](const Error& error) {
    outcome->text = "rejected " + stage_.values().show(error);
  };
  promise.then(std::move(fulfilled), std::move(rejected));
}

void EventsWaits::sayOutcomes(bool atEnd) {
  for (const auto& outcome : outcomes_) {
    if (outcome->said || !(outcome->text || atEnd)) continue;
    outcome->said = true;
    stage_.say(outcome->id + " " + outcome->text.value_or("pending"));
  }
}

void EventsWaits::end() {
  iterators_.clear();
  disposables_.clear();
}

// events.once

std::string EventsWaits::eventsOnce(const Json& op) {
  const events::OnceOptions options{.signal = stage_.signal(op)};
  auto resolved = [this](const auto& arguments) { return "resolved " + shown(arguments); };
  if (stage_.isEmitter(op["on"])) {
    withName(keyOf(op["name"]), [&](const auto& name) {
      track(op["as"], events::once(stage_.emitter(op["on"]), name, options), resolved);
    });
  } else {
    EventTarget& target = *stage_.target(op["on"]);
    track(op["as"], events::once(target, typeOf(op["name"]), options), resolved);
  }
  return eventOf(op);
}

// events.on

template <class... Args>
struct EventsWaits::IteratorOf final : Iterator {
  using Wrapped = events::AsyncIterator<Args...>;

  IteratorOf(EventsWaits& its, Wrapped made) : waits(its), iterator(std::move(made)) {}

  void next(const std::string& as) override { track(as, iterator.next()); }
  void return_(const std::string& as) override { track(as, iterator.return_()); }
  void throw_(const Error& error) override { iterator.throw_(error); }

  void track(const std::string& as, const Promise<typename Wrapped::Item>& promise) {
    // The promise may outlast this object.
    waits.track(as, promise, [&its = waits](const typename Wrapped::Item& item) -> std::string {
      return item ? "value " + its.shown(*item) : "done undefined";
    });
  }

  EventsWaits& waits;
  Wrapped iterator;
};

std::string EventsWaits::eventsOn(const Json& op) {
  auto keep = [&]<class... Args>(events::AsyncIterator<Args...> made) {
    iterators_[op["id"]] = std::make_unique<IteratorOf<Args...>>(*this, std::move(made));
  };
  const Json& close = partOf(op, "close");
  if (!stage_.isEmitter(op["on"])) {
    EventTarget& target = *stage_.target(op["on"]);
    const std::string& type = typeOf(op["name"]);
    if (close.empty()) {
      keep(events::on(target, type, {.signal = stage_.signal(op)}));
    } else {
      keep(events::on(target, type, {.signal = stage_.signal(op), .close = {typeOf(close[0])}}));
    }
    return eventOf(op);
  }
  // What is left behind in Node may be heard of at any time.
  const auto noticeFailure = atEnd([&, before = std::uncaught_exceptions()] {
    const AbortSignal* signal = stage_.signal(op).get();
    const bool failed = std::uncaught_exceptions() > before;
    if (failed && !(signal && signal->aborted())) stage_.deviate("an events.on that fails");
  });
  withName(keyOf(op["name"]), [&](const auto& name) {
    EventsEmitter& emitter = stage_.emitter(op["on"]);
    if (close.empty()) return keep(events::on(emitter, name, {.signal = stage_.signal(op)}));
    withName(keyOf(close[0]), [&](const auto& first) {
      withName(keyOf(close.back()), [&](const auto& last) {
        const auto signal = stage_.signal(op);
        if (close.size() == 1) return keep(events::on(emitter, name, {signal, {first}}));
        keep(events::on(emitter, name, {signal, {first, last}}));
      });
    });
  });
  return eventOf(op);
}

EventsWaits::Iterator* EventsWaits::find(const Json& op) {
  const auto found = iterators_.find(op["it"]);
  return found == iterators_.end() ? nullptr : found->second.get();
}

std::string EventsWaits::next(const Json& op) {
  Iterator* iterator = find(op);
  if (!iterator) return text(op, "it") + " unset";
  iterator->next(op["as"]);
  return op["it"];
}

std::string EventsWaits::return_(const Json& op) {
  Iterator* iterator = find(op);
  if (!iterator) return text(op, "it") + " unset";
  iterator->return_(op["as"]);
  return op["it"];
}

std::string EventsWaits::throwInto(const Json& op) {
  Iterator* iterator = find(op);
  if (!iterator) return text(op, "it") + " unset";
  iterator->throw_(Error(text(op, "err")));
  return op["it"];
}

// addAbortListener

std::string EventsWaits::addAbortListener(const Json& op) {
  AbortSignal& signal = *stage_.controller(op["c"]).signal();
  const std::string what = text(op, "c") + " " + text(op, "fn");
  disposables_[op["id"]] = {
      .listener = events::addAbortListener(signal, stage_.functions().eventListener(op["fn"])),
      .what = what};
  return what;
}

std::string EventsWaits::dispose(const Json& op) {
  Disposable& disposable = disposables_.at(op["id"]);
  if (disposable.disposed) {
    for (const auto& [id, other] : disposables_) {
      const bool again = !other.disposed && other.what == disposable.what;
      if (again) stage_.deviate("a second dispose takes off what was added since");
    }
  }
  disposable.listener.dispose();
  disposable.disposed = true;
  return op["id"];
}

}  // namespace nodelab::programs
