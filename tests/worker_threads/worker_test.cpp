#include "nodelab/worker_threads/worker.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <string>
#include <vector>

#include "nodelab/loop/timers.h"
#include "nodelab/process/process.h"
#include "nodelab/process/run.h"
#include "nodelab/promise/async_local_storage.h"

namespace nodelab::worker_threads {
namespace {

using Trace = std::vector<std::string>;
using IntPort = Ref<MessagePort<void, int>>;

template <class Out>
std::string show(const Out& value) {
  if constexpr (std::is_same_v<Out, std::string>) {
    return value;
  } else {
    return std::to_string(value);
  }
}

// What the parent sees of a worker's life.
template <class In, class Out>
void record(const Ref<Worker<In, Out>>& worker, Trace& trace) {
  worker->on(event::online, [&trace] { trace.push_back("online"); });
  if constexpr (!std::is_void_v<Out>) {
    worker->on(event::message, [&](const Out& out) { trace.push_back("message " + show(out)); });
  }
  worker->on(event::error, [&](const Error& error) { trace.push_back(error.toString()); });
  worker->on(event::exit, [&](int code) { trace.push_back("exit " + std::to_string(code)); });
}

Trace lifeOf(void (*script)(IntPort)) {
  Trace trace;
  run(0, nullptr, [&] { record(Worker<void, int>::create(script), trace); });
  return trace;
}

// worker_threads facts 8 and 10.
TEST(WorkerEvents, AreOnlineMessagesExit) {
  EXPECT_EQ(lifeOf([](IntPort parentPort) { parentPort->postMessage(1); }),
            (Trace{"online", "message 1", "exit 0"}));
}

TEST(WorkerEvents, HaveTheErrorAfterMessagesAndBeforeExit) {
  EXPECT_EQ(lifeOf([](IntPort parentPort) {
              parentPort->postMessage(1);
              throw Error("ERR_BAD", "broken", "TypeError");
            }),
            (Trace{"online", "message 1", "TypeError [ERR_BAD]: broken", "exit 1"}));
}

// worker_threads fact 13: any value may be thrown.
TEST(WorkerEvents, CarryAnyException) {
  EXPECT_EQ(lifeOf([](IntPort) { throw std::runtime_error("plain"); }),
            (Trace{"online", "Error: plain", "exit 1"}));
  EXPECT_EQ(lifeOf([](IntPort) { setImmediate([] { throw 5; }); }),
            (Trace{"online", "Error: Unknown exception", "exit 1"}));
}

TEST(WorkerEvents, CarryAnUnhandledRejection) {
  Trace trace;
  run(0, nullptr, [&] {
    auto worker = Worker<void, int>::create([](IntPort parentPort) -> Promise<void> {
      co_await Promise<void>::resolve();
      parentPort->postMessage(1);
      throw Error("late");
    });
    record(worker, trace);
  });
  EXPECT_EQ(trace, (Trace{"online", "message 1", "Error: late", "exit 1"}));
}

// worker_threads facts 10 to 12.
TEST(WorkerExit, ByProcessExitEndsTheThreadOnlyAndRunsNothingAfterIt) {
  EXPECT_EQ(lifeOf([](IntPort parentPort) {
              process::on(process::event::exit,
                          [parentPort](int code) { parentPort->postMessage(code); });
              setImmediate([parentPort] { parentPort->postMessage(99); });
              process::exit(7);
            }),
            (Trace{"online", "message 7", "exit 7"}));
}

TEST(WorkerExit, ByProcessExitInACallbackOrACoroutine) {
  EXPECT_EQ(lifeOf([](IntPort) { setTimeout([] { process::exit(5); }); }),
            (Trace{"online", "exit 5"}));
  Trace trace;
  run(0, nullptr, [&] {
    auto worker = Worker<void, void>::create([]() -> Promise<void> {
      co_await Promise<void>::resolve();
      process::exit(6);
    });
    record(worker, trace);
  });
  EXPECT_EQ(trace, (Trace{"online", "exit 6"}));
}

TEST(WorkerExit, HasTheExitCodeThatWasSet) {
  EXPECT_EQ(lifeOf([](IntPort) { process::setExitCode(3); }), (Trace{"online", "exit 3"}));
}

TEST(WorkerExit, ComesAfterBeforeExit) {
  EXPECT_EQ(lifeOf([](IntPort parentPort) {
              process::once(process::event::beforeExit, [parentPort](int) {
                parentPort->postMessage(1);
                setImmediate([parentPort] { parentPort->postMessage(2); });
              });
            }),
            (Trace{"online", "message 1", "message 2", "exit 0"}));
}

// worker_threads fact 15.
TEST(WorkerErrors, CanBeHandledInside) {
  EXPECT_EQ(lifeOf([](IntPort parentPort) {
              process::on(
                  process::event::uncaughtException,
                  [parentPort](const Error&, std::string_view) { parentPort->postMessage(1); });
              throw Error("handled");
            }),
            (Trace{"online", "message 1", "exit 0"}));
}

// worker_threads fact 14.
TEST(WorkerErrors, AreUncaughtInTheParentWhereNobodyListens) {
  Trace trace;
  run(0, nullptr, [&] {
    process::on(process::event::uncaughtException, [&](const Error& error, std::string_view) {
      trace.push_back("uncaught " + error.message());
    });
    auto worker = Worker<void, void>::create([] { throw Error("nobody"); });
    worker->on(event::exit, [&](int code) { trace.push_back("exit " + std::to_string(code)); });
  });
  EXPECT_EQ(trace, (Trace{"uncaught nobody", "exit 1"}));

  EXPECT_EQ(run(0, nullptr, [] { Worker<void, void>::create([] { throw Error("x"); }); }), 1);
}

// worker_threads fact 2.
TEST(WorkerIdentity, CountsThreadsAndForgetsThemAfterExit) {
  run(0, nullptr, [&] {
    EXPECT_TRUE(isMainThread());
    EXPECT_EQ(threadId(), 0);
    auto script = [](IntPort parentPort) {
      EXPECT_FALSE(isMainThread());
      parentPort->postMessage(threadId());
    };
    auto first = Worker<void, int>::create(script);
    auto second = Worker<void, int>::create(script);
    EXPECT_GT(first->threadId(), 0);
    EXPECT_EQ(second->threadId(), first->threadId() + 1);
    first->on(event::message, [first](int id) { EXPECT_EQ(id, first->threadId()); });
    first->on(event::exit, [first](int) { EXPECT_EQ(first->threadId(), -1); });
  });
}

// worker_threads fact 6.
TEST(WorkerData, IsAnIndependentCopy) {
  Trace trace;
  run(0, nullptr, [&] {
    std::vector<std::string> words{"a", "b"};
    auto worker = Worker<void, std::string>::create(
        [](Ref<MessagePort<void, std::string>> parentPort, std::vector<std::string> data) {
          for (const std::string& word : data) parentPort->postMessage(word);
        },
        words);
    words[0] = "changed";
    record(worker, trace);
  });
  EXPECT_EQ(trace, (Trace{"online", "message a", "message b", "exit 0"}));
}

TEST(WorkerData, CanBeTransferred) {
  Trace trace;
  run(0, nullptr, [&] {
    Buffer bytes = Buffer::alloc(5000);
    auto worker = Worker<void, int>::create(
        [](IntPort parentPort, Buffer data) {
          parentPort->postMessage(static_cast<int>(data.length()));
        },
        std::move(bytes));
    EXPECT_EQ(bytes.length(), 0u);
    record(worker, trace);
  });
  EXPECT_EQ(trace, (Trace{"online", "message 5000", "exit 0"}));
}

// worker_threads facts 10, 11 and 16.
TEST(WorkerTerminate, EndsWithCode1AndWithoutExitEventInside) {
  Trace trace;
  int promised = -1;
  run(0, nullptr, [&] {
    auto worker = Worker<void, int>::create([](IntPort parentPort) {
      process::on(process::event::exit, [parentPort](int) { parentPort->postMessage(99); });
      setInterval([] {}, 1000);
      parentPort->postMessage(1);
    });
    record(worker, trace);
    worker->on(event::message, [&, worker](int) {
      worker->terminate().then([&](int code) { promised = code; });
      worker->terminate();
    });
  });
  EXPECT_EQ(trace, (Trace{"online", "message 1", "exit 1"}));
  EXPECT_EQ(promised, 1);
}

TEST(WorkerTerminate, IsSeenByALongComputationThatAsks) {
  Trace trace;
  run(0, nullptr, [&] {
    auto worker = Worker<void, int>::create([](IntPort parentPort) {
      parentPort->postMessage(1);
      while (!isTerminating()) {
      }
    });
    record(worker, trace);
    worker->on(event::message, [worker](int) { worker->terminate(); });
  });
  EXPECT_EQ(trace, (Trace{"online", "message 1", "exit 1"}));
}

TEST(WorkerTerminate, AfterTheEndGivesTheCode) {
  int promised = -1;
  run(0, nullptr, [&] {
    auto worker = Worker<void, void>::create([] { process::exit(4); });
    worker->on(event::exit, [&promised, worker](int) {
      setImmediate([&promised, worker] {
        worker->terminate().then([&promised](int code) { promised = code; });
      });
    });
  });
  EXPECT_EQ(promised, 4);
}

TEST(WorkerTerminate, RightAfterTheStartEndsItToo) {
  for (int i = 0; i < 50; ++i) {
    int code = -1;
    run(0, nullptr, [&] {
      auto worker = Worker<void, void>::create([] { setInterval([] {}, 1000); });
      worker->on(event::exit, [&](int exitCode) { code = exitCode; });
      worker->terminate();
    });
    ASSERT_EQ(code, 1);
  }
}

// worker_threads fact 20.
TEST(WorkerUnref, LetsTheParentEndAndStopsTheWorker) {
  Trace trace;
  run(0, nullptr, [&] {
    auto worker = Worker<void, int>::create([](IntPort) { setInterval([] {}, 1000); });
    worker->on(event::exit, [&](int) { trace.push_back("exit"); });
    worker->unref();
  });
  EXPECT_EQ(trace, Trace{});
}

// worker_threads facts 18 and 19.
// process.env is a copy of the parent's, made with the worker.
TEST(WorkerEnv, IsACopyThatTheWorkersOfAWorkerGet) {
  process::env.set("NODELAB_TEST", "main");
  Trace trace;
  run(0, nullptr, [&] {
    const auto worker = Worker<void, std::string>::create([](auto parentPort) {
      parentPort->postMessage(process::env.get("NODELAB_TEST").value_or("none"));
      process::env.set("NODELAB_TEST", "worker");
      const auto nested = Worker<void, std::string>::create(
          [](auto port) { port->postMessage(process::env.get("NODELAB_TEST").value_or("none")); });
      nested->on(event::message,
                 [parentPort](const std::string& value) { parentPort->postMessage(value); });
    });
    process::env.set("NODELAB_TEST", "later");
    record(worker, trace);
  });
  EXPECT_EQ(trace, (Trace{"online", "message main", "message worker", "exit 0"}));
  EXPECT_EQ(process::env.get("NODELAB_TEST"), "later");
  process::env.remove("NODELAB_TEST");
}

TEST(WorkerNested, IsStoppedWithTheWorkerThatStartedIt) {
  Trace trace;
  run(0, nullptr, [&] {
    auto worker = Worker<void, int>::create([](IntPort parentPort) {
      auto inner = Worker<void, int>::create([](IntPort port) {
        port->postMessage(1);
        setInterval([] {}, 1000);
      });
      inner->on(event::message, [parentPort](int n) {
        parentPort->postMessage(n);
        process::exit(0);
      });
    });
    record(worker, trace);
  });
  EXPECT_EQ(trace, (Trace{"online", "message 1", "exit 0"}));
}

// worker_threads fact 57: of two workers the blocked one holds up nobody.
TEST(WorkerLoops, AreIndependent) {
  static std::atomic<bool> release;
  release = false;
  Trace trace;
  run(0, nullptr, [&] {
    auto blocked = Worker<void, int>::create([](IntPort parentPort) {
      while (!release) {
      }
      parentPort->postMessage(2);
    });
    auto free = Worker<void, int>::create([](IntPort parentPort) { parentPort->postMessage(1); });
    blocked->on(event::message, [&](int n) { trace.push_back(std::to_string(n)); });
    free->on(event::message, [&](int n) {
      trace.push_back(std::to_string(n));
      setTimeout([&] {
        trace.push_back("timer");
        release = true;
      });
    });
  });
  EXPECT_EQ(trace, (Trace{"1", "timer", "2"}));
}

// As in Node: in that in which the worker was made, wherever it is listened and posted to.
TEST(Worker, CallsBackInTheStoreInWhichItWasMade) {
  Trace trace;
  AsyncLocalStorage<std::string> als;
  const auto says = [&](std::string who) {
    return [&, who](auto&&...) {
      trace.push_back(who + " @" + (als.getStore() ? *als.getStore() : "-"));
    };
  };
  run(0, nullptr, [&] {
    auto worker = als.run("made", [] {
      return Worker<int, int>::create([](Ref<MessagePort<int, int>> parentPort) {
        parentPort->once(event::message, [parentPort](int n) { parentPort->postMessage(n); });
      });
    });
    worker->on(event::online, says("online"));
    als.run("on", [&] { worker->on(event::message, says("message")); });
    als.run("post", [&] { worker->postMessage(1); });
    worker->on(event::exit, says("exit"));
  });
  EXPECT_EQ(trace, (Trace{"online @made", "message @made", "exit @made"}));
}

// Twenty workers at once, all of which talk; for the sanitizers.
TEST(WorkerLoops, ManyAtOnce) {
  int sum = 0;
  run(0, nullptr, [&] {
    for (int i = 1; i <= 20; ++i) {
      auto worker = Worker<int, int>::create([](Ref<MessagePort<int, int>> parentPort) {
        parentPort->once(event::message, [parentPort](int n) { parentPort->postMessage(n); });
      });
      worker->on(event::message, [&](int n) { sum += n; });
      worker->postMessage(i);
    }
  });
  EXPECT_EQ(sum, 210);
}

}  // namespace
}  // namespace nodelab::worker_threads
