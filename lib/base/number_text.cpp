#include "nodelab/base/number_text.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <iterator>
#include <string_view>

namespace nodelab {

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

std::string inspectNumber(double value) {
  return value == 0 && std::signbit(value) ? "-0" : formatNumber(value);
}

}  // namespace nodelab
