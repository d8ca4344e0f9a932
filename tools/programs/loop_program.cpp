#include "tools/programs/loop_program.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <string_view>

#include "nodelab/process/program.h"
#include "nodelab/process/run.h"
#include "tools/programs/json_parts.h"
#include "tools/programs/loop_player.h"

namespace nodelab::programs {
namespace {

using Lines = std::vector<std::string>;

constexpr std::string_view voidLine = "!void";

// Both ways to run a program give nothing where the clock rule made the run void.
std::optional<Lines> runHere(const Json& program) {
  Lines lines;
  LoopPlayer player(program, [&lines](const std::string& line) { lines.push_back(line); });
  {
    EventLoop loop;
    process::Program process(loop, process::Program::Kind::main, {"program"});
    player.calls().keepAlive(loop);
    process.run([&player] { player.start(); });
  }
  if (player.isVoid()) return std::nullopt;
  return lines;
}

void writeLine(int descriptor, std::string line) {
  line += '\n';
  for (std::string_view rest = line; !rest.empty();) {
    const ssize_t written = write(descriptor, rest.data(), rest.size());
    if (written < 0) std::abort();
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
}

// In the child; the program may end it at any time.
[[noreturn]] void runAsMain(const Json& program, int output) {
  dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
  // The player outlives the loop and, since it holds promises, is never destroyed.
  LoopPlayer* player = nullptr;
  auto log = [&player, output](const std::string& line) {
    if (player->isVoid()) return writeLine(output, std::string(voidLine));
    writeLine(output, line);
  };
  player = new LoopPlayer(program, log);
  std::array<char*, 1> argv = {nullptr};
  const int code = run(0, argv.data(), [player] { player->start(); });
  if (player->isVoid()) writeLine(output, std::string(voidLine));
  _exit(code);
}

std::string readAll(int descriptor) {
  std::string text;
  std::array<char, 4096> chunk;
  for (ssize_t size; (size = read(descriptor, chunk.data(), chunk.size())) > 0;) {
    text.append(chunk.data(), static_cast<std::size_t>(size));
  }
  return text;
}

Lines linesOf(const std::string& text) {
  Lines lines;
  for (std::size_t from = 0, to; (to = text.find('\n', from)) != std::string::npos; from = to + 1) {
    lines.push_back(text.substr(from, to - from));
  }
  return lines;
}

std::optional<Lines> runFresh(const Json& program) {
  std::array<int, 2> ends;
  if (pipe(ends.data()) != 0) throw std::runtime_error("cannot make a pipe");
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("cannot make a process");
  if (child == 0) runAsMain(program, ends[1]);
  close(ends[1]);
  Lines lines = linesOf(readAll(ends[0]));
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  for (const std::string& line : lines) {
    if (line == voidLine) return std::nullopt;
  }
  lines.push_back(WIFEXITED(status) ? "exit code " + std::to_string(WEXITSTATUS(status))
                                    : "killed " + std::to_string(WTERMSIG(status)));
  return lines;
}

}  // namespace

std::vector<std::string> runLoopProgram(const Json& program) {
  constexpr int mostAttempts = 200;
  for (int attempt = 0; attempt < mostAttempts; ++attempt) {
    std::optional<Lines> lines = flag(program, "fresh") ? runFresh(program) : runHere(program);
    if (lines) return *lines;
  }
  return {std::string(voidLine)};
}

}  // namespace nodelab::programs
