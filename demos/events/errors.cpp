// Where does an error go that an emitter emits?
//
// To the listeners of 'error'. If there are none it is thrown, which may be the
// end of the process. So this program starts itself again for each case, with
// the name of a small program below, which tells its parent what happens.
#include <map>
#include <string>

#include "lesson.h"
#include "nodelab/child_process/child_process.h"
#include "nodelab/child_process/process_channel.h"
#include "nodelab/process/run.h"
#include "nodelab/promise/events_once.h"

using namespace nodelab;
using namespace lesson;

void thrownToTheCaller();
Promise<void> withoutAndWithAListener();
Promise<void> asyncListeners();

Promise<void> script() {
  card({
      .asked = "How are errors handled in event emitters?",
      .say =
          "I listen for 'error' on every emitter. Emitted without a listener "
          "it is thrown out of emit, and if nobody catches it there, the "
          "process ends with code 1. What an async listener rejects with is "
          "not an 'error' event, unless the emitter was made with "
          "captureRejections.",
      .trap =
          "\"Without a listener it always crashes\": a try around emit catches "
          "it, emit is a call. \"emit waits for async listeners\": it drops "
          "the promise. \"errorMonitor handles it\": it only looks. Next: "
          "events/leaks.",
  });
  thrownToTheCaller();
  co_await withoutAndWithAListener();
  co_await asyncListeners();
  done();
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

void thrownToTheCaller() {
  step("Nobody listens: emit throws");
  // An event that nobody listens to is dropped; an error must not be. So it is
  // thrown, at whoever emits. That is seldom the code that forgot to listen. A
  // value that is no Error is wrapped in one.
  EventEmitter door;
  const Error jammed("jammed");
  const Error thrown = thrownBy(door, jammed);
  const Error wrapped = thrownBy(door, std::string("jammed"));
  show("an Error:  {}", thrown.message());
  show("a string:  {}: {}", wrapped.code(), wrapped.message());
  claim("a try around emit catches the very error, or an Error of the value",
        thrown == jammed && wrapped.code() == "ERR_UNHANDLED_ERROR");
}

// Runs the small program of this name; shows what it told and its exit code.
Promise<std::string> end(std::string name) {
  namespace cp = child_process;
  const auto child = cp::fork({name}, {.stdio = cp::Stdio::ignore});
  std::string told;
  child->on(cp::event::message,
            [&told](const cp::Message& text) { told += text.string() + ", "; });
  const auto [code, signal] = co_await events::once(*child, cp::event::close);
  told += fmt::format("code {}", code.value_or(-1));
  show("{:<9} {}", name, told);
  co_return told;
}

void log(std::string_view text) { process::send(text); }
void report(const Error& error) { log("heard: " + error.message()); }

EventEmitter door;
EventEmitter capturingDoor({.captureRejections = true});

// Emits an error, as a socket does whose peer is gone.
void nobody() {
  door.emit(event::error, Error("jammed"));
  log("went on");
}
void monitor() {
  door.on(event::errorMonitor, report);
  nobody();
}
void listener() {
  door.on(event::error, report);
  nobody();
}

Promise<void> withoutAndWithAListener() {
  step("Nobody catches it either");
  // Here emit is called by nobody who has a try, like most emits, which are
  // called by the loop. A monitor is for logs and metrics: it hears of the
  // error before the listeners do, but is not one of them.
  const std::string lost = co_await end("nobody");
  const std::string watched = co_await end("monitor");
  const std::string heard = co_await end("listener");
  claim("nobody listens: code 1", lost == "code 1");
  claim("a monitor changes nothing", watched == "heard: jammed, code 1");
  claim("a listener does", heard == "heard: jammed, went on, code 0");
}

// Somebody listens for 'error', but this one is thrown in an async listener.
Promise<void> jam() {
  throw Error("jammed");
  co_return;
}
void rejects(EventEmitter& emitter) {
  constexpr EventName<> openEvent{"open"};
  emitter.on(event::error, report);
  emitter.on(openEvent, jam);
  emitter.emit(openEvent);
  log("went on");
}
void rejected() { rejects(door); }
void captured() { rejects(capturingDoor); }

Promise<void> asyncListeners() {
  step("A listener that is an async function");
  // It gives a promise, and emit ignores what listeners return. The rejection
  // has no handler, which ends the process like any other. With
  // captureRejections the emitter handles it and emits 'error', in a tick.
  const std::string lost = co_await end("rejected");
  const std::string heard = co_await end("captured");
  claim("a rejection is no error event", lost == "went on, code 1");
  claim("captureRejections makes it one",
        heard == "went on, heard: jammed, code 0");
}

const std::map<std::string_view, void (*)()> programs = {
    {"nobody", nobody},     {"monitor", monitor},   {"listener", listener},
    {"rejected", rejected}, {"captured", captured},
};

int main(int argc, char** argv) {
  return run(argc, argv, argc == 1 ? [] { script(); } : programs.at(argv[1]));
}
