#include "tools/nodelab/bench_peers.h"

#include <fmt/format.h>

#include <algorithm>

#include "tools/nodelab/bench_report.h"
#include "tools/nodelab/text.h"

namespace nodelab::command {
namespace {

constexpr std::size_t kPeerLine = 80;
constexpr std::size_t kPeerColumn = 17;

// The value of that name in one round of all panels.
std::optional<double> valueIn(const std::vector<Panel>& panels, std::size_t round,
                              const std::string& group, const std::string& row,
                              std::string_view way) {
  for (const Panel& panel : panels) {
    if (round >= panel.rounds.size()) continue;
    for (const Value& value : panel.rounds[round].peers) {
      if (value.group == group && value.row == row && value.way == way) return value.number;
    }
  }
  return std::nullopt;
}

std::optional<Spread> ratiosOf(const std::vector<Panel>& panels, const std::string& group,
                               const std::string& row, std::string_view peer) {
  std::vector<double> ratios;
  for (std::size_t round = 0; round < panels[0].rounds.size(); ++round) {
    const auto theirs = valueIn(panels, round, group, row, peer);
    const auto ours = valueIn(panels, round, group, row, kOurs);
    if (theirs && ours) ratios.push_back(*theirs / *ours);
  }
  if (ratios.empty()) return std::nullopt;
  return spreadOf(std::move(ratios));
}

void addOnce(std::vector<std::string>& names, const std::string& name) {
  if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

PeerTable peerTableOf(const std::vector<Panel>& panels, const std::string& group) {
  PeerTable table{group, {}, {}};
  std::vector<std::string> rows;
  for (const Panel& panel : panels) {
    for (const Value& value : panel.rounds[0].peers) {
      if (value.group != group) continue;
      value.way == kOurs ? addOnce(rows, value.row) : addOnce(table.peers, value.way);
    }
  }
  for (const std::string& row : rows) {
    PeerRow& added = table.rows.emplace_back(PeerRow{row, {}});
    for (const std::string& peer : table.peers) {
      added.ratios.push_back(ratiosOf(panels, group, row, peer));
    }
  }
  return table;
}

// `35x  33-37`, the quartiles with as many decimals as the median.
std::string ratioCell(const std::optional<Spread>& spread) {
  if (!spread) return "-";
  const int decimals = spread->median < 0.995 ? 2 : spread->median < 9.95 ? 1 : 0;
  return fmt::format("{:>5}  {:.{}f}-{:.{}f}", withFactor(spread->median), spread->lowerQuartile,
                     decimals, spread->upperQuartile, decimals);
}

void addPeerTable(std::vector<std::string>& lines, const PeerTable& table) {
  std::size_t nameWidth = table.group.size();
  for (const PeerRow& row : table.rows) nameWidth = std::max(nameWidth, row.name.size());
  const auto add = [&](std::string line, const auto& cells, auto textOf) {
    line.resize(nameWidth, ' ');
    for (const auto& cell : cells) line += fmt::format("  {:<{}}", textOf(cell), kPeerColumn);
    line.erase(line.find_last_not_of(' ') + 1);
    lines.push_back(std::move(line));
  };
  lines.push_back("");
  add(table.group, table.peers, [](const std::string& peer) { return fmt::format("{:>5}", peer); });
  for (const PeerRow& row : table.rows) add(row.name, row.ratios, ratioCell);
}

}  // namespace

std::vector<PeerTable> peerTablesOf(const std::vector<Panel>& panels) {
  std::vector<std::string> groups;
  for (const Panel& panel : panels) {
    if (panel.rounds.empty()) return {};
    for (const Value& value : panel.rounds[0].peers) {
      if (value.way == kOurs) addOnce(groups, value.group);
    }
  }
  std::vector<PeerTable> tables;
  for (const std::string& group : groups) tables.push_back(peerTableOf(panels, group));
  return tables;
}

std::vector<std::string> peerLines(const std::vector<Panel>& panels) {
  std::vector<std::string> lines;
  for (const PeerTable& table : peerTablesOf(panels)) addPeerTable(lines, table);
  if (lines.empty()) return lines;
  std::string heading = "=== how many times nodelab's ";
  lines.insert(lines.begin(), heading.append(kPeerLine - heading.size(), '='));
  const std::string reading = fmt::format(
      "Each cell: how many times what nodelab takes (CPU time, or what the row names) its column "
      "takes for the same, the median of {} rounds and the quartiles; a ratio is taken within a "
      "round. Above 1x nodelab takes less.",
      panels[0].rounds.size());
  lines.push_back("");
  for (const std::string& line : wrap(reading, kPeerLine)) lines.push_back(line);
  return lines;
}

}  // namespace nodelab::command
