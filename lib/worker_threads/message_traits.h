// Postable: what a message may be made of, and how it crosses threads.
//
// In Node postMessage clones whatever it is given and throws DataCloneError for what it cannot. In
// C++ the threads share their memory, so the danger is the opposite: that something crosses which
// belongs to one thread, such as a Ref, whose count is no atomic. So a message has a type, and
// only these types are Postable; another one does not compile:
//
//   numbers, bool, enums, std::string, Error, std::monostate
//   Buffer                                 as its bytes; the receiver gets a Buffer of its own
//   thread std::vector, std::optional, std::variant of Postables a struct without constructors or
//   private members, of at most eight Postables std::shared_ptr<std::atomic<T>> and
//   std::shared_ptr<const T>, which are not copied: both threads see the same object, as with a
//   SharedArrayBuffer
//
// `postMessage(value)` makes a deep copy, at once: what the sender does to the value afterwards
// does not reach the receiver. `postMessage(std::move(value))` moves: strings, vectors and Buffers
// in it arrive without a copy of their bytes, and the sender's are empty afterwards. (A Buffer
// whose bytes others look at is copied nevertheless, see TransferredBytes.)
//
// For a class of its own a program specialises MessageTraits:
//
//   template <>
//   struct nodelab::worker_threads::MessageTraits<Matrix> {
//     using Wire = std::vector<double>;                   // what travels; belongs to no thread
//     static Wire clone(const Matrix& matrix);            // on the sender's thread
//     static Wire transfer(Matrix&& matrix);              // on the sender's thread
//     static Matrix receive(Wire&& wire);                 // on the receiver's thread
//   };
#pragma once

#include <atomic>
#include <concepts>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "nodelab/base/error.h"
#include "nodelab/buffer/buffer.h"
#include "nodelab/worker_threads/fields.h"

namespace nodelab::worker_threads {

template <class T>
struct MessageTraits {};

template <class T>
concept Postable = requires {
  typename MessageTraits<T>::Wire;
};

template <Postable T>
using Wire = typename MessageTraits<T>::Wire;

namespace detail {

// Travels as it is.
template <class T>
struct AsItIs {
  using Wire = T;
  static Wire clone(const T& value) { return value; }
  static Wire transfer(T&& value) { return std::exchange(value, T{}); }
  static T receive(Wire&& wire) { return std::move(wire); }
};

template <class T>
concept Plain = Postable<T> && std::same_as<Wire<T>, T>;

// Clones or transfers, as the argument is an lvalue or not.
template <Postable T, class Value>
Wire<T> toWire(Value&& value) {
  if constexpr (std::is_lvalue_reference_v<Value> || std::is_const_v<Value>) {
    return MessageTraits<T>::clone(value);
  } else {
    return MessageTraits<T>::transfer(std::move(value));
  }
}
template <Postable T>
T fromWire(Wire<T>&& wire) {
  return MessageTraits<T>::receive(std::move(wire));
}

}  // namespace detail

template <class T>
requires(std::is_arithmetic_v<T> || std::is_enum_v<T>) struct MessageTraits<T> : detail::AsItIs<T> {
};
template <>
struct MessageTraits<std::monostate> : detail::AsItIs<std::monostate> {};
template <>
struct MessageTraits<std::string> : detail::AsItIs<std::string> {};
// Immutable, and counted by atomics.
template <>
struct MessageTraits<Error> : detail::AsItIs<Error> {};
template <class T>
struct MessageTraits<std::shared_ptr<std::atomic<T>>>
    : detail::AsItIs<std::shared_ptr<std::atomic<T>>> {};
template <Postable T>
struct MessageTraits<std::shared_ptr<const T>> : detail::AsItIs<std::shared_ptr<const T>> {};

template <>
struct MessageTraits<Buffer> {
  using Wire = TransferredBytes;
  static Wire clone(const Buffer& buffer) {
    Buffer copy = Buffer::allocUnsafeSlow(static_cast<int64_t>(buffer.size()));
    buffer.copy(copy);
    return std::move(copy).transfer();
  }
  static Wire transfer(Buffer&& buffer) { return std::move(buffer).transfer(); }
  static Buffer receive(Wire&& wire) { return Buffer::adopt(std::move(wire)); }
};

template <detail::Plain T>
struct MessageTraits<std::vector<T>> : detail::AsItIs<std::vector<T>> {};
template <Postable T>
struct MessageTraits<std::vector<T>> {
  using Wire = std::vector<worker_threads::Wire<T>>;
  static Wire clone(const std::vector<T>& values) {
    Wire wires;
    wires.reserve(values.size());
    for (const T& value : values) wires.push_back(detail::toWire<T>(value));
    return wires;
  }
  static Wire transfer(std::vector<T>&& values) {
    Wire wires;
    wires.reserve(values.size());
    for (T& value : std::exchange(values, {})) wires.push_back(detail::toWire<T>(std::move(value)));
    return wires;
  }
  static std::vector<T> receive(Wire&& wires) {
    std::vector<T> values;
    values.reserve(wires.size());
    for (auto& wire : wires) values.push_back(detail::fromWire<T>(std::move(wire)));
    return values;
  }
};

template <Postable T>
struct MessageTraits<std::optional<T>> {
  using Wire = std::optional<worker_threads::Wire<T>>;
  static Wire clone(const std::optional<T>& value) {
    return value ? Wire(detail::toWire<T>(*value)) : Wire();
  }
  static Wire transfer(std::optional<T>&& value) {
    return value ? Wire(detail::toWire<T>(*std::exchange(value, {}))) : Wire();
  }
  static std::optional<T> receive(Wire&& wire) {
    if (!wire) return {};
    return detail::fromWire<T>(std::move(*wire));
  }
};

template <Postable... Ts>
struct MessageTraits<std::variant<Ts...>> {
  using Value = std::variant<Ts...>;
  using Wire = std::variant<worker_threads::Wire<Ts>...>;
  static Wire clone(const Value& value) { return convert(value); }
  static Wire transfer(Value&& value) { return convert(std::move(value)); }
  static Value receive(Wire&& wire) { return receiveAt(wire, std::index_sequence_for<Ts...>{}); }

