#include "nodelab/loop/timer_lists.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "nodelab/loop/event_loop.h"

namespace nodelab {

namespace {

// Node's coercion: what is not between 1 and 2^31-1 milliseconds is 1.
int64_t coerceDelay(double delay) {
  constexpr double longest = 2147483647;
  return delay >= 1 && delay <= longest ? static_cast<int64_t>(delay) : 1;
}

}  // namespace

TimerLists::TimerLists(EventLoop& loop) : loop_(loop), owner_(make<TimerOwner>(this)) {
  uv_timer_init(loop.uv(), &handle_);
  handle_.data = this;
  uv_unref(reinterpret_cast<uv_handle_t*>(&handle_));
}

TimerLists::~TimerLists() { owner_->lists = nullptr; }

void TimerLists::letGo() {
  while (!lists_.empty()) {
    List& list = lists_.begin()->second;
    if (list.timers.empty()) {
      removeList(list);
    } else {
      const Ref<TimerNode> timer(&list.timers.front());
      clear(*timer);
    }
  }
}

uint64_t TimerLists::now() {
  uv_update_time(loop_.uv());
  return uv_now(loop_.uv());
}

Ref<TimerNode> TimerLists::add(Task callback, double delay, bool repeats) {
  auto timer = make<TimerNode>();
  timer->owner = owner_;
  timer->callback = std::move(callback);
  timer->duration = coerceDelay(delay);
  timer->repeats = repeats;
  insert(*timer, now());
  activate(*timer);
  return timer;
}

// The list holds a reference to each of its timers.
void TimerLists::insert(TimerNode& timer, uint64_t start) {
  if (!timer.linked()) timer.addRef();
  timer.start = start;
  listFor(timer.duration, start).timers.pushBack(timer);
}

TimerLists::List& TimerLists::listFor(int64_t duration, uint64_t start) {
  const auto found = lists_.find(duration);
  if (found != lists_.end()) return found->second;
  const uint64_t expiry = start + static_cast<uint64_t>(duration);
  List& list = makeList(duration, expiry);
  if (expiry < nextExpiry_) {
    schedule(static_cast<uint64_t>(duration));
    nextExpiry_ = expiry;
  }
  return list;
}

TimerLists::List& TimerLists::makeList(int64_t duration, uint64_t expiry) {
  if (spareList_) {
    spareList_.key() = duration;
    lists_.insert(std::move(spareList_));
  }
  List& list = lists_[duration];
  list.duration = duration;
  list.expiry = expiry;
  list.id = nextListId_++;
  if (sparePlace_) {
    sparePlace_.value() = &list;
    queue_.insert(std::move(sparePlace_));
  } else {
    queue_.insert(&list);
  }
  return list;
}

void TimerLists::removeList(List& list) {
  sparePlace_ = queue_.extract(&list);
  spareList_ = lists_.extract(list.duration);
}

void TimerLists::schedule(uint64_t milliseconds) {
  uv_timer_start(
      &handle_, [](uv_timer_t* handle) { static_cast<TimerLists*>(handle->data)->onTimer(); },
      milliseconds, 0);
}

void TimerLists::clear(TimerNode& timer) {
  const Ref<TimerNode> keep(&timer);
  if (timer.linked()) {
    timer.unlink();
    timer.release();
  }
  if (timer.active && timer.refed) {
    // loop fact 8: only a ref'd timer takes its empty list away with it.
    auto list = lists_.find(timer.duration);
    if (list != lists_.end() && list->second.timers.empty()) removeList(list->second);
  }
  deactivate(timer);
  timer.duration = -1;
  if (!timer.running) timer.callback = nullptr;
}

void TimerLists::refresh(TimerNode& timer) {
  if (timer.duration < 0) return;
  insert(timer, now());
  activate(timer);
}

void TimerLists::setRef(TimerNode& timer, bool refed) {
  if (timer.refed == refed) return;
  timer.refed = refed;
  if (timer.active) countRef(refed ? 1 : -1);
}

void TimerLists::activate(TimerNode& timer) {
  if (timer.active) return;
  timer.active = true;
  if (timer.refed) countRef(1);
}

void TimerLists::deactivate(TimerNode& timer) {
  if (!timer.active) return;
  timer.active = false;
  if (timer.refed) countRef(-1);
}

void TimerLists::countRef(int change) {
  refs_ += change;
  auto* handle = reinterpret_cast<uv_handle_t*>(&handle_);
  refs_ > 0 ? uv_ref(handle) : uv_unref(handle);
}

bool TimerLists::due() const {
  return uv_is_active(reinterpret_cast<const uv_handle_t*>(&handle_)) &&
         uv_timer_get_due_in(&handle_) == 0;
}

void TimerLists::runIfDue() {
  now();
  if (due()) onTimer();
}

// loop fact 7: a list that becomes due while ticks of this phase run is run in this phase, too.
// libuv before 1.48 would call again for it, later ones would not.
void TimerLists::onTimer() {
  do {
    uv_timer_stop(&handle_);
    run();
  } while (due() && !loop_.stopped());
}

void TimerLists::run() {
  loop_.runCallback([this] {
    const uint64_t time = now();
    // loop fact 13: after a throw the lists are run again at once, with the same `now`.
    for (bool done = false; !done && !loop_.stopped();) {
      try {
        runLists(time);
        done = true;
      } catch (...) {
        loop_.reportUncaught(std::current_exception());
      }
    }
    if (queue_.empty() || loop_.stopped()) return;
    const uint64_t current = uv_now(loop_.uv());
    schedule(nextExpiry_ > current ? nextExpiry_ - current : 1);
    countRef(0);
  });
}

void TimerLists::runLists(uint64_t time) {
  nextExpiry_ = UINT64_MAX;
  bool first = true;
  while (!queue_.empty() && !loop_.stopped()) {
    List& list = **queue_.begin();
    if (list.expiry > time) {
      nextExpiry_ = list.expiry;
      return;
    }
    if (!std::exchange(first, false)) {
      const uint64_t id = list.id;
      loop_.runTicksAndMicrotasks();
      // The ticks may have cleared its last timer.
      if (queue_.empty() || (*queue_.begin())->id != id || loop_.stopped()) continue;
    }
    runList(list, time);
  }
}

void TimerLists::runList(List& list, uint64_t time) {
  const int64_t duration = list.duration;
  const uint64_t id = list.id;
  // A callback may clear the last timer of the list, and the list with it.
  auto stillThere = [&] {
    auto found = lists_.find(duration);
    return found != lists_.end() && found->second.id == id;
  };
  bool first = true;
  while (stillThere() && !list.timers.empty() && !loop_.stopped()) {
    const Ref<TimerNode> timer(&list.timers.front());
    const uint64_t due = timer->start + static_cast<uint64_t>(duration);
    if (due > time) {
      queue_.erase(&list);
      list.expiry = std::max(due, time + 1);
      list.id = nextListId_++;
      queue_.insert(&list);
      return;
    }
    if (!std::exchange(first, false)) {
      loop_.runTicksAndMicrotasks();
      // The ticks may have cleared this timer. One that they have refreshed runs all the same.
      if (!timer->linked() || loop_.stopped()) continue;
    }
    runTimer(*timer);
  }
  if (stillThere() && list.timers.empty()) removeList(list);
}

// The caller holds the timer.
void TimerLists::runTimer(TimerNode& timer) {
  timer.unlink();
  timer.release();
  const uint64_t periodStart = timer.repeats ? now() : 0;
  timer.running = true;
  try {
    timer.callback();
  } catch (...) {
    settle(timer, periodStart);
    throw;
  }
  settle(timer, periodStart);
}

// After the callback: an interval is appended again, a spent timer no longer counts, and one that
// was cleared meanwhile lets go of its callback.
void TimerLists::settle(TimerNode& timer, uint64_t periodStart) {
  timer.running = false;
  if (timer.duration < 0) {
    timer.callback = nullptr;
  } else if (timer.repeats) {
    insert(timer, periodStart);
  } else if (!timer.linked()) {
    deactivate(timer);
  }
}

}  // namespace nodelab
