// What `nodelab bench` makes of numbers: statistics, tables, verdicts, bars, and its texts.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tools/nodelab/bench_data.h"
#include "tools/nodelab/bench_peers.h"
#include "tools/nodelab/bench_report.h"
#include "tools/nodelab/bench_statistics.h"

using namespace nodelab::command;

namespace {

// What programs printed: a table of times and one of counts, three rounds.
constexpr std::string_view kRecorded[] = {
    "runtime\tnodelab 0.1.0: GNU 12.2.0 -O2\n"
    "value\tnew\t16 B\talloc\t47.13\tns\n"
    "value\tnew\t16 B\tallocUnsafe\t46\tns\n"
    "value\tnew\t1 MiB\talloc\t100000\tns\n"
    "value\tnew\t1 MiB\tallocUnsafe\t1000\tns\n"
    "value\tleft by 50 copies\tdescriptors open\talloc\t100\t\n"
    "value\tleft by 50 copies\tdescriptors open\tallocUnsafe\t0\t\n"
    "value\tleft by 50 copies\tfiles half written\talloc\t50\t\n"
    "value\tleft by 50 copies\tfiles half written\tallocUnsafe\t50\t\n",
    // The second way first, as in odd rounds.
    "value\tnew\t16 B\tallocUnsafe\t48\tns\n"
    "value\tnew\t16 B\talloc\t49\tns\n"
    "value\tnew\t1 MiB\tallocUnsafe\t1100\tns\n"
    "value\tnew\t1 MiB\talloc\t110000\tns\n"
    "value\tleft by 50 copies\tdescriptors open\tallocUnsafe\t0\t\n"
    "value\tleft by 50 copies\tdescriptors open\talloc\t100\t\n"
    "value\tleft by 50 copies\tfiles half written\tallocUnsafe\t50\t\n"
    "value\tleft by 50 copies\tfiles half written\talloc\t50\t\n",
    "value\tnew\t16 B\talloc\t50\tns\n"
    "value\tnew\t16 B\tallocUnsafe\t51\tns\n"
    "value\tnew\t1 MiB\talloc\t105000\tns\n"
    "value\tnew\t1 MiB\tallocUnsafe\t1050\tns\n"
    "value\tleft by 50 copies\tdescriptors open\talloc\t100\t\n"
    "value\tleft by 50 copies\tdescriptors open\tallocUnsafe\t0\t\n"
    "value\tleft by 50 copies\tfiles half written\talloc\t50\t\n"
    "value\tleft by 50 copies\tfiles half written\tallocUnsafe\t50\t\n",
};

Panel recordedPanel() {
  Panel panel{"nodelab", {}};
  for (std::string_view output : kRecorded) {
    Round& round = panel.rounds.emplace_back();
    for (std::size_t end; (end = output.find('\n')) != output.npos; output.remove_prefix(end + 1)) {
      round.add(output.substr(0, end));
    }
  }
  return panel;
}

}  // namespace

TEST(BenchStatistics, MedianAndQuartilesInterpolate) {
  const Spread odd = spreadOf({5, 1, 4, 2, 3});
  EXPECT_EQ(odd.lowerQuartile, 2);
  EXPECT_EQ(odd.median, 3);
  EXPECT_EQ(odd.upperQuartile, 4);
  const Spread even = spreadOf({4, 3, 2, 1});
  EXPECT_EQ(even.lowerQuartile, 1.75);
  EXPECT_EQ(even.median, 2.5);
  EXPECT_EQ(even.upperQuartile, 3.25);
  EXPECT_EQ(spreadOf({7}).upperQuartile, 7);
}

TEST(BenchStatistics, RangesThatTouchOverlap) {
  EXPECT_TRUE(overlap({1, 2, 3}, {3, 4, 5}));
  EXPECT_TRUE(overlap({3, 4, 5}, {1, 2, 3}));
  EXPECT_TRUE(overlap({1, 5, 9}, {4, 5, 6}));
  EXPECT_FALSE(overlap({1, 2, 3}, {3.1, 4, 5}));
}

TEST(BenchData, OtherLinesAreNotValues) {
  Round round;
  for (const char* line : {"", "value", "value\ta\tb\tc\t1", "Run on 2 CPUs", "values\t\t\t\t\t"}) {
    round.add(line);
  }
  EXPECT_TRUE(round.values.empty());
  EXPECT_EQ(round.runtime, "");
}

