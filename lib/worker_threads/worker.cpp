#include "nodelab/worker_threads/worker.h"

#include <exception>
#include <system_error>

#include "nodelab/loop/next_tick.h"
#include "nodelab/process/program.h"

namespace nodelab::worker_threads {

namespace {

// The link of the Worker that runs on this thread.
thread_local const detail::ThreadLink* thisThread = nullptr;

int nextThreadId() {
  static std::atomic<int> last = 0;
  return ++last;
}

}  // namespace

bool isMainThread() noexcept { return !thisThread; }
int threadId() noexcept { return thisThread ? thisThread->threadId : 0; }
bool isTerminating() noexcept { return thisThread && thisThread->terminating; }

namespace detail {

namespace {

// What happens on the thread, from its loop's first moment to its last. Returns the exit code.
int runProgram(ThreadLink& link, Callback<void(ThreadLink&)>& script) {
  EventLoop loop;
  process::Program program(loop, process::Program::Kind::worker, link.argv, std::move(link.env));
  program.onFatal([&link](const Error& error) {
    link.toParent->post([error](EventEmitter& worker) { worker.emit(event::error, error); });
  });
  const auto control = make<MailboxReader>(loop, link.toControl, program.emitter());
  control->start();
  const int code = program.run([&] {
    if (link.terminating) return program.abandon(1);
    link.toParent->post([](EventEmitter& worker) { worker.emit(event::online); });
    script(link);
    if (link.terminating) program.abandon(1);
  });
  control->close();
  return link.terminating ? 1 : code;
}

}  // namespace

WorkerBase::WorkerBase()
    : loop_(EventLoop::current()),
      link_(std::make_shared<ThreadLink>()),
      reader_(make<MailboxReader>(loop_, link_->toParent, *this)) {
  link_->threadId = nextThreadId();
  link_->argv = process::Program::current().argv();
  link_->env = process::env.entries();
}

void WorkerBase::start(Script script) {
  try {
    thread_ = std::thread(threadMain, link_, std::move(script));
  } catch (const std::system_error& error) {
    throw Error("ERR_WORKER_INIT_FAILED",
                std::string("Worker initialization failure: ") + error.what());
  }
  loop_.track(*this);
  self_ = Ref<WorkerBase>(this);
  reader_->start();
  reader_->setRef(true);
}

void WorkerBase::threadMain(const std::shared_ptr<ThreadLink>& link, Script script) {
  thisThread = link.get();
  int code = 1;
  try {
    code = runProgram(*link, script);
  } catch (...) {  // no loop could be made
    const Error error = toError(std::current_exception());
    link->toParent->post([error](EventEmitter& worker) { worker.emit(event::error, error); });
  }
  link->toWorker->close();
  link->toParent->post(
      [code](EventEmitter& worker) { static_cast<WorkerBase&>(worker).finish(code); });
}

void WorkerBase::requestEnd() {
  if (link_->terminating.exchange(true)) return;
  link_->toControl->post([](EventEmitter&) { process::Program::current().abandon(1); });
}

Promise<int> WorkerBase::terminate() {
  if (ended_) return Promise<int>::resolve(exitCode_);
  requestEnd();
  auto [promise, resolver] = Promise<int>::withResolvers();
  once(event::exit, [resolver = resolver](int code) { resolver.resolve(code); });
  return promise;
}

// The last letter of the thread: it has nothing left to do but to return.
void WorkerBase::finish(int code) {
  const Ref<WorkerBase> self = std::move(self_);
  thread_.join();
  reader_->close();
  ended_ = true;
  exitCode_ = code;
  process::nextTick([self] { self->removeAllListeners(); });
  emit(event::exit, code);
}

void WorkerBase::dispose() {
  const Ref<WorkerBase> self(this);
  self_ = {};
  if (!ended_) {
    requestEnd();
    thread_.join();
    reader_->close();
    ended_ = true;
  }
  removeAllListeners();
}

}  // namespace detail

}  // namespace nodelab::worker_threads
