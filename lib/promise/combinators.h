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

#include <cstddef>
#include <optional>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "nodelab/promise/promise.h"

namespace nodelab {

namespace detail {

// What stands for a value in a list.
template <class T>
using Given = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

}  // namespace detail

// How one element of allSettled ended.
template <class T>
struct PromiseSettledResult {
  std::string_view status;                // "fulfilled" or "rejected"
  std::optional<detail::Given<T>> value;  // of a fulfilled one
  Error reason;                           // of a rejected one

  bool fulfilled() const noexcept { return value.has_value(); }
};

namespace detail {

template <class Element>
using ElementValue = typename Resolved<std::decay_t<Element>>::type;

// JavaScript's `Promise.resolve(element)`.
template <class Element>
Promise<ElementValue<Element>> promiseOf(const Element& element) {
  return Promise<ElementValue<Element>>::resolve(element);
}

template <class T>
Given<T> givenBy(const PromiseCore& settled) {
  if constexpr (std::is_void_v<T>) {
    return {};
  } else {
    return static_cast<const PromiseState<T>&>(settled).value();
  }
}

// What is gathered of the elements, a slot for each, until the last is there.
template <class R, class Slots>
struct Gathering : RefCounted<Gathering<R, Slots>> {
  void arrived() {
    if (--missing == 0 && result->claim()) finish();
  }
  void finish() {
    if constexpr (std::is_void_v<R>) {
      result->fulfillWith({});
    } else {
      result->fulfillWith(taken(slots));
    }
  }
  template <class... Values>
  static std::tuple<Values...> taken(std::tuple<std::optional<Values>...>& all) {
    return std::apply([](auto&... slot) { return std::tuple<Values...>(std::move(*slot)...); },
                      all);
  }
  template <class V>
  static std::vector<V> taken(std::vector<std::optional<V>>& all) {
    std::vector<V> values;
    values.reserve(all.size());
    for (auto& slot : all) values.push_back(std::move(*slot));
    return values;
  }

  Slots slots;
  std::size_t missing;
  Ref<PromiseState<R>> result = make<PromiseState<R>>();
};

// all: the value, or the end of it all.
struct FillValue {
  template <class T, class Gathered, class Slot>
  static void fill(Gathered& all, Slot& slot, PromiseCore& settled) {
    if (settled.fulfilled()) {
      slot.emplace(givenBy<T>(settled));
      all.arrived();
    } else if (all.result->claim()) {
      all.result->reject(settled.rejection());
    }
  }
};

// allSettled: either.
struct FillSettled {
  template <class T, class Gathered, class Slot>
  static void fill(Gathered& all, Slot& slot, PromiseCore& settled) {
    auto& result = slot.emplace();
    if (settled.fulfilled()) {
      result.status = "fulfilled";
      result.value.emplace(givenBy<T>(settled));
    } else {
      result.status = "rejected";
      result.reason = settled.rejection()->error();
    }
    all.arrived();
  }
};

template <class Fill, class Gathered, class Slot, class T>
void gather(const Ref<Gathered>& all, Slot& slot, const Promise<T>& element) {
  reactWith(*element.state(), [all, place = &slot](PromiseCore& settled) {
    Fill::template fill<T>(*all, *place, settled);
  });
}

template <class Fill, class R, class... Values, class... Elements>
Promise<R> gatherTuple(const Elements&... elements) {
  using Slots = std::tuple<std::optional<Values>...>;
  auto all = make<Gathering<R, Slots>>();
  all->missing = sizeof...(Elements);
  if (all->missing == 0) all->finish();
  std::apply([&](auto&... slot) { (gather<Fill>(all, slot, promiseOf(elements)), ...); },
             all->slots);
  return Promise<R>(all->result);
}

template <class Fill, class R, class Value, class Element>
Promise<R> gatherVector(const std::vector<Element>& elements) {
  auto all = make<Gathering<R, std::vector<std::optional<Value>>>>();
  all->missing = elements.size();
  all->slots.resize(elements.size());
  if (all->missing == 0) all->finish();
  for (std::size_t i = 0; i < elements.size(); ++i) {
    gather<Fill>(all, all->slots[i], promiseOf(elements[i]));
  }
  return Promise<R>(all->result);
}

// The first that does what is waited for.
template <class R>
struct Contest : RefCounted<Contest<R>> {
  void lost(std::size_t index, const Error& reason) {
    errors[index] = reason;
    if (--missing == 0) fail();
  }
  void fail() {
    if (!result->claim()) return;
    result->reject(aggregateError(std::move(errors), "All promises were rejected"));
  }

