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

double ratioOf(const Spread& first, const Spread& second) { return first.median / second.median; }

// Two ways of a row, in the order in which their ratio is read.
struct Compared {
  const Spread& first;
  const Spread& second;
};

// Side by side the first is compared with the second, below one another each with the first.
std::vector<Compared> comparedIn(const TableRow& row) {
  if (row.cells.size() == 2) return {{row.cells[0], row.cells[1]}};
  std::vector<Compared> compared;
  for (std::size_t i = 1; i < row.cells.size(); ++i) {
    compared.push_back({row.cells[i], row.cells[0]});
  }
  return compared;
}

// What a full bar stands for: a whole number, so that the scale can be told, and at least 2, so
// that a few percent do not look like much.
double fullRatio(double largest) { return std::max(2.0, std::ceil(largest)); }

// The largest ratio of a panel, whichever way takes more: the scale of its bars.
double largestRatio(const std::vector<Table>& tables) {
  double largest = 1;
  for (const Table& table : tables) {
    for (const TableRow& row : table.rows) {
      if (row.unit.empty()) continue;
      for (const auto& [first, second] : comparedIn(row)) {
        if (overlap(first, second)) continue;
        const double ratio = ratioOf(first, second);
        largest = std::max({largest, ratio, 1 / ratio});
      }
    }
  }
  return largest;
}

std::string barOf(const Compared& compared, double largest) {
  const auto& [first, second] = compared;
  return overlap(first, second) ? "" : ratioBar(ratioOf(first, second), largest, kBar);
}

void addLine(std::vector<std::string>& lines, std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  lines.push_back(std::move(line));
}

std::size_t widest(std::size_t atLeast, const auto& list, auto textOf) {
  for (const auto& element : list) atLeast = std::max(atLeast, textOf(element).size());
  return atLeast;
}

std::size_t widestName(const Table& table) {
  return widest(
      7, table.rows, [](const TableRow& row) -> auto& { return row.name; });
}

// Two ways, side by side.
void addPairs(std::vector<std::string>& lines, const Table& table, double largest) {
  const std::size_t nameWidth = widestName(table);
  const auto add = [&](std::string_view name, std::string_view first, std::string_view second,
                       std::string_view ratio, std::string_view bar) {
    addLine(lines, fmt::format("{:>{}}  {:<19} {:<19} {:>10}  {}", name, nameWidth, first, second,
                               ratio, bar));
  };
  lines.push_back(table.group);
  add("", table.ways[0], table.ways[1], "ratio", "");
  for (const TableRow& row : table.rows) {
    const Compared compared = comparedIn(row)[0];
    add(row.name, cell(compared.first, row.unit), cell(compared.second, row.unit),
        verdict(compared.first, compared.second), barOf(compared, largest));
  }
}

// Three ways or more, one below the other, a small table for each row.
void addLadders(std::vector<std::string>& lines, const Table& table, double largest) {
  const std::size_t nameWidth = widest(
      7, table.ways, [](const std::string& way) -> auto& { return way; });
  const auto add = [&](std::string_view name, const Spread& spread, const std::string& unit,
                       std::string_view ratio, std::string_view bar) {
    addLine(lines, fmt::format("{:>{}}  {:<19} {:>10}  {}", name, nameWidth, cell(spread, unit),
                               ratio, bar));
  };
  for (const TableRow& row : table.rows) {
    if (&row != &table.rows[0]) lines.push_back("");
    lines.push_back(row.name.empty() ? table.group : table.group + ": " + row.name);
    add(table.ways[0], row.cells[0], row.unit, "ratio", "");
    const auto compared = comparedIn(row);
    for (std::size_t i = 0; i < compared.size(); ++i) {
      add(table.ways[i + 1], compared[i].first, row.unit,
          verdict(compared[i].first, compared[i].second), barOf(compared[i], largest));
    }
  }
}

// What is counted, in as many columns as there are ways.
void addCounts(std::vector<std::string>& lines, const Table& table) {
  const std::size_t nameWidth = widestName(table);
  const std::size_t columnWidth = std::min<std::size_t>(18, (78 - nameWidth) / table.ways.size());
  const auto start = [&](std::string_view name) {
    return fmt::format("{:>{}}  ", name, nameWidth);
  };
  const auto column = [&](std::string_view text) {
    return fmt::format("{:<{}}", text, columnWidth);
  };
  lines.push_back(table.group);
  std::string heading = start("");
  for (const std::string& way : table.ways) heading += column(way);
  addLine(lines, std::move(heading));
  for (const TableRow& row : table.rows) {
    std::string line = start(row.name);
    for (const Spread& spread : row.cells) line += column(cell(spread, row.unit));
    if (row.cells.size() == 2) {
      line += fmt::format("{:>10}", verdict(row.cells[0], row.cells[1], true));
    }
    addLine(lines, std::move(line));
  }
}

void addTable(std::vector<std::string>& lines, const Table& table, double largest) {
  lines.push_back("");
  if (table.rows[0].unit.empty()) return addCounts(lines, table);
  table.ways.size() == 2 ? addPairs(lines, table, largest) : addLadders(lines, table, largest);
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
  if (tables.empty()) return;
  const double largest = largestRatio(tables);
  std::string heading = fmt::format("=== {} ", panel.name);
  lines.push_back(heading.append(kLine - heading.size(), '='));
  for (const Table& table : tables) addTable(lines, table, largest);
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

std::string withFactor(double ratio) {
  return fmt::format("{:.{}f}x", ratio, ratio < 0.995 ? 2 : ratio < 9.95 ? 1 : 0);
}

std::string verdict(const Spread& first, const Spread& second, bool counts) {
  const bool same =
      first.lowerQuartile == second.upperQuartile && first.upperQuartile == second.lowerQuartile;
  if (counts && same) return "same";
  if (overlap(first, second)) return "no verdict";
  return counts ? "" : withFactor(ratioOf(first, second));
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
  if (lines.empty()) return lines;
  const std::string reading = fmt::format(
      "Each cell: the median of {} rounds, and its quartiles where they differ. A time is CPU time "
      "of the whole process for one operation, in Node with the garbage collection, unless its "
      "table says by the clock. The ratio is that of the medians; no verdict where the quartiles "
      "overlap.",
      rounds);
  for (const std::string& line : wrap(reading, kLine)) lines.push_back(line);
  return lines;
}

}  // namespace nodelab::command
