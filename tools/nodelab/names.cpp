#include "tools/nodelab/names.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <utility>

#include "tools/nodelab/failure.h"
#include "tools/nodelab/text.h"

namespace nodelab::command {
namespace {

std::string_view afterSlash(std::string_view name) { return name.substr(name.rfind('/') + 1); }

std::string quotedList(const std::vector<std::string>& names) {
  return fmt::format("'{}'", fmt::join(names, "', '"));
}

}  // namespace

const std::string& resolveName(std::string_view kind, std::string_view query,
                               const std::vector<std::string>& names, std::string_view listing) {
  const std::string wanted = lowerCase(query);
  const std::function<bool(const std::string&)> ways[] = {
      [&](const std::string& name) { return name == wanted; },
      [&](const std::string& name) { return afterSlash(name) == wanted; },
      [&](const std::string& name) {
        return name.starts_with(wanted) || afterSlash(name).starts_with(wanted);
      },
  };
  for (const auto& matches : ways) {
    const auto first = std::find_if(names.begin(), names.end(), matches);
    if (first == names.end() || wanted.empty()) continue;
    std::vector<std::string> all;
    std::copy_if(first, names.end(), std::back_inserter(all), matches);
    if (all.size() == 1) return *first;
    throw Failure(kWrongUsage, fmt::format("'{}' is the beginning of more than one {}: {}", query,
                                           kind, quotedList(all)));
  }
  const auto near = nearNames(wanted, names);
  const std::string hint = near.empty() ? fmt::format("{} {} shows them all", callName(), listing)
                                        : fmt::format("did you mean {}?", quotedList(near));
  throw Failure(kWrongUsage, fmt::format("no {} '{}'; {}", kind, query, hint));
}

std::vector<std::string> nearNames(std::string_view query, const std::vector<std::string>& names) {
  struct Near {
    std::size_t distance;
    std::string name;
  };
  const std::string wanted = lowerCase(query);
  std::vector<Near> near;
  for (const std::string& name : names) {
    const std::string plain = lowerCase(name);
    const bool within = wanted.size() >= 3 && plain.find(wanted) != std::string::npos;
    const std::size_t distance =
        within ? 0 : std::min(editDistance(wanted, plain), editDistance(wanted, afterSlash(plain)));
    if (distance <= 1 + wanted.size() / 4) near.push_back({distance, name});
  }
  std::stable_sort(near.begin(), near.end(),
                   [](const Near& a, const Near& b) { return a.distance < b.distance; });
  std::vector<std::string> best;
  for (const Near& entry : near) {
    if (best.size() < 3) best.push_back(entry.name);
  }
  return best;
}

std::size_t editDistance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> twoAbove, above, row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    twoAbove = std::exchange(above, row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, change});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], twoAbove[j - 2] + 1);
    }
  }
  return row[b.size()];
}

}  // namespace nodelab::command
