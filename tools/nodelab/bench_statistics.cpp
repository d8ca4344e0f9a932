#include "tools/nodelab/bench_statistics.h"

#include <algorithm>
#include <cassert>
#include <cstddef>

namespace nodelab::command {

Spread spreadOf(std::vector<double> values) {
  assert(!values.empty());
  std::sort(values.begin(), values.end());
  const auto at = [&](double share) {
    const double position = share * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(position);
    const std::size_t above = std::min(below + 1, values.size() - 1);
    return values[below] +
           (position - static_cast<double>(below)) * (values[above] - values[below]);
  };
  return {at(0.25), at(0.5), at(0.75)};
}

bool overlap(const Spread& a, const Spread& b) {
  return a.lowerQuartile <= b.upperQuartile && b.lowerQuartile <= a.upperQuartile;
}

}  // namespace nodelab::command
