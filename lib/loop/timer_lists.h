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

#include <cstddef>
#include <cstdint>
#include <unordered_map>

#include "nodelab/base/callback.h"
#include "nodelab/base/indexed_heap.h"
#include "nodelab/base/intrusive_list.h"
#include "nodelab/base/ref.h"
#include "nodelab/loop/async_context.h"
#include "nodelab/loop/timer_node.h"

namespace nodelab {

class EventLoop;

class TimerLists {
 public:
  explicit TimerLists(EventLoop& loop);
  ~TimerLists();

  Ref<TimerNode> add(Task&& callback, double delay, bool repeats);
  // These throw ERR_INVALID_STATE on another thread.
  void clear(TimerNode& timer);
  void refresh(TimerNode& timer);
  void setRef(TimerNode& timer, bool refed);

  // Node's primitive ids: a timer has one from the first time that it is asked for until it is
  // cleared or spent. Clearing an unknown id does nothing.
  uint64_t idOf(TimerNode& timer);
  void clearById(uint64_t id);

  // Runs what is due by now: what libuv 1.45 and later do by themselves when the loop ends, and
  // older ones do not.
  void runIfDue();

  // At the end of the loop: drops all timers and what their callbacks own.
  void letGo();
  bool empty() const { return waiting_ == 0 && queue_.empty(); }
  // How many timers wait.
  std::size_t size() const { return waiting_; }

  uv_timer_t* handle() { return &handle_; }
  uv_prepare_t* prepareHandle() { return &prepare_; }

 private:
  // A list keeps its place in `lists_` after its last timer, for the next one of that duration, as
  // long as there are not too many of them; what counts is whether it is in the queue.
  struct List {
    int32_t duration = 0;
    bool queued = false;
    uint64_t expiry = 0;
    uint64_t id = 0;
    std::size_t heapIndex = 0;
    IntrusiveList<TimerNode> timers;
  };
  struct Earlier {
    bool operator()(const List& a, const List& b) const noexcept {
      return a.expiry != b.expiry ? a.expiry < b.expiry : a.id < b.id;
    }
  };

  uint64_t now();
  void insert(TimerNode& timer, uint64_t start);
  List* find(int32_t duration);
  List& listFor(int32_t duration);
  void enqueue(List& list, uint64_t expiry);
  void remove(List& list);
  void schedule(uint64_t milliseconds);
  void onTimer();
  void tellTheTimeBeforePoll();
  bool due() const;
  void run();
  bool runLists(uint64_t now);
  bool runList(List& list, uint64_t now);
  bool runTimer(TimerNode& timer);
  void activate(TimerNode& timer);
  void deactivate(TimerNode& timer);
  void countRef() {
    if (++refs_ == 1) uv_ref(reinterpret_cast<uv_handle_t*>(&handle_));
  }
  void uncountRef() {
    if (--refs_ == 0) uv_unref(reinterpret_cast<uv_handle_t*>(&handle_));
  }
  void forgetId(TimerNode& timer);

  EventLoop& loop_;
  Ref<TimerOwner> owner_;
  uv_timer_t handle_;
  uv_prepare_t prepare_;
  std::unordered_map<int32_t, List> lists_;
  List* recent_ = nullptr;  // the one that was looked up last
  IndexedHeap<List, Earlier> queue_;
  uint64_t nextExpiry_ = UINT64_MAX;
  uint64_t nextListId_ = 0;
  std::size_t waiting_ = 0;
  int refs_ = 0;
  std::unordered_map<uint64_t, TimerNode*> timersById_;
  std::unordered_map<TimerNode*, uint64_t> ids_;
  uint64_t nextId_ = 1;
};

}  // namespace nodelab
