// Where the loop stands in its turn, for an observer.
//
// libuv does not tell its phases. Timers and immediates know theirs; poll begins where a prepare
// handle is called; close callbacks say so themselves; and any other callback between check and
// poll is one of the pending phase.
//
// Internal to the loop; programs use `EventLoop::observe`.
#pragma once

#include <uv.h>

#include <cstdint>

#include "nodelab/loop/loop_observer.h"

namespace nodelab {

class EventLoop;

class PhaseWatch {
 public:
  explicit PhaseWatch(EventLoop& loop) : loop_(loop) {}

  void observe(LoopObserver* observer);
  bool active() const noexcept { return observer_ != nullptr; }
  // The handle, for whoever closes the loop's; null while it is not open.
  uv_prepare_t* handle() noexcept { return opened_ ? &prepare_ : nullptr; }

  void enter(LoopPhase phase);
  void leave();
  // The loop begins to turn, and has ended. (A host that turns a borrowed loop does not say so:
  // there the first phase that is entered is the beginning.)
  void begin() { turning_ = true; }
  void end();
  void callbackBegins(const char* cause);
  void callbackEnds(const char* cause);

 private:
  LoopState state() const;

  EventLoop& loop_;
  LoopObserver* observer_ = nullptr;
  bool opened_ = false;
  bool turning_ = false;                // between the first and the last phase of a run
  bool inside_ = false;                 // a phase was entered and not left
  LoopPhase phase_ = LoopPhase::close;  // the last one that was entered
  uint64_t iteration_ = 0;
  uv_prepare_t prepare_;
};

}  // namespace nodelab
