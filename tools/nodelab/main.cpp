// The command line of nodelab.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <functional>

#include "tools/nodelab/commands.h"
#include "tools/nodelab/failure.h"
#include "tools/nodelab/names.h"
#include "tools/nodelab/text.h"

namespace nodelab::command {
namespace {

// What a command line asks for: what to do, and which targets of the build that takes.
struct Request {
  std::function<int()> act;
  std::function<std::vector<std::string>()> targets = [] { return std::vector<std::string>(); };
};

// What the commands take. It outlives the requests, which refer to it.
struct Arguments {
  std::string topic, demo, pair, json, programs, expected;
  std::vector<std::string> demos, words;
  RunOptions options;
};

std::string examples() {
  const std::string me = callName();
  return fmt::format(
      "Node's runtime primitives, to run, to read and to measure.\n\n"
      "  {0} tour                      the topics, a demo or a few each\n"
      "  {0} tour loop                 all demos of one topic\n"
      "  {0} run loop/ordering         one demo; `run ord` will do\n"
      "  {0} run loop/ordering --js    the same in JavaScript, under Node\n"
      "  {0} explain backpressure      what to say, and its proof\n",
      me);
}

std::vector<std::string> targetsOf(const Lab& lab, const std::vector<std::string>& demos) {
  std::vector<std::string> targets;
  for (const std::string& demo : demos) targets.push_back(lab.demo(demo).target());
  if (demos.empty()) {
    for (const Demo& demo : lab.demos()) targets.push_back(demo.target());
  }
  return targets;
}

void addLearnersCommands(CLI::App& app, const Lab& lab, Arguments& given, Request& request) {
  auto* tourCommand = app.add_subcommand("tour", "The topics in order, demo by demo");
  tourCommand->add_option("TOPIC", given.topic, "All demos of this topic");
  tourCommand->callback([&] {
    request = {[&] { return tour(lab, given.topic); },
               [&] {
                 std::vector<std::string> targets;
                 for (const Demo* demo : demosOfTour(lab, given.topic)) {
                   targets.push_back(demo->target());
                 }
                 return targets;
               }};
  });

  auto* listCommand = app.add_subcommand("list", "The demos and the questions they answer");
  listCommand->add_option("TOPIC", given.topic, "Only this topic");
  listCommand->callback([&] { request.act = [&] { return list(lab, given.topic); }; });

  auto* runCommand = app.add_subcommand("run", "Run a demo");
  runCommand->add_option("DEMO", given.demo, "Its name, or the beginning of it")->required();
  runCommand->add_flag("--js", given.options.twin, "Then its JavaScript twin under Node");
  runCommand->add_flag("--step", given.options.pauses, "Wait for Enter before each step");
  runCommand->callback([&] {
    request = {[&] { return run(lab, given.demo, given.options); },
               [&] { return targetsOf(lab, {given.demo}); }};
  });

  auto* sourceCommand = app.add_subcommand("source", "Read a demo");
  sourceCommand->add_option("DEMO", given.demo, "Its name, or the beginning of it")->required();
  sourceCommand->add_flag("--js", given.options.twin, "Its JavaScript twin");
  sourceCommand->callback(
      [&] { request.act = [&] { return source(lab, given.demo, given.options.twin); }; });

  auto* explainCommand = app.add_subcommand("explain", "What to say about it, and the proof");
  explainCommand->add_option("WORDS", given.words, "A concept or a question")->required();
  explainCommand->callback([&] { request.act = [&] { return explain(lab, given.words); }; });

  auto* benchCommand = app.add_subcommand("bench", "Measure a pair; without PAIR, list them");
  benchCommand->add_option("PAIR", given.pair, "Its name, or the beginning of it");
  benchCommand->add_option("--json", given.json, "Write the raw data into this file");
  benchCommand->callback([&] {
    request = {[&] { return bench(lab, given.pair, given.json); },
               [&] { return benchTargets(lab, given.pair); }};
  });

  auto* testCommand = app.add_subcommand("test", "All tests");
  testCommand->callback([&] {
    request = {[&] { return test(lab); }, [] { return std::vector<std::string>{"all"}; }};
  });
}

void addContributorsCommands(CLI::App& app, const Lab& lab, Arguments& given, Request& request) {
  const std::string group = "For contributors";
  auto* verifyCommand =
      app.add_subcommand("verify", "Compare demos with what Node printed")->group(group);
  verifyCommand->add_option("DEMO", given.demos, "Some demos instead of all");
  verifyCommand->callback([&] {
    request = {[&] { return verify(lab, given.demos); },
               [&] { return targetsOf(lab, given.demos); }};
  });

  auto* traceCommand =
      app.add_subcommand("trace", "Run programs that Node ran, too, and print their traces")
          ->group(group);
  traceCommand->add_option("FILE.jsonl", given.programs, "The programs, one a line")->required();
  traceCommand->add_option("--expect", given.expected, "Compare with the traces in this file")
      ->type_name("FILE.txt");
  traceCommand->callback([&] {
    request = {[&] { return trace(lab, given.programs, given.expected); },
               [] { return std::vector<std::string>{kTraceTarget}; }};
  });

  auto* doctorCommand =
      app.add_subcommand("doctor", "Versions, and what depends on them")->group(group);
  doctorCommand->callback([&] { request.act = [&] { return doctor(lab); }; });
}

// Puts the whole name of the command in place of its beginning.
void completeCommand(const CLI::App& app, std::vector<std::string>& words) {
  if (words.empty() || words[0].starts_with('-')) return;
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
  words[0] = resolveName("command", words[0], names, "--help");
}

// The front door asks first what it must build: `nodelab --targets run ordering`. It prints the
// targets on one line, and nothing for a command line that is wrong: running it will say why.
int printTargets(const Request& request) {
  fmt::print("{}\n", fmt::join(request.targets(), " "));
  return kOk;
}

int runCommandLine(std::vector<std::string> words, bool targetsOnly) {
  const Lab lab(ownRoot());
  Arguments given;
  Request request{[&] { return welcome(lab); }};
  CLI::App app(examples(), callName());
  app.require_subcommand(0, 1);
  app.get_formatter()->label("SUBCOMMAND", "COMMAND");
  app.failure_message([](const CLI::App*, const CLI::Error& error) {
    return fmt::format("nodelab: {}; {} --help says more\n", error.what(), callName());
  });
  app.set_version_flag("--version", "nodelab " NODELAB_VERSION);
  addLearnersCommands(app, lab, given, request);
  for (CLI::App* command : app.get_subcommands({})) command->group("Commands");
  addContributorsCommands(app, lab, given, request);
  try {
    completeCommand(app, words);
    std::reverse(words.begin(), words.end());  // CLI11 takes them from the back
    app.parse(words);
    return targetsOnly ? printTargets(request) : request.act();
  } catch (const CLI::ParseError& error) {
    if (targetsOnly) return kOk;
    return app.exit(error) == 0 ? kOk : kWrongUsage;
  } catch (const Failure&) {
    if (targetsOnly) return kOk;
    throw;
  }
}

}  // namespace
}  // namespace nodelab::command

// What did not reach stdout (a full disk) is a failure, however well all else went.
static void checkOutputWritten() {
  if (std::fflush(stdout) == 0 && !std::ferror(stdout)) return;
  throw nodelab::command::Failure(nodelab::command::kMismatch, "the output could not be written");
}

int main(int argc, char** argv) {
  using namespace nodelab::command;
  std::vector<std::string> words(argv + 1, argv + argc);
  const bool targetsOnly = !words.empty() && words[0] == "--targets";
  if (targetsOnly) words.erase(words.begin());
  try {
    const int exitCode = runCommandLine(std::move(words), targetsOnly);
    checkOutputWritten();
    return exitCode;
  } catch (const Failure& failure) {
    std::fflush(stdout);
    fmt::print(stderr, "nodelab: {}\n", failure.what());
    return failure.exitCode();
  } catch (const std::exception& error) {
    fmt::print(stderr, "nodelab: {}\n", error.what());
    return kMismatch;
  }
}
