// nodelab's EventEmitter beside Node's and Boost.Signals2.
#include "events/peers.h"

#include <string>
#include <utility>
#include <vector>

#include "nodelab/events/event_emitter.h"

using nodelab::EventEmitter;
using nodelab::EventName;
using nodelab::Listener;

namespace peers {
namespace {

constexpr EventName<int64_t> tick{"tick"};
constexpr EventName<int64_t, int64_t, int64_t> three{"three"};

// `count` listeners, each of which adds its argument to a sum.
void listen(EventEmitter& emitter, int64_t& sum, int count) {
  for (int i = 0; i < count; ++i) emitter.on(tick, [&sum](int64_t n) { sum += n; });
}

Body emit(int listeners) {
  return [listeners](benchmark::State& state) {
    int64_t sum = 0;
    EventEmitter emitter;
    listen(emitter, sum, listeners);
    each(state, [&] { benchmark::DoNotOptimize(emitter.emit(tick, 1)); });
    benchmark::DoNotOptimize(sum);
  };
}

Body emitThree(int listeners) {
  return [listeners](benchmark::State& state) {
    int64_t sum = 0;
    EventEmitter emitter;
    for (int i = 0; i < listeners; ++i) {
      emitter.on(three, [&sum](int64_t a, int64_t b, int64_t c) { sum += a + b + c; });
    }
    each(state, [&] { benchmark::DoNotOptimize(emitter.emit(three, 1, 2, 3)); });
    benchmark::DoNotOptimize(sum);
  };
}

// The listener is there already, as the function is in JavaScript.
Body onAndOff(int others) {
  return [others](benchmark::State& state) {
    int64_t sum = 0;
    EventEmitter emitter;
    listen(emitter, sum, others);
    const Listener<int64_t> listener([&sum](int64_t n) { sum += n; });
    each(state, [&] {
      emitter.on(tick, listener);
      emitter.off(tick, listener);
    });
  };
}

void onceAndEmit(benchmark::State& state) {
  int64_t sum = 0;
  EventEmitter emitter;
  const Listener<int64_t> listener([&sum](int64_t n) { sum += n; });
  each(state, [&] {
    emitter.once(tick, listener);
    emitter.emit(tick, 1);
  });
  benchmark::DoNotOptimize(sum);
}

void makeOnAndEmit(benchmark::State& state) {
  int64_t sum = 0;
  each(state, [&] {
    EventEmitter emitter;
    emitter.on(tick, [&sum](int64_t n) { sum += n; });
    emitter.emit(tick, 1);
  });
  benchmark::DoNotOptimize(sum);
}

// ---- The table ---------------------------------------------------------------------------------

using Peers = std::vector<std::pair<const char*, Signals>>;

Peers peersThatAreThere() {
#ifdef NODELAB_WITH_SIGNALS2
  measure::alsoMeasures(std::string("Boost.Signals2 ") + signals2Version);
  return {{"Signals2", signals2()}, {"no mutex", signals2WithoutMutex()}};
#else
  measure::alsoMeasures("Boost.Signals2 was not there when this was built");
  return {};
#endif
}

void compareAll() {
  measure::peers("CPU time");
  const auto row = [peers = peersThatAreThere()](std::string name, Body ours, auto theirs) {
    std::vector<measure::Way> ways{{"nodelab", std::move(ours)}};
    for (const auto& [peer, signals] : peers) ways.push_back({peer, theirs(signals)});
    measure::compare("CPU time", std::move(name), std::move(ways));
  };
  for (const int n : {0, 1, 2, 10}) {
    row("emit, " + std::to_string(n) + (n == 1 ? " listener" : " listeners"), emit(n),
        [n](const Signals& signals) { return signals.emit(n); });
  }
  row("emit of 3 arguments, 1", emitThree(1), [](const Signals& s) { return s.emitThree(1); });
  row("emit of 3 arguments, 10", emitThree(10), [](const Signals& s) { return s.emitThree(10); });
  row("on and off", onAndOff(0), [](const Signals& s) { return s.onAndOff(0); });
  row("the same beside 9 others", onAndOff(9), [](const Signals& s) { return s.onAndOff(9); });
  row("once and emit", onceAndEmit, [](const Signals& s) { return s.onceAndEmit; });
  row("new, on and emit", makeOnAndEmit, [](const Signals& s) { return s.makeOnAndEmit; });
}

}  // namespace
}  // namespace peers

int main(int argc, char** argv) {
  measure::card({
      .asked = "For engineers: how fast is nodelab's EventEmitter beside Node and Boost.Signals2?",
      .expect = R"(
emit: ahead of Node, whose emit is good, by more with more listeners; far ahead of Signals2. To come
and go: ahead of both.)",
      .why = R"(
emit: nodelab holds the list of listeners, and calls one after the other; it copies nothing, since
whoever changes the list meanwhile makes a new one. Node calls a single listener as it is, and copies
the list where there are several. Signals2 locks, looks whether each slot is still connected, and
keeps what the slot tracks alive during the call.

no mutex: Signals2 with a mutex that does nothing, for one thread only. Most of it is not the lock.

on and off: a place in a list. Alone, the event itself comes and goes as well, beside others it
stays. In Node either makes a new list, or a new table of events.

once and emit: in Node a function and the object that remembers for it whether it was called. Signals2
has no such thing; there the listener gets its connection and disconnects itself.

new, on and emit: an emitter for one event, as a request or a stream is.)",
      .trap = R"(
"Signals2 is slow": it serves what an emitter does not, threads, order by groups, results that are
combined, listeners that end with an object. And a signal has no name; nodelab's and Node's emit look
one up.)",
  });
  peers::compareAll();
  return measure::run(argc, argv, 0.02);
}