 private:
  // By index, since two alternatives may travel in the same way.
  template <class V, std::size_t... I>
  static Wire convertAt(V&& value, std::index_sequence<I...>) {
    std::optional<Wire> wire;
    ((value.index() == I
          ? static_cast<void>(wire.emplace(std::in_place_index<I>,
                                           detail::toWire<std::variant_alternative_t<I, Value>>(
                                               std::get<I>(std::forward<V>(value)))))
          : void()),
     ...);
    return std::move(*wire);
  }
  template <class V>
  static Wire convert(V&& value) {
    return convertAt(std::forward<V>(value), std::index_sequence_for<Ts...>{});
  }
  template <std::size_t... I>
  static Value receiveAt(Wire& wire, std::index_sequence<I...>) {
    std::optional<Value> value;
    ((wire.index() == I
          ? static_cast<void>(value.emplace(std::in_place_index<I>,
                                            detail::fromWire<std::variant_alternative_t<I, Value>>(
                                                std::move(std::get<I>(wire)))))
          : void()),
     ...);
    return std::move(*value);
  }
};

namespace detail {

template <class Tuple>
struct FieldWires;
template <class... Ts>
struct FieldWires<std::tuple<Ts...>> {
  static constexpr bool postable = (Postable<Ts> && ...);
};

template <class T, class Tuple = Fields<T>>
struct StructTraits;
template <class T, class... Ts>
struct StructTraits<T, std::tuple<Ts...>> {
  using Wire = std::tuple<worker_threads::Wire<Ts>...>;
  static Wire clone(const T& value) {
    return std::apply([](const Ts&... field) { return Wire(toWire<Ts>(field)...); },
                      tieFields(value));
  }
  static Wire transfer(T&& value) {
    return std::apply([](Ts&... field) { return Wire(toWire<Ts>(std::move(field))...); },
                      tieFields(value));
  }
  static T receive(Wire&& wire) {
    return std::apply(
        [](worker_threads::Wire<Ts>&... field) { return T{fromWire<Ts>(std::move(field))...}; },
        wire);
  }
};

}  // namespace detail

template <detail::PlainStruct T>
requires(detail::FieldWires<detail::Fields<T>>::postable) struct MessageTraits<T>
    : detail::StructTraits<T> {
};

}  // namespace nodelab::worker_threads
