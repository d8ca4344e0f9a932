// The command as one calls it: what it prints, where, and its exit code.
#include "command/command_line.h"

TEST_F(CommandLine, WithoutACommandSaysWhatToTry) {
  const Result result = call("");
  EXPECT_EQ(result.exitCode, 0);
  EXPECT_HAS(result.out, "3 demos on loop, stream");
  EXPECT_HAS(result.out, "nodelab tour");
  EXPECT_EQ(result.err, "");
}

TEST_F(CommandLine, HelpOpensWithExamplesOnStdout) {
  const Result result = call("--help");
  EXPECT_EQ(result.exitCode, 0);
  EXPECT_LT(result.out.find("nodelab tour"), result.out.find("Usage"));
  EXPECT_HAS(result.out, "For contributors:");
}

TEST_F(CommandLine, RefusesWrongUsageWithExitCode2OnStderr) {
  for (const char* line :
       {"tuor", "run", "run ordering extra", "--nonsense", "run nothing", "run stream",
        "list nowhere", "bench nothing", "explain", "test", "trace"}) {
    const Result result = call(line);
    EXPECT_EQ(result.exitCode, 2) << line;
    EXPECT_EQ(result.out, "") << line;
    EXPECT_TRUE(result.err.starts_with("nodelab: ")) << line;
  }
  EXPECT_EQ(call("tuor").err, "nodelab: no command 'tuor'; did you mean 'tour'?\n");
}

TEST_F(CommandLine, TakesBeginningsOfCommandsAndDemos) {
  EXPECT_EQ(call("l l").out, "loop/ordering  Which comes first?\n");
  EXPECT_EQ(call("ru ord").out, call("run loop/ordering").out);
}

TEST_F(CommandLine, ListShowsTheQuestions) {
  EXPECT_EQ(call("list stream").out, "stream/pipe    Is pipe safe?\nstream/port    Who listens?\n");
}

TEST_F(CommandLine, RunShowsTheDemoAndThatItsLinesAreNodes) {
  const Result result = call("run ordering");
  EXPECT_EQ(result.exitCode, 0);
  EXPECT_EQ(result.out, std::string(kLines) +
                            "| the same lines as Node 20.20.2 (recorded; --js runs it now)\n");
  EXPECT_EQ(result.err, "");
}

TEST_F(CommandLine, RunTakesTheFilesName) {
  EXPECT_EQ(call("run demos/loop/ordering.cpp").exitCode, 0);
}

TEST_F(CommandLine, StepsDoNotWaitWithoutATerminal) {
  EXPECT_EQ(call("run ordering --step").out, call("run ordering").out);
}

TEST_F(CommandLine, RunFailsWhenALineDiffers) {
  writePrinter("libexec/nodelab/demos/loop/ordering", "1  One\n   ok  something else\n");
  const Result result = call("run ordering");
  EXPECT_EQ(result.exitCode, 1);
  EXPECT_HAS(result.out, "| first difference at line 2, in step '1  One'\n");
}

TEST_F(CommandLine, RunFailsWhenAClaimDoes) {
  writePrinter("libexec/nodelab/demos/loop/ordering", kLines, 1);
  const Result result = call("run ordering");
  EXPECT_EQ(result.exitCode, 1);
  EXPECT_HAS(result.err, "loop/ordering ended with exit code 1");
}

TEST_F(CommandLine, RunSaysWhichSignalEndedADemo) {
  writeProgram("libexec/nodelab/demos/loop/ordering", "kill -SEGV $$\n");
  const Result result = call("run ordering");
  EXPECT_EQ(result.exitCode, 1);
  EXPECT_HAS(result.err, "ended with signal 11");
}

TEST_F(CommandLine, AMissingProgramIsOneClearLine) {
  fs::remove(root_ / "libexec/nodelab/demos/loop/ordering");
  const Result result = call("run ordering");
  EXPECT_EQ(result.exitCode, 1);
  EXPECT_HAS(result.err, "nodelab: loop/ordering is missing: ");
  EXPECT_EQ(result.err.find('\n'), result.err.size() - 1);
}

TEST_F(CommandLine, WithoutNodeJsShowsTheRecordedLinesAndSaysSo) {
  const Result result = call("run ordering --js");
  EXPECT_EQ(result.exitCode, 0);
  EXPECT_EQ(result.err,
            "nodelab: Node is not installed; these are the lines recorded with Node 20.20.2\n");
  EXPECT_HAS(result.out, "| NODE   20.20.2, recorded: ");
}

TEST_F(CommandLine, JsRunsTheTwinAndSaysWhetherTheLinesAreTheSame) {
  addNode("v20.1.0", kLines);
  const Result same = call("run ordering --js");
  EXPECT_EQ(same.exitCode, 0);
  EXPECT_HAS(same.out, "| NODE   20.1.0 runs share/nodelab/demos/loop/ordering.js\n1  One\n");
  EXPECT_HAS(same.out, "| the same lines from both\n");

  addNode("v20.1.0", "1  Another\n");
  EXPECT_EQ(call("run ordering --js").exitCode, 1);
}