  Ref<PromiseState<R>> result = make<PromiseState<R>>();
  // For `any`: why those that are no longer missing have failed, by index.
  std::vector<Error> errors;
  std::size_t missing = 0;
};

struct AnyRules {
  template <class R>
  static void begin(Contest<R>& contest, std::size_t elements) {
    contest.errors.resize(elements);
    contest.missing = elements;
    if (elements == 0) contest.fail();
  }
  template <class R>
  static void rejected(Contest<R>& contest, std::size_t index, PromiseCore& settled) {
    contest.lost(index, settled.rejection()->error());
  }
};

struct RaceRules {
  template <class R>
  static void begin(Contest<R>&, std::size_t) {}
  template <class R>
  static void rejected(Contest<R>& contest, std::size_t, PromiseCore& settled) {
    if (contest.result->claim()) contest.result->reject(settled.rejection());
  }
};

// `wrap` makes what the contest gives of a settled element.
template <class Rules, class R, class T, class Wrap>
void enter(const Ref<Contest<R>>& contest, std::size_t index, const Promise<T>& element,
           Wrap wrap) {
  reactWith(*element.state(), [contest, index, wrap](PromiseCore& settled) {
    if (!settled.fulfilled()) return Rules::rejected(*contest, index, settled);
    if (contest->result->claim()) contest->result->fulfillWith(wrap(settled));
  });
}

template <class T>
Stored<T> ownValue(const PromiseCore& settled) {
  return static_cast<const PromiseState<T>&>(settled).value();
}

template <class T, class Other>
concept SameType = std::is_same_v<T, Other>;

template <class... Ts>
struct Winner {
  static constexpr bool oneType = false;
  using type = std::variant<Given<Ts>...>;
};
template <class T, SameType<T>... Ts>
struct Winner<T, Ts...> {
  static constexpr bool oneType = true;
  using type = T;
};
template <>
struct Winner<> {
  static constexpr bool oneType = true;
  using type = void;
};

template <class Rules, class... Elements>
auto contestOf(const Elements&... elements) {
  using Win = Winner<ElementValue<Elements>...>;
  using R = typename Win::type;
  auto contest = make<Contest<R>>();
  Rules::begin(*contest, sizeof...(Elements));
  auto enterOne = [&contest]<std::size_t I, class Element>(std::in_place_index_t<I> index,
                                                           const Element& element) {
    using T = ElementValue<Element>;
    if constexpr (Win::oneType) {
      enter<Rules>(contest, I, promiseOf(element), ownValue<T>);
    } else {
      enter<Rules>(contest, I, promiseOf(element),
                   [index](const PromiseCore& settled) { return R(index, givenBy<T>(settled)); });
    }
  };
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (enterOne(std::in_place_index<I>, elements), ...);
  }
  (std::index_sequence_for<Elements...>());
  return Promise<R>(contest->result);
}

template <class Rules, class Element>
auto contestOf(const std::vector<Element>& elements) {
  using T = ElementValue<Element>;
  auto contest = make<Contest<T>>();
  Rules::begin(*contest, elements.size());
  for (std::size_t i = 0; i < elements.size(); ++i) {
    enter<Rules>(contest, i, promiseOf(elements[i]), ownValue<T>);
  }
  return Promise<T>(contest->result);
}

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
