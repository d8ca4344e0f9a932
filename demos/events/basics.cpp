// What happens inside emit?
//
// An EventEmitter is a list of functions for each name, and emit is a loop over
// one of these lists. It is plain code: no queue, no event loop, no thread.
// Nearly every question about it answers itself from that.
#include <fmt/ranges.h>

#include <string>
#include <utility>
#include <vector>

#include "lesson.h"
#include "nodelab/events/event_emitter.h"
#include "nodelab/process/run.h"

using namespace nodelab;
using namespace lesson;

void emitIsACall();
void onceOnly();
void offTakesOne();
void changesDuringEmit();
void errorIsSpecial();

void script() {
  card({
      .asked = "What does emit do: does it call the listeners later?",
      .say =
          "No: emit calls every listener at once, in the order in which they "
          "were added, and returns true if there was one. It knows nothing of "
          "the event loop. Only 'error' is special: without a listener for it, "
          "emit throws.",
      .trap =
          "An async listener's rejection is not an 'error' event: unhandled, "
          "it ends the process (captureRejections: true changes that). And off "
          "needs the very function that on was given: an inline one stays.",
  });
  emitIsACall();
  onceOnly();
  offTakesOne();
  changesDuringEmit();
  errorIsSpecial();
  done();
}

// What happened, in order.
std::vector<std::string> notes;
void note(std::string text) { notes.push_back(std::move(text)); }
std::string noted() {
  return fmt::format("{}", fmt::join(std::exchange(notes, {}), ", "));
}

// In Node an event is a string. Here it is a string with the types of what goes
// along with it, so that a listener that does not fit does not compile.
constexpr EventName<> openEvent{"open"};
constexpr EventName<> closeEvent{"close"};

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
  const std::string seen = noted();
  show("{}", seen);
  claim("listeners run inside emit, in order, the prepended one first",
        seen == "before, prepended Ada, first Ada, second Ada, after");
  claim("emit returns true: somebody listened", heard);
  claim("and false when nobody does", !door.emit(closeEvent));
}

void onceOnly() {
  step("once");
  // The listener is taken off before it is called, not after. So it runs once
  // even if it emits the same event itself, and it is gone even if it throws.
  EventEmitter door;
  door.once(openEvent, [&door] {
    note("ran");
    door.emit(openEvent);
  });
  door.emit(openEvent);
  door.emit(openEvent);
  const std::string seen = noted();
  show("emitted three times: {}", seen);
  claim("a once listener runs once, though it emits again", seen == "ran");
  claim("and is gone", door.listenerCount(openEvent) == 0);
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
  const std::string twice = noted();
  door.off(openEvent, greet);
  door.emit(openEvent);
  const std::string once = noted();
  show("added twice: {}; after one off: {}", twice, once);
  claim("added twice, called twice", twice == "hello, hello");
  claim("off removes one of them", once == "hello");
}

void changesDuringEmit() {
  step("Adding and removing during an emit");
  // emit goes through the list as it was when it began, so that a listener can
  // take itself off without making the loop skip its neighbour. What a listener
  // changes is seen by the next emit.
  EventEmitter door;
  const Listener<> last([] { note("last"); });
  door.once(openEvent, [&door, last] {
    note("remove last, add new");
    door.off(openEvent, last);
    door.on(openEvent, [] { note("new"); });
  });
  door.on(openEvent, last);
  door.emit(openEvent);
  const std::string during = noted();
  door.emit(openEvent);
  const std::string next = noted();
  show("this emit: {}", during);
  show("next emit: {}", next);
  claim("one removed during an emit still runs in it",
        during == "remove last, add new, last");
  claim("one added during an emit waits for the next", next == "new");
}

// What emit throws, or null.
template <class T>
Error thrownBy(EventEmitter& emitter, T value) {
  try {
    emitter.emit(EventName<T>{"error"}, value);
    return nullptr;
  } catch (const Error& error) {
    return error;
  }
}

void errorIsSpecial() {
  step("'error' without a listener is thrown");
  // An event that nobody listens to is dropped in silence; for an error that
  // would be fatal. So it is thrown out of emit, into whoever emits, and if
  // nobody catches it there the process ends. A value that is no Error is
  // wrapped in one.
  EventEmitter door;
  const Error jammed("jammed");
  const Error thrown = thrownBy(door, jammed);
  const Error wrapped = thrownBy(door, std::string("jammed"));
  show("an Error:  {}", thrown.message());
  show("a string:  {}: {}", wrapped.code(), wrapped.message());
  claim("emit threw the very error", thrown == jammed);
  claim("a string came as ERR_UNHANDLED_ERROR",
        wrapped.code() == "ERR_UNHANDLED_ERROR");
  door.on(event::error,
          [](const Error& error) { note("heard " + error.message()); });
  claim("with a listener nothing is thrown",
        !thrownBy(door, jammed) && noted() == "heard jammed");
}

int main(int argc, char** argv) { return run(argc, argv, script); }
