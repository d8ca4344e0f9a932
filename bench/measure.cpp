#include "measure.h"

#include <fmt/core.h>
#include <uv.h>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace measure {
namespace {

struct Row {
  std::string group, name;
  std::vector<Way> ways;
  bool counts;
};

Card ourCard;
std::vector<Row> rows;
std::set<std::string, std::less<>> peerGroups;
std::string libraries;
bool isTrial = false;
std::int64_t largestBatch = std::numeric_limits<std::int64_t>::max();

// How long a body runs; without either it takes the time that Google Benchmark is told.
struct Length {
  std::optional<double> seconds = std::nullopt;
  std::optional<std::int64_t> iterations = std::nullopt;
};

void addBenchmark(const Row& row, const Way& way, const Length& length) {
  const std::string name = row.group + '/' + row.name + '/' + way.name;
  auto* added = benchmark::RegisterBenchmark(name.c_str(), way.body);
  if (way.clock == Clock::own) {
    added->UseManualTime();
  } else {
    added->MeasureProcessCPUTime();
  }
  if (row.counts) {
    added->Iterations(1);
  } else if (length.iterations) {
    added->Iterations(*length.iterations);
  } else if (length.seconds) {
    added->MinTime(*length.seconds);
  }
}

void addBenchmarks(bool lastFirst, const Length& length) {
  for (Row& row : rows) {
    if (lastFirst) std::reverse(row.ways.begin(), row.ways.end());
    for (const Way& way : row.ways) addBenchmark(row, way, length);
  }
}

// Why a run failed, or null. Google Benchmark 1.8 renamed what says so.
template <class Run>
const std::string* failureOf(const Run& run) {
  if constexpr (requires { run.error_occurred; }) {
    return run.error_occurred ? &run.error_message : nullptr;
  } else {
    return run.skipped ? &run.skip_message : nullptr;
  }
}

// `value TAB group TAB row TAB way TAB number TAB unit`, and `peer` where the ways are peers; a
// count has no unit.
class LineReporter : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context&) override { return true; }

  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      if (const std::string* message = failureOf(run)) {
        fmt::print(stderr, "{}: {}\n", run.benchmark_name(), *message);
        failed_ = true;
      } else {
        report(run);
      }
    }
  }

  bool failed() const { return failed_; }

 private:
  static void report(const Run& run) {
    const std::string& name = run.run_name.function_name;
    const std::size_t row = name.find('/') + 1, way = name.find('/', row) + 1;
    const std::string group = name.substr(0, row - 1);
    const auto print = [&](std::string_view rowName, double number, std::string_view unit) {
      fmt::print("{}\t{}\t{}\t{}\t{}\t{}\n", peerGroups.contains(group) ? "peer" : "value", group,
                 rowName, name.substr(way), number, unit);
    };
    for (const auto& [counted, counter] : run.counters) print(counted, counter.value, "");
    if (run.counters.empty()) {
      const bool own = run.run_name.time_type == "manual_time";
      print(name.substr(row, way - row - 1),
            own ? run.GetAdjustedRealTime() : run.GetAdjustedCPUTime(), "ns");
    }
  }

  bool failed_ = false;
};

void printRuntime() {
#ifdef NDEBUG
  const std::string_view checks = "";
#else
  const std::string_view checks = " (a build with checks, not for measuring)";
#endif
  fmt::print("runtime\tnodelab {}: {}{}; libuv {}{}\n", NODELAB_VERSION, NODELAB_BUILT_WITH, checks,
             uv_version_string(), libraries);
}

// Takes an option such as `--round=N` off the arguments: what follows its name.
std::optional<std::string> takeOption(std::string_view option, int& argc, char** argv) {
  char** const end = argv + argc;
  char** const found = std::find_if(
      argv, end, [&](const char* word) { return std::string_view(word).starts_with(option); });
  if (found == end) return std::nullopt;
  std::string value = *found + option.size();
  std::copy(found + 1, end + 1, found);  // with the null at the end
  --argc;
  return value;
}

void printCard(std::string_view name, std::string_view text) {
  fmt::print("{}\n{}\n\n", name, text);
  std::fflush(stdout);
}

}  // namespace

void card(const Card& card) { ourCard = card; }

void compare(std::string group, std::string row, std::vector<Way> ways) {
  rows.push_back({std::move(group), std::move(row), std::move(ways), false});
}

void count(std::string group, std::vector<Way> ways) {
  rows.push_back({std::move(group), "", std::move(ways), true});
}

void peers(std::string group) { peerGroups.insert(std::move(group)); }

void alsoMeasures(std::string library) { libraries += "; " + std::move(library); }

std::int64_t sized(std::int64_t usual) {
  return isTrial ? (usual + 999) / 1000 : std::min(usual, largestBatch);
}

int run(int argc, char** argv, double seconds) {
  const auto round = takeOption("--round=", argc, argv);
  isTrial = takeOption("--trial", argc, argv).has_value();
  const auto minTime = takeOption("--min-time=", argc, argv);
  const auto iterations = takeOption("--iterations=", argc, argv);
  const auto batch = takeOption("--batch=", argc, argv);
  Length length{isTrial ? 0.0005 : seconds};
  if (minTime) length.seconds = std::stod(*minTime);
  if (iterations) length.iterations = std::stoll(*iterations);
  if (batch) largestBatch = std::stoll(*batch);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  if (round) {
    addBenchmarks(std::stoi(*round) % 2 == 1, length);
    printRuntime();
    LineReporter reporter;
    benchmark::RunSpecifiedBenchmarks(&reporter);
    return reporter.failed() ? 1 : 0;
  }
  addBenchmarks(false, {});
  printCard("EXPECT", ourCard.expect);
  benchmark::RunSpecifiedBenchmarks();
  fmt::print("\n");
  printCard("WHY", ourCard.why);
  printCard("TRAP", ourCard.trap);
  return 0;
}

}  // namespace measure
