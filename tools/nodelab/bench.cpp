#include "tools/nodelab/bench.h"

#include <fmt/format.h>
#include <unistd.h>
#include <uv.h>

#include <algorithm>
#include <fstream>

#include "tools/nodelab/bench_data.h"
#include "tools/nodelab/bench_peers.h"
#include "tools/nodelab/bench_report.h"
#include "tools/nodelab/child.h"
#include "tools/nodelab/failure.h"
#include "tools/nodelab/names.h"
#include "tools/nodelab/node.h"
#include "tools/nodelab/perform.h"
#include "tools/nodelab/terminal.h"
#include "tools/nodelab/text.h"

namespace nodelab::command {
namespace {

constexpr std::size_t kRounds = 8;  // even, so that each way comes first in half of them

std::string benchTarget(const std::string& id) {
  std::string target = "bench." + id;
  std::replace(target.begin(), target.end(), '/', '.');
  return target;
}

int listBenches(const Lab& lab) {
  std::size_t width = 0;
  for (const std::string& id : lab.benches()) width = std::max(width, id.size());
  for (const std::string& id : lab.benches()) {
    std::string_view name = id;
    const BenchCard card = parseBenchCard(readFile(lab.benchSource(id)));
    for (const std::string& line : wrap(card.asked, 80 - width - 2)) {
      fmt::print("{:<{}}  {}\n", name, width, line);
      name = "";
    }
  }
  if (lab.benches().empty()) fmt::print(stderr, "there are no benchmarks yet\n");
  return kOk;
}

void requireBenchProgram(const Lab& lab, const std::string& id) {
  const auto program = lab.benchProgram(id);
  if (std::filesystem::exists(program)) return;
  throw Failure(kWrongUsage, whyMissing(lab, id, program, benchTarget(id)));
}

// "AMD EPYC, 2 CPUs, Linux 6.1, load 0.7 when it began".
std::string describeMachine() {
  uv_cpu_info_t* cpus = nullptr;
  int count = 0;
  std::string text = "unknown CPU";
  if (uv_cpu_info(&cpus, &count) == 0) {
    if (count > 0) text = cpus[0].model;
    uv_free_cpu_info(cpus, count);
  }
  double load[3] = {};
  uv_loadavg(load);
  uv_utsname_t system = {};
  uv_os_uname(&system);
  return fmt::format("{}, {} CPUs, {} {}, load {:.1f} when it began", text, count, system.sysname,
                     system.release, load[0]);
}

// Where one is, in one line that is written over; nothing where nobody sits.
void showProgress(std::size_t round, std::string_view name) {
  if (isatty(STDERR_FILENO) != 1) return;
  if (name.empty()) {
    fmt::print(stderr, "\r{:40}\r", "");
  } else {
    fmt::print(stderr, "\rround {} of {}: {:20}", round + 1, kRounds, name);
  }
  std::fflush(stderr);
}

struct Contestant {
  Panel panel;
  std::vector<std::string> command;
};

void measureRound(Contestant& contestant, std::size_t number) {
  auto arguments = contestant.command;
  arguments.push_back(fmt::format("--round={}", number));
  Round round;
  showProgress(number, contestant.panel.name);
  const Ended ended = readProgram(arguments, [&](std::string_view line) { round.add(line); });
  showProgress(number, "");
  if (!ended.well()) {
    throw Failure(kMismatch, fmt::format("the benchmark in {} ended with {}", contestant.panel.name,
                                         describe(ended)));
  }
  contestant.panel.rounds.push_back(std::move(round));
}

// Node first, where there is a usable one.
std::vector<Contestant> contestants(const Lab& lab, const std::string& id, const Node& node) {
  std::vector<Contestant> all;
  if (node.usable()) {
    auto script = lab.benchSource(id);
    script.replace_extension(".js");
    all.push_back({{"Node", {}}, {node.program, script.string()}});
  } else {
    fmt::print(stderr, "nodelab: {}; only nodelab's part is measured\n", node.whyNot());
  }
  all.push_back({{"nodelab", {}}, {lab.benchProgram(id).string()}});
  return all;
}

std::vector<Panel> measurePair(const Lab& lab, const std::string& id, const Node& node) {
  auto all = contestants(lab, id, node);
  for (std::size_t round = 0; round < kRounds; ++round) {
    for (Contestant& contestant : all) measureRound(contestant, round);
  }
  std::vector<Panel> panels;
  for (Contestant& contestant : all) panels.push_back(std::move(contestant.panel));
  return panels;
}

void printCardPart(std::string_view name, std::string_view text) {
  for (const std::string& line : cardParagraphs(name, text)) printLine(line);
}

void printConditions(const std::string& machine, const std::vector<Panel>& panels) {
  std::vector<std::string> conditions{machine};
  for (const Panel& panel : panels) conditions.push_back(panel.rounds[0].runtime);
  conditions.push_back(
      "nodelab runs no JavaScript, so its distance to Node says nothing about Node's quality.");
  for (const std::string& condition : conditions) {
    for (const std::string& line : wrap(condition, 80)) printLine(line);
  }
}

}  // namespace

int bench(const Lab& lab, const std::string& pair, const std::string& json) {
  if (pair.empty()) return listBenches(lab);
  const std::string& id = resolveName("benchmark", pair, lab.benches(), "bench");
  requireBenchProgram(lab, id);
  std::ofstream file;
  if (!json.empty()) {
    file.open(json);
    if (!file) throw Failure(kWrongUsage, "cannot write " + json);
  }
  const BenchCard card = parseBenchCard(readFile(lab.benchSource(id)));
  printCardPart("ASKED", card.asked);
  printCardPart("EXPECT", card.expect);
  printLine("");

  const std::string machine = describeMachine();
  const std::vector<Panel> panels = measurePair(lab, id, findNode());
  for (const std::string& line : panelLines(panels)) printLine(line);
  for (const std::string& line : peerLines(panels)) printLine(line);
  printLine("");
  printCardPart("WHY", card.why);
  printCardPart("TRAP", card.trap);
  printLine("");
  printConditions(machine, panels);
  file << toJson(id, machine, panels);
  return kOk;
}

std::vector<std::string> benchTargets(const Lab& lab, const std::string& pair) {
  if (pair.empty()) return {};
  return {benchTarget(resolveName("benchmark", pair, lab.benches(), "bench"))};
}

}  // namespace nodelab::command
