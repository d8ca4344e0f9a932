// Signals by name, as Node says them: what `process::on("SIGTERM", …)` and `process::kill` take.
#pragma once

#include <csignal>
#include <string_view>
#include <utility>

#include "nodelab/events/event_name.h"

namespace nodelab::process {

// Node's `os.constants.signals`. Where two names have one number the first is the usual one.
inline constexpr std::pair<std::string_view, int> knownSignals[] = {
    {"SIGHUP", SIGHUP},       {"SIGINT", SIGINT},   {"SIGQUIT", SIGQUIT},     {"SIGILL", SIGILL},
    {"SIGTRAP", SIGTRAP},     {"SIGABRT", SIGABRT}, {"SIGIOT", SIGIOT},       {"SIGBUS", SIGBUS},
    {"SIGFPE", SIGFPE},       {"SIGKILL", SIGKILL}, {"SIGUSR1", SIGUSR1},     {"SIGSEGV", SIGSEGV},
    {"SIGUSR2", SIGUSR2},     {"SIGPIPE", SIGPIPE}, {"SIGALRM", SIGALRM},     {"SIGTERM", SIGTERM},
    {"SIGCHLD", SIGCHLD},     {"SIGCONT", SIGCONT}, {"SIGSTOP", SIGSTOP},     {"SIGTSTP", SIGTSTP},
    {"SIGTTIN", SIGTTIN},     {"SIGTTOU", SIGTTOU}, {"SIGURG", SIGURG},       {"SIGXCPU", SIGXCPU},
    {"SIGXFSZ", SIGXFSZ},     {"SIGPROF", SIGPROF}, {"SIGIO", SIGIO},         {"SIGSYS", SIGSYS},
    {"SIGVTALRM", SIGVTALRM},
#ifdef __linux__
    {"SIGPOLL", SIGPOLL},     {"SIGPWR", SIGPWR},   {"SIGSTKFLT", SIGSTKFLT},
#endif
    {"SIGWINCH", SIGWINCH},
};

// "SIGTERM" for 15; empty for a number that has no name.
constexpr std::string_view signalName(int number) noexcept {
  for (const auto& [name, value] : knownSignals) {
    if (value == number) return name;
  }
  return {};
}

// 15 for "SIGTERM"; 0 for what is no signal's name.
constexpr int signalNumber(std::string_view name) noexcept {
  for (const auto& [known, value] : knownSignals) {
    if (known == name) return value;
  }
  return 0;
}

// The name of a signal as an event, whose listeners get the name and the number. A name that is no
// signal's does not compile; in Node it is an event that never comes.
class SignalEvent {
 public:
  consteval SignalEvent(const char* name) : name_(name) {
    if (signalNumber(name_) == 0) throw "this is not the name of a signal";
  }
  constexpr EventName<std::string_view, int> name() const {
    return EventName<std::string_view, int>(name_);
  }

 private:
  std::string_view name_;
};

// Sends the signal to the process, or to the group -pid. Returns true: it was sent, which for the
// signal 0 means that there is such a process. Throws the system's error (`kill ESRCH`; EINVAL for
// a number that the system does not know), and ERR_UNKNOWN_SIGNAL for a name that is none.
bool kill(int pid, std::string_view signal = "SIGTERM");
bool kill(int pid, int signal);

}  // namespace nodelab::process
