// LoopClock: the clock rule (docs/conformance/loop.md, 1.6).
//
// Programs wait for timers that are well apart on paper; where the machine stalls, two of them can
// still meet. Such a run is void: it says nothing and is repeated. The clock knows it because each
// callback that is still to come has a ticket with its virtual time, which is the same whatever the
// machine does.
#pragma once

#include <memory>
#include <set>

namespace nodelab::programs {

class LoopClock {
 public:
  struct Expected {
    double at = 0;       // in virtual time
    double due = 0;      // in real time; 0 where no timer is waited for
    bool stale = false;  // a cleared timer whose list still expires
  };
  using Ticket = std::shared_ptr<Expected>;

  // For a callback that the running one makes, a timer of so many milliseconds if it is one.
  Ticket expect(double milliseconds = 0);
  // It does not come any more.
  void forget(const Ticket& ticket) { open_.erase(ticket); }
  // It runs now.
  void arrive(const Ticket& ticket);
  // Looks whether the run is void by now.
  void check();

  bool isVoid() const { return void_; }

 private:
  std::set<Ticket> open_;
  double instant_ = 0;  // the virtual time of what is running; never goes back
  bool void_ = false;
};

}  // namespace nodelab::programs
