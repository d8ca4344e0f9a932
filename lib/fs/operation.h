// Operation<R>: one call of libuv's file system, written down once and run in three ways.
//
// Node has every function of `fs` three times: `stat(path, callback)`, `promises.stat(path)` and
// `statSync(path)`. Here each is described once, by how it starts and how its result is read, and
// `runSync`, `run` and `runPromise` are the three ways. The asynchronous ones use libuv's thread
// pool; their callbacks come in the poll phase.
//
// Internal to fs.
#pragma once

#include <uv.h>

#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "nodelab/base/callback.h"
#include "nodelab/base/error.h"
#include "nodelab/loop/event_loop.h"
#include "nodelab/promise/promise.h"

namespace nodelab::fs {

template <class R>
struct Operation {
  // With a null callback it runs at once on this thread.
  Callback<int(uv_loop_t* loop, uv_fs_t* request, uv_fs_cb callback)> start;
  // For the error: `ENOENT: no such file or directory, open 'in.txt'`.
  std::string_view syscall;
  std::string path;
  R (*result)(const uv_fs_t& request);
  // Undoes what succeeded when the loop has ended meanwhile and nobody will get the result.
  void (*undo)(const uv_fs_t& request) = nullptr;
};

// What a callback of fs gets: the error or null, and the result (none for Operation<void>).
template <class R>
struct ResultCallback {
  using type = Callback<void(const Error& error, R result)>;
};
template <>
struct ResultCallback<void> {
  using type = Callback<void(const Error& error)>;
};

namespace detail {

// A request that cleans up after itself.
struct Request {
  uv_fs_t uv{};
  Request() = default;
  Request(const Request&) = delete;
  Request& operator=(const Request&) = delete;
  ~Request() { uv_fs_req_cleanup(&uv); }
};

template <class R>
struct Running {
  EventLoop& loop;
  Operation<R> operation;
  typename ResultCallback<R>::type callback;
  Request request = {};
  AsyncResource resource{"FSREQCALLBACK"};

  void abandon() {
    if (operation.undo && request.uv.result >= 0) operation.undo(request.uv);
  }

  void finish() {
    const auto status = static_cast<int>(request.uv.result < 0 ? request.uv.result : 0);
    const Error error =
        status < 0 ? systemError(status, operation.syscall, operation.path) : Error();
    if constexpr (std::is_void_v<R>) {
      callback(error);
    } else {
      callback(error, error ? R{} : operation.result(request.uv));
    }
  }
};

}  // namespace detail

// Blocks; throws the system error.
template <class R>
R runSync(Operation<R> operation) {
  detail::Request request;
  throwIfFailed(operation.start(nullptr, &request.uv, nullptr), operation.syscall, operation.path);
  if constexpr (!std::is_void_v<R>) return operation.result(request.uv);
}

template <class R>
void run(Operation<R> operation, typename ResultCallback<R>::type callback) {
  EventLoop& loop = EventLoop::current();
  auto running = std::unique_ptr<detail::Running<R>>(
      new detail::Running<R>{loop, std::move(operation), std::move(callback)});
  running->request.uv.data = running.get();
  const int status =
      running->operation.start(loop.uv(), &running->request.uv, [](uv_fs_t* request) {
        const std::unique_ptr<detail::Running<R>> done(
            static_cast<detail::Running<R>*>(request->data));
        if (done->loop.stopped()) return done->abandon();
        done->loop.runCallback(done->resource, [&] { done->finish(); });
      });
  throwIfFailed(status, running->operation.syscall, running->operation.path);
  running.release();
}

namespace detail {

// Settles in the poll phase.
template <class R>
Promise<R> settledByRequest(Operation<R> operation) {
  auto [promise, resolver] = Promise<R>::withResolvers();
  if constexpr (std::is_void_v<R>) {
    run(std::move(operation), [resolver = resolver](const Error& error) {
      error ? resolver.reject(error) : resolver.resolve();
    });
  } else {
    run(std::move(operation), [resolver = resolver](const Error& error, R result) {
      error ? resolver.reject(error) : resolver.resolve(std::move(result));
    });
  }
  return promise;
}

}  // namespace detail

// As Node's functions do it, which count turns: each is an async function that awaits the request's
// promise behind a handler of rejections, which makes a promise of its own.
template <class R>
Promise<R> runPromise(Operation<R> operation) {
  Promise<R> settled = detail::settledByRequest(std::move(operation));
  Promise<R> checked = settled.catch_([](const Error& error) { return Promise<R>::reject(error); });
  co_return co_await checked;
}

}  // namespace nodelab::fs
