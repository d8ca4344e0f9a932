// What the tests of EventEmitter share: an emitter, a few names, and the lines that listeners say.
//
// Every expected line here is what Node 20 printed for the same program in JavaScript.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "nodelab/events/event_emitter.h"

namespace nodelab {

inline constexpr EventName<> x{"x"};
inline constexpr EventName<> y{"y"};

using Lines = std::vector<std::string>;

struct Emitter : testing::Test {
  auto says(const char* text) {
    return [this, text] { lines.push_back(text); };
  }
  void say(std::string text) { lines.push_back(std::move(text)); }
  void sayCount(const EventKey& name) { say(std::to_string(emitter.listenerCount(name))); }
  // The lines since the last look.
  Lines said() { return std::exchange(lines, {}); }

  // What an event's list has, and what an AnyListener is: "a", or "once a".
  std::string nameOf(const AnyListener& listener) const {
    if (const auto original = listener.listener()) return "once " + nameOf(*original);
    for (const auto& [known, name] : named) {
      if (listener == known) return name;
    }
    return "?";
  }
  std::string listed(const EventName<>& name) const {
    std::string result;
    for (const Listener<>& listener : emitter.rawListeners(name)) {
      const AnyListener any(listener.function(), &detail::signature<>);
      result += (result.empty() ? "" : ", ") + nameOf(any);
    }
    return result;
  }
  std::string names() const {
    std::string result;
    for (const EventId& name : emitter.eventNames()) {
      result += (result.empty() ? "" : ", ") + name.toString();
    }
    return result;
  }

  Lines lines;
  EventEmitter emitter;
  const Listener<> a{[this] { say("a"); }};
  const Listener<> b{[this] { say("b"); }};
  const Listener<> c{[this] { say("c"); }};
  const Listener<> d{[this] { say("d"); }};
  const std::vector<std::pair<Listener<>, std::string>> named{
      {a, "a"}, {b, "b"}, {c, "c"}, {d, "d"}};
};

// Code and message of what the function throws, or "nothing".
template <class Function>
std::string thrownBy(Function function) {
  try {
    function();
    return "nothing";
  } catch (const Error& error) {
    return error.code().empty() ? error.message() : error.code() + ": " + error.message();
  }
}

}  // namespace nodelab
