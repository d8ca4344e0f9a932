// events::once: the next event as a promise.
//
//   co_await events::once(*socket, event::drain);
//   auto [code] = co_await events::once(*worker, exitEvent);
#pragma once

#include <tuple>
#include <type_traits>

#include "nodelab/events/event_emitter.h"
#include "nodelab/promise/promise.h"

namespace nodelab::events {

namespace detail {

template <class... Args>
struct OnceResult {
  using type = std::tuple<Args...>;
};
template <>
struct OnceResult<> {
  using type = void;
};

// Two listeners, of which the first to be called takes the other away. Each holds this; it knows
// them without owning them, and that both are alive from its own count.
template <class... Args>
struct OncePair : RefCounted<OncePair<Args...>> {
  using Result = typename OnceResult<Args...>::type;
  using Happened = nodelab::detail::TypedListenerFunction<Args...>;
  using Failed = nodelab::detail::TypedListenerFunction<Error>;

  OncePair(EventEmitter& of, Resolver<Result> settles)
      : emitter(of), resolver(std::move(settles)) {}
  bool both() const { return this->useCount() == 2; }

  EventEmitter& emitter;
  Resolver<Result> resolver;
  Happened* happened = nullptr;
  Failed* failed = nullptr;
};

template <class Result, class... Args>
void fulfil(const Resolver<Result>& resolver, const Args&... args) {
  if constexpr (std::is_void_v<Result>) {
    resolver.resolve();
  } else {
    resolver.resolve(std::tuple<Args...>(args...));
  }
}

}  // namespace detail

// Fulfils with the arguments of the next such event (a tuple; nothing for an event without any), or
// rejects with the error if `error` is emitted first. The emitter must live until then.
template <class... Args>
Promise<typename detail::OnceResult<Args...>::type> once(EventEmitter& emitter,
                                                         EventName<Args...> name) {
  using Result = typename detail::OnceResult<Args...>::type;
  auto [promise, resolver] = Promise<Result>::withResolvers();
  if (name.name == event::error.name) {
    emitter.once(
        name, [resolver = resolver](EventArg<Args>... args) { detail::fulfil(resolver, args...); });
    return promise;
  }
  auto pair = make<detail::OncePair<Args...>>(emitter, resolver);
  Listener<Args...> happened([pair](EventArg<Args>... args) {
    if (pair->both()) pair->emitter.off(event::error, Listener<Error>(Ref(pair->failed)));
    detail::fulfil(pair->resolver, args...);
  });
  Listener<Error> failed([pair, name](const Error& error) {
    if (pair->both()) pair->emitter.off(name, Listener<Args...>(Ref(pair->happened)));
    pair->resolver.reject(error);
  });
  pair->happened = happened.function().get();
  pair->failed = failed.function().get();
  pair = nullptr;
  emitter.once(name, happened);
  emitter.once(event::error, failed);
  return promise;
}

}  // namespace nodelab::events
