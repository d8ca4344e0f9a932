// One timer, and the memory that timers come from.
//
// Internal to the loop; programs use `Timeout` (timers.h).
#pragma once

#include <cstdint>
#include <utility>

#include "nodelab/base/callback.h"
#include "nodelab/base/intrusive_list.h"
#include "nodelab/base/ref.h"
#include "nodelab/base/slab.h"
#include "nodelab/loop/async_context.h"

namespace nodelab {

class TimerLists;
struct TimerNode;

// Where a timer finds its lists and its memory: shared, since a handle on a timer may outlive the
// loop.
struct TimerOwner : RefCounted<TimerOwner> {
  explicit TimerOwner(TimerLists* owned) : lists(owned) {}
  TimerLists* lists;  // null when the loop has ended
  Slab<TimerNode> slab;
};

// It outlives its firing as long as a Timeout handle holds it, so that it can be refreshed.
struct TimerNode : ListNode<TimerNode>, Slabbed<TimerNode, TimerOwner> {
  TimerNode(const Ref<TimerOwner>& its, Task&& calls, int32_t milliseconds, bool isInterval)
      : Slabbed(its), callback(std::move(calls)), duration(milliseconds), repeats(isInterval) {}

  Task callback;
  AsyncContext context = AsyncContext::current();
  uint64_t start = 0;
  int32_t duration;  // milliseconds; -1 after clear
  bool repeats : 1;
  bool refed : 1 = true;
  bool active : 1 = false;   // counts among what is waited for
  bool running : 1 = false;  // its callback is on the stack
  bool named : 1 = false;    // has a primitive id
};

}  // namespace nodelab
