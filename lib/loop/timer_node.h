// One timer, and the memory that timers come from.
//
// Internal to the loop; programs use `Timeout` (timers.h).
#pragma once

#include <cstdint>
#include <new>

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
struct TimerNode : ListNode<TimerNode>, RefCounted<TimerNode> {
  int32_t duration = 1;  // milliseconds; -1 after clear
  uint64_t start = 0;
  Ref<TimerOwner> owner;
  AsyncContext context = AsyncContext::current();
  Task callback;
  bool repeats : 1 = false;
  bool refed : 1 = true;
  bool active : 1 = false;   // counts among what is waited for
  bool running : 1 = false;  // its callback is on the stack
  bool named : 1 = false;    // has a primitive id

  static Ref<TimerNode> make(const Ref<TimerOwner>& owner) {
    auto* timer = ::new (owner->slab.allocate()) TimerNode;
    timer->owner = owner;
    return Ref<TimerNode>(timer);
  }
  // What `delete` means for a timer: its place goes back to the slab.
  static void operator delete(TimerNode* timer, std::destroying_delete_t) {
    const Ref<TimerOwner> owner = std::move(timer->owner);
    timer->~TimerNode();
    owner->slab.deallocate(timer);
  }
};

}  // namespace nodelab
