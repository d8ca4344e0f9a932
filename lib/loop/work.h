// queueWork: a function on a thread of libuv's pool.
//
// It is what stands behind Node's fs, dns, zlib and crypto: the loop goes on while a pool thread
// (one of 4, or of UV_THREADPOOL_SIZE) does something that would block it. The pool is one for the
// whole process, whatever the number of loops.
#pragma once

#include "nodelab/base/callback.h"
#include "nodelab/base/error.h"
#include "nodelab/loop/async_resource.h"

namespace nodelab {

// Runs `work` on a pool thread, then `after` on this thread, as a callback of the loop in its poll
// phase, with what `work` threw or the null Error. Neither may be empty. `work` must not touch
// anything of the loop; both functions are destroyed on this thread. Work that waits or runs keeps
// the loop alive; if the loop is stopped meanwhile, `after` is not called.
//
// `after` runs in the context of `resource`, and an observer sees it by that name: the call's own,
// unless what asks for the work is a thing with a context of its own, such as a stream.
void queueWork(Task work, Callback<void(const Error& error)> after,
               AsyncResource resource = AsyncResource("WORKER"));

}  // namespace nodelab
