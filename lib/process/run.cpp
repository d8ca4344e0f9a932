#include "nodelab/process/run.h"

#include <csignal>

#include "nodelab/loop/event_loop.h"
#include "nodelab/process/performance.h"
#include "nodelab/process/program.h"

namespace nodelab {

int run(int argc, char** argv, Task script) {
  std::signal(SIGPIPE, SIG_IGN);
  performance::now();  // its clock starts here
  EventLoop loop;
  process::Program program(loop, process::Program::Kind::main, {argv, argv + argc});
  return program.run(std::move(script));
}

}  // namespace nodelab
