// console: a line on stdout or stderr.
//
// `console::log("{} of {}", 3, 4)` takes {fmt}'s format strings, checked at compile time, where
// Node joins its arguments by spaces. Floating-point numbers and booleans print as in a template
// string of JavaScript: 1, 0.5, 1e-7, Infinity, NaN, true; with a format of their own (`{:.2f}`) as
// {fmt} does. Each call writes one whole line at once, as Node's synchronous stdout does; lines of
// several threads do not mix.
#pragma once

#include <fmt/core.h>

#include <cstdio>
#include <string>
#include <string_view>
#include <type_traits>

namespace nodelab::console {

namespace detail {

void writeLine(std::FILE* stream, std::string_view line);

struct Number {
  double value;
};

// What is formatted in place of a T.
template <class T>
using Printable = std::conditional_t<std::is_floating_point_v<T>, Number, const T&>;

template <class T>
Printable<T> printable(const T& value) {
  if constexpr (std::is_floating_point_v<T>) {
    return {static_cast<double>(value)};
  } else {
    return value;
  }
}

template <class... Args>
void print(std::FILE* stream, fmt::string_view text, const Args&... args) {
  writeLine(stream, fmt::vformat(text, fmt::make_format_args(args...)));
}

}  // namespace detail

// Writes the formatted text and a line feed to stdout.
template <class... Args>
void log(fmt::format_string<detail::Printable<Args>...> text, const Args&... args) {
  detail::print(stdout, text, detail::printable(args)...);
}
inline void log() { detail::writeLine(stdout, ""); }

// The same on stderr.
template <class... Args>
void error(fmt::format_string<detail::Printable<Args>...> text, const Args&... args) {
  detail::print(stderr, text, detail::printable(args)...);
}
inline void error() { detail::writeLine(stderr, ""); }

}  // namespace nodelab::console

// `{}` is JavaScript's notation, anything else that of a double.
template <>
struct fmt::formatter<nodelab::console::detail::Number> : fmt::formatter<double> {
  constexpr auto parse(fmt::format_parse_context& context) {
    plain_ = context.begin() == context.end() || *context.begin() == '}';
    return fmt::formatter<double>::parse(context);
  }
  fmt::format_context::iterator format(nodelab::console::detail::Number number,
                                       fmt::format_context& context) const;

 private:
  bool plain_ = true;
};
