#include "nodelab/process/process.h"

#include <unistd.h>
#include <uv.h>

#include <cstdio>
#include <cstdlib>

#include "nodelab/process/program.h"

namespace nodelab::process {

namespace {

void onMainThreadOnly(std::string_view function) {
  if (Program::current().kind() == Program::Kind::main) return;
  throw Error("ERR_WORKER_UNSUPPORTED_OPERATION",
              "process." + std::string(function) + "() is not supported in workers", "TypeError");
}

// What libuv writes as a path into a buffer of its caller's.
std::string pathFrom(int (*read)(char*, std::size_t*), std::string_view syscall) {
  std::string path(256, '\0');
  std::size_t size = path.size();
  int status = read(path.data(), &size);
  while (status == UV_ENOBUFS || (status == 0 && size >= path.size())) {
    path.resize(path.size() * 2);
    size = path.size();
    status = read(path.data(), &size);
  }
  throwIfFailed(status, syscall);
  path.resize(size);
  return path;
}

}  // namespace

EventEmitter& emitter() { return Program::current().emitter(); }

void exit(int code) {
  Program& program = Program::current();
  program.end(code);
  if (program.kind() == Program::Kind::worker) throw ExitRequest{program.exitCode()};
  std::fflush(nullptr);
  std::_Exit(program.exitCode());
}

void exit() { exit(exitCode()); }

void abort() {
  onMainThreadOnly("abort");
  std::abort();
}

int exitCode() { return Program::current().exitCode(); }
void setExitCode(int code) { Program::current().setExitCode(code); }
const std::vector<std::string>& argv() { return Program::current().argv(); }
std::string execPath() { return pathFrom(uv_exepath, "uv_exepath"); }
std::string cwd() { return pathFrom(uv_cwd, "uv_cwd"); }

void chdir(const std::string& directory) {
  onMainThreadOnly("chdir");
  const int status = uv_chdir(directory.c_str());
  if (status < 0) throw systemError(status, "chdir", cwd(), directory);
}

int pid() { return uv_os_getpid(); }
int ppid() { return uv_os_getppid(); }

}  // namespace nodelab::process
