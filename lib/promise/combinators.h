// Promise.all, allSettled, any and race: one promise of many.
//
//   auto [user, posts] = co_await Promise<>::all(fetchUser(), fetchPosts());
//
//   std::vector<Promise<Page>> pages = ...;
//   std::vector<Page> all = co_await Promise<>::all(pages);
//
// The elements are given one by one, of any types, or as one vector. An element is a promise, a
// thenable, or a value, which counts as a promise that is fulfilled. All are watched from the call
// on, in their order; nothing here starts, stops or cancels what they stand for. Promises that
// fail after the result is decided count as handled.
//
// JavaScript's array is a tuple or a vector here; in it std::monostate stands for the value of a
// Promise<void>. Where no element has a value, there is no array: `all` gives a Promise<void>.
// `any` and `race` give a promise of the elements' type; where they are of several, of a
// std::variant with an alternative for each element, by its index.
//
// Under GCC 12 a braced list cannot stand in a `co_await` expression: name the vector first.
#pragma once

#include <optional>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

#include "nodelab/promise/contest.h"
#include "nodelab/promise/elements.h"
#include "nodelab/promise/gathering.h"
#include "nodelab/promise/promise.h"

namespace nodelab {

// How one element of allSettled ended.
template <class T>
struct PromiseSettledResult {
  std::string_view status;                // "fulfilled" or "rejected"
  std::optional<detail::Given<T>> value;  // of a fulfilled one
  Error reason;                           // of a rejected one

  bool fulfilled() const noexcept { return value.has_value(); }
};

namespace detail {

template <class... Ts>
using AllValues = std::conditional_t<(std::is_void_v<Ts> && ...), void, std::tuple<Given<Ts>...>>;
template <class T>
using VectorOf = std::conditional_t<std::is_void_v<T>, void, std::vector<Given<T>>>;

}  // namespace detail

template <class T>
template <class... Elements>
auto Promise<T>::all(const Elements&... elements) {
  return detail::gatherTuple<detail::FillValue,
                             detail::AllValues<detail::ElementValue<Elements>...>,
                             detail::Given<detail::ElementValue<Elements>>...>(elements...);
}
template <class T>
template <class Element>
auto Promise<T>::all(const std::vector<Element>& elements) {
  using E = detail::ElementValue<Element>;
  return detail::gatherVector<detail::FillValue, detail::VectorOf<E>, detail::Given<E>>(elements);
}

template <class T>
template <class... Elements>
auto Promise<T>::allSettled(const Elements&... elements) {
  using Results = std::tuple<PromiseSettledResult<detail::ElementValue<Elements>>...>;
  return detail::gatherTuple<detail::FillSettled, Results,
                             PromiseSettledResult<detail::ElementValue<Elements>>...>(elements...);
}
template <class T>
template <class Element>
auto Promise<T>::allSettled(const std::vector<Element>& elements) {
  using Result = PromiseSettledResult<detail::ElementValue<Element>>;
  return detail::gatherVector<detail::FillSettled, std::vector<Result>, Result>(elements);
}

template <class T>
template <class... Elements>
auto Promise<T>::any(const Elements&... elements) {
  return detail::contestOf<detail::AnyRules>(elements...);
}
template <class T>
template <class Element>
auto Promise<T>::any(const std::vector<Element>& elements) {
  return detail::contestOf<detail::AnyRules>(elements);
}

template <class T>
template <class... Elements>
auto Promise<T>::race(const Elements&... elements) {
  return detail::contestOf<detail::RaceRules>(elements...);
}
template <class T>
template <class Element>
auto Promise<T>::race(const std::vector<Element>& elements) {
  return detail::contestOf<detail::RaceRules>(elements);
}

}  // namespace nodelab
