// The members of a plain struct, found by the compiler.
//
// `tieFields(job)` is a tuple of references to the members of `job`, in order, for a struct without
// constructors, private members or base classes (an aggregate) of at most eight members. That is
// how a message of such a type crosses threads member by member, with nothing to write for it.
//
// Internal to the room.
#pragma once

#include <cstddef>
#include <exception>
#include <tuple>
#include <type_traits>
#include <utility>

namespace nodelab::worker_threads::detail {

// Stands for a value of any type where only the number of values counts; never evaluated.
struct AnyValue {
  template <class T>
  operator T() const {
    std::terminate();
  }
};

template <class T, class... Values>
concept MadeOf = requires {
  T{Values{}...};
};

inline constexpr std::size_t maxFields = 8;

// The largest number of values that a T can be made of, up to one too many.
template <class T, class... Values>
constexpr std::size_t countFields() {
  if constexpr (sizeof...(Values) > maxFields) {
    return sizeof...(Values);
  } else if constexpr (MadeOf<T, Values..., AnyValue>) {
    return countFields<T, Values..., AnyValue>();
  } else {
    return sizeof...(Values);
  }
}

template <class T>
concept PlainStruct = std::is_class_v<T> && std::is_aggregate_v<T> && countFields<T>()
> 0 && countFields<T>() <= maxFields;

// A structured binding needs its number of names spelt out.
template <PlainStruct T>
auto tieFields(T& value) {
  constexpr std::size_t count = countFields<T>();
  if constexpr (count == 1) {
    auto& [a] = value;
    return std::tie(a);
  } else if constexpr (count == 2) {
    auto& [a, b] = value;
    return std::tie(a, b);
  } else if constexpr (count == 3) {
    auto& [a, b, c] = value;
    return std::tie(a, b, c);
  } else if constexpr (count == 4) {
    auto& [a, b, c, d] = value;
    return std::tie(a, b, c, d);
  } else if constexpr (count == 5) {
    auto& [a, b, c, d, e] = value;
    return std::tie(a, b, c, d, e);
  } else if constexpr (count == 6) {
    auto& [a, b, c, d, e, f] = value;
    return std::tie(a, b, c, d, e, f);
  } else if constexpr (count == 7) {
    auto& [a, b, c, d, e, f, g] = value;
    return std::tie(a, b, c, d, e, f, g);
  } else {
    auto& [a, b, c, d, e, f, g, h] = value;
    return std::tie(a, b, c, d, e, f, g, h);
  }
}

// The same types without references.
template <class T>
struct FieldTypes;
template <class... Fields>
struct FieldTypes<std::tuple<Fields&...>> {
  using type = std::tuple<std::remove_const_t<Fields>...>;
};
template <PlainStruct T>
using Fields = typename FieldTypes<decltype(tieFields(std::declval<T&>()))>::type;

}  // namespace nodelab::worker_threads::detail
