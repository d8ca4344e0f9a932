// EventLoop: the loop of one thread, with exactly the order of Node 20.
//
// libuv turns the wheel: timers, pending, poll (files and sockets), check (immediates), close. Node
// adds two queues that run after *every* callback of every phase: ticks, then microtasks. This
// class is that addition: whoever is called by libuv (a timer, a socket, a finished file operation)
// passes the program's function to `runCallback`, which runs it, drains both queues, and reports
// what was thrown. No exception ever passes through libuv's frames.
//
// There is one loop a thread. `EventLoop::current()` is the one that free functions such as
// `setTimeout` act on; `nodelab::run` (process/run.h) makes one for the main thread, a Worker makes
// its own. A program that runs a libuv loop of its own can lend it:
//
//   uv_loop_t* host = uv_default_loop();
//   EventLoop loop(host);                    // borrowed: the host calls uv_run
//   loop.runCallback([] { mainScript(); });  // so that its ticks and microtasks run
//
// An EventLoop must be used and destroyed on the thread that made it, outside of its callbacks. At
// its end it lets go of all that is left, unrun: callbacks, resources, suspended coroutines; and
// closes its handles. Handles such as Timeout may outlive it, and then do nothing. Loops made on
// one thread end in reverse order. Another thread reaches a loop by messages only (worker_threads);
// a timer handle that is used on a wrong thread throws ERR_INVALID_STATE.
//
// A borrowed loop must outlive the EventLoop: uv_loop_close refuses it (UV_EBUSY) until then. A
// host that has closed every handle of the loop, ours too, ends what the EventLoop does on it:
// nothing is called any more, and the destructor is still to be called before the host closes the
// loop.
#pragma once

#include <uv.h>

#include <exception>

#include "nodelab/base/callback.h"
#include "nodelab/base/intrusive_list.h"
#include "nodelab/loop/async_resource.h"
#include "nodelab/loop/immediates.h"
#include "nodelab/loop/phase_watch.h"
#include "nodelab/loop/task_queues.h"
#include "nodelab/loop/timer_lists.h"

namespace nodelab {

// Something that lives on a loop and must not outlive it: an open stream, a server, a suspended
// coroutine. `dispose` is called at the end of the loop for those that are left; it must let go of
// everything (callbacks, buffers, owned objects) and close its handles. It may delete the object (a
// ref-counted one holds a Ref to itself meanwhile). No callback of the program runs then or later,
// but the loop is still current.
class LoopResource : public ListNode<LoopResource> {
 public:
  virtual ~LoopResource() = default;
  virtual void dispose() = 0;
};

enum class UncaughtOrigin { uncaughtException, unhandledRejection };

class EventLoop {
 public:
  // A loop of its own.
  EventLoop();
  // On a loop that the host program made, runs and closes. The host must not close it before this
  // object is gone; the destructor turns it once, without waiting, so that our own handles close.
  explicit EventLoop(uv_loop_t* borrowed);
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  // The loop of this thread. Throws Error when there is none.
  static EventLoop& current() {
    if (!current_) throwNoLoop();
    return *current_;
  }

  uv_loop_t* uv() noexcept { return uv_; }

  // Throws ERR_INVALID_STATE on a thread that is not the loop's.
  void checkThread() const {
    if (thread_ != &current_) throwWrongThread();
  }

  // Runs `function` as a callback of the loop, in the context of the resource that calls back:
  // afterwards the tick and microtask queues are drained. What it throws is reported as uncaught,
  // and the queues then wait for the next callback. Inside another callback it only calls, and what
  // is thrown passes to that one. Does nothing once the loop is stopped.
  template <class Function>
  void runCallback(AsyncResource& resource, Function&& function) {
    if (stopped_) return;
    if (depth_ > 0) {
      const AsyncScope scope(resource.context);
      return static_cast<void>(function());
    }
    runScope([&] {
      const AsyncScope scope(resource.context);
      return attempt(resource.type, function);
    });
  }
  // The same for the function that closes a handle, which libuv calls in the close phase.
  template <class Function>
  void runCloseCallback(AsyncResource& resource, Function&& function) {
    enterPhase(LoopPhase::close);
    runCallback(resource, std::forward<Function>(function));
  }
  // The same for what no resource stands behind, such as the main script.
  template <class Function>
  void runCallback(Function&& function) {
    AsyncResource resource = AsyncResource::root("main");
    runCallback(resource, std::forward<Function>(function));
  }

