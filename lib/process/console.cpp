#include "nodelab/process/console.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <iterator>

namespace nodelab::console::detail {

// JavaScript writes the shortest digits, with an exponent only below 1e-6 and from 1e21.
std::string formatNumber(double value) {
  if (std::isnan(value)) return "NaN";
  if (value == 0) return "0";
  if (value < 0) return "-" + formatNumber(-value);
  if (std::isinf(value)) return "Infinity";

  // The shortest digits and where the point stands among them: "1.25e+03" is 125 with the point
  // after 4 digits.
  char scientific[32];
  const auto end =
      std::to_chars(scientific, std::end(scientific), value, std::chars_format::scientific).ptr;
  const std::string_view text(scientific, static_cast<std::size_t>(end - scientific));
  const std::size_t e = text.find('e');
  std::string digits(text.substr(0, 1));
  if (e > 2) digits += text.substr(2, e - 2);
  const int point = std::atoi(std::string(text.substr(e + 1)).c_str()) + 1;
  const int count = static_cast<int>(digits.size());

  if (point > 21 || point < -5) {
    if (count > 1) digits.insert(1, 1, '.');
    return fmt::format("{}e{:+}", digits, point - 1);
  }
  if (point <= 0) return "0." + std::string(static_cast<std::size_t>(-point), '0') + digits;
  if (point >= count) return digits + std::string(static_cast<std::size_t>(point - count), '0');
  return digits.insert(static_cast<std::size_t>(point), 1, '.');
}

void writeLine(std::FILE* stream, std::string_view line) {
  std::string whole(line);
  whole += '\n';
  std::fwrite(whole.data(), 1, whole.size(), stream);
  std::fflush(stream);
}

}  // namespace nodelab::console::detail

fmt::format_context::iterator fmt::formatter<nodelab::console::detail::Number>::format(
    nodelab::console::detail::Number number, fmt::format_context& context) const {
  if (!plain_) return fmt::formatter<double>::format(number.value, context);
  const std::string text = nodelab::console::detail::formatNumber(number.value);
  return std::copy(text.begin(), text.end(), context.out());
}
