#include "tools/nodelab/lab.h"

#include <uv.h>

#include <algorithm>
#include <array>

#include "tools/nodelab/failure.h"
#include "tools/nodelab/names.h"
#include "tools/nodelab/text.h"

namespace nodelab::command {
namespace fs = std::filesystem;

std::string Demo::target() const {
  std::string name = "demo." + id;
  std::replace(name.begin(), name.end(), '/', '.');
  return name;
}

Card Demo::card() const { return parseCard(readFile(source)).value_or(Card{}); }

Lab::Lab(fs::path root) : root_(std::move(root)) {
  const fs::path share = root_ / "share/nodelab";
  const fs::path sources = share / "demos";
  for (const std::string& line : splitLines(readFile(share / "contents.txt"))) {
    const std::string id = line.substr(line.find(' ') + 1);
    if (line.starts_with("bench ")) benches_.push_back(id);
    const bool alone = line.starts_with("alone ");
    const bool onTour = line.starts_with("tour ");
    if (!alone && !onTour && !line.starts_with("demo ")) continue;
    demos_.push_back({id, root_ / "libexec/nodelab/demos" / id, sources / (id + ".cpp"),
                      sources / (id + ".js"), sources / (id + ".out"), alone, onTour});
  }
  const auto version = splitLines(readFile(sources / "node-version.txt"));
  if (!version.empty()) recordedNode_ = version[0];
}

std::vector<std::string> Lab::topics() const {
  std::vector<std::string> topics;
  for (const Demo& demo : demos_) {
    if (std::find(topics.begin(), topics.end(), demo.topic()) == topics.end()) {
      topics.push_back(demo.topic());
    }
  }
  return topics;
}

fs::path Lab::benchProgram(const std::string& id) const {
  return root_ / "libexec/nodelab/bench" / id;
}

fs::path Lab::benchSource(const std::string& id) const {
  return root_ / "share/nodelab/bench" / (id + ".cpp");
}

fs::path Lab::traceProgram() const { return root_ / "libexec/nodelab/trace"; }

const Demo& Lab::demo(std::string_view query) const {
  if (query.starts_with("demos/")) query.remove_prefix(6);
  for (const std::string_view end : {".cpp", ".js", ".out"}) {
    if (query.ends_with(end)) query.remove_suffix(end.size());
  }
  std::vector<std::string> ids;
  for (const Demo& demo : demos_) ids.push_back(demo.id);
  const std::string& id = resolveName("demo", query, ids, "list");
  return *std::find_if(demos_.begin(), demos_.end(), [&](const Demo& d) { return d.id == id; });
}

std::optional<fs::path> Lab::buildFolder() const {
  if (!fs::exists(root_ / "CMakeCache.txt")) return std::nullopt;
  return root_;
}

fs::path ownRoot() {
  std::array<char, 4096> path;
  std::size_t size = path.size();
  if (uv_exepath(path.data(), &size) != 0) {
    throw Failure(kMismatch, "cannot find out where the nodelab executable is");
  }
  return fs::path(std::string(path.data(), size)).parent_path().parent_path();
}

}  // namespace nodelab::command
