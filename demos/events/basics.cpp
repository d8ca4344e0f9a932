// What happens inside emit?
//
// An EventEmitter is a list of functions for each name, and emit is a loop over
// one of these lists. It is plain code: no queue, no event loop, no thread.
// Nearly every question about it answers itself from that.
#include <memory>
#include <string>
#include <utility>

#include "lesson.h"
#include "nodelab/events/event_emitter.h"
#include "nodelab/loop/next_tick.h"
#include "nodelab/process/run.h"

using namespace nodelab;
using namespace lesson;

void emitIsACall();
void throwing();
void onceOnly();
void offTakesOne();
void inATick();

void script() {
  card({
      .asked = "What does emit do: does it call the listeners later?",
      .say =
          "No: emit calls every listener at once, in the order in which they "
          "were added, and returns true if there was one. It knows nothing of "
          "the event loop: what is asynchronous is who calls emit. So what a "
          "listener throws comes out of emit, too.",
      .trap =
          "off needs the very function that on was given: an inline one stays. "
          "And an event that nobody listens to is dropped in silence, and not "
          "kept for who listens later. Only 'error' is thrown then. Next: "
          "events/reentrancy.",
  });
  emitIsACall();
  throwing();
  onceOnly();
  offTakesOne();
  inATick();
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

// In Node an event is a string. Here it is a string with the types of what goes
// along with it, so that a listener that does not fit does not compile.
constexpr EventName<> openEvent{"open"};

void emitIsACall() {
  step("emit calls the listeners, and then returns");
  // Nothing is put off: when emit returns, all listeners have run. What feels
  // asynchronous about events is the caller: a socket emits 'data' when the
  // loop calls it. prependListener adds in front of those that are there.
  constexpr EventName<std::string> openedBy{"open"};
  EventEmitter door;
  door.on(openedBy, [](const std::string& who) { note("first " + who); });
  door.on(openedBy, [](const std::string& who) { note("second " + who); });
  door.prependListener(
      openedBy, [](const std::string& who) { note("prepended " + who); });
  note("before");
  const bool heard = door.emit(openedBy, "Ada");
  note("after");
  conclude("before, prepended Ada, first Ada, second Ada, after",
           "listeners run inside emit, in order, the prepended one first");
  claim("emit returns true: somebody listened", heard);
  claim("and false when nobody does", !door.emit(EventName<>{"close"}));
}

void throwing() {
  step("What a listener throws");
  // It goes where the exception of a called function goes: to the caller, out
  // of emit. The listeners behind it are not called; nobody catches between.
  EventEmitter door;
  door.on(openEvent, [] { note("first"); });
  door.on(openEvent, [] { throw Error("jammed"); });
  door.on(openEvent, [] { note("third"); });
  try {
    door.emit(openEvent);
  } catch (const Error& error) {
    note("caught " + error.message());
  }
  conclude("first, caught jammed",
           "who emits catches it, and the rest are not called");
}

void onceOnly() {
  step("once");
  // The listener is taken off before it is called, not after. So it is gone
  // even if it throws, and who asks meanwhile does not find it any more.
  EventEmitter door;
  door.once(openEvent, [&door] {
    note(fmt::format("ran, {} left", door.listenerCount(openEvent)));
  });
  const bool first = door.emit(openEvent);
  const bool second = door.emit(openEvent);
  conclude("ran, 0 left", "a once listener is gone when it runs");
  claim("so the second emit finds nobody", first && !second);
}

void offTakesOne() {
  step("off");
  // The list is no set: a function that is added twice is in it twice, and is
  // called twice. off looks for that very function, and takes off one, the one
  // added last. C++ cannot compare lambdas, so here a Listener stands for the
  // function: one that is to be taken off again is made as a Listener first.
  EventEmitter door;
  const Listener<> greet([] { note("hello"); });
  door.on(openEvent, greet);
  door.on(openEvent, greet);
  door.emit(openEvent);
  conclude("hello, hello", "added twice, called twice");
  door.off(openEvent, greet);
  door.emit(openEvent);
  conclude("hello", "off removes one of them");
}

void inATick() {
  step("To be heard by who listens next: emit in a tick");
  // Who is given an emitter can listen only then. So what emits before it
  // returns, say in its constructor, is heard by nobody. A tick later the
  // caller has had its turn; Node's own classes do so.
  const auto door = std::make_shared<EventEmitter>();
  const bool atOnce = door->emit(openEvent);
  process::nextTick([door, atOnce] {
    door->emit(openEvent);
    conclude("goes on, hears", "in a tick the listener hears it");
    claim("at once nobody did", !atOnce);
    done();
  });
  door->on(openEvent, [] { note("hears"); });
  note("goes on");
}

int main(int argc, char** argv) { return run(argc, argv, script); }
