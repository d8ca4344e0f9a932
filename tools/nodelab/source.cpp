#include <fmt/format.h>

#include <cstdlib>
#include <sstream>

#include "tools/nodelab/child.h"
#include "tools/nodelab/commands.h"
#include "tools/nodelab/failure.h"
#include "tools/nodelab/perform.h"
#include "tools/nodelab/terminal.h"
#include "tools/nodelab/text.h"

namespace nodelab::command {
namespace {

// The words of $PAGER, or `less`. -F leaves at once what fits on the screen.
std::vector<std::string> pagerCall(const std::string& file) {
  const char* pager = std::getenv("PAGER");
  std::istringstream words(pager == nullptr || *pager == '\0' ? "less -FX" : pager);
  std::vector<std::string> call;
  for (std::string word; words >> word;) call.push_back(word);
  call.push_back(file);
  return call;
}

bool showInPager(const std::string& file) {
  try {
    return runProgram(pagerCall(file)).well();
  } catch (const Failure&) {
    return false;
  }
}

}  // namespace

int source(const Lab& lab, const std::string& query, bool twin) {
  const Demo& demo = lab.demo(query);
  if (twin) mustHaveTwin(demo);
  const std::string file = shortPath(twin ? demo.twin : demo.source);
  fmt::print(stderr, "{}\n", file);
  if (atTerminal() && showInPager(file)) return kOk;
  fmt::print("{}", readFile(file));
  return kOk;
}

}  // namespace nodelab::command
