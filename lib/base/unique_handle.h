// UniqueHandle<uv_…_t>: owns a libuv handle that has been initialised on a loop.
//
// libuv closes asynchronously: the memory of a handle must stay until its close callback, in a
// later turn of the loop. So when its owner lets go, the handle is closed at once and frees itself
// then.
//
//   auto async = std::make_unique<uv_async_t>();
//   throwIfFailed(uv_async_init(loop, async.get(), onWake), "uv_async_init");
//   UniqueHandle<uv_async_t> handle(async.release());   // from here on libuv knows it
#pragma once

#include <uv.h>

#include <memory>

#include "nodelab/base/callback.h"

namespace nodelab {

template <class Handle>
uv_handle_t* asHandle(Handle* handle) noexcept {
  return reinterpret_cast<uv_handle_t*>(handle);
}
template <class Handle>
uv_stream_t* asStream(Handle* handle) noexcept {
  return reinterpret_cast<uv_stream_t*>(handle);
}

struct CloseHandle {
  template <class Handle>
  void operator()(Handle* handle) const noexcept {
    uv_close(asHandle(handle),
             [](uv_handle_t* closed) { delete reinterpret_cast<Handle*>(closed); });
  }
};

template <class Handle>
using UniqueHandle = std::unique_ptr<Handle, CloseHandle>;

// Closes the handle; `then` is called in the close phase, outside of any callback of the loop's
// program. What it captures is freed right after.
template <class Handle>
void closeHandle(UniqueHandle<Handle> handle, Task then) {
  Handle* raw = handle.release();
  raw->data = new Task(std::move(then));
  uv_close(asHandle(raw), [](uv_handle_t* closed) {
    const std::unique_ptr<Task> task(static_cast<Task*>(closed->data));
    delete reinterpret_cast<Handle*>(closed);
    (*task)();
  });
}

}  // namespace nodelab
