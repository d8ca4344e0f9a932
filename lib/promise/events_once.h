// events::once: the next event as a promise.
//
//   co_await events::once(*socket, event::drain);
//   auto [code] = co_await events::once(*worker, exitEvent);
//   co_await events::once(emitter, ready, {.signal = controller.signal()});
//
// When the signal is aborted first, the promise rejects with an AbortError (ABORT_ERR) whose cause
// is the signal's reason; if it is aborted already, without listening. Once it is settled, no
// listener is left. Node's `once` is an async function that returns a promise, so this one, too,
// settles a turn later than that promise, and what a listener of `newListener` throws rejects it.
//
// The trap of Node's is here, too: between two calls of `once` nobody listens. Of events that come
// in one go, the second is lost; events::on (events_on.h) keeps them.
#pragma once

#include <exception>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "nodelab/events/abort_signal.h"
#include "nodelab/events/signal_option.h"
#include "nodelab/promise/attachment.h"
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

// A wait for one event. Its listeners own it, that for the abort, too.
template <class Result>
struct OnceWait : RefCounted<OnceWait<Result>> {
  explicit OnceWait(Resolver<Result> settles) : resolver(std::move(settles)) {}

  template <class... Args>
  void fulfil(const Args&... args) {
    letGo();
    if constexpr (std::is_void_v<Result>) {
      resolver.resolve();
    } else {
      resolver.resolve(Result(args...));
    }
  }
  void reject(const Error& error) {
    letGo();
    resolver.reject(error);
  }

  void listenTo(AbortSignal& signal) {
    auto onAbort = make<TargetAttachment>(signal, "abort");
    aborted = onAbort;
    onAbort->add(
        {.once = true, .resistStopPropagation = true},
        [self = Ref<OnceWait>(this), &signal](Event&) { self->reject(abortError(signal)); });
  }
  void letGo() {
    if (aborted) aborted->remove();
    happened->remove();
    if (failed) failed->remove();
  }

  Resolver<Result> resolver;
  Ref<Attachment> happened;
  Ref<Attachment> failed;
  Ref<Attachment> aborted;
};

template <class... Args>
void start(const Ref<OnceWait<typename OnceResult<Args...>::type>>& wait, EventEmitter& emitter,
           EventName<Args...> name) {
  auto happened = make<EmitterAttachment<Args...>>(emitter, name);
  wait->happened = happened;
  happened->add(Times::once, [wait](EventArg<Args>... args) { wait->fulfil(args...); });
  if (name == event::error) return;
  auto failed = make<EmitterAttachment<Error>>(emitter, event::error);
  wait->failed = failed;
  failed->add(Times::once, [wait](const Error& error) { wait->reject(error); });
}

inline void start(const Ref<OnceWait<std::tuple<Ref<Event>>>>& wait, EventTarget& target,
                  std::string_view type) {
  auto happened = make<TargetAttachment>(target, type);
  wait->happened = happened;
  happened->add({.once = true, .resistStopPropagation = true},
                [wait](Event& event) { wait->fulfil(Ref<Event>(&event)); });
}

// `start` is called with the wait that it is to add listeners for.
template <class Result, class Start>
Promise<Result> waitOnce(AbortSignal* signal, Start start) {
  if (signal && signal->aborted()) return Promise<Result>::reject(abortError(*signal));
  auto [promise, resolver] = Promise<Result>::withResolvers();
  try {
    const auto wait = make<OnceWait<Result>>(resolver);
    start(wait);
    if (signal) wait->listenTo(*signal);
  } catch (...) {
    resolver.reject(std::current_exception());
  }
  // `return promise` of an async function.
  auto [followed, follows] = Promise<Result>::withResolvers();
  follows.resolve(promise);
  return followed;
}

}  // namespace detail

// Fulfils with the arguments of the next such event (a tuple; nothing for an event without any), or
// rejects with the error if `error` is emitted first; `once` of `error` itself fulfils. Without the
// emitter only an abort settles it.
template <class... Args>
Promise<typename detail::OnceResult<Args...>::type> once(EventEmitter& emitter,
                                                         EventName<Args...> name,
                                                         OnceOptions options = {}) {
  return detail::waitOnce<typename detail::OnceResult<Args...>::type>(
      options.signal.get(), [&](const auto& wait) { detail::start(wait, emitter, name); });
}

// The same for an EventTarget: fulfils with a tuple of the event. No type is an error there. It
// hears of the event also when another listener stops its propagation.
inline Promise<std::tuple<Ref<Event>>> once(EventTarget& target, std::string_view type,
                                            OnceOptions options = {}) {
  return detail::waitOnce<std::tuple<Ref<Event>>>(
      options.signal.get(), [&](const auto& wait) { detail::start(wait, target, type); });
}

}  // namespace nodelab::events
