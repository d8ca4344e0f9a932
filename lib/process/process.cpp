#include "nodelab/process/process.h"

#include <unistd.h>
#include <uv.h>

#include <cstdio>
#include <cstdlib>

#include "nodelab/process/program.h"

namespace nodelab::process {

EventEmitter& emitter() { return Program::current().emitter(); }

void exit(int code) {
  Program& program = Program::current();
  program.end(code);
  if (program.kind() == Program::Kind::worker) throw ExitRequest{program.exitCode()};
  std::fflush(nullptr);
  std::_Exit(program.exitCode());
}

void exit() { exit(exitCode()); }

int exitCode() { return Program::current().exitCode(); }
void setExitCode(int code) { Program::current().setExitCode(code); }
const std::vector<std::string>& argv() { return Program::current().argv(); }
int pid() { return getpid(); }
uint64_t hrtime() { return uv_hrtime(); }

std::size_t residentMemory() {
  std::size_t bytes = 0;
  throwIfFailed(uv_resident_set_memory(&bytes), "uv_resident_set_memory");
  return bytes;
}

}  // namespace nodelab::process

namespace nodelab::performance {

double now() {
  static const uint64_t start = uv_hrtime();
  return static_cast<double>(uv_hrtime() - start) / 1e6;
}

}  // namespace nodelab::performance
