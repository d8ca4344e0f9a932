#include "measure.h"

#include <fmt/core.h>
#include <uv.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace measure {
namespace {

struct Row {
  std::string group, name;
  Way first, second;
  bool counts;
};

Card ourCard;
std::vector<Row> rows;

// Without `seconds` it takes the time that Google Benchmark is told.
void addBenchmark(const Row& row, const Way& way, std::optional<double> seconds) {
  const std::string name = row.group + '/' + row.name + '/' + way.name;
  auto* added = benchmark::RegisterBenchmark(name.c_str(), way.body)->MeasureProcessCPUTime();
  if (row.counts) {
    added->Iterations(1);
  } else if (seconds) {
    added->MinTime(*seconds);
  }
}

void addBenchmarks(bool secondFirst, std::optional<double> seconds) {
  for (const Row& row : rows) {
    addBenchmark(row, secondFirst ? row.second : row.first, seconds);
    addBenchmark(row, secondFirst ? row.first : row.second, seconds);
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

// `value TAB group TAB row TAB way TAB number TAB unit`; a count has no unit.
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
    const auto print = [&](std::string_view rowName, double number, std::string_view unit) {
      fmt::print("value\t{}\t{}\t{}\t{}\t{}\n", name.substr(0, row - 1), rowName, name.substr(way),
                 number, unit);
    };
    for (const auto& [counted, counter] : run.counters) print(counted, counter.value, "");
    if (run.counters.empty()) {
      print(name.substr(row, way - row - 1), run.GetAdjustedCPUTime(), "ns");
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
  fmt::print("runtime\tnodelab {}: {}{}; libuv {}\n", NODELAB_VERSION, NODELAB_BUILT_WITH, checks,
             uv_version_string());
}

// Takes an option such as `--round=N` off the arguments.
std::optional<double> takeOption(std::string_view option, int& argc, char** argv) {
  char** const end = argv + argc;
  char** const found = std::find_if(
      argv, end, [&](const char* word) { return std::string_view(word).starts_with(option); });
  if (found == end) return std::nullopt;
  const double value = std::atof(*found + option.size());
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

void compare(std::string group, std::string row, Way first, Way second) {
  rows.push_back({std::move(group), std::move(row), std::move(first), std::move(second), false});
}

void count(std::string group, Way first, Way second) {
  rows.push_back({std::move(group), "", std::move(first), std::move(second), true});
}

int run(int argc, char** argv, double seconds) {
  const std::optional<double> round = takeOption("--round=", argc, argv);
  const double minTime = takeOption("--min-time=", argc, argv).value_or(seconds);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  if (round) {
    addBenchmarks(static_cast<int>(*round) % 2 == 1, minTime);
    printRuntime();
    LineReporter reporter;
    benchmark::RunSpecifiedBenchmarks(&reporter);
    return reporter.failed() ? 1 : 0;
  }
  addBenchmarks(false, std::nullopt);
  printCard("EXPECT", ourCard.expect);
  benchmark::RunSpecifiedBenchmarks();
  fmt::print("\n");
  printCard("WHY", ourCard.why);
  printCard("TRAP", ourCard.trap);
  return 0;
}

}  // namespace measure
