// What a small program did, in order: the loop's tests are a program and the lines it must say.
//
//   EXPECT_EQ(traceOf([] {
//               process::nextTick(says("tick"));
//               say("main");
//             }),
//             (Lines{"main", "tick"}));
//
// Every expected order here is what Node 20 printed for the same program in JavaScript.
#pragma once

#include <fmt/format.h>
#include <uv.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "nodelab/base/error.h"
#include "nodelab/loop/event_loop.h"

namespace nodelab::trace {

using Lines = std::vector<std::string>;

// The lines said on this thread since the last `traceOf` began.
inline Lines& lines() {
  static thread_local Lines said;
  return said;
}

template <class... Args>
void say(fmt::format_string<const Args&...> text, const Args&... args) {
  lines().push_back(fmt::format(text, args...));
}

// A callback that says `text`, which must be a literal.
inline auto says(const char* text) {
  return [text] { say("{}", text); };
}

[[noreturn]] inline void fail(const char* message) { throw Error(message); }

// Spins until so many milliseconds have passed: timers of at most that delay are overdue then.
inline void block(uint64_t milliseconds) {
  const uint64_t end = uv_hrtime() + milliseconds * 1'000'000;
  while (uv_hrtime() < end) continue;
}

// Runs `script` as the main script of a loop, and the loop until it is empty. What is uncaught is a
// line, and the loop goes on.
inline Lines traceOf(Task script) {
  lines().clear();
  EventLoop loop;
  loop.onUncaught([](std::exception_ptr exception, UncaughtOrigin origin) {
    const bool rejected = origin == UncaughtOrigin::unhandledRejection;
    say("uncaught {}{}", toError(exception).message(), rejected ? " unhandledRejection" : "");
  });
  loop.runCallback(script);
  loop.run();
  return lines();
}

// Calls back in the poll phase, as fs.stat does.
inline void onIo(Task callback) {
  struct Stat {
    EventLoop& loop;
    Task callback;
    AsyncResource resource{"FSREQCALLBACK"};
    uv_fs_t request{};
  };
  auto* stat = new Stat{EventLoop::current(), std::move(callback)};
  stat->request.data = stat;
  uv_fs_stat(stat->loop.uv(), &stat->request, ".", [](uv_fs_t* request) {
    const std::unique_ptr<Stat> done(static_cast<Stat*>(request->data));
    uv_fs_req_cleanup(request);
    done->loop.runCallback(done->resource, done->callback);
  });
}

// Calls back in the pending phase: connects a pipe to nobody. libuv knows at once that this fails,
// and says so later.
inline void onPending(Task callback) {
  struct Connect {
    EventLoop& loop;
    Task callback;
    AsyncResource resource{"PIPECONNECTWRAP"};
    uv_connect_t request{};
    uv_pipe_t pipe{};
  };
  auto* connect = new Connect{EventLoop::current(), std::move(callback)};
  connect->request.data = connect->pipe.data = connect;
  uv_pipe_init(connect->loop.uv(), &connect->pipe, 0);
  const auto failed = [](uv_connect_t* request, int) {
    auto* done = static_cast<Connect*>(request->data);
    done->loop.runCallback(done->resource, done->callback);
    uv_close(reinterpret_cast<uv_handle_t*>(&done->pipe),
             [](uv_handle_t* closed) { delete static_cast<Connect*>(closed->data); });
  };
  uv_pipe_connect(&connect->request, &connect->pipe, "/nowhere/at/all", failed);
}

// Calls back in the close phase: opens a bare handle and closes it at once.
inline void onClose(Task callback) {
  struct Handle {
    EventLoop& loop;
    Task callback;
    AsyncResource resource{"PIPEWRAP"};
    uv_pipe_t pipe{};
  };
  auto* handle = new Handle{EventLoop::current(), std::move(callback)};
  uv_pipe_init(handle->loop.uv(), &handle->pipe, 0);
  handle->pipe.data = handle;
  uv_close(reinterpret_cast<uv_handle_t*>(&handle->pipe), [](uv_handle_t* closed) {
    const std::unique_ptr<Handle> done(static_cast<Handle*>(closed->data));
    done->loop.runCloseCallback(done->resource, done->callback);
  });
}

}  // namespace nodelab::trace
