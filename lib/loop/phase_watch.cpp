#include "nodelab/loop/phase_watch.h"

#include <array>
#include <utility>

#include "nodelab/loop/event_loop.h"

namespace nodelab {

const char* phaseName(LoopPhase phase) noexcept {
  constexpr std::array names{"main", "timers", "pending", "poll", "check", "close"};
  return names[static_cast<std::size_t>(phase)];
}

void PhaseWatch::observe(LoopObserver* observer) {
  observer_ = observer;
  if (!std::exchange(opened_, true)) {
    uv_prepare_init(loop_.uv(), &prepare_);
    prepare_.data = this;
    uv_unref(reinterpret_cast<uv_handle_t*>(&prepare_));
  }
  if (!observer) {
    uv_prepare_stop(&prepare_);
    return;
  }
  iteration_ = 0;
  inside_ = false;
  uv_prepare_start(&prepare_, [](uv_prepare_t* handle) {
    static_cast<PhaseWatch*>(handle->data)->enter(LoopPhase::poll);
  });
}

LoopState PhaseWatch::state() const {
  return {.phase = inside_ ? phase_ : LoopPhase::none,
          .iteration = iteration_,
          .ticks = loop_.queues().ticks(),
          .microtasks = loop_.queues().microtasks(),
          .immediates = loop_.immediates().size(),
          .timers = loop_.timers().size()};
}

// A phase that does not come after the one before belongs to the next turn.
void PhaseWatch::enter(LoopPhase phase) {
  leave();
  if (phase <= phase_) ++iteration_;
  turning_ = true;
  phase_ = phase;
  inside_ = true;
  observer_->phaseEntered(state());
}

void PhaseWatch::leave() {
  if (!inside_) return;
  observer_->phaseLeft(state());
  inside_ = false;
}

void PhaseWatch::end() {
  leave();
  phase_ = LoopPhase::close;
  turning_ = false;
}

void PhaseWatch::callbackBegins(const char* cause) {
  if (turning_ && !inside_) enter(LoopPhase::pending);
  observer_->callbackBegins(state(), cause);
}

void PhaseWatch::callbackEnds(const char* cause) { observer_->callbackEnds(state(), cause); }

}  // namespace nodelab
