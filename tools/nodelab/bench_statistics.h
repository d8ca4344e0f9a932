// What several rounds of the same measurement say together.
#pragma once

#include <vector>

namespace nodelab::command {

// Half of the values lie between the quartiles.
struct Spread {
  double lowerQuartile = 0;
  double median = 0;
  double upperQuartile = 0;
};

// Of one value or more. Between two values it interpolates, as most statistics programs do.
Spread spreadOf(std::vector<double> values);

// Whether the quartile ranges touch. Then the difference of the medians may be chance: no verdict.
bool overlap(const Spread& a, const Spread& b);

}  // namespace nodelab::command
