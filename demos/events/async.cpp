// How do you await an event?
//
// An event is a call, a promise is a value that one waits for. events::once
// makes a promise of the next event, events::on an iteration over all of them.
// Who awaits goes on a turn later, and an event does not wait for that.
#include <string>
#include <utility>

#include "lesson.h"
#include "nodelab/events/abort_controller.h"
#include "nodelab/loop/next_tick.h"
#include "nodelab/loop/timers.h"
#include "nodelab/process/run.h"
#include "nodelab/promise/events_on.h"
#include "nodelab/promise/events_once.h"

using namespace nodelab;
using namespace lesson;

Promise<void> oneEvent();
Promise<void> missed();
Promise<void> all();
Promise<void> aborted();

Promise<void> script() {
  card({
      .asked = "How do you use an EventEmitter with async/await?",
      .say = "await events.once(emitter, name) for one event: it gives the "
             "arguments as an array, and rejects if 'error' comes first. for "
             "await over events.on(emitter, name) for all, from that call on. "
             "Both take a signal, and let go of their listeners when they end.",
      .trap =
          "\"await once in a loop gets every event\": it misses those that "
          "come before it listens again. on keeps them all, without a limit: a "
          "slow reader grows the memory, and the emitter does not slow down. "
          "Streams do: stream/backpressure.",
  });
  co_await oneEvent();
  co_await missed();
  co_await all();
  co_await aborted();
  done();
}

// What happened, in order.
std::string notes;
void note(const std::string& text) {
  notes += (notes.empty() ? "" : ", ") + text;
}
// Shows it, and claims the rule.
void conclude(const char* expected, const char* rule) {
  show("{}", notes);
  claim(rule, std::exchange(notes, "") == expected);
}

constexpr EventName<std::string, int> openEvent{"open"};
constexpr EventName<int> numberEvent{"number"};
constexpr EventName<> endEvent{"end"};

Promise<void> oneEvent() {
  step("events.once: the next event as a promise");
  // It listens for the event and for 'error'. Whichever comes first takes the
  // other one off, so an error is one that is handled: by the await.
  EventEmitter door;
  process::nextTick([&door] { door.emit(openEvent, "Ada", 2); });
  const auto [who, times] = co_await events::once(door, openEvent);
  note(fmt::format("{} {}", who, times));
  process::nextTick([&door] { door.emit(event::error, Error("jammed")); });
  try {
    co_await events::once(door, openEvent);
  } catch (const Error& error) {
    note("caught " + error.message());
  }
  conclude("Ada 2, caught jammed",
           "it gives the arguments, and rejects when an error comes first");
  claim("nobody listens any more", door.eventNames().empty());
}

// Emits 1 and 2 in one go, as of two lines that came in one packet, and 3 in
// the next turn of the loop.
void count(EventEmitter& source) {
  process::nextTick([&source] {
    source.emit(numberEvent, 1);
    source.emit(numberEvent, 2);
  });
  setImmediate([&source] {
    source.emit(numberEvent, 3);
    source.emit(endEvent);
  });
}

Promise<void> missed() {
  step("once, twice: 1 and 2 come together, 3 later");
  // The first promise is fulfilled by 1. The code behind the await runs in a
  // microtask, when emit has long gone on to 2, and nobody listened for it.
  EventEmitter source;
  count(source);
  for (int i = 0; i < 2; i++) {
    const auto [number] = co_await events::once(source, numberEvent);
    note(std::to_string(number));
  }
  conclude("1, 3", "what comes before once is called again is missed");
}

Promise<void> all() {
  step("events.on: all of them");
  // It listens from the call on, and keeps what comes while nobody waits. It
  // would do so for ever: an event named in close ends the loop, and so do
  // break and an error.
  EventEmitter source;
  count(source);
  const auto numbers = events::on(source, numberEvent, {.close = {endEvent}});
  while (const auto next = co_await numbers.next()) {
    const auto [number] = *next;
    note(std::to_string(number));
  }
  conclude("1, 2, 3", "none is missed");
}

Promise<void> aborted() {
  step("An abort, after 1 and 2 and before 3");
  // What was kept still comes, then the loop throws. The listeners are gone
  // with the abort, not only when the reader gets there.
  EventEmitter source;
  const AbortController controller;
  const auto numbers =
      events::on(source, numberEvent, {.signal = controller.signal()});
  source.emit(numberEvent, 1);
  source.emit(numberEvent, 2);
  controller.abort();
  claim("nobody hears 3", !source.emit(numberEvent, 3));
  try {
    while (const auto next = co_await numbers.next()) {
      note(std::to_string(std::get<0>(*next)));
    }
  } catch (const Error& error) {
    note(error.name());
  }
  conclude("1, 2, AbortError", "the loop gets what was kept, then throws");
}

int main(int argc, char** argv) { return run(argc, argv, script); }
