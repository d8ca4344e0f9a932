// events::once: the next event as a promise.
//
//   co_await events::once(*socket, event::drain);
//   auto [code] = co_await events::once(*worker, exitEvent);
//   co_await events::once(emitter, ready, {.signal = controller.signal()});
//
// When the signal is aborted first, the promise rejects with an AbortError (ABORT_ERR) whose cause
// is the signal's reason; if it is aborted already, without listening. Node's `once` is an async
// function that returns a promise, so this one, too, settles a turn later than that promise.
#pragma once

#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "nodelab/events/abort_listener.h"
#include "nodelab/events/event_emitter.h"
#include "nodelab/events/event_target.h"
#include "nodelab/events/signal_option.h"
#include "nodelab/promise/promise.h"

namespace nodelab::events {

struct OnceOptions {
  SignalOption signal = {};
};
static_assert(std::is_trivially_destructible_v<OnceOptions>);

namespace detail {

template <class... Args>
struct OnceResult {
  using type = std::tuple<Args...>;
};
template <>
struct OnceResult<> {
  using type = void;
};

// A wait for one event of an emitter. Its listeners own it, and it knows those that are left.
template <class... Args>
struct OnceWait : RefCounted<OnceWait<Args...>> {
  using Result = typename OnceResult<Args...>::type;
  using Happened = nodelab::detail::ListenerFunction;
  using Failed = nodelab::detail::ListenerFunction;

  OnceWait(EventEmitter& of, EventName<Args...> event, Resolver<Result> settles)
      : emitter(of), name(event), resolver(std::move(settles)) {}

  void letGo() {
    onAbort = {};
    if (happened) emitter.off(name, Listener<Args...>(Ref(happened)));
    if (failed) emitter.off(event::error, Listener<Error>(Ref(failed)));
  }
  void fulfil(const Args&... args) {
    letGo();
    if constexpr (std::is_void_v<Result>) {
      resolver.resolve();
    } else {
      resolver.resolve(Result(args...));
    }
  }
  void reject(const Error& error) {
    const Ref<OnceWait> self(this);
    letGo();
    resolver.reject(error);
  }

  EventEmitter& emitter;
  EventName<Args...> name;
  Resolver<Result> resolver;
  Happened* happened = nullptr;
  Failed* failed = nullptr;
  AbortListener onAbort;
};

// What one of its listeners holds: the wait learns when that listener is gone.
template <class Wait, class Function>
struct OnceHold : RefCounted<OnceHold<Wait, Function>> {
  OnceHold(Ref<Wait> held, Function* Wait::*in) : wait(std::move(held)), place(in) {}
  ~OnceHold() { (*wait).*place = nullptr; }
  Ref<Wait> wait;
  Function* Wait::*place;
};

// The same for an EventTarget, with one listener.
struct OnceTargetWait : RefCounted<OnceTargetWait> {
  using Result = std::tuple<Ref<Event>>;

  OnceTargetWait(EventTarget& of, std::string_view event, Resolver<Result> settles)
      : target(of), type(event), resolver(std::move(settles)) {}

  void fulfil(Event& event) {
    onAbort = {};
    resolver.resolve(Result(Ref<Event>(&event)));
  }
  void abort(const AbortSignal& signal) {
    const Ref<OnceTargetWait> self(this);
    target.removeEventListener(type, EventListener(Ref(happened)));
    resolver.reject(abortError(signal));
  }

  EventTarget& target;
  std::string type;
  Resolver<Result> resolver;
  nodelab::detail::ListenerFunction* happened = nullptr;
  AbortListener onAbort;
};

// `return promise` of an async function.
template <class T>
Promise<T> followed(const Promise<T>& promise) {
  auto [outer, resolver] = Promise<T>::withResolvers();
  resolver.resolve(promise);
  return outer;
}

}  // namespace detail

// Fulfils with the arguments of the next such event (a tuple; nothing for an event without any), or
// rejects with the error if `error` is emitted first. Without the emitter it is never settled.
template <class... Args>
Promise<typename detail::OnceResult<Args...>::type> once(EventEmitter& emitter,
                                                         EventName<Args...> name,
                                                         OnceOptions options = {}) {
  using Wait = detail::OnceWait<Args...>;
  using Result = typename Wait::Result;
  AbortSignal* signal = options.signal.get();
  if (signal && signal->aborted()) return Promise<Result>::reject(abortError(*signal));

  auto [promise, resolver] = Promise<Result>::withResolvers();
  auto wait = make<Wait>(emitter, name, resolver);
  const Listener<Args...> happened(
      [hold = make<detail::OnceHold<Wait, typename Wait::Happened>>(wait, &Wait::happened)](
          EventArg<Args>... args) { hold->wait->fulfil(args...); });
  wait->happened = happened.function().get();
  emitter.once(name, happened);
  if (!(name == event::error)) {
    const Listener<Error> failed(
        [hold = make<detail::OnceHold<Wait, typename Wait::Failed>>(wait, &Wait::failed)](
            const Error& error) { hold->wait->reject(error); });
    wait->failed = failed.function().get();
    emitter.once(event::error, failed);
  }
  if (signal) {
    wait->onAbort =
        AbortListener(*signal, [self = wait.get(), signal] { self->reject(abortError(*signal)); });
  }
  return detail::followed(promise);
}

// The same for an EventTarget: fulfils with a tuple of the event. No type is an error there.
inline Promise<std::tuple<Ref<Event>>> once(EventTarget& target, std::string_view type,
                                            OnceOptions options = {}) {
  using Wait = detail::OnceTargetWait;
  AbortSignal* signal = options.signal.get();
  if (signal && signal->aborted()) return Promise<Wait::Result>::reject(abortError(*signal));

  auto [promise, resolver] = Promise<Wait::Result>::withResolvers();
  auto wait = make<Wait>(target, type, resolver);
  const EventListener happened([wait](Event& event) { wait->fulfil(event); });
  wait->happened = happened.function().get();
  target.addEventListener(type, happened, {.once = true, .resistStopPropagation = true});
  if (signal) {
    wait->onAbort = AbortListener(*signal, [self = wait.get(), signal] { self->abort(*signal); });
  }
  return detail::followed(promise);
}

}  // namespace nodelab::events
