// What a room below the loop asks of it without knowing it.
//
// Includes go down the floors, so `events`, which has no loop, cannot queue a tick. It asks here;
// the EventLoop of the thread is what answers.
#pragma once

#include <exception>

#include "nodelab/base/callback.h"

namespace nodelab::hooks {

// Queues `task` as a tick of this thread's loop, as process::nextTick does. Throws Error on a
// thread without one.
void nextTick(Task task);

// Throws the exception again from a tick of its own, so that it is an uncaught exception and not
// the business of whoever is running now: what Node does with an exception that a callback threw
// and that must not end its caller.
void reportError(std::exception_ptr exception);

// Sets what takes the ticks of this thread: the loop does, for itself.
using TickHandler = void (*)(Task task);
void onNextTick(TickHandler handler) noexcept;

}  // namespace nodelab::hooks
