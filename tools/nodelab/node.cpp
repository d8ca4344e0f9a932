#include "tools/nodelab/node.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "tools/nodelab/child.h"
#include "tools/nodelab/failure.h"

namespace nodelab::command {
namespace {

std::string findInPath(const std::string& name) {
  const char* path = std::getenv("PATH");
  std::istringstream folders(path == nullptr ? "" : path);
  for (std::string folder; std::getline(folders, folder, ':');) {
    const auto file = std::filesystem::path(folder) / name;
    std::error_code ignored;
    if (std::filesystem::is_regular_file(file, ignored) && access(file.c_str(), X_OK) == 0) {
      return file.string();
    }
  }
  return "";
}

}  // namespace

std::string Node::whyNot() const {
  if (program.empty()) return "Node is not installed";
  if (major == 0) return fmt::format("{} does not run", program);
  return fmt::format("{} is Node {}, older than 18", program, version);
}

Node findNode() {
  Node node;
  for (const char* name : {"node", "nodejs"}) {
    if (node.program.empty()) node.program = findInPath(name);
  }
  if (node.program.empty()) return node;
  try {
    readProgram({node.program, "--version"}, [&](std::string_view line) { node.version = line; });
  } catch (const Failure&) {
    node.version.clear();
  }
  node.major = majorOf(node.version);
  return node;
}

int majorOf(const std::string& version) {
  return version.starts_with('v') ? std::atoi(version.c_str() + 1) : 0;
}

}  // namespace nodelab::command
