// emit, on, off, once: what does an event cost?
#include <functional>
#include <vector>

#include "measure.h"
#include "nodelab/events/event_emitter.h"

using nodelab::EventEmitter;
using nodelab::EventName;
using nodelab::Listener;

namespace {

constexpr EventName<int64_t> tick{"tick"};

// What all listeners do.
auto adding(int64_t& sum) {
  return [&sum](int64_t n) { sum += n; };
}

void listen(EventEmitter& emitter, int64_t& sum, int count) {
  for (int i = 0; i < count; ++i) emitter.on(tick, adding(sum));
}

auto emit(int listeners) {
  return [=](benchmark::State& state) {
    int64_t sum = 0;
    EventEmitter emitter;
    listen(emitter, sum, listeners);
    for (auto _ : state) benchmark::DoNotOptimize(emitter.emit(tick, 1));
    benchmark::DoNotOptimize(sum);
  };
}

auto askThenEmit = [](benchmark::State& state) {
  EventEmitter emitter;
  for (auto _ : state) {
    if (emitter.listenerCount(tick) > 0) emitter.emit(tick, 1);
    benchmark::ClobberMemory();
  }
};

// The same without an emitter.
auto callAll(int functions) {
  return [=](benchmark::State& state) {
    int64_t sum = 0;
    const std::vector<std::function<void(int64_t)>> list(static_cast<std::size_t>(functions),
                                                         adding(sum));
    for (auto _ : state) {
      for (const auto& function : list) function(1);
      benchmark::ClobberMemory();
    }
    benchmark::DoNotOptimize(sum);
  };
}

// An operation beside `others` that listen to the same event. The listener is there already, as the
// function is in JavaScript.
template <class Operation>
auto beside(int others, Operation operation) {
  return [=](benchmark::State& state) {
    int64_t sum = 0;
    EventEmitter emitter;
    listen(emitter, sum, others);
    const Listener<int64_t> listener(adding(sum));
    for (auto _ : state) operation(emitter, listener);
    benchmark::DoNotOptimize(sum);
  };
}

auto onOff = [](EventEmitter& emitter, const Listener<int64_t>& listener) {
  emitter.on(tick, listener);
  emitter.off(tick, listener);
};
auto onEmitOff = [](EventEmitter& emitter, const Listener<int64_t>& listener) {
  emitter.on(tick, listener);
  emitter.emit(tick, 1);
  emitter.off(tick, listener);
};
auto onceEmit = [](EventEmitter& emitter, const Listener<int64_t>& listener) {
  emitter.once(tick, listener);
  emitter.emit(tick, 1);
};

void compareAll() {
  using measure::compare;
  compare("1  one emit", "",
          {{"1 listener", emit(1)},
           {"10 listeners", emit(10)},
           {"no listener", emit(0)},
           {"none, and asked first", askThenEmit}});
  compare("2  the same functions called by emit, or from a list", "1 function",
          {{"emit", emit(1)}, {"a list", callAll(1)}});
  compare("2  the same functions called by emit, or from a list", "10 functions",
          {{"emit", emit(10)}, {"a list", callAll(10)}});
  compare("3  to listen, and stop", "",
          {{"on, off", beside(0, onOff)},
           {"on, off beside 9 others", beside(9, onOff)},
           {"on, emit, off", beside(0, onEmitOff)},
           {"once, emit", beside(0, onceEmit)}});
}

}  // namespace

int main(int argc, char** argv) {
  measure::card({
      .asked = "emit, on, off, once: what does an event cost?",
      .expect = R"(
emit calls its listeners on the spot, so ten should take ten times as long as one, and an event that
nobody listens to next to nothing. What does the emitter add to the calls? And what is dearer, to
emit, or to come and go?)",
      .why = R"(
Table 1: emit is a function that calls functions, on the caller's stack, before it returns. What ten
listeners take beyond one is their calls; in Node also a copy of the list, made so that a listener
may remove another meanwhile. Without a listener it finds nothing under the name, and that is all.

Table 2: an emitter adds to bare calls that it finds the list under its name, and holds it while it
calls. For one function that counts, for ten it hardly does in nodelab; in Node it grows with the
list, which is copied each time.

Table 3: to come and go takes longer than an emit, since it changes the list. The only listener of an
event brings and takes the event with it: in Node that is most of it, so that it is cheaper beside
others. In nodelab the event's place is ready for the next, and beside others there is a list to
shift.

once is a wrapper around the listener, which takes itself off the list and then calls it: all that
on, emit and off do, and a wrapper to make.)",
      .trap = R"(
"emit is asynchronous": it returns when the last listener has, so it takes as long as all of them. If
one takes a second, whoever emits waits for it.

"Ask for listenerCount first, it saves the emit": it saves a nanosecond or so, the last row of table 1
says. Worth it only where the arguments are dear to make.

"Listeners are cheap, add one for each request": each stays until it is removed, and every emit calls
all that are there. That is the leak that Node's warning is about.)",
  });
  compareAll();
  return measure::run(argc, argv, 0.02);
}
