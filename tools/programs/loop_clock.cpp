#include "tools/programs/loop_clock.h"

#include <algorithm>

#include "nodelab/process/process.h"

namespace nodelab::programs {

namespace {
constexpr double shortestWait = 20;  // shorter timers are overdue by a `block`, never waited for
constexpr double tooClose = 2;
}  // namespace

LoopClock::Ticket LoopClock::expect(double milliseconds) {
  const bool waits = milliseconds >= shortestWait;
  auto ticket = std::make_shared<Expected>();
  ticket->at = instant_ + (waits ? milliseconds : 0);
  ticket->due = waits ? performance::now() + milliseconds : 0;
  open_.insert(ticket);
  return ticket;
}

void LoopClock::arrive(const Ticket& ticket) {
  open_.erase(ticket);
  if (ticket->at < instant_) void_ = true;
  instant_ = std::max(instant_, ticket->at);
  check();
}

void LoopClock::check() {
  const double soon = performance::now() + tooClose;
  for (const Ticket& one : open_) {
    const bool late = one->at < instant_ && !one->stale;
    const bool meets = one->at > instant_ && one->due < soon;
    if (late || meets) void_ = true;
  }
}

}  // namespace nodelab::programs
