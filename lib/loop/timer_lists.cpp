#include "nodelab/loop/timer_lists.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "nodelab/base/warning.h"
#include "nodelab/loop/event_loop.h"

namespace nodelab {

namespace {

// How many lists may keep their place without timers.
constexpr std::size_t idleLists = 64;

std::string delayText(double delay) {
  if (std::isinf(delay)) return "Infinity";
  return delay == std::floor(delay) ? fmt::format("{:.0f}", delay) : fmt::format("{}", delay);
}

// Node's coercion: what is not between 1 and 2^31-1 milliseconds is 1.
int32_t coerceDelay(double delay) {
  constexpr double longest = 2147483647;
  if (delay >= 1 && delay <= longest) return static_cast<int32_t>(delay);
  if (delay > longest) {
    warn(Error("",
               delayText(delay) + " does not fit into a 32-bit signed integer.\n"
                                  "Timeout duration was set to 1.",
               "TimeoutOverflowWarning"));
  }
  return 1;
}

}  // namespace

TimerLists::TimerLists(EventLoop& loop) : loop_(loop), owner_(make<TimerOwner>(this)) {
  uv_timer_init(loop.uv(), &handle_);
  handle_.data = this;
  uv_unref(reinterpret_cast<uv_handle_t*>(&handle_));
  uv_prepare_init(loop.uv(), &prepare_);
  uv_unref(reinterpret_cast<uv_handle_t*>(&prepare_));
}

TimerLists::~TimerLists() { owner_->lists = nullptr; }

void TimerLists::letGo() {
  while (!queue_.empty()) {
    List& list = queue_.first();
    if (list.timers.empty()) {
      remove(list);
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

// Making and clearing timers.

Ref<TimerNode> TimerLists::add(Task&& callback, double delay, bool repeats) {
  auto timer = TimerNode::make(owner_, std::move(callback), coerceDelay(delay), repeats);
  insert(*timer, now());
  activate(*timer);
  return timer;
}

// The list holds a reference to each of its timers.
void TimerLists::insert(TimerNode& timer, uint64_t start) {
  if (!timer.linked()) timer.addRef();
  timer.start = start;
  List& list = listFor(timer.duration);
  list.timers.pushBack(timer);
  if (list.queued) return;
  const auto duration = static_cast<uint64_t>(timer.duration);
  enqueue(list, start + duration);
  if (list.expiry >= nextExpiry_) return;
  schedule(duration);
  nextExpiry_ = list.expiry;
}

TimerLists::List* TimerLists::find(int32_t duration) {
  if (recent_ && recent_->duration == duration) return recent_;
  const auto found = lists_.find(duration);
  return found == lists_.end() ? nullptr : &found->second;
}

TimerLists::List& TimerLists::listFor(int32_t duration) {
  if (recent_ && recent_->duration == duration) return *recent_;
  List& list = lists_[duration];
  list.duration = duration;
  recent_ = &list;
  return list;
}

void TimerLists::enqueue(List& list, uint64_t expiry) {
  list.queued = true;
  list.expiry = expiry;
  list.id = nextListId_++;
  queue_.add(list);
}

void TimerLists::remove(List& list) {
  queue_.remove(list);
  list.queued = false;
  if (lists_.size() <= idleLists) return;
  if (recent_ == &list) recent_ = nullptr;
  lists_.erase(list.duration);
}

void TimerLists::clear(TimerNode& timer) {
  loop_.checkThread();
  const bool listed = timer.linked();
  timer.unlink();
  if (timer.active && timer.refed) {
    // loop fact 8: only a ref'd timer takes its empty list away with it.
    List* list = find(timer.duration);
    if (list && list->queued && list->timers.empty()) remove(*list);
  }
  deactivate(timer);
  timer.duration = -1;
  if (!timer.running) timer.callback = nullptr;
  if (listed) timer.release();
}

void TimerLists::refresh(TimerNode& timer) {
  loop_.checkThread();
  if (timer.duration < 0) return;
  // loop fact 52: one that is spent takes the context of this call.
  if (!timer.active) timer.context = AsyncContext::current();
  insert(timer, now());
  activate(timer);
}

void TimerLists::setRef(TimerNode& timer, bool refed) {
  loop_.checkThread();
  if (timer.refed == refed) return;
  timer.refed = refed;
  if (timer.active) refed ? countRef() : uncountRef();
}

void TimerLists::activate(TimerNode& timer) {
  if (timer.active) return;
  timer.active = true;
  ++waiting_;
  if (timer.refed) countRef();
}

void TimerLists::deactivate(TimerNode& timer) {
  if (!timer.active) return;
  timer.active = false;
  --waiting_;
  if (timer.named) forgetId(timer);
  if (timer.refed) uncountRef();
}

uint64_t TimerLists::idOf(TimerNode& timer) {
  loop_.checkThread();
  const auto [known, isNew] = ids_.try_emplace(&timer, nextId_);
  if (!isNew) return known->second;
  if (timer.active) {
    timersById_[nextId_] = &timer;
    timer.named = true;
  } else {
    ids_.erase(known);
  }
  return nextId_++;
}

void TimerLists::clearById(uint64_t id) {
  const auto found = timersById_.find(id);
  if (found != timersById_.end()) clear(*found->second);
}

void TimerLists::forgetId(TimerNode& timer) {
  const auto known = ids_.find(&timer);
  timersById_.erase(known->second);
  ids_.erase(known);
  timer.named = false;
}

// The libuv timer.

void TimerLists::schedule(uint64_t milliseconds) {
  uv_timer_start(
      &handle_, [](uv_timer_t* handle) { static_cast<TimerLists*>(handle->data)->onTimer(); },
      milliseconds, 0);
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
  loop_.enterPhase(LoopPhase::timers);
  do {
    uv_timer_stop(&handle_);
    run();
  } while (due() && !loop_.stopped());
  loop_.leavePhase();
  tellTheTimeBeforePoll();
}

// libuv computes how long poll may wait from the time that it knew before the timers ran. If they
// took long, a timer that is due would be late by that much: so libuv is told the time once more.
// (Node has libuv measure its idle time, which does the same.)
void TimerLists::tellTheTimeBeforePoll() {
  uv_prepare_start(&prepare_, [](uv_prepare_t* handle) {
    uv_update_time(handle->loop);
    uv_prepare_stop(handle);
  });
}

// Running what is due.

void TimerLists::run() {
  loop_.runScope([this] {
    const uint64_t time = now();
    // loop fact 13: after a throw the lists are run again at once, with the same `now`.
    while (!runLists(time) && !loop_.stopped()) continue;
    if (queue_.empty() || loop_.stopped()) return true;
    const uint64_t current = uv_now(loop_.uv());
    schedule(nextExpiry_ > current ? nextExpiry_ - current : 1);
    return true;
  });
}

// Whether nothing was thrown; so the next two.
bool TimerLists::runLists(uint64_t time) {
  nextExpiry_ = UINT64_MAX;
  bool first = true;
  while (!queue_.empty() && !loop_.stopped()) {
    List& list = queue_.first();
    if (list.expiry > time) {
      nextExpiry_ = list.expiry;
      return true;
    }
    if (!std::exchange(first, false)) {
      const uint64_t id = list.id;
      if (!loop_.queues().drain()) return false;
      // The ticks may have cleared its last timer.
      if (queue_.empty() || queue_.first().id != id || loop_.stopped()) continue;
    }
    if (!runList(list, time)) return false;
  }
  return true;
}

bool TimerLists::runList(List& list, uint64_t time) {
  const uint64_t id = list.id;
  const int32_t duration = list.duration;
  // A callback may clear the last timer of the list, and the list with it.
  auto stillThere = [&] {
    const List* current = find(duration);
    return current && current->queued && current->id == id;
  };
  bool first = true;
  while (stillThere() && !list.timers.empty() && !loop_.stopped()) {
    const Ref<TimerNode> timer(&list.timers.front());
    const uint64_t due = timer->start + static_cast<uint64_t>(duration);
    if (due > time) {
      list.expiry = std::max(due, time + 1);
      list.id = nextListId_++;
      queue_.postpone(list);
      return true;
    }
    if (!std::exchange(first, false)) {
      if (!loop_.queues().drain()) return false;
      // The ticks may have cleared this timer. One that they have refreshed runs all the same.
      if (!timer->linked() || loop_.stopped()) continue;
    }
    if (!runTimer(*timer)) return false;
  }
  if (stillThere() && list.timers.empty()) remove(list);
  return true;
}

// The caller holds the timer. After its callback an interval is appended again, a spent timer no
// longer counts, and one that was cleared meanwhile lets go of its callback.
bool TimerLists::runTimer(TimerNode& timer) {
  timer.unlink();
  timer.release();
  const uint64_t periodStart = timer.repeats ? now() : 0;
  timer.running = true;
  const AsyncScope scope(timer.context);
  const bool done = loop_.attempt("Timeout", timer.callback);
  timer.running = false;
  if (timer.duration < 0) {
    timer.callback = nullptr;
  } else if (timer.repeats) {
    insert(timer, periodStart);
  } else if (!timer.linked()) {
    deactivate(timer);
  }
  return done;
}

}  // namespace nodelab
