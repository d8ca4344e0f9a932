// A small installed tree of its own in which tests call the command: its demos and its Node are
// shell scripts.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tools/nodelab/text.h"

namespace fs = std::filesystem;
using nodelab::command::readFile;

struct Result {
  int exitCode;
  std::string out;
  std::string err;
};

constexpr std::string_view kLines = "1  One\n   ok  it holds\n~  3 ms\n";

class CommandLine : public testing::Test {
 protected:
  CommandLine() {
    fs::create_directories(root_ / "bin");
    fs::copy_file(NODELAB_COMMAND, root_ / "bin/nodelab");
    write("share/nodelab/contents.txt", "tour loop/ordering\ndemo stream/pipe\ntour stream/port\n");
    write("share/nodelab/demos/node-version.txt", "v20.20.2\n");
    addDemo("loop/ordering", "Which comes first?", "nextTick does.");
    addDemo("stream/pipe", "Is pipe safe?", "No, pipeline is.");
    addDemo("stream/port", "Who listens?", "The primary does.");
  }
  ~CommandLine() override { fs::remove_all(root_); }

  void write(const fs::path& file, std::string_view content) {
    fs::create_directories((root_ / file).parent_path());
    std::ofstream(root_ / file) << content;
  }

  void writeProgram(const fs::path& file, std::string_view script) {
    write(file, fmt::format("#!/bin/sh\n{}", script));
    fs::permissions(root_ / file, fs::perms::owner_all);
  }

  // A program that prints `text` and exits with `code`.
  void writePrinter(const fs::path& file, std::string_view text, int code = 0) {
    writeProgram(file, fmt::format("/bin/cat <<'END'\n{}END\nexit {}\n", text, code));
  }

  void addDemo(const std::string& id, std::string_view asked, std::string_view say) {
    const std::string source = "share/nodelab/demos/" + id;
    write(source + ".cpp",
          fmt::format("card({{.asked = \"{}\",\n .say = \"{}\"}});\n", asked, say));
    write(source + ".js", "// the twin\n");
    write(source + ".out", kLines);
    writePrinter("libexec/nodelab/demos/" + id, kLines);
  }

  // The one benchmark: a program that prints a round, and no JavaScript, which nobody reads here.
  void addBench() {
    write("share/nodelab/contents.txt", "demo loop/ordering\nbench buffer/alloc\n");
    write("share/nodelab/bench/buffer/alloc.cpp",
          "card({.asked = \"Is alloc slower?\", .expect = \"Yes.\",\n"
          " .why = \"It fills.\", .trap = \"Not always.\"});\n");
    writePrinter("libexec/nodelab/bench/buffer/alloc",
                 "runtime\tnodelab 1.2\n"
                 "value\tnew\t16 B\talloc\t20\tns\n"
                 "value\tnew\t16 B\tallocUnsafe\t10\tns\n");
  }

  void addNode(std::string_view version, std::string_view prints, int code = 0) {
    writeProgram("path/node", fmt::format("if [ \"$1\" = --version ]; then echo {}; exit; fi\n"
                                          "/bin/cat <<'END'\n{}END\nexit {}\n",
                                          version, prints, code));
  }

  // In PATH there is only what the tree has in path/.
  Result call(std::string_view arguments) {
    fs::create_directories(root_ / "path");
    const std::string line =
        fmt::format("cd '{0}' && PATH='{0}/path' bin/nodelab {1} >'{0}/out' 2>'{0}/err'",
                    root_.string(), arguments);
    const int status = std::system(line.c_str());
    return {WEXITSTATUS(status), readFile(root_ / "out"), readFile(root_ / "err")};
  }

  const fs::path root_ = [] {
    std::string name = testing::TempDir() + "nodelab command XXXXXX";
    return fs::path(mkdtemp(name.data()));
  }();
};

using testing::IsSubstring;

#define EXPECT_HAS(text, part) EXPECT_PRED_FORMAT2(IsSubstring, part, text)
