// Lab: where the demos and their programs are, and which there are.
//
// The build folder looks like an installed tree, so the command finds both in the same way, from
// the place of its own executable:
//
//   bin/nodelab                          the command
//   share/nodelab/contents.txt           the demos and benchmarks, in order; written by CMake
//   share/nodelab/demos/TOPIC/NAME.cpp   what one reads, with .js and .out beside it
//   libexec/nodelab/demos/TOPIC/NAME     the programs
//
// The benchmarks stand in bench/TOPIC/NAME likewise; libexec/nodelab/trace runs the programs of
// docs/conformance. contents.txt calls a demo `demo`; `tour` if the tour of all topics shows it;
// `alone` if it has no .js and no .out, since it shows what Node does not have.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/nodelab/card.h"

namespace nodelab::command {

struct Demo {
  std::string id;  // TOPIC/NAME
  std::filesystem::path program;
  std::filesystem::path source;    // .cpp
  std::filesystem::path twin;      // .js
  std::filesystem::path recorded;  // .out: what Node printed for the twin
  bool alone = false;              // it has neither twin nor record
  bool onTour = false;

  std::string topic() const { return id.substr(0, id.find('/')); }
  std::string target() const;  // its name in the build: demo.TOPIC.NAME
  Card card() const;           // from the source; empty fields when it has none
};

class Lab {
 public:
  // The tree whose bin/ holds the command. Throws a Failure (mismatch) when it has no contents.
  explicit Lab(std::filesystem::path root);

  // In the order in which to learn.
  const std::vector<Demo>& demos() const { return demos_; }
  std::vector<std::string> topics() const;
  // TOPIC/NAME of each, whether built or not.
  const std::vector<std::string>& benches() const { return benches_; }
  std::filesystem::path benchProgram(const std::string& id) const;
  std::filesystem::path benchSource(const std::string& id) const;  // .cpp, and .js beside it

  // The demo that is meant, by name, beginning of a name, or file (demos/loop/ordering.cpp).
  // Throws a Failure (wrong usage) when none is, or more than one.
  const Demo& demo(std::string_view query) const;

  // What runs the programs of the op languages, for `trace`.
  std::filesystem::path traceProgram() const;

  // The version of Node that wrote the .out files, "v20.20.2".
  const std::string& recordedNode() const { return recordedNode_; }
  // The CMake build folder that this tree is; none when it is installed.
  std::optional<std::filesystem::path> buildFolder() const;

 private:
  std::filesystem::path root_;
  std::vector<Demo> demos_;
  std::vector<std::string> benches_;
  std::string recordedNode_;
};

// The tree that the running executable belongs to.
std::filesystem::path ownRoot();

}  // namespace nodelab::command
