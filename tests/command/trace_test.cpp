// `nodelab trace`, with the real program behind it.
#include "command/command_line.h"

namespace {

constexpr std::string_view kHere =
    R"({"topic":"loop","id":"here","start":"io","body":[{"op":"nextTick","m":"tick"},{"op":"log","m":"body"}]})";
constexpr std::string_view kFresh =
    R"({"topic":"loop","id":"own","fresh":true,"start":"main","body":[{"op":"exit","code":3}]})";
constexpr std::string_view kElse = R"({"topic":"elsewhere","id":"else"})";

class Trace : public CommandLine {
 protected:
  Trace() {
    fs::create_directories(root_ / "libexec/nodelab");
    fs::copy_file(NODELAB_TRACE, root_ / "libexec/nodelab/trace");
    write("two.jsonl", fmt::format("{}\n\n{}\n", kHere, kFresh));
  }
};

}  // namespace

TEST_F(Trace, PrintsTheLinesUnderThePrograms) {
  const Result result = call("trace two.jsonl");
  EXPECT_EQ(result.exitCode, 0);
  EXPECT_EQ(result.out, "== here\nbody\ntick\n== own\nexit code 3\n");
  EXPECT_EQ(result.err, "");
}

TEST_F(Trace, AFreshProgramHasAProcessOfItsOwn) {
  write("again.jsonl", fmt::format("{}\n{}\n{}\n", kFresh, kFresh, kHere));
  EXPECT_EQ(call("trace again.jsonl").out,
            "== own\nexit code 3\n== own\nexit code 3\n== here\nbody\ntick\n");
}

TEST_F(Trace, CountsOnStderrWhatItCannotRun) {
  write("else.jsonl", fmt::format("{}\n{}\n", kElse, kHere));
  const Result result = call("trace else.jsonl");
  EXPECT_EQ(result.exitCode, 0);
  EXPECT_EQ(result.out, "== here\nbody\ntick\n");
  EXPECT_EQ(result.err, "nodelab: 1 not to be compared with Node\n     1 topic elsewhere\n");
}

TEST_F(Trace, SaysThatTheRecordedTracesAreTheSame) {
  write("same.txt", "== own\nexit code 3\n== here\nbody\ntick\n== of no interest\n");
  const Result result = call("trace two.jsonl --expect same.txt");
  EXPECT_EQ(result.exitCode, 0);
  EXPECT_EQ(result.out, "2 programs compared, 0 differ, 0 skipped\n");
  EXPECT_EQ(result.err, "");
}

TEST_F(Trace, ShowsWhereATraceDiffers) {
  write("other.txt", "== own\nexit code 0\n== here\nbody\ntick\n");
  const Result result = call("trace two.jsonl --expect other.txt");
  EXPECT_EQ(result.exitCode, 1);
  EXPECT_EQ(result.out,
            "own differs from the recorded trace (-) here (+):\n"
            "  - exit code 0\n"
            "  + exit code 3\n"
            "2 programs compared, 1 differ, 0 skipped\n");
}

TEST_F(Trace, AComparisonOfNothingFails) {
  write("else.jsonl", kElse);
  write("else.txt", "== else\n");
  EXPECT_EQ(call("trace else.jsonl --expect else.txt").exitCode, 1);
}

TEST_F(Trace, NamesTheLineThatIsNoProgram) {
  write("bad.jsonl", fmt::format("{}\n{{\"id\"\n", kHere));
  const Result result = call("trace bad.jsonl");
  EXPECT_EQ(result.exitCode, 2);
  EXPECT_EQ(result.out, "== here\nbody\ntick\n");
  EXPECT_TRUE(result.err.starts_with("nodelab: bad.jsonl:2: ")) << result.err;
}

TEST_F(Trace, NamesTheProgramOfWhichNothingIsRecorded) {
  write("less.txt", "== here\nbody\ntick\n");
  const Result result = call("trace two.jsonl --expect less.txt");
  EXPECT_EQ(result.exitCode, 2);
  EXPECT_EQ(result.err, "nodelab: two.jsonl:3: no trace of own\n");
}

TEST_F(Trace, NamesTheFileThatCannotBeRead) {
  for (const char* line : {"trace none.jsonl", "trace two.jsonl --expect none.jsonl"}) {
    const Result result = call(line);
    EXPECT_EQ(result.exitCode, 2) << line;
    EXPECT_EQ(result.err, "nodelab: cannot read none.jsonl: No such file or directory\n") << line;
  }
}

TEST_F(Trace, IsOneClearLineWhereItsProgramIsMissing) {
  fs::remove(root_ / "libexec/nodelab/trace");
  const Result result = call("trace two.jsonl");
  EXPECT_EQ(result.exitCode, 2);
  EXPECT_HAS(result.err, "nodelab: trace is missing: ");
}
