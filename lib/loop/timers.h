// setTimeout, setInterval, setImmediate: Node's timers, on the loop of this thread.
//
//   Timeout timer = setTimeout([] { console::log("later"); }, 100);
//   clearTimeout(timer);
//
// A delay is in milliseconds from the call; it is a lower bound, since a timer runs when the loop
// comes to its timers phase after that. Node's coercion holds: fractions are cut, and what is not
// between 1 and 2^31-1 (0, a negative number, NaN) is 1; more than that is 1 with a
// TimeoutOverflowWarning. Callbacks run in the timers phase, those of setImmediate in the check
// phase; ticks and microtasks run between any two of them.
//
// The loop keeps a waiting timer alive; the handle is only needed to clear, refresh or unref it,
// and may be dropped. A Timeout keeps the callback's captures alive until it is cleared or dropped,
// since it may be refreshed; an Immediate only until it has run. Handles that outlive their loop do
// nothing; on a thread that is not their loop's they throw ERR_INVALID_STATE.
#pragma once

#include <charconv>
#include <cstdint>
#include <functional>
#include <string_view>
#include <type_traits>
#include <utility>

#include "nodelab/loop/event_loop.h"

namespace nodelab {

// Node's `Timeout`, the result of setTimeout and setInterval. Copies are the same timer; a
// default-constructed one is no timer, and everything done to it does nothing.
class Timeout {
 public:
  Timeout() noexcept = default;
  explicit Timeout(Ref<TimerNode> node) noexcept : node_(std::move(node)) {}

  // An unref'd timer does not keep the loop alive. Both return the timer, as in Node.
  Timeout& ref() { return setRef(true); }
  Timeout& unref() { return setRef(false); }
  // Stays what it is when the timer is spent or cleared; false for no timer.
  bool hasRef() const { return node_ && node_->refed; }

  // Starts the delay anew, from now; also after the timer has fired. Not after a clear.
  Timeout& refresh() {
    if (TimerLists* lists = owner()) lists->refresh(*node_);
    return *this;
  }

  // Node's primitive id, `+timer`: a number that clearTimeout takes in place of the timer, also as
  // text, until the timer is spent or cleared. 0 for no timer.
  uint64_t id() const {
    TimerLists* lists = owner();
    return lists ? lists->idOf(*node_) : 0;
  }

  // Node's `timer.close()`, the same as clearTimeout(timer).
  void close() const {
    if (TimerLists* lists = owner()) lists->clear(*node_);
  }

 private:
  // Null for no timer, and when the loop has ended.
  TimerLists* owner() const { return node_ ? node_->owner->lists : nullptr; }
  Timeout& setRef(bool refed) {
    if (TimerLists* lists = owner()) lists->setRef(*node_, refed);
    return *this;
  }
  Ref<TimerNode> node_;
};

// Node's `Immediate`, the result of setImmediate.
class Immediate {
 public:
  Immediate() noexcept = default;
  explicit Immediate(Ref<ImmediateNode> node) noexcept : node_(std::move(node)) {}

  Immediate& ref() { return setRef(true); }
  Immediate& unref() { return setRef(false); }
  // False once it has run or was cleared.
  bool hasRef() const { return owner() && node_->refed; }

  // The same as clearImmediate(immediate).
  void close() const {
    if (Immediates* immediates = owner()) immediates->clear(*node_);
  }

 private:
  // Null for none, and for one that does not wait any more.
  Immediates* owner() const { return node_ && node_->waits ? node_->owner->immediates : nullptr; }
  Immediate& setRef(bool refed) {
    if (Immediates* immediates = owner()) immediates->setRef(*node_, refed);
    return *this;
  }
  Ref<ImmediateNode> node_;
};

namespace detail {

// The callback with its further arguments, which Node's timers and ticks pass on.
template <class Function>
Function&& bound(Function&& function) {
  return std::forward<Function>(function);
}
template <class Function, class... Args>
auto bound(Function&& function, Args&&... args) {
  return [function = std::decay_t<Function>(std::forward<Function>(function)),
          ... values = std::decay_t<Args>(std::forward<Args>(args))]() mutable {
    std::invoke(function, values...);
  };
}

}  // namespace detail

// Calls `function(args...)` once, not before `delay` ms have passed.
template <class Function, class... Args>
Timeout setTimeout(Function&& function, double delay = 1, Args&&... args) {
  Task task(detail::bound(std::forward<Function>(function), std::forward<Args>(args)...));
  return Timeout(EventLoop::current().timers().add(std::move(task), delay, false));
}

// Calls `function(args...)` every `delay` ms, counted from the beginning of each call; missed
// periods are not made up for. Runs until it is cleared.
template <class Function, class... Args>
Timeout setInterval(Function&& function, double delay = 1, Args&&... args) {
  Task task(detail::bound(std::forward<Function>(function), std::forward<Args>(args)...));
  return Timeout(EventLoop::current().timers().add(std::move(task), delay, true));
}

// Calls `function(args...)` in the next check phase: after poll, before close and timers.
template <class Function, class... Args>
Immediate setImmediate(Function&& function, Args&&... args) {
  Task task(detail::bound(std::forward<Function>(function), std::forward<Args>(args)...));
  return Immediate(EventLoop::current().immediates().add(std::move(task)));
}

// Clearing is idempotent, and allowed inside the callback itself. As in Node clearTimeout and
// clearInterval are one function by two names.
inline void clearTimeout(const Timeout& timer) { timer.close(); }
inline void clearInterval(const Timeout& timer) { timer.close(); }
// By its primitive id, as a number or as text; anything that is no id of a waiting timer does
// nothing.
inline void clearTimeout(uint64_t id) { EventLoop::current().timers().clearById(id); }
inline void clearTimeout(std::string_view id) {
  uint64_t number = 0;
  const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), number);
  if (error == std::errc() && end == id.data() + id.size()) clearTimeout(number);
}
inline void clearInterval(uint64_t id) { clearTimeout(id); }
inline void clearInterval(std::string_view id) { clearTimeout(id); }
inline void clearImmediate(const Immediate& immediate) { immediate.close(); }

}  // namespace nodelab
