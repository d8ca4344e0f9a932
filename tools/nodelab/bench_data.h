// What a benchmark prints, one round of it, and the tables that rounds make together.
//
// A program that is given `--round=N` prints lines of words with tabs between them (measure.h):
//
//   runtime   Node v20.20.2: V8 11.3
//   value     GROUP   ROW   WAY   47.1   ns
//
// A group is a table, and compares two ways to do the same, row by row. A value without a unit is a
// count.
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
  std::vector<Value> values;

  // Takes one line of the output in. Lines of other kinds are nothing to it.
  void add(std::string_view line);
};

struct TableRow {
  std::string name;
  std::string unit;
  Spread first, second;
};

struct Table {
  std::string group;
  std::string firstWay, secondWay;
  std::vector<TableRow> rows;
};

// The tables of all rounds, in the order in which the first round has them. A row that has not both
// ways in it is left out.
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
