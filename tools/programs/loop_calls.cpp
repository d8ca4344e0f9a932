#include "tools/programs/loop_calls.h"

#include "nodelab/base/unique_handle.h"

namespace nodelab::programs {

// Not a timer, since making one updates the loop's time, which programs can notice.
void LoopCalls::keepAlive(EventLoop& loop) {
  kept_ = &loop;
  uv_prepare_init(loop.uv(), &keeper_);
  uv_prepare_start(&keeper_, [](uv_prepare_t*) {});
  uv_unref(asHandle(&keeper_));
}

LoopCalls::Ticket LoopCalls::expect(double milliseconds) {
  if (pending_++ == 0 && kept_) uv_ref(asHandle(&keeper_));
  return clock_.expect(milliseconds);
}

void LoopCalls::settle() {
  if (--pending_ == 0 && kept_) uv_unref(asHandle(&keeper_));
}

}  // namespace nodelab::programs
