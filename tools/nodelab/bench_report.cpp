#include "tools/nodelab/bench_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "tools/nodelab/card.h"
#include "tools/nodelab/text.h"

namespace nodelab::command {
namespace {

constexpr std::size_t kLine = 80;
constexpr std::size_t kBar = 14;
constexpr double kLogarithmicFrom = 10;

struct Scaled {
  double divisor;
  std::string_view unit;
};

Scaled scaleFor(double number, const std::string& unit) {
  if (unit != "ns") return {1, unit};
  constexpr std::array<Scaled, 4> scales{{{1, "ns"}, {1e3, "us"}, {1e6, "ms"}, {1e9, "s"}}};
  std::size_t i = 0;
  while (i + 1 < scales.size() && number >= 999.5 * scales[i].divisor) ++i;
  return scales[i];
}

// As many decimals as make three digits; none for a count.
int decimalsFor(double number, const std::string& unit) {
  if (unit.empty()) return 0;
  return number < 9.995 ? 2 : number < 99.95 ? 1 : 0;
}

// `47.1 ns  45.0-52.0`; without the quartiles where they are the median.
std::string cell(const Spread& spread, const std::string& unit) {
  const double divisor = scaleFor(spread.median, unit).divisor;
  const int decimals = decimalsFor(spread.median / divisor, unit);
  std::string text = fmt::format("{:>{}}", withUnit(spread.median, unit), unit.empty() ? 5 : 7);
  if (spread.lowerQuartile < spread.upperQuartile) {
    text += fmt::format("  {:.{}f}-{:.{}f}", spread.lowerQuartile / divisor, decimals,
                        spread.upperQuartile / divisor, decimals);
  }
  return text;
}

bool hasBar(const TableRow& row) { return !row.unit.empty() && !overlap(row.first, row.second); }
double ratioOf(const TableRow& row) { return row.first.median / row.second.median; }

// What a full bar stands for: a whole number, so that the scale can be told, and at least 2, so
// that a few percent do not look like much.
double fullRatio(double largest) { return std::max(2.0, std::ceil(largest)); }

// The largest ratio of a panel, whichever way takes more: the scale of its bars.
double largestRatio(const std::vector<Table>& tables) {
  double largest = 1;
  for (const Table& table : tables) {
    for (const TableRow& row : table.rows) {
      if (hasBar(row)) largest = std::max({largest, ratioOf(row), 1 / ratioOf(row)});
    }
  }
  return largest;
}

void addTable(std::vector<std::string>& lines, const Table& table, double largest) {
  const bool counts = table.rows[0].unit.empty();
  const std::size_t cellWidth = counts ? 17 : 19;
  std::size_t nameWidth = 7;
  for (const TableRow& row : table.rows) nameWidth = std::max(nameWidth, row.name.size());
  const auto add = [&](std::string_view name, std::string_view first, std::string_view second,
                       std::string_view ratio, std::string_view bar) {
    std::string line = fmt::format("{:>{}}  {:<{}} {:<{}} {:>10}  {}", name, nameWidth, first,
                                   cellWidth, second, cellWidth, ratio, bar);
    line.erase(line.find_last_not_of(' ') + 1);
    lines.push_back(line);
  };
  lines.push_back("");
  lines.push_back(table.group);
  add("", table.firstWay, table.secondWay, counts ? "" : "ratio", "");
  for (const TableRow& row : table.rows) {
    add(row.name, cell(row.first, row.unit), cell(row.second, row.unit), verdict(row),
        hasBar(row) ? ratioBar(ratioOf(row), largest, kBar) : "");
  }
}

void addScale(std::vector<std::string>& lines, double largest) {
  if (largest <= 1) return;
  lines.push_back("");
  lines.push_back(fmt::format("Bars{}: none is 1x, a full one {:.0f}x.",
                              largest > kLogarithmicFrom ? ", on a logarithmic scale" : "",
                              fullRatio(largest)));
}

void addPanel(std::vector<std::string>& lines, const Panel& panel) {
  const std::vector<Table> tables = tablesOf(panel.rounds);
  const double largest = largestRatio(tables);
  std::string heading = fmt::format("=== {} ", panel.name);
  lines.push_back(heading.append(kLine - heading.size(), '='));
  for (const Table& table : tables) {
    if (!table.rows.empty()) addTable(lines, table, largest);
  }
  addScale(lines, largest);
  lines.push_back("");
}

}  // namespace

BenchCard parseBenchCard(std::string_view source) {
  auto fields = cardFields(source);
  return {fields["asked"], fields["expect"], fields["why"], fields["trap"]};
}

std::vector<std::string> cardParagraphs(std::string_view name, std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find("\n\n"), text.size());
    std::string paragraph(text.substr(0, end));
    std::replace(paragraph.begin(), paragraph.end(), '\n', ' ');
    for (const std::string& line : wrap(paragraph, kLine - 9)) {
      lines.push_back(fmt::format("| {:<6} {}", name, line));
      name = "";
    }
    text.remove_prefix(std::min(end + 2, text.size()));
  }
  return lines;
}

std::string withUnit(double number, const std::string& unit) {
  const Scaled scale = scaleFor(number, unit);
  const double scaled = number / scale.divisor;
  const std::string digits = fmt::format("{:.{}f}", scaled, decimalsFor(scaled, unit));
  return unit.empty() ? digits : fmt::format("{} {}", digits, scale.unit);
}

std::string verdict(const TableRow& row) {
  const bool same = row.first.lowerQuartile == row.second.upperQuartile &&
                    row.first.upperQuartile == row.second.lowerQuartile;
  if (row.unit.empty() && same) return "same";
  if (overlap(row.first, row.second)) return "no verdict";
  if (row.unit.empty()) return "";
  const double ratio = ratioOf(row);
  return fmt::format("{:.{}f}x", ratio, ratio < 0.995 ? 2 : ratio < 9.95 ? 1 : 0);
}

std::string ratioBar(double ratio, double largest, std::size_t columns) {
  const double larger = std::max(ratio, 1 / ratio), full = fullRatio(largest);
  const double share =
      largest > kLogarithmicFrom ? std::log(larger) / std::log(full) : (larger - 1) / (full - 1);
  const auto cells = static_cast<std::size_t>(std::lround(share * static_cast<double>(columns)));
  return std::string(std::min(cells, columns), ratio >= 1 ? '#' : '-');
}

std::vector<std::string> panelLines(const std::vector<Panel>& panels) {
  std::vector<std::string> lines;
  std::size_t rounds = 0;
  for (const Panel& panel : panels) {
    rounds = std::max(rounds, panel.rounds.size());
    addPanel(lines, panel);
  }
  const std::string reading = fmt::format(
      "Each cell: the median of {} rounds, and its quartiles where they differ. A time is CPU time "
      "of the whole process for one operation, in Node with the garbage collection. The ratio is "
      "that of the medians; no verdict where the quartiles overlap.",
      rounds);
  for (const std::string& line : wrap(reading, kLine)) lines.push_back(line);
  return lines;
}

}  // namespace nodelab::command
