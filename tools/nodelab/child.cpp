#include "tools/nodelab/child.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "tools/nodelab/failure.h"

extern char** environ;

namespace nodelab::command {
namespace {

std::atomic<pid_t> runningChild{0};
std::atomic<int> lastSignal{0};  // that came while a child ran

// At a terminal the child gets SIGINT and SIGQUIT from the kernel as we do; what somebody sends to
// us alone is passed on.
void passOn(int signal, siginfo_t* info, void*) {
  lastSignal = signal;
  const bool fromTerminal = (signal == SIGINT || signal == SIGQUIT) && info->si_code == SI_KERNEL;
  if (const pid_t child = runningChild; child > 0 && !fromTerminal) kill(child, signal);
}

// Keeps signals from ending us before the child has ended.
class SignalsPassedOn {
 public:
  SignalsPassedOn() {
    struct sigaction action = {};
    action.sa_sigaction = passOn;
    action.sa_flags = SA_SIGINFO | SA_RESTART;
    for (std::size_t i = 0; i < kSignals.size(); ++i) sigaction(kSignals[i], &action, &before_[i]);
  }
  ~SignalsPassedOn() {
    for (std::size_t i = 0; i < kSignals.size(); ++i) sigaction(kSignals[i], &before_[i], nullptr);
  }
  SignalsPassedOn(const SignalsPassedOn&) = delete;
  SignalsPassedOn& operator=(const SignalsPassedOn&) = delete;

 private:
  static constexpr std::array kSignals = {SIGINT, SIGQUIT, SIGTERM, SIGHUP};
  std::array<struct sigaction, kSignals.size()> before_;
};

// Starts the program; with `output` (a pipe's write end) it has that as stdout and no input.
pid_t spawn(const std::vector<std::string>& arguments, int output) {
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);

  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  if (output >= 0) {
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
  }
  pid_t child = 0;
  const int error = posix_spawnp(&child, argv[0], &files, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  if (error != 0) {
    throw Failure(kMismatch, fmt::format("cannot start {}: {}", arguments[0], strerror(error)));
  }
  return child;
}

Ended waitFor(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  runningChild = 0;
  if (WIFEXITED(status)) return {WEXITSTATUS(status), 0};
  return {128 + WTERMSIG(status), WTERMSIG(status)};
}

// Who was stopped from outside should be seen to have been, so that a script stops too.
Ended dieOfTheSameSignal(Ended ended) {
  if (ended.signal != 0 && ended.signal == lastSignal) {
    std::signal(ended.signal, SIG_DFL);
    std::raise(ended.signal);
  }
  return ended;
}

void readLines(int input, const std::function<void(std::string_view)>& onLine) {
  std::string pending;
  std::array<char, 4096> chunk;
  while (true) {
    const ssize_t size = read(input, chunk.data(), chunk.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) break;
    pending.append(chunk.data(), static_cast<std::size_t>(size));
    std::size_t begin = 0;
    for (std::size_t end; (end = pending.find('\n', begin)) != pending.npos; begin = end + 1) {
      onLine(std::string_view(pending).substr(begin, end - begin));
    }
    pending.erase(0, begin);
  }
  if (!pending.empty()) onLine(pending);
}

}  // namespace

Ended runProgram(const std::vector<std::string>& arguments) {
  Ended ended;
  {
    const SignalsPassedOn guard;
    runningChild = spawn(arguments, -1);
    ended = waitFor(runningChild);
  }
  return dieOfTheSameSignal(ended);
}

Ended readProgram(const std::vector<std::string>& arguments,
                  const std::function<void(std::string_view line)>& onLine) {
  std::array<int, 2> ends;
  if (pipe2(ends.data(), O_CLOEXEC) != 0) {
    throw Failure(kMismatch, fmt::format("cannot make a pipe: {}", strerror(errno)));
  }
  Ended ended;
  {
    const SignalsPassedOn guard;
    try {
      runningChild = spawn(arguments, ends[1]);
    } catch (...) {
      close(ends[0]);
      close(ends[1]);
      throw;
    }
    close(ends[1]);
    readLines(ends[0], onLine);
    close(ends[0]);
    ended = waitFor(runningChild);
  }
  return dieOfTheSameSignal(ended);
}

}  // namespace nodelab::command
