// process::nextTick and queueMicrotask: what runs before the loop goes on.
//
// Both run after the callback that is running now, before anything else of the loop: all ticks
// first, then all microtasks. Neither is part of a phase. Small callbacks (captures of up to 16
// bytes) allocate nothing. The queues are not bounded: a program that queues forever keeps the loop
// waiting forever, as in Node.
#pragma once

#include <utility>

#include "nodelab/loop/event_loop.h"
#include "nodelab/loop/timers.h"

namespace nodelab {

// Queues `function` as a microtask, the queue of promise reactions. What it throws is uncaught; the
// microtasks behind it still run.
template <class Function>
void queueMicrotask(Function&& function) {
  EventLoop::current().queues().queueMicrotask(std::forward<Function>(function));
}

namespace process {

// Queues `function(args...)` as a tick. What it throws is uncaught; the ticks behind it run after
// the next callback of the loop.
template <class Function, class... Args>
void nextTick(Function&& function, Args&&... args) {
  EventLoop::current().queues().nextTick(
      detail::bound(std::forward<Function>(function), std::forward<Args>(args)...));
}

}  // namespace process

}  // namespace nodelab
