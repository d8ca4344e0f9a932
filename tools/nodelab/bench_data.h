// What a benchmark prints, one round of it, and the tables that rounds make together.
//
// A program that is given `--round=N` prints lines of words with tabs between them (measure.h):
//
//   runtime   Node v20.20.2: V8 11.3
//   value     GROUP   ROW   WAY   47.1   ns
//   peer      GROUP   ROW   WAY   47.1   ns
//
// A group is a table, and compares some ways to do the same, row by row. A value without a unit is
// a count. Those of peers are for another kind of table (bench_peers.h).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tools/nodelab/bench_statistics.h"

namespace nodelab::command {

struct Value {
  std::string group, row, way;
  double number = 0;
  std::string unit;
};

struct Round {
  std::string runtime;  // what ran it, with versions
  std::vector<Value> values, peers;

  // Takes one line of the output in. Lines of other kinds are nothing to it.
  void add(std::string_view line);
};

struct TableRow {
  std::string name;
  std::string unit;
  std::vector<Spread> cells;  // one for each way
};

struct Table {
  std::string group;
  std::vector<std::string> ways;
  std::vector<TableRow> rows;
};

// The tables of all rounds, in the order in which the first round has them. A row that has not all
// ways in it is left out, and a table without rows.
std::vector<Table> tablesOf(const std::vector<Round>& rounds);

// All rounds of a runtime, under a short name.
struct Panel {
  std::string name;  // "Node", "nodelab"
  std::vector<Round> rounds;
};

// The raw data as JSON: every value of every round.
std::string toJson(std::string_view pair, std::string_view machine,
                   const std::vector<Panel>& panels);

}  // namespace nodelab::command
