// LoopCalls: the callbacks of a loop program that are still to come, and the running of each.
#pragma once

#include <uv.h>

#include "nodelab/loop/event_loop.h"
#include "tools/programs/loop_clock.h"

namespace nodelab::programs {

class LoopCalls {
 public:
  using Ticket = LoopClock::Ticket;

  // From now on what is still to come keeps the loop alive, unref'd timers too. The loop must end
  // before this object.
  void keepAlive(EventLoop& loop);

  // For a callback that the running one makes, a timer of so many milliseconds if it is one.
  Ticket expect(double milliseconds = 0);
  // The callback of the ticket does not come any more, or with another ticket.
  void forget(const Ticket& ticket) { clock_.forget(ticket); }
  // One that was expected is done, or does not come any more.
  void settle();

  // Runs `function` as the callback of that ticket.
  template <class Function>
  void run(const Ticket& ticket, Function&& function) {
    struct AtEnd {
      LoopCalls& calls;
      ~AtEnd() {
        calls.clock_.check();
        calls.settle();
      }
    };
    clock_.arrive(ticket);
    const AtEnd atEnd{*this};
    function();
  }

  LoopClock& clock() { return clock_; }

 private:
  LoopClock clock_;
  int pending_ = 0;
  EventLoop* kept_ = nullptr;
  uv_prepare_t keeper_;
};

}  // namespace nodelab::programs