TEST(BenchData, TablesHaveTheOrderOfTheFirstRound) {
  const auto tables = tablesOf(recordedPanel().rounds);
  ASSERT_EQ(tables.size(), 2u);
  EXPECT_EQ(tables[0].group, "new");
  EXPECT_EQ(tables[0].ways, (std::vector<std::string>{"alloc", "allocUnsafe"}));
  ASSERT_EQ(tables[0].rows.size(), 2u);
  EXPECT_EQ(tables[0].rows[1].name, "1 MiB");
  EXPECT_EQ(tables[0].rows[1].cells[0].median, 105000);
  EXPECT_EQ(tables[1].rows[0].unit, "");
}

TEST(BenchData, ARowWithoutAllWaysIsLeftOutAndATableWithoutRows) {
  Round round;
  round.add("value\tg\tr\tone\t1\tns");
  round.add("value\tg\tr\tother\t1\tns");
  round.add("value\tg\talone\tone\t1\tns");
  ASSERT_EQ(tablesOf({round}).size(), 1u);
  EXPECT_EQ(tablesOf({round})[0].rows.size(), 1u);
  round.values.erase(round.values.begin());
  EXPECT_TRUE(tablesOf({round}).empty());
}

TEST(BenchData, JsonHasEveryValueOfEveryRound) {
  Round round;
  round.add("runtime\tNode \"20\"");
  round.add("value\tg\t16 B\talloc\t1.5\tns");
  EXPECT_EQ(toJson("buffer/alloc", "a \\ machine", {{"Node", {round}}}),
            "{\n"
            "  \"pair\": \"buffer/alloc\",\n"
            "  \"machine\": \"a \\\\ machine\",\n"
            "  \"values\": [\n"
            "    {\"runtime\": \"Node \\\"20\\\"\", \"round\": 0, \"group\": \"g\", "
            "\"row\": \"16 B\", \"way\": \"alloc\", \"value\": 1.5, \"unit\": \"ns\"}\n"
            "  ]\n"
            "}\n");
}

TEST(BenchReport, NumbersHaveThreeDigits) {
  EXPECT_EQ(withUnit(1.014, "ns"), "1.01 ns");
  EXPECT_EQ(withUnit(47.13, "ns"), "47.1 ns");
  EXPECT_EQ(withUnit(999.4, "ns"), "999 ns");
  EXPECT_EQ(withUnit(999.6, "ns"), "1.00 us");
  EXPECT_EQ(withUnit(22.81e6, "ns"), "22.8 ms");
  EXPECT_EQ(withUnit(3e9, "ns"), "3.00 s");
  EXPECT_EQ(withUnit(9600, ""), "9600");
}

TEST(BenchReport, ThereIsNoVerdictWhereQuartilesOverlap) {
  EXPECT_EQ(verdict({47, 49, 50}, {46, 48, 51}), "no verdict");
  EXPECT_EQ(verdict({10, 11, 12}, {4, 5, 6}), "2.2x");
  EXPECT_EQ(verdict({9, 10, 11}, {19, 20, 21}), "0.50x");
  EXPECT_EQ(verdict({99, 100, 101}, {1, 2, 3}), "50x");
}

TEST(BenchReport, CountsAreTheSameOrSpeakForThemselves) {
  EXPECT_EQ(verdict({50, 50, 50}, {50, 50, 50}, true), "same");
  EXPECT_EQ(verdict({100, 100, 100}, {0, 0, 0}, true), "");
  EXPECT_EQ(verdict({10, 20, 30}, {15, 20, 25}, true), "no verdict");
}

TEST(BenchReport, BarsAreLogarithmicWhereTheRatioPassesTen) {
  EXPECT_EQ(ratioBar(100, 100, 10), "##########");
  EXPECT_EQ(ratioBar(10, 100, 10), "#####");
  EXPECT_EQ(ratioBar(0.1, 100, 10), "-----");
  EXPECT_EQ(ratioBar(1, 100, 10), "");
  EXPECT_EQ(ratioBar(3, 5, 10), "#####");
  EXPECT_EQ(ratioBar(1.5, 1.5, 10), "#####");  // a full bar is at least 2x
}

