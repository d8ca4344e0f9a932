// LoopObserver: who wants to watch the loop turn.
//
//   struct Printer : LoopObserver {
//     void callbackBegins(const LoopState& state, const char* cause) override {
//       std::fprintf(stderr, "%s: %s\n", phaseName(state.phase), cause);
//     }
//   };
//   Printer printer;
//   EventLoop::current().observe(&printer);
//
// It is told when a phase is entered and left, and when each callback begins and ends, ticks and
// microtasks included, with the cause: the name that Node's async hooks give it ("Timeout",
// "Immediate", "TickObject", "FSREQCALLBACK"…). "Microtask" are the jobs of promises too (Node:
// "PROMISE"); "PROMISE" is the report of a rejection that nobody handled, or handled late; "main"
// is the main script, and the beforeExit event. Phases in which nothing could be called are not
// told, but for poll, where the loop waits. Its functions must not throw, nor use the loop.
//
// One that comes within a callback first hears of that callback's end, one that goes there does not
// hear of it.
//
// While nobody observes, a callback costs one branch for it.
#pragma once

#include <cstddef>
#include <cstdint>

namespace nodelab {

// Where the loop stands. `none` is outside of its turns: the main script, and what follows it.
enum class LoopPhase { none, timers, pending, poll, check, close };

// "timers", "pending", "poll", "check", "close", and "main" for none.
const char* phaseName(LoopPhase phase) noexcept;

// What there is to see at one moment.
struct LoopState {
  LoopPhase phase;
  uint64_t iteration;  // turns of the loop since the observer came, from 1; 0 before the first
  std::size_t ticks;   // what waits in each queue
  std::size_t microtasks;
  std::size_t immediates;
  std::size_t timers;  // that wait, unref'd ones too
};

class LoopObserver {
 public:
  virtual ~LoopObserver() = default;
  virtual void phaseEntered(const LoopState&) {}
  virtual void phaseLeft(const LoopState&) {}
  virtual void callbackBegins(const LoopState&, const char* /*cause*/) {}
  virtual void callbackEnds(const LoopState&, const char* /*cause*/) {}
};

}  // namespace nodelab
