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
  std::vector<TableRow> filled;
  for (TableRow& row : table.rows) {
    auto first = numbersOf(rounds, table.group, row.name, table.firstWay);
    auto second = numbersOf(rounds, table.group, row.name, table.secondWay);
    if (first.empty() || second.empty()) continue;
    row.first = spreadOf(std::move(first));
    row.second = spreadOf(std::move(second));
    filled.push_back(std::move(row));
  }
  table.rows = std::move(filled);
}

std::string jsonString(std::string_view text) {
  std::string json = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') json += '\\';
    json += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
  }
  return json + '"';
}

}  // namespace

void Round::add(std::string_view line) {
  std::vector<std::string> words = splitAtTabs(line);
  if (words[0] == "runtime" && words.size() == 2) runtime = words[1];
  if (words[0] != "value" || words.size() != 6) return;
  values.push_back(
      {words[1], words[2], words[3], std::strtod(words[4].c_str(), nullptr), words[5]});
}

std::vector<Table> tablesOf(const std::vector<Round>& rounds) {
  std::vector<Table> tables;
  if (rounds.empty()) return tables;
  for (const Value& value : rounds[0].values) {
    Table& table = findOrAdd(tables, &Table::group, value.group);
    findOrAdd(table.rows, &TableRow::name, value.row).unit = value.unit;
    if (table.firstWay.empty()) {
      table.firstWay = value.way;
    } else if (table.secondWay.empty() && value.way != table.firstWay) {
      table.secondWay = value.way;
    }
  }
  for (Table& table : tables) fill(table, rounds);
  return tables;
}

std::string toJson(std::string_view pair, std::string_view machine,
                   const std::vector<Panel>& panels) {
  std::string json = fmt::format("{{\n  \"pair\": {},\n  \"machine\": {},\n  \"values\": [",
                                 jsonString(pair), jsonString(machine));
  auto out = std::back_inserter(json);
  std::string_view comma = "";
  for (const Panel& panel : panels) {
    for (std::size_t round = 0; round < panel.rounds.size(); ++round) {
      for (const Value& value : panel.rounds[round].values) {
        fmt::format_to(out,
                       "{}\n    {{\"runtime\": {}, \"round\": {}, \"group\": {}, \"row\": {}, "
                       "\"way\": {}, \"value\": {}, \"unit\": {}}}",
                       comma, jsonString(panel.rounds[round].runtime), round,
                       jsonString(value.group), jsonString(value.row), jsonString(value.way),
                       value.number, jsonString(value.unit));
        comma = ",";
      }
    }
  }
  return json + "\n  ]\n}\n";
}

}  // namespace nodelab::command
