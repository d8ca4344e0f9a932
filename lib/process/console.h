// console: a line on stdout or stderr.
//
// `console::log("{} of {}", 3, 4)` takes {fmt}'s format strings, checked at compile time, where Node
// joins its arguments by spaces. Floating-point numbers and booleans print as in JavaScript: 1, 0.5,
// 1e-7, Infinity, NaN, true. Each call writes one whole line at once, as Node's synchronous stdout
// does; lines of several threads do not mix.
#pragma once

#include <fmt/core.h>

#include <string>
#include <string_view>
#include <type_traits>

namespace nodelab::console {

namespace detail {

// A double in JavaScript's notation, the shortest that reads back as the same number.
std::string formatNumber(double value);
void writeLine(std::FILE* stream, std::string_view line);

template <class T>
decltype(auto) printable(const T& value) {
  if constexpr (std::is_floating_point_v<T>) {
    return formatNumber(static_cast<double>(value));
  } else {
    return (value);
  }
}

template <class... Args>
std::string format(fmt::string_view text, const Args&... args) {
  return fmt::vformat(text, fmt::make_format_args(args...));
}

}  // namespace detail

// Writes the formatted text and a line feed to stdout.
template <class... Args>
void log(fmt::format_string<const Args&...> text, const Args&... args) {
  detail::writeLine(stdout, detail::format(text, detail::printable(args)...));
}
inline void log() { detail::writeLine(stdout, ""); }

// The same on stderr.
template <class... Args>
void error(fmt::format_string<const Args&...> text, const Args&... args) {
  detail::writeLine(stderr, detail::format(text, detail::printable(args)...));
}

}  // namespace nodelab::console
