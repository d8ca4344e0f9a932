// EventName<Args...>: the name of an event together with what its listeners are called with.
//
//   inline constexpr EventName<std::string_view, int> progress{"progress"};
//   emitter.on(progress, [](std::string_view file, int percent) { … });
//
// In Node an event is a string or a symbol, and a listener that expects other arguments finds out
// at run time. Here it does not compile. Two EventNames of the same text are the same event; if
// their arguments differ, the second to be used with an emitter throws (see EventEmitter).
//
// A name carries the hash of its text. For one that is `constexpr` the compiler computes it, so
// that `emit` hashes nothing; for one that is made at run time its constructor does.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

namespace nodelab {

// How a listener gets an argument: small plain values by value, everything else by reference, since
// several listeners share it.
template <class T>
using EventArg =
    std::conditional_t<std::is_trivially_copyable_v<T> && sizeof(T) <= 16, T, const T&>;

namespace detail {
// One address for each list of argument types.
template <class... Args>
inline constexpr char signature = 0;

// FNV-1a, of which a symbol has the complement: it tells a symbol from the text of that name. No
// event has 0.
constexpr uint32_t hashName(std::string_view text, bool symbol) noexcept {
  uint32_t hash = 2166136261u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  if (symbol) hash = ~hash;
  return hash != 0 ? hash : 1;
}
}  // namespace detail

// What all EventNames are, whatever their arguments: a text or a symbol. A view: the text is not
// copied, it is a literal or outlives every use of the name. (An EventId owns its text.)
struct EventKey {
  constexpr explicit EventKey(std::string_view text) noexcept : EventKey(text, false) {}
  // No event's.
  constexpr EventKey() noexcept : name(""), hash(0), isSymbol(false), isConstant(true) {}

  // Of a symbol its description.
  std::string_view name;
  // Never 0.
  uint32_t hash;
  bool isSymbol;
  // The text was there when the program was compiled, and so is there as long as the program.
  bool isConstant;

  // Whether it is the other one, text and all: a quick look that finds most equals.
  constexpr bool isIdentical(const EventKey& other) const noexcept {
    return name.data() == other.name.data() && hash == other.hash &&
           name.size() == other.name.size();
  }

  // The text itself, or `Symbol(description)`.
  std::string toString() const;

  friend constexpr bool operator==(const EventKey& a, const EventKey& b) noexcept {
    return a.isIdentical(b) || (a.hash == b.hash && a.name == b.name);
  }
  // No symbol equals a text.
  friend constexpr bool operator==(const EventKey& key, std::string_view text) noexcept {
    return !key.isSymbol && key.name == text;
  }

 protected:
  constexpr EventKey(std::string_view text, bool symbol) noexcept
      : name(text.data() ? text : std::string_view("")),
        hash(detail::hashName(text, symbol)),
        isSymbol(symbol),
        isConstant(std::is_constant_evaluated()) {}
};

template <class... Args>
struct EventName : EventKey {
  constexpr explicit EventName(std::string_view text) noexcept : EventKey(text) {}
  // The same name, with these arguments.
  constexpr explicit EventName(const EventKey& key) noexcept : EventKey(key) {}

  // The symbol of that description, as Node's `Symbol.for`: the same description is the same
  // symbol.
  static constexpr EventName symbol(std::string_view description) noexcept {
    return EventName(description, true);
  }

 private:
  constexpr EventName(std::string_view text, bool symbolic) noexcept : EventKey(text, symbolic) {}
};

}  // namespace nodelab
