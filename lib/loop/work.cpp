#include "nodelab/loop/work.h"

#include <uv.h>

#include <memory>

#include "nodelab/loop/event_loop.h"

namespace nodelab {

namespace {

struct Work {
  uv_work_t request;
  EventLoop& loop;
  Task work;
  Callback<void(const Error&)> after;
  AsyncResource resource;
  Error error = {};

  void run() noexcept {
    try {
      work();
    } catch (...) {
      error = toError(std::current_exception());
    }
  }
};

}  // namespace

void queueWork(Task work, Callback<void(const Error&)> after, AsyncResource resource) {
  EventLoop& loop = EventLoop::current();
  auto state = std::make_unique<Work>(
      Work{{}, loop, std::move(work), std::move(after), std::move(resource)});
  state->request.data = state.get();
  const int status = uv_queue_work(
      loop.uv(), &state->request,
      [](uv_work_t* request) { static_cast<Work*>(request->data)->run(); },
      [](uv_work_t* request, int) {
        const std::unique_ptr<Work> done(static_cast<Work*>(request->data));
        done->loop.runCallback(done->resource, [&] { done->after(done->error); });
      });
  throwIfFailed(status, "uv_queue_work");
  state.release();
}

}  // namespace nodelab
