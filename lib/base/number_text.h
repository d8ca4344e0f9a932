// Numbers as JavaScript writes them.
#pragma once

#include <string>

namespace nodelab {

// A double in JavaScript's notation, the shortest that reads back as the same number: `1e-7`,
// `Infinity`, `NaN`; `0` for minus zero, too.
std::string formatNumber(double value);

// As util.inspect shows it, which is the same but for `-0`.
std::string inspectNumber(double value);

}  // namespace nodelab
