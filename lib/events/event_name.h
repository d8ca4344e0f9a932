// EventName<Args...>: the name of an event together with what its listeners are called with.
//
//   inline constexpr EventName<std::string_view, int> progress{"progress"};
//   emitter.on(progress, [](std::string_view file, int percent) { … });
//
// In Node an event is a string, and a listener that expects other arguments finds out at run time.
// Here it does not compile. Two EventNames of the same text are the same event; if their arguments
// differ, the second to be used with an emitter throws (see EventEmitter).
#pragma once

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
}  // namespace detail

template <class... Args>
struct EventName {
  // The text is not copied: a literal, or a string that outlives every use of the name.
  constexpr explicit EventName(std::string_view text) : name(text) {}
  std::string_view name;
};

}  // namespace nodelab