TEST_F(CommandLine, ADifferenceOfAnotherNodeVersionIsSaidButDoesNotFail) {
  addNode("v18.1.0", "1  Another\n");
  const Result run = call("run ordering --js");
  EXPECT_EQ(run.exitCode, 0);
  EXPECT_HAS(run.err, "a difference between Node 18.1.0 and 20.20.2");
  const Result verify = call("verify ordering");
  EXPECT_EQ(verify.exitCode, 0);
  EXPECT_HAS(verify.out, "a version difference in Node v18.1.0");
  EXPECT_HAS(verify.out, "first difference at line 1");
}

TEST_F(CommandLine, ANodeTooOldIsNotUsed) {
  addNode("v16.0.0", "");
  EXPECT_HAS(call("run ordering --js").err, "is Node v16.0.0, older than 18");
}

TEST_F(CommandLine, VerifyComparesTheDemosWithTheRecord) {
  const Result result = call("verify");
  EXPECT_EQ(result.exitCode, 0);
  EXPECT_HAS(result.out, "ok      loop/ordering             2 lines as recorded\n");
  EXPECT_HAS(result.err, "Node is not installed");
}

TEST_F(CommandLine, VerifyShowsTheFirstDifferenceAndItsInputs) {
  writePrinter("libexec/nodelab/demos/stream/pipe", "1  One\n   ok  it holds not\n");
  const Result result = call("verify");
  EXPECT_EQ(result.exitCode, 1);
  EXPECT_HAS(result.out,
             "FAILED  stream/pipe               nodelab differs from the recorded lines\n"
             "  ran: libexec/nodelab/demos/stream/pipe\n"
             "  first difference at line 2, in step '1  One'\n"
             "    recorded  '   ok  it holds'\n"
             "    nodelab   '   ok  it holds not'\n");
  EXPECT_HAS(result.out, "ok      stream/port");
}

TEST_F(CommandLine, VerifyFailsWhenNode20DiffersFromItsRecord) {
  addNode("v20.20.2", "1  Another\n");
  EXPECT_EQ(call("verify ordering").exitCode, 1);
}

TEST_F(CommandLine, ADemoThatStandsAloneIsRunAndItsClaimsAreItsTest) {
  write("share/nodelab/contents.txt", "alone loop/asio\n");
  write("share/nodelab/demos/loop/asio.cpp", "card({.asked = \"Why?\", .say = \"So.\"});\n");
  writePrinter("libexec/nodelab/demos/loop/asio", kLines);
  addNode("v20.20.2", "");
  EXPECT_EQ(call("run asio").out,
            std::string(kLines) + "| Node has nothing like it to compare with\n");
  const Result good = call("verify");
  EXPECT_EQ(good.exitCode, 0);
  EXPECT_EQ(good.out, "ok      loop/asio                 its claims hold; it has no twin\n");

  writePrinter("libexec/nodelab/demos/loop/asio", kLines, 1);
  const Result bad = call("verify");
  EXPECT_EQ(bad.exitCode, 1);
  EXPECT_HAS(bad.out, "FAILED  loop/asio                 exit code 1\n1  One\n");
}

TEST_F(CommandLine, TheTwinOfADemoThatStandsAloneIsWrongUsage) {
  write("share/nodelab/contents.txt", "alone loop/asio\n");
  for (const char* line : {"run asio --js", "source asio --js"}) {
    const Result result = call(line);
    EXPECT_EQ(result.exitCode, 2);
    EXPECT_EQ(result.out, "");
    EXPECT_HAS(result.err, "loop/asio has no JavaScript twin");
  }
}

TEST_F(CommandLine, TourRunsItsDemosAndFailsWhenOneDoes) {
  const Result good = call("tour");
  EXPECT_EQ(good.exitCode, 0);
  EXPECT_HAS(good.out, "=== 1 of 2  loop/ordering =");
  EXPECT_HAS(good.out, "=== 2 of 2  stream/port =");
  EXPECT_HAS(good.out, "2 demos, 2 claims");

  writePrinter("libexec/nodelab/demos/loop/ordering", kLines, 1);
  const Result bad = call("tour");
  EXPECT_EQ(bad.exitCode, 1);
  EXPECT_HAS(bad.out, "1 of 2 demos FAILED: loop/ordering\n");
}

TEST_F(CommandLine, TourOfATopicRunsAllOfIt) {
  const Result result = call("tour str");
  EXPECT_EQ(result.exitCode, 0);
  EXPECT_HAS(result.out, "=== 1 of 2  stream/pipe =");
  EXPECT_HAS(result.out, "=== 2 of 2  stream/port =");
  EXPECT_EQ(call("tour nothing").exitCode, 2);
}

TEST_F(CommandLine, SourcePrintsTheFileAndItsPathApart) {
  const Result result = call("source ordering --js");
  EXPECT_EQ(result.out, "// the twin\n");
  EXPECT_EQ(result.err, "share/nodelab/demos/loop/ordering.js\n");
}

TEST_F(CommandLine, ExplainFindsTheCardThatAnswersBest) {
  const Result result = call("explain what is pipe");
  EXPECT_EQ(result.exitCode, 0);
  EXPECT_HAS(result.out,
             "stream/pipe\n| ASKED  Is pipe safe?\n| SAY    No, pipeline is.\n"
             "see it: nodelab run stream/pipe\nread it: share/nodelab/demos/stream/pipe.cpp\n");
}

