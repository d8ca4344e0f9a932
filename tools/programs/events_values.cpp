#include "tools/programs/events_values.h"

#include <algorithm>

#include "tools/programs/buffer_call.h"
#include "tools/programs/buffer_text.h"
#include "tools/programs/json_parts.h"

namespace nodelab::programs {
namespace {

std::string shownPlain(const Json& value) {
  if (value.is_string()) return quote(value.get_ref<const std::string&>());
  if (value.is_number()) return showNumber(value);
  if (value.contains("num")) return showNumber(doubleOf(value["num"]));
  if (value.contains("undef")) return "undefined";
  return value.dump();  // null, true, false
}

template <class List, class Key>
auto* find(List& list, const Key& key) {
  const auto found =
      std::find_if(list.begin(), list.end(), [&](const auto& pair) { return pair.first == key; });
  return found == list.end() ? nullptr : &found->second;
}

// What `emit` throws for an `error` event that nobody listens to.
template <class... Args>
Error thrown(const Args&... args) {
  try {
    EventEmitter().emit(EventName<Args...>("error"), args...);
  } catch (const Error& error) {
    return error;
  }
  return {};
}

Error thrownFor(const Json& value) {
  if (value.is_string()) return thrown(value.get<std::string>());
  if (value.is_boolean()) return thrown(value.get<bool>());
  if (value.is_number_integer()) return thrown(value.get<int64_t>());
  if (value.is_number()) return thrown(value.get<double>());
  if (value.contains("num")) return thrown(doubleOf(value["num"]));
  return value.is_null() ? thrown(Error()) : thrown();
}

}  // namespace

std::string show(const EventsArguments& arguments) {
  std::string text;
  for (const EventsValue& value : arguments) text += (text.empty() ? "" : ", ") + value.shown;
  return "[" + text + "]";
}

std::string show(const EventKey& name) {
  return name.isSymbol ? name.toString() : quote(name.name);
}

EventsValue EventsValues::valueOf(const Json& value) const {
  if (value.contains("err")) return valueOf(Error(value["err"].get<std::string>()));
  return {.shown = shownPlain(value), .plain = &value};
}

EventsArguments EventsValues::argumentsOf(const Json& op) const {
  EventsArguments arguments;
  for (const Json& value : partOf(op, "args")) arguments.push_back(valueOf(value));
  return arguments;
}

EventsValue EventsValues::valueOf(const Error& error) const {
  const EventsArguments* carried = find(carriers_, error);
  if (!carried) return {.shown = shownAs(error), .error = error};
  return carried->empty() ? EventsValue{.shown = "undefined"} : carried->front();
}

std::string EventsValues::shownAs(const Error& error) const {
  std::string text = (error.code().empty() ? error.name() : error.code()) + ": " + error.message();
  if (const std::string* context = find(contexts_, error)) text += " context=" + *context;
  if (error.cause()) text += " cause=" + show(error.cause());
  return text;
}

Error EventsValues::carrier(EventsArguments arguments) {
  const bool isError = !arguments.empty() && arguments[0].error;
  const Error error = isError ? arguments[0].error : Error("", "no error", "Value");
  carriers_.emplace_back(error, std::move(arguments));
  return error;
}

AnyListener EventsValues::carrierOfAny(EventsArguments arguments) {
  const Listener<> listener([] {});
  const AnyListener any(listener.function(), &nodelab::detail::signature<>);
  anyCarriers_.emplace_back(any, std::move(arguments));
  return any;
}

EventsArguments EventsValues::received(const Error& error) const {
  const EventsArguments* carried = find(carriers_, error);
  return carried ? *carried : EventsArguments{valueOf(error)};
}

const EventsArguments* EventsValues::carriedBy(const AnyListener& listener) const {
  return find(anyCarriers_, listener);
}

Error EventsValues::unhandled(const EventsArguments& arguments) {
  const Json* first = arguments.empty() ? nullptr : arguments[0].plain;
  const Error error = first ? thrownFor(*first) : thrown();
  contexts_.emplace_back(error, first ? arguments[0].shown : "undefined");
  return error;
}

bool isFalse(const EventsArguments& arguments) {
  static const std::vector<std::string> all = {"undefined", "null", "false", "0",
                                               "-0",        "NaN",  "\"\""};
  return arguments.empty() || std::find(all.begin(), all.end(), arguments[0].shown) != all.end();
}

}  // namespace nodelab::programs
