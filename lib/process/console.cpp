#include "nodelab/process/console.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdio>

namespace nodelab::console::detail {

// JavaScript writes the shortest digits, with an exponent only below 1e-6 and from 1e21.
std::string formatNumber(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "Infinity" : "-Infinity";
  if (value == 0) return "0";
  const double size = std::fabs(value);
  if (size < 1e-6 || size >= 1e21) {
    std::string text = fmt::format("{}", value);
    // {fmt} pads the exponent to two digits: 1e-07.
    const std::size_t exponent = text.find('e');
    if (exponent != std::string::npos && text[exponent + 2] == '0') text.erase(exponent + 2, 1);
    return text;
  }
  std::string text = fmt::format("{}", value);
  if (text.find('e') != std::string::npos) text = fmt::format("{:.0f}", value);
  if (text.size() > 2 && text.ends_with(".0")) text.resize(text.size() - 2);
  return text;
}

void writeLine(std::FILE* stream, std::string_view line) {
  std::string whole(line);
  whole += '\n';
  std::fwrite(whole.data(), 1, whole.size(), stream);
  std::fflush(stream);
}

}  // namespace nodelab::console::detail
