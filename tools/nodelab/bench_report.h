// How the rounds of a benchmark are shown: tables, bars, verdicts. ASCII, at most 80 columns.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tools/nodelab/bench_data.h"

namespace nodelab::command {

// What a benchmark has to say, from its source (bench/measure.h).
struct BenchCard {
  std::string asked, expect, why, trap;
};
// Fields that are missing, or all when there is no card, are empty.
BenchCard parseBenchCard(std::string_view source);

// `| NAME   text`, wrapped; a blank line in the text begins a new paragraph.
std::vector<std::string> cardParagraphs(std::string_view name, std::string_view text);

// A number with three digits and its unit: "47.1 ns", "1.05 us", "22.8 ms". A count is "100".
std::string withUnit(double number, const std::string& unit);

// A ratio as it is shown: "0.53x", "5.7x", "48x".
std::string withFactor(double ratio);

// What one sees of two ways: "5.7x", how many times the second's the first takes, or "no verdict"
// where the quartile ranges overlap. For counts "same" where both are the same in all rounds, and
// nothing where they differ.
std::string verdict(const Spread& first, const Spread& second, bool counts = false);

// The bar for a ratio: none at 1x, `#` where the first way takes more, `-` where the second does.
// It fills `columns` where the ratio is that of the `largest` bar, or 2x if that is less; the scale
// is logarithmic where `largest` is above 10.
std::string ratioBar(double ratio, double largest, std::size_t columns);

// All panels that have tables, one behind the other, each with its own scale of bars, and how to
// read them. In a table of two ways they stand side by side, and the ratio is first to second. In
// one of more, each row is a small table of its own, way below way, and the ratios are to the
// first.
std::vector<std::string> panelLines(const std::vector<Panel>& panels);

}  // namespace nodelab::command
