// any and race: the first element that counts settles the promise.
//
// Internal; see combinators.h.
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "nodelab/promise/elements.h"

namespace nodelab::detail {

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

}  // namespace nodelab::detail
