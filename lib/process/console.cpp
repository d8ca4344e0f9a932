#include "nodelab/process/console.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "nodelab/base/number_text.h"

namespace nodelab::console::detail {

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
  const std::string text = nodelab::formatNumber(number.value);
  return std::copy(text.begin(), text.end(), context.out());
}
