// The elements of Promise.all and its kin: what they are promises of.
//
// Internal; see combinators.h.
#pragma once

#include <type_traits>
#include <variant>

#include "nodelab/promise/promise.h"

namespace nodelab::detail {

// What stands for a value in a list.
template <class T>
using Given = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

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

}  // namespace nodelab::detail
