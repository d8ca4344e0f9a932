// timers/promises: Node's timers as promises.
//
//   co_await timers::promises::setTimeout(100);
//   auto text = co_await timers::promises::setTimeout(100, std::string("later"));
//   co_await timers::promises::setTimeout(100, {.signal = controller.signal()});
//
// A promise is fulfilled in the timer's callback, in the phase where that runs; who awaits it goes
// on in a microtask after it. It need not be kept: the loop keeps the timer. With a signal it takes
// five turns more, as in Node, which takes its listener off on the way.
//
// When the signal is aborted the timer is cleared and the promise rejects with an AbortError
// (ABORT_ERR) whose cause is the signal's reason; at once if the signal is aborted already. These
// functions never throw.
#pragma once

#include <type_traits>
#include <utility>

#include "nodelab/events/abort_listener.h"
#include "nodelab/events/signal_option.h"
#include "nodelab/loop/timers.h"
#include "nodelab/promise/interval.h"
#include "nodelab/promise/promise.h"

namespace nodelab::timers::promises {

struct TimerOptions {
  SignalOption signal = {};
  bool ref = true;  // keeps the loop alive
};
static_assert(std::is_trivially_destructible_v<TimerOptions>);

namespace detail {

template <class T>
using Stored = nodelab::detail::Stored<T>;

// A promise that waits for a Timeout or an Immediate, whose callback owns this.
template <class T, class Timer>
struct Wait : RefCounted<Wait<T, Timer>> {
  Wait(Resolver<T> settles, Stored<T> with)
      : resolver(std::move(settles)), value(std::move(with)) {}

  void fulfil() {
    onAbort = {};
    timer = {};
    resolver.resolve(std::move(value));
  }
  void abort(const AbortSignal& signal) {
    const Ref<Wait> self(this);
    std::exchange(timer, {}).close();
    resolver.reject(abortError(signal));
  }

  Resolver<T> resolver;
  Stored<T> value;
  Timer timer;
  AbortListener onAbort;
};

template <class T>
Promise<T> passOn(const Promise<T>& promise) {
  if constexpr (std::is_void_v<T>) {
    return promise.then([] {});
  } else {
    return promise.then([](const T& value) { return value; });
  }
}

// Node's `finally` in its tamper-proof form, for the turns that it takes.
template <class T>
Promise<T> throughFinally(const Promise<T>& promise) {
  return passOn(passOn(promise).finally([] {}));
}

// `start` makes the timer for a callback.
template <class T, class Start>
Promise<T> wait(Stored<T> value, TimerOptions options, Start start) {
  AbortSignal* signal = options.signal.get();
  if (signal && signal->aborted()) return Promise<T>::reject(abortError(*signal));

  auto [promise, resolver] = Promise<T>::withResolvers();
  using Timer = std::invoke_result_t<Start, Task>;
  auto waiting = make<Wait<T, Timer>>(resolver, std::move(value));
  waiting->timer = start([waiting] { waiting->fulfil(); });
  if (!options.ref) waiting->timer.unref();
  if (!signal) return promise;
  waiting->onAbort =
      AbortListener(*signal, [self = waiting.get(), signal] { self->abort(*signal); });
  return throughFinally(promise);
}

}  // namespace detail

// Fulfilled after `delay` ms, as nodelab::setTimeout counts them, with the value if there is one.
template <class T>
Promise<T> setTimeout(double delay, T value, TimerOptions options = {}) {
  return detail::wait<T>(std::move(value), options, [delay](Task task) {
    return nodelab::setTimeout(std::move(task), delay);
  });
}
inline Promise<void> setTimeout(double delay = 1, TimerOptions options = {}) {
  return detail::wait<void>(
      {}, options, [delay](Task task) { return nodelab::setTimeout(std::move(task), delay); });
}

// Fulfilled in the next check phase, with the value if there is one.
template <class T>
Promise<T> setImmediate(T value, TimerOptions options = {}) {
  return detail::wait<T>(std::move(value), options,
                         [](Task task) { return nodelab::setImmediate(std::move(task)); });
}
inline Promise<void> setImmediate(TimerOptions options = {}) {
  return detail::wait<void>({}, options,
                            [](Task task) { return nodelab::setImmediate(std::move(task)); });
}

// An interval of `delay` ms, to be read tick by tick (interval.h), each with the value if there is
// one.
template <class T>
Interval<T> setInterval(double delay, T value, TimerOptions options = {}) {
  return Interval<T>(make<detail::IntervalOf<T>>(delay, std::move(value), options.ref,
                                                 Ref<AbortSignal>(options.signal.get())));
}
inline Interval<void> setInterval(double delay = 1, TimerOptions options = {}) {
  return Interval<void>(make<detail::IntervalOf<void>>(
      delay, nodelab::detail::Nothing(), options.ref, Ref<AbortSignal>(options.signal.get())));
}

namespace scheduler {

// The same as setTimeout(delay) and setImmediate(), by the names of the web.
inline Promise<void> wait(double delay, TimerOptions options = {}) {
  return setTimeout(delay, options);
}
inline Promise<void> yield() { return setImmediate(); }

}  // namespace scheduler

}  // namespace nodelab::timers::promises
