#include "nodelab/loop/event_loop.h"

#include <cstdio>
#include <string>

#include "nodelab/base/error.h"
#include "nodelab/base/hooks.h"
#include "nodelab/base/warning.h"

namespace nodelab {

namespace {

uv_loop_t* initLoop(uv_loop_t* loop) {
  throwIfFailed(uv_loop_init(loop), "uv_loop_init");
  return loop;
}

}  // namespace

EventLoop::EventLoop() : uv_(initLoop(&own_)), queues_(*this), timers_(*this), immediates_(*this) {
  enterThread();
}

EventLoop::EventLoop(uv_loop_t* borrowed)
    : uv_(borrowed), queues_(*this), timers_(*this), immediates_(*this) {
  enterThread();
}

void EventLoop::enterThread() {
  previous_ = current_;
  current_ = this;
  hooks::onNextTick([](Task task) { current().queues().nextTick(std::move(task)); });
}

EventLoop::~EventLoop() {
  stop();
  letGo();
  closeHandles();
  letGo();  // what close callbacks have queued
  current_ = previous_;
  if (!current_) AsyncContext::reset();
}

// What is let go may own the next thing, or make new ones as it goes: until nothing is left.
void EventLoop::letGo() {
  do {
    while (!resources_.empty()) {
      LoopResource& resource = resources_.front();
      resource.unlink();
      resource.dispose();
    }
    timers_.letGo();
    immediates_.letGo();
    queues_.clear();
  } while (!resources_.empty() || !timers_.empty() || !immediates_.empty() || !queues_.empty());
}

// A borrowed loop keeps the handles of its host.
void EventLoop::closeHandles() {
  if (uv_ != &own_) {
    auto closeOurs = [](auto* ours) {
      auto* handle = reinterpret_cast<uv_handle_t*>(ours);
      if (handle && !uv_is_closing(handle)) uv_close(handle, nullptr);
    };
    closeOurs(timers_.handle());
    closeOurs(timers_.prepareHandle());
    closeOurs(immediates_.checkHandle());
    closeOurs(immediates_.idleHandle());
    closeOurs(watch_.handle());
    // The first turn may end at once, because the loop was stopped.
    for (int turns = 0; turns < 2; ++turns) uv_run(uv_, UV_RUN_NOWAIT);
    return;
  }
  uv_walk(
      uv_,
      [](uv_handle_t* handle, void*) {
        if (!uv_is_closing(handle)) uv_close(handle, nullptr);
      },
      nullptr);
  while (uv_loop_close(uv_) == UV_EBUSY) uv_run(uv_, UV_RUN_DEFAULT);
}

void EventLoop::throwNoLoop() {
  throw Error("This thread has no event loop: call nodelab::run first");
}

void EventLoop::throwWrongThread() {
  throw Error("ERR_INVALID_STATE",
              "Invalid state: this belongs to the event loop of another thread");
}

void EventLoop::run() {
  bool alive = true;
  while (alive && !stopped_) {
    const bool turned = uv_loop_alive(uv_);
    if (watch_.active()) watch_.begin();
    uv_run(uv_, UV_RUN_DEFAULT);
    // loop fact 43: older libuv looks at its timers at the beginning of a turn only.
    if (turned && !stopped_ && uv_version() < ((1u << 16) | (45u << 8))) timers_.runIfDue();
    if (watch_.active()) watch_.end();
    if (!stopped_ && !uv_loop_alive(uv_) && beforeExit_) runCallback(beforeExit_);
    alive = uv_loop_alive(uv_);
  }
}

void EventLoop::stop() noexcept {
  stopped_ = true;
  uv_stop(uv_);
}

void EventLoop::reportUncaught(std::exception_ptr exception, UncaughtOrigin origin) {
  if (uncaught_) {
    uncaught_(exception, origin);
  } else {
    std::fprintf(stderr, "Uncaught %s\n", toError(exception).toString().c_str());
    stop();
  }
  // loop fact 17: an empty immediate keeps poll from blocking, so that ticks which the throw left
  // behind run soon.
  if (!stopped_) immediates_.add([] {});
}

void EventLoop::reportRejection(const Ref<RejectedPromise>& promise) {
  const std::exception_ptr reason = promise->reason();
  if (unhandledRejection_ && unhandledRejection_(reason, promise)) return;
  reportUncaught(reason, UncaughtOrigin::unhandledRejection);
}

void EventLoop::reportHandled(const Ref<RejectedPromise>& promise) {
  if (rejectionHandled_ && rejectionHandled_(promise)) return;
  warn(Error("",
             "Promise rejection was handled asynchronously (rejection id: " +
                 std::to_string(promise->id()) + ")",
             "PromiseRejectionHandledWarning"));
}

}  // namespace nodelab
