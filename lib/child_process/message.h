// Message: what processes send each other, a JSON value.
//
//   child->send(Message::object({{"cmd", "start"}, {"count", 3}}));
//   child->on(event::message, [](const Message& m) { console::log("{}", m["cmd"].string()); });
//
// Between processes a message is text, so it is made of what JSON has: null, booleans, numbers,
// strings, arrays, objects. It is a value: copies are independent. Reading is lenient as in
// JavaScript: the field of something that has none is null, and null as a number is 0.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace nodelab::child_process {

class Message {
 public:
  using Array = std::vector<Message>;
  using Field = std::pair<std::string, Message>;
  // In the order in which the fields were written, as in JavaScript.
  using Object = std::vector<Field>;

  // null.
  Message() noexcept = default;
  Message(std::nullptr_t) noexcept {}
  Message(bool value) : value_(value) {}
  template <class Number>
  requires(std::is_arithmetic_v<Number> && !std::is_same_v<Number, bool>) Message(Number value)
      : value_(static_cast<double>(value)) {}
  Message(std::string value) : value_(std::move(value)) {}
  Message(std::string_view value) : value_(std::string(value)) {}
  Message(const char* value) : value_(std::string(value)) {}
  Message(Array value) : value_(std::move(value)) {}

  static Message array(std::initializer_list<Message> values) { return Array(values); }
  static Message object(Object fields = {}) {
    Message message;
    message.value_ = std::move(fields);
    return message;
  }

  bool isNull() const { return std::holds_alternative<std::monostate>(value_); }
  bool isObject() const { return std::holds_alternative<Object>(value_); }

  // The value, or an empty one of that type where it is of another.
  bool boolean() const { return as<bool>(); }
  double number() const { return as<double>(); }
  // 0 too where it does not fit into an int.
  int integer() const;
  const std::string& string() const { return as<std::string>(); }
  const Array& array() const { return as<Array>(); }
  const Object& fields() const { return as<Object>(); }

  // A field of an object, or null.
  const Message& operator[](std::string_view key) const;
  // Sets a field; makes an object of what is none.
  void set(std::string_view key, Message value);

  // Reads JSON text. Throws SyntaxError where it is none, or nested more than maxDepth deep.
  static Message parse(std::string_view json);
  static constexpr int maxDepth = 256;

  // As JSON text without spaces, like JSON.stringify. Not-a-number and infinity are null; what is
  // not UTF-8 in a string is replaced.
  std::string stringify() const;

  friend bool operator==(const Message&, const Message&) = default;

 private:
  struct Writer;
  template <class T>
  const T& as() const {
    static const T none{};
    const T* value = std::get_if<T>(&value_);
    return value ? *value : none;
  }

  std::variant<std::monostate, bool, double, std::string, Array, Object> value_;
};

}  // namespace nodelab::child_process
