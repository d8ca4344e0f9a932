// AbortSignal::timeout, which `events` declares and cannot have: it needs the loop.
#include "nodelab/base/error.h"
#include "nodelab/events/abort_signal.h"
#include "nodelab/loop/event_loop.h"
#include "nodelab/loop/timers.h"

namespace nodelab {

namespace {

// The signal owns its timer, not the other way round: it may go before.
class TimeoutSignal final : public AbortSignal, public LoopResource {
 public:
  explicit TimeoutSignal(int64_t delay) {
    keepsItself();
    timer_ = setTimeout([this] { signalAbort(timeoutError()); }, static_cast<double>(delay));
    timer_.unref();
    EventLoop::current().track(*this);
  }
  ~TimeoutSignal() override { timer_.close(); }

  void dispose() override {
    timer_.close();
    abandon();
  }

 private:
  static Error timeoutError() {
    return Error("", "The operation was aborted due to timeout", "TimeoutError");
  }

  Timeout timer_;
};

}  // namespace

Ref<AbortSignal> AbortSignal::timeout(int64_t delay) {
  if (delay < 0 || delay > int64_t{UINT32_MAX}) {
    throw outOfRange("delay", ">= 0 && <= 4294967295", numberText(delay));
  }
  return make<TimeoutSignal>(delay);
}

}  // namespace nodelab