TEST(BenchReport, DrawsARecordedPanel) {
  const auto lines = panelLines({recordedPanel()});
  const std::string expected =
      "=== nodelab ====================================================================\n"
      "\n"
      "new\n"
      "         alloc               allocUnsafe              ratio\n"
      "   16 B  49.0 ns  48.1-49.5  48.0 ns  47.0-49.5  no verdict\n"
      "  1 MiB   105 us  102-108    1.05 us  1.02-1.07        100x  ##############\n"
      "\n"
      "left by 50 copies\n"
      "                    alloc             allocUnsafe\n"
      "  descriptors open    100                 0\n"
      "files half written     50                50                   same\n"
      "\n"
      "Bars, on a logarithmic scale: none is 1x, a full one 100x.\n";
  EXPECT_EQ(fmt::format("{}\n", fmt::join(lines, "\n")).substr(0, expected.size()), expected);
  for (const std::string& line : lines) EXPECT_LE(line.size(), 80u) << line;
}

TEST(BenchReport, ThreeWaysStandBelowOneAnother) {
  Round round;
  for (const char* line :
       {"value\tone callback\talone\tnextTick\t20\tns",
        "value\tone callback\talone\tmicrotask\t20\tns",
        "value\tone callback\talone\tsetImmediate\t400\tns", "value\tturns\tthen\ta\t1\t",
        "value\tturns\tthen\tb\t2\t", "value\tturns\tthen\tc\t3\t"}) {
    round.add(line);
  }
  const std::string expected =
      "\n"
      "one callback: alone\n"
      "    nextTick  20.0 ns                  ratio\n"
      "   microtask  20.0 ns             no verdict\n"
      "setImmediate   400 ns                    20x  ##############\n"
      "\n"
      "turns\n"
      "         a                 b                 c\n"
      "   then      1                 2                 3\n";
  const std::string text = fmt::format("{}\n", fmt::join(panelLines({{"Node", {round}}}), "\n"));
  EXPECT_EQ(text.substr(text.find('\n') + 1, expected.size()), expected);
}

TEST(BenchReport, WithoutTablesThereIsNoPanel) {
  Round round;
  round.add("peer\tqueues\ttick\tNode\t1\tns");
  EXPECT_TRUE(panelLines({{"Node", {round}}}).empty());
}

TEST(BenchPeers, RatiosAreTakenWithinARound) {
  std::vector<Panel> panels{{"Node", {}}, {"nodelab", {}}};
  // Everything is twice as slow in the second round.
  for (const double load : {1.0, 2.0}) {
    Round& node = panels[0].rounds.emplace_back();
    node.add(fmt::format("peer\tqueues\tnextTick\tNode\t{}\tns", 300 * load));
    node.add("peer\tqueues\tonly here\tNode\t1\tns");
    Round& ours = panels[1].rounds.emplace_back();
    ours.add(fmt::format("peer\tqueues\tnextTick\tnodelab\t{}\tns", 10 * load));
    ours.add(fmt::format("peer\tqueues\tnextTick\tAsio\t{}\tns", 57 * load));
    ours.add("peer\tqueues\tmicrotask\tnodelab\t10\tns");
  }
  const auto lines = peerLines(panels);
  ASSERT_GT(lines.size(), 5u);
  EXPECT_EQ(lines[0].size(), 80u);
  EXPECT_EQ(lines[1], "");
  EXPECT_EQ(lines[2], "queues      Node               Asio");
  EXPECT_EQ(lines[3], "nextTick     30x  30-30        5.7x  5.7-5.7");
  EXPECT_EQ(lines[4], "microtask  -                  -");
}

TEST(BenchReport, ACardsParagraphsAreWrapped) {
  const BenchCard card = parseBenchCard(R"cpp(
    measure::card({
        .asked = "Is it?",
        .why = R"(
First
part.

Second.)",
    });
  )cpp");
  EXPECT_EQ(card.asked, "Is it?");
  EXPECT_EQ(card.trap, "");
  EXPECT_EQ(cardParagraphs("WHY", card.why),
            (std::vector<std::string>{"| WHY    First part.", "|        Second."}));
}
