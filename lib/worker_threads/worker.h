// Worker<In, Out>: a thread with an event loop of its own. Node's class of that name.
//
// It runs a function as Node runs a worker's script: with its own timers, ticks, microtasks and
// `process` object, next to the main thread, until its loop is empty.
//
//   auto worker = Worker<void, uint64_t>::create([](Ref<MessagePort<void, uint64_t>> parentPort) {
//     parentPort->postMessage(fib(40));
//   });
//   worker->on(event::message, [](uint64_t result) { console::log("{}", result); });
//
// In is what the worker receives, Out what it sends; void where nothing goes that way. The function
// gets what a Node script imports: `parentPort`, and `workerData` if some is given. It must not
// capture anything: what it needs comes in workerData.
//
// Events come in this order: 'online' (the thread is up and about to run the function), 'message's,
// 'error' (with what the worker did not catch), 'exit' (with the code; nothing comes after it).
// What was posted before the end is delivered before 'exit'. The code is 0 when the function and
// the loop came to their end, that of process::exit or process::setExitCode in the worker, and 1
// after an error or terminate(). An 'error' that nobody listens to is an uncaught exception of the
// parent.
//
// What differs from Node. There is no isolate: statics and globals of the program are shared, and
// using them from two threads without atomics or locks is undefined behaviour, not just a wrong
// number. A crash (SIGSEGV) ends the whole process. terminate() is a request, see below. Node
// promises less about the order: there 'online' and 'error' may overtake or follow messages.
//
// A running Worker keeps the loop of the thread that made it alive (see unref) and itself; the
// handle may be dropped. If that loop ends first, the worker is stopped as by terminate() and
// waited for. After 'exit' it drops its listeners; a listener may hold a Ref to its own worker.
#pragma once

#include <memory>
#include <optional>
#include <thread>
#include <type_traits>
#include <utility>

#include "nodelab/base/ref.h"
#include "nodelab/events/event_emitter.h"
#include "nodelab/events/message_event.h"
#include "nodelab/loop/event_loop.h"
#include "nodelab/promise/promise.h"
#include "nodelab/worker_threads/mailbox.h"
#include "nodelab/worker_threads/message_port.h"
#include "nodelab/worker_threads/message_traits.h"
#include "nodelab/worker_threads/thread_link.h"

namespace nodelab::worker_threads {

namespace event {
inline constexpr EventName<> online{"online"};
inline constexpr EventName<int> exit{"exit"};
}  // namespace event

// Whether this thread is not a Worker's.
bool isMainThread() noexcept;
// 0 in the main thread, else that of the Worker.
int threadId() noexcept;
// In a Worker: whether it was asked to end. For long computations, which terminate() cannot
// interrupt; Node has no such question, since V8 can stop its code anywhere.
bool isTerminating() noexcept;

namespace detail {

// The worker without its types.
class WorkerBase : public RefCounted<WorkerBase>, public EventEmitter, public LoopResource {
 public:
  // Counts from 1, never used again; -1 from 'exit' on.
  int threadId() const noexcept { return ended_ ? -1 : link_->threadId; }

  // Asks the worker to end: with code 1, without 'exit' on its `process`. The worker notices when
  // the callback that is running returns to the loop; a computation that never returns is never
  // stopped (see isTerminating). Returns the exit code, once it has ended. Idempotent.
  Promise<int> terminate();

  // Whether the running worker keeps its parent's loop alive; it does at first.
  void ref() { reader_->setRef(true); }
  void unref() { reader_->setRef(false); }

  void dispose() override;

 protected:
  // Called on the new thread. It is destroyed there, too.
  using Script = Callback<void(ThreadLink&)>;

  WorkerBase();
  // Throws ERR_WORKER_INIT_FAILED when there is no thread to be had.
  void start(Script script);
  void post(Letter letter) { link_->toWorker->post(std::move(letter)); }

 private:
  static void threadMain(const std::shared_ptr<ThreadLink>& link, Script script);
  void requestEnd();
  void finish(int code);

  EventLoop& loop_;
  std::shared_ptr<ThreadLink> link_;
  Ref<MailboxReader> reader_;
  std::thread thread_;
  Ref<WorkerBase> self_;  // while the thread runs
  bool ended_ = false;
  int exitCode_ = 0;
};

}  // namespace detail

template <class In, class Out>
class Worker final : public MessageEmitter<Out, detail::WorkerBase> {
 public:
  using Port = Ref<MessagePort<In, Out>>;

  // Starts a thread that runs `function()` or `function(parentPort)`. Returns at once. The function
  // may be a coroutine.
  template <class Function>
  requires(std::is_invocable_v<Function> ||
           std::is_invocable_v<Function, Port>) static Ref<Worker> create(Function function) {
    checkFunction<Function>();
    return launch([function](detail::ThreadLink& link) {
      if constexpr (std::is_invocable_v<Function, Port>) {
        function(parentPort(link));
      } else {
        function();
      }
    });
  }

  // Starts a thread that runs `function(parentPort, workerData)`. The data must be Postable; it is
  // copied or moved as by postMessage, before this returns.
  template <class Function, class Data>
  requires std::is_invocable_v<Function, Port, std::remove_cvref_t<Data>>
  static Ref<Worker> create(Function function, Data&& workerData) {
    using T = std::remove_cvref_t<Data>;
    checkFunction<Function>();
    return launch([function, wire = detail::toWire<T>(std::forward<Data>(workerData))](
                      detail::ThreadLink& link) mutable {
      function(parentPort(link), detail::fromWire<T>(std::move(wire)));
    });
  }

  // Sends a copy of an lvalue; moves what is moved or temporary. It waits until the worker listens.
  // Does nothing when the worker has ended.
  template <class T = In>
  requires std::is_convertible_v<T, In>
  void postMessage(T&& value) { this->post(detail::anyMessageLetter<In>(std::forward<T>(value))); }

 private:
  template <class Function>
  static void checkFunction() {
    static_assert(std::is_empty_v<Function> || std::is_pointer_v<Function>,
                  "A worker's function captures nothing: hand it what it needs as workerData");
  }
  static Ref<Worker> launch(typename Worker::Script script) {
    Ref<Worker> worker(new Worker);
    worker->start(std::move(script));
    return worker;
  }
  static Port parentPort(detail::ThreadLink& link) {
    return make<MessagePort<In, Out>>(EventLoop::current(), link.toWorker, link.toParent);
  }

  Worker() = default;
};

}  // namespace nodelab::worker_threads
