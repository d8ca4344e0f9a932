// all and allSettled: a slot for each element, and a promise that is settled when all are filled.
//
// Internal; see combinators.h.
#pragma once

#include <cstddef>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "nodelab/promise/elements.h"

namespace nodelab::detail {

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

}  // namespace nodelab::detail