  // Turns the loop until nothing that is ref'd is left; then calls the `beforeExit` hook, and goes
  // on if that brought new work. Returns early when the loop is stopped.
  void run();

  // Ends the loop: no further callback of the program runs on it, and uv_run returns at its next
  // turn, also that of a borrowed loop's host. Idempotent.
  void stop() noexcept;
  bool stopped() const noexcept { return stopped_; }

  // Called with what leaves a callback. It may stop the loop; it must not throw. Without one, the
  // error is printed to stderr and the loop stops.
  void onUncaught(Callback<void(std::exception_ptr, UncaughtOrigin)> handler) {
    uncaught_ = std::move(handler);
  }
  void reportUncaught(std::exception_ptr exception,
                      UncaughtOrigin origin = UncaughtOrigin::uncaughtException);

  // Called first with the reason of a promise that was rejected and that nobody handled, between
  // callbacks: true if that is dealt with, so that it is no uncaught exception. What it throws is.
  void onUnhandledRejection(
      Callback<bool(std::exception_ptr reason, const Ref<RejectedPromise>&)> handler) {
    unhandledRejection_ = std::move(handler);
  }
  void reportRejection(const Ref<RejectedPromise>& promise);

  // Called with such a promise when somebody has handled it after all, between callbacks, in the
  // empty context: true if that is dealt with, so that there is no PromiseRejectionHandledWarning.
  // What it throws is uncaught.
  void onRejectionHandled(Callback<bool(const Ref<RejectedPromise>&)> handler) {
    rejectionHandled_ = std::move(handler);
  }
  void reportHandled(const Ref<RejectedPromise>& promise);

  // Called when the loop has run dry.
  void onBeforeExit(Task handler) { beforeExit_ = std::move(handler); }

  // Disposes of the resource at the end of the loop, if it is still there then.
  void track(LoopResource& resource) { resources_.pushBack(resource); }
  // The same, before all that are there already: a called coroutine goes before its caller, whose
  // variables it may refer to.
  void trackFirst(LoopResource& resource) { resources_.pushFront(resource); }

  // Tells the observer where the loop stands and what it calls, until it is set to null again; it
  // must live until then, or until the end of the loop.
  void observe(LoopObserver* observer) { watch_.observe(observer); }

  // What follows is internal to the library.

  // The outermost callback scope drains the queues when `function` returns true, which means that
  // all went well; an inner one only calls.
  template <class Function>
  void runScope(Function&& function) {
    if (stopped_) return;
    if (depth_ > 0) return static_cast<void>(function());
    ++depth_;
    if (function()) queues_.drain();
    --depth_;
  }

  // Calls one function of the program and reports what it throws, where it is thrown: its context
  // is still the current one. Returns whether nothing was thrown.
  template <class Function>
  bool attempt(const char* cause, Function&& function) {
    if (watch_.active()) watch_.callbackBegins(cause);
    bool done = true;
    try {
      function();
    } catch (...) {
      done = false;
      reportUncaught(std::current_exception());
    }
    if (watch_.active()) watch_.callbackEnds(cause);
    return done;
  }

  void enterPhase(LoopPhase phase) {
    if (watch_.active()) watch_.enter(phase);
  }
  void leavePhase() {
    if (watch_.active()) watch_.leave();
  }

  TaskQueues& queues() noexcept { return queues_; }
  TimerLists& timers() noexcept { return timers_; }
  Immediates& immediates() noexcept { return immediates_; }

 private:
  [[noreturn]] static void throwNoLoop();
  [[noreturn]] static void throwWrongThread();
  void enterThread();
  void letGo();
  void closeHandles();

  static inline constinit thread_local EventLoop* current_ = nullptr;

  uv_loop_t own_;
  uv_loop_t* uv_;
  bool stopped_ = false;
  int depth_ = 0;
  EventLoop* previous_ = nullptr;
  EventLoop** thread_ = &current_;  // each thread has its own
  PhaseWatch watch_{*this};
  TaskQueues queues_;
  TimerLists timers_;
  Immediates immediates_;
  IntrusiveList<LoopResource> resources_;
  Callback<void(std::exception_ptr, UncaughtOrigin)> uncaught_;
  Callback<bool(std::exception_ptr, const Ref<RejectedPromise>&)> unhandledRejection_;
  Callback<bool(const Ref<RejectedPromise>&)> rejectionHandled_;
  Task beforeExit_;
};

}  // namespace nodelab
