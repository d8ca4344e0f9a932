// The tables for engineers: what takes how many times as much as nodelab.
//
// Other than a pair, such a table goes across the runtimes and the libraries, and it shows no times
// but ratios: each is that of two values of the same round, so that what slows a whole round down
// falls out of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tools/nodelab/bench_data.h"

namespace nodelab::command {

// What everything is compared with: the way of that name.
inline constexpr std::string_view kOurs = "nodelab";

struct PeerRow {
  std::string name;
  std::vector<std::optional<Spread>> ratios;  // one for each peer; none where it has no such row
};

struct PeerTable {
  std::string group;
  std::vector<std::string> peers;
  std::vector<PeerRow> rows;
};

// The tables of all panels together, with the rows for which there is a value of ours.
std::vector<PeerTable> peerTablesOf(const std::vector<Panel>& panels);

// The tables, and how to read them, in lines of at most 80 columns; none where there are no peers.
std::vector<std::string> peerLines(const std::vector<Panel>& panels);

}  // namespace nodelab::command
