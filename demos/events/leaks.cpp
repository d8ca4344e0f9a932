// Who takes a listener off again?
//
// You. An emitter keeps its listeners, and they keep what they capture, until
// they are taken off or the emitter itself is gone. That leaks where it lives
// longer than those who listen: one database, many requests.
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "lesson.h"
#include "nodelab/events/abort_controller.h"
#include "nodelab/events/event_emitter.h"
#include "nodelab/process/run.h"
#include "nodelab/process/usage.h"
#include "nodelab/promise/combinators.h"
#include "nodelab/promise/events_once.h"
#include "nodelab/promise/timers_promises.h"

using namespace nodelab;
using namespace lesson;

Promise<void> aListenerForEachRequest();
Promise<void> silenced();
void takenOff();
Promise<void> theLoserOfARace();

Promise<void> script() {
  card({
      .asked = "What is \"Possible EventEmitter memory leak detected\"?",
      .say =
          "A warning that more than 10 listeners wait for one event of one "
          "emitter: often some code adds one for each request and never takes "
          "it off. The fix is off, once or a signal. setMaxListeners is one "
          "only where so many listeners are meant to be there.",
      .trap =
          "\"Emitters clean up after themselves\": nothing does but you. \"The "
          "warning stops it\": it comes once, and they go on piling up. And "
          "who loses a Promise.race still listens. Next: events/async.",
  });
  co_await aListenerForEachRequest();
  co_await silenced();
  takenOff();
  co_await theLoserOfARace();
  done();
}

std::vector<Error> warnings;
double resident() { return process::memoryUsage.rss() / 1024.0 / 1024.0; }

constexpr EventName<> changeEvent{"change"};
std::size_t countIn(const EventEmitter& db) {
  return db.listenerCount(changeEvent);
}

// A request that waits for a change, and with it all that it knows.
void request(EventEmitter& db) {
  std::string body(1024 * 1024, 'x');
  db.on(changeEvent, [body = std::move(body)] { return body.size(); });
}

// A line for each sentence.
void showText(std::string text) {
  for (auto end = text.find(". "); end != text.npos; end = text.find(". ")) {
    show("  {}", text.substr(0, end));
    text.erase(0, end + 2);
  }
  show("  {}", text);
}

Promise<void> aListenerForEachRequest() {
  step("20 requests listen to one database");
  // The 11th listener of the event raises a warning, in a tick: an event of
  // process, which Node prints to stderr. (That listener is taken off here.)
  // It tells how many there are; who adds them tells node --trace-warnings.
  process::removeAllListeners(process::event::warning);
  process::on(process::event::warning,
              [](const Error& warning) { warnings.push_back(warning); });
  EventEmitter db;
  const double before = resident();
  for (int i = 1; i <= 20; i++) {
    request(db);
    if (i % 5 == 0) level(fmt::format("{} requests", i), countIn(db), 10);
  }
  const long grown = std::lround(resident() - before);
  measured("the requests are over, and their {} MiB still in use", grown);
  co_await timers::promises::setImmediate();
  show("{}", warnings.at(0).name());
  showText(warnings[0].message());
  claim("it is a warning: all 20 listen", countIn(db) == 20);
  claim("and comes once", warnings.size() == 1);
}

Promise<void> silenced() {
  step("setMaxListeners(0)");
  // 0 is no limit. It takes away the lamp, not the fire. Right where a known
  // number of parts listens: then set that number, and the lamp still works.
  EventEmitter db;
  db.setMaxListeners(0);
  for (int i = 0; i < 20; i++) request(db);
  co_await timers::promises::setImmediate();
  claim("no further warning", warnings.size() == 1);
  claim("and as many listeners", countIn(db) == 20);
}

void takenOff() {
  step("off, and once");
  // Who adds a listener knows when it is no longer wanted: the request is over,
  // the connection closed. once takes itself off, if the event comes: until
  // then it is in the list like any other.
  EventEmitter db;
  const Listener<> listener([] {});
  for (int i = 0; i < 20; i++) {
    db.on(changeEvent, listener);
    db.off(changeEvent, listener);
  }
  claim("off when the request is over: none is left", countIn(db) == 0);
  for (int i = 0; i < 5; i++) db.once(changeEvent, listener);
  claim("five wait with once", countIn(db) == 5);
  db.emit(changeEvent);
  claim("and none after the event", countIn(db) == 0);
}

Promise<void> theLoserOfARace() {
  step("A wait that is given up");
  // events.once gives a promise, which nobody can cancel: if it loses a race
  // against a deadline, its listeners stay, one for the event and one for
  // 'error'. A signal takes both off.
  EventEmitter db;
  const auto listeners = [&db] {
    return countIn(db) + db.listenerCount(event::error);
  };
  const AbortController controller;
  const auto change =
      events::once(db, changeEvent, {.signal = controller.signal()});
  change.catch_([](const Error&) {});
  const auto race = Promise<>::race(change, timers::promises::setImmediate());
  co_await race;
  claim("the race is over, and two still listen", listeners() == 2);
  controller.abort();
  claim("abort takes them off", listeners() == 0);
}

int main(int argc, char** argv) { return run(argc, argv, script); }
