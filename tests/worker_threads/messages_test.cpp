#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "nodelab/loop/next_tick.h"
#include "nodelab/process/process.h"
#include "nodelab/process/run.h"
#include "nodelab/worker_threads/worker.h"

namespace nodelab::worker_threads {
namespace {

using Trace = std::vector<std::string>;

using EchoPort = Ref<MessagePort<std::string, std::string>>;
void echo(EchoPort parentPort) {
  parentPort->on(event::message,
                 [parentPort](const std::string& text) { parentPort->postMessage(text); });
}

TEST(PostMessage, GoesToTheWorkerAndBack) {
  Trace trace;
  run(0, nullptr, [&] {
    auto worker = Worker<std::string, std::string>::create(echo);
    worker->on(event::message, [&trace, worker](const std::string& text) {
      trace.push_back(text);
      if (trace.size() == 2) worker->terminate();
    });
    worker->postMessage("a");
    worker->postMessage(std::string("b"));
  });
  EXPECT_EQ(trace, (Trace{"a", "b"}));
}

// worker_threads facts 9 and 24.
TEST(PostMessage, KeepsTheOrderAndLosesNothingBeforeExit) {
  std::vector<int> received;
  bool exited = false;
  run(0, nullptr, [&] {
    auto worker = Worker<void, int>::create([](Ref<MessagePort<void, int>> parentPort) {
      for (int i = 0; i < 10000; ++i) parentPort->postMessage(i);
    });
    worker->on(event::message, [&](int i) {
      EXPECT_FALSE(exited);
      received.push_back(i);
    });
    worker->on(event::exit, [&](int) { exited = true; });
  });
  ASSERT_EQ(received.size(), 10000u);
  for (int i = 0; i < 10000; ++i) ASSERT_EQ(received[static_cast<std::size_t>(i)], i);
}

// worker_threads fact 25.
TEST(PostMessage, DrainsTicksAndMicrotasksAfterEachMessage) {
  Trace trace;
  run(0, nullptr, [&] {
    auto worker =
        Worker<void, std::string>::create([](Ref<MessagePort<void, std::string>> parentPort) {
          parentPort->postMessage("first");
          parentPort->postMessage("second");
        });
    worker->on(event::message, [&](const std::string& text) {
      trace.push_back(text);
      queueMicrotask([&] { trace.push_back("microtask"); });
      process::nextTick([&] { trace.push_back("tick"); });
    });
  });
  EXPECT_EQ(trace, (Trace{"first", "tick", "microtask", "second", "tick", "microtask"}));
}

// worker_threads fact 23.
TEST(PostMessage, IsNeverSynchronous) {
  Trace trace;
  run(0, nullptr, [&] {
    auto worker = Worker<std::string, std::string>::create(echo);
    worker->on(event::message, [&trace, worker](const std::string& text) {
      trace.push_back(text);
      worker->terminate();
    });
    worker->postMessage("message");
    process::nextTick([&] { trace.push_back("tick"); });
    queueMicrotask([&] { trace.push_back("microtask"); });
    trace.push_back("main");
  });
  EXPECT_EQ(trace, (Trace{"main", "tick", "microtask", "message"}));
}

// worker_threads facts 28 and 31.
TEST(PostMessage, CopiesALvalueAndTransfersWhatIsMoved) {
  std::vector<std::size_t> lengths;
  run(0, nullptr, [&] {
    using Port = Ref<MessagePort<Buffer, std::size_t>>;
    auto worker = Worker<Buffer, std::size_t>::create([](Port parentPort) {
      parentPort->on(event::message, [parentPort](const Buffer& buffer) {
        parentPort->postMessage(buffer.length());
      });
    });
    worker->on(event::message, [&lengths, worker](std::size_t length) {
      lengths.push_back(length);
      if (lengths.size() == 2) worker->terminate();
    });
    Buffer buffer = Buffer::alloc(1 << 20);
    worker->postMessage(buffer);
    EXPECT_EQ(buffer.length(), 1u << 20);
    worker->postMessage(std::move(buffer));
    EXPECT_EQ(buffer.length(), 0u);
  });
  EXPECT_EQ(lengths, (std::vector<std::size_t>{1 << 20, 1 << 20}));
}

// worker_threads fact 17.
TEST(PostMessage, ToAWorkerThatHasEndedDoesNothing) {
  run(0, nullptr, [&] {
    auto worker = Worker<Buffer, void>::create([] {});
    worker->on(event::exit, [worker](int) { worker->postMessage(Buffer::alloc(10)); });
  });
}

// worker_threads fact 21.
TEST(ParentPort, KeepsTheWorkerForOneMessageWithOnce) {
  Trace trace;
  run(0, nullptr, [&] {
    auto worker = Worker<int, int>::create([](Ref<MessagePort<int, int>> parentPort) {
      parentPort->once(event::message, [parentPort](int n) { parentPort->postMessage(n * 2); });
    });
    worker->on(event::message, [&](int n) { trace.push_back(std::to_string(n)); });
    worker->on(event::exit, [&](int code) { trace.push_back("exit " + std::to_string(code)); });
    worker->postMessage(21);
    worker->postMessage(22);
  });
  EXPECT_EQ(trace, (Trace{"42", "exit 0"}));
}

// worker_threads fact 38.
TEST(ParentPort, KeepsMessagesWhileNobodyListens) {
  Trace trace;
  run(0, nullptr, [&] {
    auto worker = Worker<int, int>::create([](Ref<MessagePort<int, int>> parentPort) {
      EXPECT_FALSE(parentPort->hasRef());
      setImmediate([parentPort] {
        parentPort->once(event::message, [parentPort](int n) {
          parentPort->postMessage(n);
          setImmediate([parentPort] {
            parentPort->once(event::message,
                             [parentPort](int later) { parentPort->postMessage(later); });
            EXPECT_TRUE(parentPort->hasRef());
          });
        });
      });
    });
    worker->on(event::message, [&](int n) { trace.push_back(std::to_string(n)); });
    worker->postMessage(1);
    worker->postMessage(2);
  });
  EXPECT_EQ(trace, (Trace{"1", "2"}));
}

// worker_threads fact 42.
TEST(ParentPort, DeliversWhatWasPostedBeforeClose) {
  Trace trace;
  run(0, nullptr, [&] {
    auto worker =
        Worker<void, std::string>::create([](Ref<MessagePort<void, std::string>> parentPort) {
          parentPort->on(event::close, [] { process::setExitCode(3); });
          parentPort->postMessage("before");
          parentPort->close();
          parentPort->close();
          parentPort->postMessage("after");
        });
    worker->on(event::message, [&](const std::string& text) { trace.push_back(text); });
    worker->on(event::exit, [&](int code) { trace.push_back("exit " + std::to_string(code)); });
  });
  EXPECT_EQ(trace, (Trace{"before", "exit 3"}));
}

TEST(ParentPort, LetsTheWorkerEndWhenUnrefd) {
  int code = -1;
  run(0, nullptr, [&] {
    auto worker = Worker<int, void>::create([](Ref<MessagePort<int, void>> parentPort) {
      parentPort->on(event::message, [](int) {});
      parentPort->unref();
    });
    worker->on(event::exit, [&](int exitCode) { code = exitCode; });
  });
  EXPECT_EQ(code, 0);
}

// worker_threads fact 26: two threads that answer each other at full speed leave the loop its
// turns.
TEST(ParentPort, DoesNotStarveTheLoop) {
  int messages = 0;
  bool timerRan = false;
  run(0, nullptr, [&] {
    using Port = Ref<MessagePort<int, int>>;
    auto worker = Worker<int, int>::create([](Port parentPort) {
      parentPort->on(event::message, [parentPort](int n) { parentPort->postMessage(n); });
    });
    worker->on(event::message, [&messages, &timerRan, worker](int n) {
      ++messages;
      if (timerRan) {
        worker->terminate();
      } else {
        worker->postMessage(n);
      }
    });
    for (int i = 0; i < 100; ++i) worker->postMessage(i);
    setTimeout([&] { timerRan = true; }, 1);
  });
  EXPECT_TRUE(timerRan);
  EXPECT_GT(messages, 0);
}

// An error in one message's listener does not lose the messages behind it.
TEST(PostMessage, GoesOnAfterAListenerThrew) {
  Trace trace;
  run(0, nullptr, [&] {
    process::on(process::event::uncaughtException,
                [&](const Error& error, std::string_view) { trace.push_back(error.message()); });
    auto worker = Worker<void, int>::create([](Ref<MessagePort<void, int>> parentPort) {
      parentPort->postMessage(1);
      parentPort->postMessage(2);
    });
    worker->on(event::message, [&](int n) {
      trace.push_back(std::to_string(n));
      if (n == 1) throw Error("broken");
    });
  });
  EXPECT_EQ(trace, (Trace{"1", "broken", "2"}));
}

}  // namespace
}  // namespace nodelab::worker_threads