TEST_F(CommandLine, ExplainSuggestsWhenNoCardSpeaksOfIt) {
  const Result result = call("explain piep");
  EXPECT_EQ(result.exitCode, 1);
  EXPECT_EQ(result.out, "");
  EXPECT_EQ(result.err, "nodelab: no card speaks of 'piep'; did you mean 'pipe'?\n");
}

TEST_F(CommandLine, TargetsAreWhatTheFrontDoorMustBuild) {
  EXPECT_EQ(call("--targets ru ord --js").out, "demo.loop.ordering\n");
  EXPECT_EQ(call("--targets verify pipe port").out, "demo.stream.pipe demo.stream.port\n");
  EXPECT_EQ(call("--targets test").out, "all\n");
  EXPECT_EQ(call("--targets trace programs.jsonl").out, "nodelab-trace\n");
  for (const char* line : {"", "--help", "run nothing", "tuor", "list"}) {
    const Result result = call(fmt::format("--targets {}", line));
    EXPECT_EQ(result.exitCode, 0) << line;
    EXPECT_TRUE(result.out.empty() || result.out == "\n") << line;
    EXPECT_EQ(result.err, "") << line;
  }
}

TEST_F(CommandLine, BenchListsThePairsAndTheirQuestions) {
  addBench();
  EXPECT_EQ(call("bench").out, "buffer/alloc  Is alloc slower?\n");
  EXPECT_EQ(call("--targets bench al").out, "bench.buffer.alloc\n");
}

TEST_F(CommandLine, BenchShowsExpectationTableReasonAndTrap) {
  addBench();
  addNode("v20.1.0",
          "runtime\tNode v20.1.0\n"
          "value\tnew\t16 B\talloc\t40\tns\n"
          "value\tnew\t16 B\tallocUnsafe\t30\tns\n");
  const Result result = call("bench alloc");
  EXPECT_EQ(result.exitCode, 0);
  EXPECT_EQ(result.err, "");
  std::size_t last = 0;
  for (const char* part :
       {"| ASKED  Is alloc slower?", "| EXPECT Yes.", "=== Node ===", "=== nodelab ===", "20.0 ns",
        "2.0x", "| WHY    It fills.", "| TRAP   Not always.", "Node v20.1.0\n", "nodelab 1.2\n"}) {
    const std::size_t at = result.out.find(part, last);
    ASSERT_NE(at, std::string::npos) << part << " in:\n" << result.out;
    last = at;
  }
}

TEST_F(CommandLine, BenchMeasuresNodelabAloneWithoutNodeAndSaysSo) {
  addBench();
  const Result result = call("bench alloc");
  EXPECT_EQ(result.exitCode, 0);
  EXPECT_EQ(result.err, "nodelab: Node is not installed; only nodelab's part is measured\n");
  EXPECT_EQ(result.out.find("=== Node"), std::string::npos);
  EXPECT_HAS(result.out, "=== nodelab ===");
}

TEST_F(CommandLine, BenchTakesTheSecondWayFirstInOddRounds) {
  addBench();
  writeProgram("libexec/nodelab/bench/buffer/alloc", "echo $1 >>rounds\n");
  EXPECT_EQ(call("bench alloc").exitCode, 0);
  EXPECT_TRUE(readFile(root_ / "rounds").starts_with("--round=0\n--round=1\n--round=2\n"));
}

TEST_F(CommandLine, BenchWritesTheRawDataAsJson) {
  addBench();
  EXPECT_EQ(call("bench alloc --json raw.json").exitCode, 0);
  EXPECT_HAS(readFile(root_ / "raw.json"), "\"way\": \"allocUnsafe\", \"value\": 10");
  EXPECT_EQ(call("bench alloc --json no/such/folder.json").exitCode, 2);
}

TEST_F(CommandLine, AMissingBenchmarkIsOneClearLine) {
  addBench();
  fs::remove(root_ / "libexec/nodelab/bench/buffer/alloc");
  const Result result = call("bench alloc");
  EXPECT_EQ(result.exitCode, 2);
  EXPECT_EQ(result.out, "");
  EXPECT_HAS(result.err, "nodelab: buffer/alloc is missing: ");
  EXPECT_EQ(result.err.find('\n'), result.err.size() - 1);
}

TEST_F(CommandLine, BenchFailsWhenAProgramDoes) {
  addBench();
  writePrinter("libexec/nodelab/bench/buffer/alloc", "", 3);
  const Result result = call("bench alloc");
  EXPECT_EQ(result.exitCode, 1);
  EXPECT_HAS(result.err, "the benchmark in nodelab ended with exit code 3");
}

TEST_F(CommandLine, DoctorNamesTheVersions) {
  const Result result = call("doctor");
  EXPECT_EQ(result.exitCode, 0);
  for (const char* name : {"compiler", "cmake", "fmt", "zlib", "libuv", "node", "recorded"}) {
    EXPECT_HAS(result.out, name);
  }
}
