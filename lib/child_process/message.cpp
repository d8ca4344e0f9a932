#include "nodelab/child_process/message.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>

#include "nodelab/base/error.h"

namespace nodelab::child_process {

namespace {

using nlohmann::json;

// Builds a Message while the text is read, without recursion: the open arrays and objects are a
// stack of their own.
class Builder : public nlohmann::json_sax<json> {
 public:
  Message take() { return std::move(root_); }
  const std::string& problem() const { return problem_; }

  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(number_integer_t value) override { return add(value); }
  bool number_unsigned(number_unsigned_t value) override { return add(value); }
  bool number_float(number_float_t value, const string_t&) override { return add(value); }
  bool string(string_t& value) override { return add(std::move(value)); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(true); }
  bool start_array(std::size_t) override { return open(false); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t& name) override {
    open_.back().key = std::move(name);
    return true;
  }
  bool parse_error(std::size_t, const std::string&,
                   const nlohmann::detail::exception& error) override {
    problem_ = error.what();
    return false;
  }

 private:
  struct Open {
    bool isObject;
    std::string key;
    Message::Object fields;
    Message::Array elements;
  };

  // Not inlined: GCC 12 would warn of alternatives that the variant does not hold.
  [[gnu::noinline]] bool add(Message value) {
    if (open_.empty()) {
      root_ = std::move(value);
    } else if (open_.back().isObject) {
      open_.back().fields.emplace_back(std::move(open_.back().key), std::move(value));
    } else {
      open_.back().elements.push_back(std::move(value));
    }
    return true;
  }
  bool open(bool isObject) {
    if (open_.size() == Message::maxDepth) {
      problem_ = "nested too deep";
      return false;
    }
    open_.push_back({isObject, {}, {}, {}});
    return true;
  }
  bool close() {
    Open done = std::move(open_.back());
    open_.pop_back();
    if (done.isObject) return add(Message::object(std::move(done.fields)));
    return add(std::move(done.elements));
  }

  Message root_;
  std::vector<Open> open_;
  std::string problem_;
};

}  // namespace

struct Message::Writer {
  std::string text;

  void operator()(std::monostate) { text += "null"; }
  void operator()(bool value) { text += value ? "true" : "false"; }
  void operator()(double value) {
    constexpr double exact = 9007199254740992.0;  // 2^53
    if (!std::isfinite(value)) {
      text += "null";
    } else if (std::trunc(value) == value && std::fabs(value) <= exact) {
      text += std::to_string(static_cast<int64_t>(value));
    } else {
      text += json(value).dump();
    }
  }
  void operator()(const std::string& value) {
    text += json(value).dump(-1, ' ', false, json::error_handler_t::replace);
  }
  void operator()(const Array& array) {
    text += '[';
    for (const Message& element : array) {
      if (&element != &array.front()) text += ',';
      std::visit(*this, element.value_);
    }
    text += ']';
  }
  void operator()(const Object& object) {
    text += '{';
    for (const Field& field : object) {
      if (&field != &object.front()) text += ',';
      (*this)(field.first);
      text += ':';
      std::visit(*this, field.second.value_);
    }
    text += '}';
  }
};

int Message::integer() const {
  constexpr double limit = 2147483647;
  const double value = number();
  return std::fabs(value) <= limit ? static_cast<int>(value) : 0;
}

const Message& Message::operator[](std::string_view key) const {
  static const Message none;
  // Where text has a name twice the last one counts.
  const Object& all = fields();
  const auto found = std::find_if(all.rbegin(), all.rend(),
                                  [key](const Field& field) { return field.first == key; });
  return found == all.rend() ? none : found->second;
}

void Message::set(std::string_view key, Message value) {
  if (!isObject()) value_ = Object();
  auto& object = std::get<Object>(value_);
  for (Field& field : object) {
    if (field.first == key) return static_cast<void>(field.second = std::move(value));
  }
  object.emplace_back(key, std::move(value));
}

Message Message::parse(std::string_view text) {
  Builder builder;
  if (json::sax_parse(text.begin(), text.end(), &builder)) return builder.take();
  throw Error("", "Not JSON: " + builder.problem(), "SyntaxError");
}

std::string Message::stringify() const {
  Writer writer;
  std::visit(writer, value_);
  return std::move(writer.text);
}

}  // namespace nodelab::child_process
