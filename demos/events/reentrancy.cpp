// What if a listener changes the list, or emits itself?
//
// emit is a loop, and the loop calls code that may do anything: add a listener,
// remove one, emit again. So emit goes through the list as it was when the
// round began. What is changed meanwhile is for the next round.
#include <memory>
#include <string>
#include <utility>

#include "lesson.h"
#include "nodelab/events/event_emitter.h"
#include "nodelab/events/event_target.h"
#include "nodelab/loop/next_tick.h"
#include "nodelab/process/run.h"

using namespace nodelab;
using namespace lesson;

void changes();
void liveList();
void onceThatEmits();
void nested();

void script() {
  card({
      .asked = "What if a listener adds or removes listeners during emit?",
      .say =
          "This emit does not notice: it goes through the list as it was when "
          "it began, so a removed listener still runs, and an added one waits "
          "for the next emit. A nested emit is a nested call: it is over "
          "before the outer one goes on. A once listener is gone before it "
          "runs.",
      .trap =
          "\"After off it is not called any more\": in this round it is, so it "
          "has to look whether it still wants to. EventTarget, so AbortSignal "
          "too, does the contrary: it walks the live list. Next: events/chat.",
  });
  changes();
  liveList();
  onceThatEmits();
  nested();
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

constexpr EventName<> openEvent{"open"};
constexpr EventName<> closeEvent{"close"};

void changes() {
  step("Adding and removing during an emit");
  // The first listener takes itself off, and the loop does not skip its
  // neighbour. Node's emit copies the list for that, each time. Here on and off
  // copy it, if a round is on its way: emit is what happens often.
  EventEmitter door;
  const Listener<> last([] { note("last"); });
  door.once(openEvent, [&door, last] {
    note("remove last, add new");
    door.off(openEvent, last);
    door.on(openEvent, [] { note("new"); });
  });
  door.on(openEvent, last);
  door.emit(openEvent);
  conclude("remove last, add new, last",
           "a removed listener still runs, an added one does not");
  door.emit(openEvent);
  conclude("new", "the next emit sees what has changed");
}

void liveList() {
  step("The same with an EventTarget");
  // The web's class, which Node has too, finds the next listener when its turn
  // comes. What is removed before its turn is not called, what is added is.
  const auto door = make<EventTarget>();
  const EventListener last([](Event&) { note("last"); });
  const auto first = [&door, last] {
    note("remove last, add new");
    door->removeEventListener("open", last);
    door->addEventListener("open", [] { note("new"); });
  };
  door->addEventListener("open", first, {.once = true});
  door->addEventListener("open", [] { note("second"); });
  door->addEventListener("open", last);
  door->dispatchEvent(make<Event>("open"));
  conclude("remove last, add new, second, new",
           "dispatchEvent calls the added one, not the removed one");
}

void onceThatEmits() {
  step("A listener that emits its own event");
  // With on it would call itself until the stack is full, as any function does
  // that calls itself (in Node a RangeError, in C++ the end). once takes it off
  // before the call, so that the nested emit does not find it, only second.
  EventEmitter door;
  door.once(openEvent, [&door] {
    note("once");
    door.emit(openEvent);
    note("once goes on");
  });
  door.on(openEvent, [] { note("second"); });
  door.emit(openEvent);
  conclude("once, second, once goes on, second",
           "a once listener runs once, though it emits again");
}

void nested() {
  step("A listener that emits another event");
  // The nested emit goes round all its listeners while the outer one has called
  // only the first of its own. Who stands behind hears of the effect before the
  // cause. Emitted in a tick, the second event waits for the end of the first.
  const auto door = std::make_shared<EventEmitter>();
  const auto close = [&door = *door] { door.emit(closeEvent); };
  door->once(openEvent, close);
  door->on(openEvent, [] { note("opened"); });
  door->on(closeEvent, [] { note("closed"); });
  door->emit(openEvent);
  conclude("closed, opened", "a nested emit is over before the outer goes on");
  door->once(openEvent, [close] { process::nextTick(close); });
  door->emit(openEvent);
  process::nextTick([door] {
    conclude("opened, closed", "in a tick it comes when the outer is over");
    done();
  });
}

int main(int argc, char** argv) { return run(argc, argv, script); }
