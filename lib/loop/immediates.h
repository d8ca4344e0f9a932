// The callbacks of setImmediate: one queue, run in the loop's check phase.
//
// A run takes the whole queue; what is queued meanwhile waits for the next turn of the loop, so
// recursive immediates starve nothing. While a ref'd immediate waits, an idle handle keeps the poll
// phase from blocking.
//
// Internal to the loop; programs use `setImmediate` (timers.h).
#pragma once

#include <uv.h>

#include <cstddef>
#include <utility>

#include "nodelab/base/callback.h"
#include "nodelab/base/ref.h"
#include "nodelab/base/ring.h"
#include "nodelab/base/slab.h"
#include "nodelab/loop/async_context.h"

namespace nodelab {

class EventLoop;
class Immediates;

struct ImmediateNode;

// Where an immediate finds its queue and its memory: shared, since a handle on it may outlive the
// loop.
struct ImmediateOwner : RefCounted<ImmediateOwner> {
  explicit ImmediateOwner(Immediates* owned) : immediates(owned) {}
  Immediates* immediates;
  Slab<ImmediateNode> slab;
};

struct ImmediateNode : Slabbed<ImmediateNode, ImmediateOwner> {
  ImmediateNode(const Ref<ImmediateOwner>& its, Task&& calls)
      : Slabbed(its), callback(std::move(calls)) {}
  Task callback;
  AsyncContext context = AsyncContext::current();
  bool waits = true;  // until it begins to run or is cleared
  bool refed = true;
};

class Immediates {
 public:
  explicit Immediates(EventLoop& loop);

  Ref<ImmediateNode> add(Task&& callback);
  // Both throw ERR_INVALID_STATE on another thread.
  void clear(ImmediateNode& immediate);
  void setRef(ImmediateNode& immediate, bool refed);

  // At the end of the loop: drops all callbacks and what they own.
  void letGo();
  bool empty() const { return queue_.empty() && batch_.empty(); }
  // How many wait, those that were cleared included until their turn.
  std::size_t size() const { return queue_.size() + batch_.size(); }

  uv_check_t* checkHandle() { return &check_; }
  uv_idle_t* idleHandle() { return &idle_; }

 private:
  void onCheck();
  void runAll();
  bool runBatch();
  bool run(ImmediateNode& immediate);
  void release(ImmediateNode& immediate);
  void countRef();
  void uncountRef();

  EventLoop& loop_;
  Ref<ImmediateOwner> owner_;
  uv_check_t check_;
  uv_idle_t idle_;
  Ring<Ref<ImmediateNode>> queue_;
  Ring<Ref<ImmediateNode>> batch_;  // what is left of the running batch, after a throw too
  int refs_ = 0;
  bool checking_ = false;
};

}  // namespace nodelab
