// pipeline: pipes streams into one another and answers for all of them.
//
//   co_await pipeline(fs::createReadStream(in), zlib::createGzip(), fs::createWriteStream(out));
//
// It moves data as `pipe` does, with the same backpressure. What it adds is the end: the promise is
// fulfilled when the last stream has finished; on the first error of any stage all of them are
// destroyed with that error, so no descriptor stays open, and the promise is rejected with it. What
// was already written stays: removing a half-written file is the program's part.
//
// Stages whose ends do not fit (one gives Buffers, the next takes ints) do not compile.
#pragma once

#include <concepts>
#include <type_traits>
#include <utility>
#include <vector>

#include "nodelab/promise/promise.h"
#include "nodelab/stream/readable.h"
#include "nodelab/stream/writable.h"

namespace nodelab::stream {

namespace detail {

template <class T>
T outputOf(const Readable<T>&);
template <class T>
T inputOf(const Writable<T>&);

template <class From, class Into>
concept PipesInto = requires(const From& from, const Into& into) {
  { outputOf(from) } -> std::same_as<decltype(inputOf(into))>;
};

// Stage, stage, … and nothing behind; or a callback behind.
template <class... Arguments>
inline constexpr bool isChain = false;
template <class Last>
inline constexpr bool isChain<Ref<Last>> = true;
template <class First, class Second, class... Rest>
inline constexpr bool isChain<Ref<First>, Ref<Second>, Rest...> =
    PipesInto<First, Second>&& isChain<Ref<Second>, Rest...>;
template <class Last, class Function>
requires std::is_invocable_v<Function&, const Error&>
inline constexpr bool isChain<Ref<Last>, Function> = true;

template <class... Arguments>
inline constexpr bool endsInCallback = false;
template <class Last>
inline constexpr bool endsInCallback<Last> = std::is_invocable_v<Last&, const Error&>;
template <class First, class Second, class... Rest>
inline constexpr bool endsInCallback<First, Second, Rest...> = endsInCallback<Second, Rest...>;

using PipelineCallback = Callback<void(const Error&)>;

struct PipelineArguments {
  std::vector<Ref<Stream>> stages;
  PipelineCallback callback;
  template <class Argument>
  void add(Argument& argument) {
    if constexpr (std::is_convertible_v<Argument, Ref<Stream>>) {
      stages.push_back(argument);
    } else {
      callback = std::move(argument);
    }
  }
};

void runPipeline(std::vector<Ref<Stream>> stages, PipelineCallback callback);

}  // namespace detail

// Two stages or more: a readable stream, duplex ones, a writable one, each of whose output is of
// the type that the next one takes.
template <class... Stages>
concept Chain = sizeof...(Stages) >= 2 && detail::isChain<Stages...> &&
                !detail::endsInCallback<Stages...>;
// The same and, last, a callback that takes the error or the null Error.
template <class... Arguments>
concept ChainAndCallback = sizeof...(Arguments) >= 3 &&
                           detail::isChain<Arguments...>&& detail::endsInCallback<Arguments...>;

// The promise form, Node's `stream/promises`. Keeps every stage alive until it is settled.
template <class... Stages>
requires Chain<Stages...> Promise<void> pipeline(const Stages&... stages) {
  auto [promise, resolver] = Promise<void>::withResolvers();
  detail::runPipeline({Ref<Stream>(stages)...}, [resolver = resolver](const Error& error) {
    error ? resolver.reject(error) : resolver.resolve();
  });
  return promise;
}

// The callback form, `pipeline(a, b, c, callback)`. The callback is called once, in a tick.
template <class... Arguments>
requires ChainAndCallback<Arguments...>
void pipeline(Arguments... arguments) {
  detail::PipelineArguments collected;
  (collected.add(arguments), ...);
  detail::runPipeline(std::move(collected.stages), std::move(collected.callback));
}

}  // namespace nodelab::stream
