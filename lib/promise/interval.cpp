#include "nodelab/promise/interval.h"

#include "nodelab/loop/next_tick.h"

namespace nodelab::timers::promises::detail {

IntervalCore::IntervalCore(double delay, bool ref, Ref<AbortSignal> signal)
    : delay_(delay), ref_(ref), signal_(std::move(signal)) {}

IntervalCore::~IntervalCore() = default;

void IntervalCore::requested() {
  if (step_ == Step::unstarted) return start();
  if (step_ == Step::yielded) --ticks_;
  if (step_ == Step::yielded || step_ == Step::done) advance();
}

void IntervalCore::start() {
  if (signal_ && signal_->aborted()) return fail(abortError(*signal_));
  const Ref<IntervalCore> self(this);
  timer_ = nodelab::setInterval([self] { self->onTick(); }, delay_);
  if (!ref_) timer_.unref();
  if (signal_) onAbort_ = AbortListener(*signal_, [this] { onAbort(); });
  advance();
}

// Goes on with the oldest request, as far as that is possible now.
void IntervalCore::advance() {
  if (step_ == Step::done) {
    while (hasRequests()) endRequest();
  } else if (!hasRequests()) {
    step_ = Step::yielded;
    if (abandoned_) finish();
  } else if (ticks_ > 0) {
    later(&IntervalCore::deliver);  // `yield` awaits its value
  } else if (signal_ && signal_->aborted()) {
    fail(abortError(*signal_));
  } else {
    step_ = Step::waiting;
  }
}

void IntervalCore::later(void (IntervalCore::*step)()) {
  step_ = Step::busy;
  queueMicrotask([self = Ref<IntervalCore>(this), step] { ((*self).*step)(); });
}

void IntervalCore::deliver() {
  fulfilRequest();
  if (hasRequests()) --ticks_;
  advance();
}

void IntervalCore::onTick() {
  ++ticks_;
  if (step_ == Step::waiting) later(&IntervalCore::advance);
}

// Node resolves what `next` waits for with a rejected promise, which takes three turns.
void IntervalCore::onAbort() {
  const Ref<IntervalCore> self(this);
  timer_.close();
  if (step_ != Step::waiting) return;
  step_ = Step::busy;
  auto [waited, resolver] = Promise<void>::withResolvers();
  resolver.resolve(Promise<void>::reject(abortError(*signal_)));
  waited.catch_([self](const Error& error) { self->fail(error); });
}

void IntervalCore::fail(const Error& error) {
  finish();
  rejectRequest(error);
  advance();
}

void IntervalCore::abandon() {
  abandoned_ = true;
  if (!hasRequests()) finish();
}

void IntervalCore::finish() {
  step_ = Step::done;
  onAbort_ = {};
  std::exchange(timer_, {}).close();
}

}  // namespace nodelab::timers::promises::detail
