#include "nodelab/loop/immediates.h"

#include <utility>

#include "nodelab/loop/event_loop.h"

namespace nodelab {

Immediates::Immediates(EventLoop& loop) : loop_(loop), owner_(make<ImmediateOwner>(this)) {
  uv_check_init(loop.uv(), &check_);
  check_.data = this;
  uv_unref(reinterpret_cast<uv_handle_t*>(&check_));
  uv_check_start(&check_,
                 [](uv_check_t* handle) { static_cast<Immediates*>(handle->data)->onCheck(); });
  uv_idle_init(loop.uv(), &idle_);
}

void Immediates::letGo() {
  for (auto* queue : {&batch_, &queue_}) {
    while (!queue->empty()) clear(*queue->popFront());
  }
}

Ref<ImmediateNode> Immediates::add(Task&& callback) {
  auto immediate = ImmediateNode::make(owner_, std::move(callback));
  queue_.pushBack(immediate);
  countRef();
  return immediate;
}

void Immediates::clear(ImmediateNode& immediate) {
  loop_.checkThread();
  if (!immediate.waits) return;
  release(immediate);
  immediate.callback = nullptr;
}

void Immediates::setRef(ImmediateNode& immediate, bool refed) {
  loop_.checkThread();
  if (immediate.refed == refed) return;
  immediate.refed = refed;
  if (immediate.waits) refed ? countRef() : uncountRef();
}

// From here on it is neither counted nor cleared.
void Immediates::release(ImmediateNode& immediate) {
  immediate.waits = false;
  if (immediate.refed) uncountRef();
}

void Immediates::countRef() {
  if (refs_++ == 0 && !loop_.stopped()) uv_idle_start(&idle_, [](uv_idle_t*) {});
}

void Immediates::uncountRef() {
  if (--refs_ == 0 && !checking_) uv_idle_stop(&idle_);
}

void Immediates::onCheck() {
  if (empty() && loop_.queues().empty()) return loop_.leavePhase();
  loop_.enterPhase(LoopPhase::check);
  checking_ = true;
  runAll();
  checking_ = false;
  if (refs_ == 0) uv_idle_stop(&idle_);
  loop_.leavePhase();
}

void Immediates::runAll() {
  // loop fact 15: ticks that a throw left behind run before the first immediate.
  loop_.runScope([] { return true; });
  // loop fact 16: after a throw the rest of the batch goes on in this same phase. If the thrower
  // was the last of it, the queue of new immediates is taken.
  for (bool done = false; !done && !loop_.stopped();) {
    if (empty()) return;
    loop_.runScope([&] { return done = runBatch(); });
  }
}

// Whether none has thrown.
bool Immediates::runBatch() {
  if (batch_.empty()) batch_.swap(queue_);
  bool first = true;
  while (!loop_.stopped()) {
    while (!batch_.empty() && !batch_.front()->waits) batch_.popFront();  // cleared
    if (batch_.empty()) return true;
    if (!std::exchange(first, false) && !loop_.queues().drain()) return false;
    Ref<ImmediateNode> immediate = batch_.popFront();
    if (!immediate->waits || loop_.stopped()) continue;  // the ticks have cleared it
    if (!run(*immediate)) return false;
  }
  return true;
}

bool Immediates::run(ImmediateNode& immediate) {
  release(immediate);
  Task callback = std::move(immediate.callback);
  const AsyncScope scope(immediate.context);
  return loop_.attempt("Immediate", callback);
}

}  // namespace nodelab
