// All timers of one loop, kept as Node keeps them: a list for each duration, one libuv timer.
//
// Timers of the same duration expire in the order in which they were made, so a list in that order
// needs no sorting: inserting and clearing are O(1). Only the lists are ordered, by the time at
// which each is next due, and the libuv timer is set for the first. When a list is reached, all of
// its timers that are due run, even if a timer of another list was due before some of them.
//
// Internal to the loop; programs use `setTimeout` and its family (timers.h).
#pragma once

#include <uv.h>

#include <cstdint>

#include <set>
#include <unordered_map>

#include "nodelab/base/callback.h"
#include "nodelab/base/intrusive_list.h"
#include "nodelab/base/ref.h"

namespace nodelab {

class EventLoop;
class TimerLists;

// Where a timer finds its lists: shared, since a handle on a timer may outlive the loop.
struct TimerOwner : RefCounted<TimerOwner> {
  explicit TimerOwner(TimerLists* owned) : lists(owned) {}
  TimerLists* lists;  // null when the loop has ended
};

// One timer. It outlives its firing as long as a Timeout handle holds it, so that it can be
// refreshed.
struct TimerNode : RefCounted<TimerNode>, ListNode<TimerNode> {
  Ref<TimerOwner> owner;
  Task callback;
  int64_t duration = 1;  // milliseconds; -1 after clear
  uint64_t start = 0;
  bool repeats = false;
  bool refed = true;
  bool active = false;   // counts among what is waited for
  bool running = false;  // its callback is on the stack
};

class TimerLists {
 public:
  explicit TimerLists(EventLoop& loop);
  ~TimerLists();

  Ref<TimerNode> add(Task callback, double delay, bool repeats);
  void clear(TimerNode& timer);
  void refresh(TimerNode& timer);
  void setRef(TimerNode& timer, bool refed);

  // Runs what is due by now: what libuv 1.45 and later do by themselves when the loop ends, and
  // older ones do not.
  void runIfDue();

  // At the end of the loop: drops all timers and what their callbacks own.
  void letGo();
  bool empty() const { return lists_.empty(); }

  uv_timer_t* handle() { return &handle_; }

 private:
  struct List {
    int64_t duration = 0;
    uint64_t expiry = 0;
    uint64_t id = 0;
    IntrusiveList<TimerNode> timers;
  };
  struct ByExpiry {
    bool operator()(const List* a, const List* b) const {
      return a->expiry != b->expiry ? a->expiry < b->expiry : a->id < b->id;
    }
  };
  using Lists = std::unordered_map<int64_t, List>;
  using Queue = std::set<List*, ByExpiry>;

  uint64_t now();
  void insert(TimerNode& timer, uint64_t start);
  List& listFor(int64_t duration, uint64_t start);
  List& makeList(int64_t duration, uint64_t expiry);
  void removeList(List& list);
  void schedule(uint64_t milliseconds);
  void onTimer();
  bool due() const;
  void run();
  void runLists(uint64_t now);
  void runList(List& list, uint64_t now);
  void runTimer(TimerNode& timer);
  void settle(TimerNode& timer, uint64_t periodStart);
  void activate(TimerNode& timer);
  void deactivate(TimerNode& timer);
  void countRef(int change);

  EventLoop& loop_;
  Ref<TimerOwner> owner_;
  uv_timer_t handle_;
  Lists lists_;
  Queue queue_;
  // The list that was removed last, for the next one to be made: a program that sets and clears the
  // same timer over and over allocates no lists.
  Lists::node_type spareList_;
  Queue::node_type sparePlace_;
  uint64_t nextExpiry_ = UINT64_MAX;
  uint64_t nextListId_ = 0;
  int refs_ = 0;
};

}  // namespace nodelab
