// monitorEventLoopDelay: how late the loop is, sampled.
//
//   auto delay = perf_hooks::monitorEventLoopDelay({.resolution = 10});
//   delay->enable();
//   …
//   console::log("p99 {} ms", delay->percentile(99) / 1e6);
//
// A timer that comes every `resolution` milliseconds records the time since it came last, in
// nanoseconds. So a loop that is never late shows about the resolution, not 0; and a callback that
// blocks for 100 ms shows as one value of about 100 ms. The first firing after `enable` only starts
// the clock. The timer does not keep the loop alive.
#pragma once

#include <uv.h>

#include "nodelab/base/ref.h"
#include "nodelab/base/unique_handle.h"
#include "nodelab/loop/event_loop.h"
#include "nodelab/process/histogram.h"

namespace nodelab::perf_hooks {

// Node's IntervalHistogram. It stops when its last Ref goes, or its loop ends.
class IntervalHistogram final : public Histogram,
                                public RefCounted<IntervalHistogram>,
                                private LoopResource {
 public:
  // Use monitorEventLoopDelay.
  IntervalHistogram(EventLoop& loop, int64_t resolution);

  // Starts, and stops, recording. Returns whether that changed anything. What was recorded stays.
  bool enable();
  bool disable();
  // Forgets what was recorded; the next firing starts the clock anew.
  void reset() noexcept;

 private:
  friend class RefCounted<IntervalHistogram>;
  ~IntervalHistogram() override = default;
  void dispose() override { timer_.reset(); }
  void fired();

  UniqueHandle<uv_timer_t> timer_;  // null when the loop has ended
  const uint64_t resolution_;
  bool enabled_ = false;
  uint64_t last_ = 0;  // when it fired last; 0 before
};

struct EventLoopDelayOptions {
  int64_t resolution = 10;  // milliseconds between two samples
};

// A monitor of this thread's loop, not yet enabled. Throws ERR_OUT_OF_RANGE for a resolution below
// 1.
Ref<IntervalHistogram> monitorEventLoopDelay(EventLoopDelayOptions options = {});

}  // namespace nodelab::perf_hooks
