#include "nodelab/process/event_loop_delay.h"

#include <memory>

#include "nodelab/base/error.h"

namespace nodelab::perf_hooks {

IntervalHistogram::IntervalHistogram(EventLoop& loop, int64_t resolution)
    : resolution_(static_cast<uint64_t>(resolution)) {
  auto timer = std::make_unique<uv_timer_t>();
  throwIfFailed(uv_timer_init(loop.uv(), timer.get()), "uv_timer_init");
  timer_.reset(timer.release());
  timer_->data = this;
  uv_unref(asHandle(timer_.get()));
  loop.track(*this);
}

bool IntervalHistogram::enable() {
  if (enabled_ || !timer_) return false;
  enabled_ = true;
  last_ = 0;
  uv_timer_start(
      timer_.get(),
      [](uv_timer_t* timer) { static_cast<IntervalHistogram*>(timer->data)->fired(); }, resolution_,
      resolution_);
  return true;
}

bool IntervalHistogram::disable() {
  if (!enabled_ || !timer_) return false;
  enabled_ = false;
  uv_timer_stop(timer_.get());
  return true;
}

void IntervalHistogram::reset() noexcept {
  Histogram::reset();
  last_ = 0;
}

// No code of the program runs here, so nothing of what surrounds a callback is needed.
void IntervalHistogram::fired() {
  const uint64_t now = uv_hrtime();
  if (last_ != 0 && now > last_) add(static_cast<int64_t>(now - last_));
  last_ = now;
}

Ref<IntervalHistogram> monitorEventLoopDelay(EventLoopDelayOptions options) {
  if (options.resolution < 1) {
    throw outOfRange("options.resolution", ">= 1 && <= 9007199254740991",
                     numberText(options.resolution));
  }
  return make<IntervalHistogram>(EventLoop::current(), options.resolution);
}

}  // namespace nodelab::perf_hooks
