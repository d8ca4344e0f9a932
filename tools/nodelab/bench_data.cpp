#include "tools/nodelab/bench_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>

namespace nodelab::command {
namespace {

std::vector<std::string> splitAtTabs(std::string_view line) {
  std::vector<std::string> words;
  for (std::size_t end; (end = line.find('\t')) != line.npos; line.remove_prefix(end + 1)) {
    words.emplace_back(line.substr(0, end));
  }
  words.emplace_back(line);
  return words;
}

// The element whose `member` is `name`; it is added where there is none.
template <class T>
T& findOrAdd(std::vector<T>& list, std::string T::*member, const std::string& name) {
  const auto found =
      std::find_if(list.begin(), list.end(), [&](const T& t) { return t.*member == name; });
  if (found != list.end()) return *found;
  list.emplace_back();
  list.back().*member = name;
  return list.back();
}

std::vector<double> numbersOf(const std::vector<Round>& rounds, const std::string& group,
                              const std::string& row, const std::string& way) {
  std::vector<double> numbers;
  for (const Round& round : rounds) {
    for (const Value& value : round.values) {
      if (value.group == group && value.row == row && value.way == way) {
        numbers.push_back(value.number);
      }
    }
  }
  return numbers;
}

void fill(Table& table, const std::vector<Round>& rounds) {
  for (TableRow& row : table.rows) {
    for (const std::string& way : table.ways) {
      auto numbers = numbersOf(rounds, table.group, row.name, way);
      if (!numbers.empty()) row.cells.push_back(spreadOf(std::move(numbers)));
    }
  }
  std::erase_if(table.rows,
                [&](const TableRow& row) { return row.cells.size() < table.ways.size(); });
}

std::string jsonString(std::string_view text) {
  std::string json = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') json += '\\';
    json += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
  }
  return json + '"';
}

void addValues(std::string& json, const std::vector<Value>& values, const std::string& runtime,
               std::size_t round) {
  for (const Value& value : values) {
    fmt::format_to(std::back_inserter(json),
                   "{}\n    {{\"runtime\": {}, \"round\": {}, \"group\": {}, \"row\": {}, "
                   "\"way\": {}, \"value\": {}, \"unit\": {}}}",
                   json.back() == '[' ? "" : ",", jsonString(runtime), round,
                   jsonString(value.group), jsonString(value.row), jsonString(value.way),
                   value.number, jsonString(value.unit));
  }
}

}  // namespace

void Round::add(std::string_view line) {
  std::vector<std::string> words = splitAtTabs(line);
  if (words[0] == "runtime" && words.size() == 2) runtime = words[1];
  if (words.size() != 6 || (words[0] != "value" && words[0] != "peer")) return;
  auto& list = words[0] == "peer" ? peers : values;
  list.push_back({words[1], words[2], words[3], std::strtod(words[4].c_str(), nullptr), words[5]});
}

std::vector<Table> tablesOf(const std::vector<Round>& rounds) {
  std::vector<Table> tables;
  if (rounds.empty()) return tables;
  for (const Value& value : rounds[0].values) {
    Table& table = findOrAdd(tables, &Table::group, value.group);
    findOrAdd(table.rows, &TableRow::name, value.row).unit = value.unit;
    if (std::find(table.ways.begin(), table.ways.end(), value.way) == table.ways.end()) {
      table.ways.push_back(value.way);
    }
  }
  for (Table& table : tables) fill(table, rounds);
  std::erase_if(tables, [](const Table& table) { return table.rows.empty(); });
  return tables;
}

std::string toJson(std::string_view pair, std::string_view machine,
                   const std::vector<Panel>& panels) {
  std::string json = fmt::format("{{\n  \"pair\": {},\n  \"machine\": {},\n  \"values\": [",
                                 jsonString(pair), jsonString(machine));
  for (const Panel& panel : panels) {
    for (std::size_t i = 0; i < panel.rounds.size(); ++i) {
      const Round& round = panel.rounds[i];
      addValues(json, round.values, round.runtime, i);
      addValues(json, round.peers, round.runtime, i);
    }
  }
  return json + "\n  ]\n}\n";
}

}  // namespace nodelab::command
