#include "loop/start.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <string>

namespace peers {
namespace {

namespace fs = std::filesystem;

fs::path folder() { return fs::read_symlink("/proc/self/exe").parent_path(); }
fs::path bare() { return folder() / "bare"; }
fs::path bareCpp() { return folder() / "bare-cpp"; }
fs::path demo() { return folder() / "../../demos/events/basics"; }

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

// The CPU that the program took, or -1 if it did not end well. Its output is dropped.
double cpuSeconds(const fs::path& program) {
  std::string path = program.string();
  char* const arguments[] = {path.data(), nullptr};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  const int failed = posix_spawn(&child, path.c_str(), &actions, nullptr, arguments, environ);
  posix_spawn_file_actions_destroy(&actions);
  int status = 0;
  rusage usage{};
  if (failed || wait4(child, &status, 0, &usage) != child || status != 0) return -1;
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

void start(benchmark::State& state, const fs::path& program) {
  for (auto _ : state) {
    const double taken = cpuSeconds(program);
    if (taken < 0) return state.SkipWithError("the program did not end well");
    state.SetIterationTime(taken);
  }
}

}  // namespace

bool startIsThere() { return fs::exists(bare()) && fs::exists(bareCpp()) && fs::exists(demo()); }

void startDemo(benchmark::State& state) { start(state, demo()); }
void startBare(benchmark::State& state) { start(state, bare()); }
void startBareCpp(benchmark::State& state) { start(state, bareCpp()); }

}  // namespace peers
