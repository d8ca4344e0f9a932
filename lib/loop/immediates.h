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

#include "nodelab/base/callback.h"
#include "nodelab/base/ref.h"
#include "nodelab/base/ring.h"
#include "nodelab/loop/async_context.h"

namespace nodelab {

class EventLoop;
class Immediates;

struct ImmediateNode : RefCounted<ImmediateNode> {
  Immediates* owner = nullptr;  // null once it has begun to run or was cleared
  Task callback;
  AsyncContext context = AsyncContext::current();
  bool refed = true;
};

class Immediates {
 public:
  explicit Immediates(EventLoop& loop);

  Ref<ImmediateNode> add(Task callback);
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
  void countRef(int change);

  EventLoop& loop_;
  uv_check_t check_;
  uv_idle_t idle_;
  Ring<Ref<ImmediateNode>> queue_;
  Ring<Ref<ImmediateNode>> batch_;  // what is left of the running batch, after a throw too
  int refs_ = 0;
};

}  // namespace nodelab
