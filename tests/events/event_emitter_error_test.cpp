// The event `error` and its monitor.
#include "emitter.h"

namespace nodelab {
namespace {

struct ErrorEvent : Emitter {
  void handle() {
    emitter.on(event::error, [this](const Error& error) { say("handled " + error.message()); });
  }
  void monitor() {
    emitter.on(event::errorMonitor, [this](const Error& error) { say("seen " + error.message()); });
  }
  std::string emitted(const Error& error = Error("boom")) {
    return thrownBy([&] { say(emitter.emit(event::error, error) ? "true" : "false"); });
  }
};

template <class... Args>
std::string unhandled(const EventName<Args...>& event,
                      EventArg<std::type_identity_t<Args>>... args) {
  EventEmitter emitter;
  return thrownBy([&] { emitter.emit(event, args...); });
}

TEST_F(ErrorEvent, WithoutAListenerTheErrorIsThrown) {
  const Error boom("boom");
  try {
    emitter.emit(event::error, boom);
    FAIL();
  } catch (const Error& error) {
    EXPECT_TRUE(error == boom);
  }
}

TEST_F(ErrorEvent, WithoutAListenerOtherValuesAreWrapped) {
  const std::string head = "ERR_UNHANDLED_ERROR: Unhandled error. ";
  EXPECT_EQ(unhandled(EventName<>("error")), head + "(undefined)");
  EXPECT_EQ(unhandled(event::error, Error()), head + "(null)");
  EXPECT_EQ(unhandled(EventName<std::string>("error"), "boom"), head + "('boom')");
  EXPECT_EQ(unhandled(EventName<std::string>("error"), "it's"), head + "(\"it's\")");
  EXPECT_EQ(unhandled(EventName<int, int>("error"), 1, 2), head + "(1)");
  EXPECT_EQ(unhandled(EventName<bool>("error"), true), head + "(true)");
  EXPECT_EQ(unhandled(EventName<std::vector<int>>("error"), {1}), head + "([object])");
}

struct Failure {
  int status;
};
Error toError(const Failure& failure) { return Error("E" + std::to_string(failure.status)); }

TEST_F(ErrorEvent, WithoutAListenerATypeOfOnesOwnSaysWhatIsThrown) {
  EXPECT_EQ(unhandled(EventName<Failure>("error"), {7}), "E7");
}

TEST_F(ErrorEvent, WithAListenerIsAnOrdinaryEvent) {
  handle();
  EXPECT_EQ(emitted(), "nothing");
  EXPECT_EQ(lines, (Lines{"handled boom", "true"}));
}

TEST_F(ErrorEvent, WhatItsListenerThrowsPassesThrough) {
  emitter.once(event::error, [](const Error& error) { throw error; });
  EXPECT_EQ(emitted(), "boom");
}

TEST_F(ErrorEvent, OfTheNameMadeAtRunTimeIsTheSame) {
  const std::string text = "error";
  EXPECT_EQ(thrownBy([&] { emitter.emit(EventName<Error>(text), Error("boom")); }), "boom");
  EXPECT_FALSE(emitter.emit(EventName<Error>::symbol("error"), Error("boom")));
}

// ---- errorMonitor

TEST_F(ErrorEvent, TheMonitorSeesItFirstAndHandlesNothing) {
  monitor();
  EXPECT_EQ(emitted(), "boom");
  handle();
  EXPECT_EQ(emitted(), "nothing");
  EXPECT_EQ(lines, (Lines{"seen boom", "seen boom", "handled boom", "true"}));
}

TEST_F(ErrorEvent, TheMonitorSeesNoOtherEvent) {
  monitor();
  emitter.on(x, a).emit(x);
  EXPECT_EQ(lines, (Lines{"a"}));
}

TEST_F(ErrorEvent, TheMonitorIsAnOrdinaryEventToo) {
  monitor();
  EXPECT_TRUE(emitter.emit(event::errorMonitor, Error("boom")));
  EXPECT_EQ(lines, (Lines{"seen boom"}));
  EXPECT_EQ(names(), "Symbol(events.errorMonitor)");
  emitter.removeAllListeners();
  EXPECT_FALSE(emitter.emit(event::errorMonitor, Error("boom")));
}

TEST_F(ErrorEvent, WhatTheMonitorThrowsComesBeforeAnyListener) {
  handle();
  emitter.on(event::errorMonitor, [](const Error&) { throw Error("monitor"); });
  EXPECT_EQ(emitted(), "monitor");
  EXPECT_EQ(lines, (Lines{}));
}

TEST_F(ErrorEvent, TheMonitorMayAddAndRemoveItsListeners) {
  const Listener<Error> handler([this](const Error&) { say("handled"); });
  emitter.once(event::errorMonitor, [&](const Error&) { emitter.on(event::error, handler); });
  EXPECT_EQ(emitted(), "nothing");
  emitter.on(event::errorMonitor, [&](const Error&) { emitter.off(event::error, handler); });
  EXPECT_EQ(emitted(), "boom");
  EXPECT_EQ(lines, (Lines{"handled", "true"}));
}

// Node still calls the listener of `error` here, and only if none of any event is left.
TEST_F(ErrorEvent, TheMonitorMayRemoveAllListeners) {
  handle();
  emitter.on(event::errorMonitor, [this](const Error&) { emitter.removeAllListeners(); });
  EXPECT_EQ(emitted(), "boom");
  EXPECT_EQ(lines, (Lines{}));
}

TEST_F(ErrorEvent, TheMonitorHasTheArgumentsOfTheEvent) {
  const EventName<std::string, int> failed("error");
  emitter.on(EventName<std::string, int>(event::errorMonitor),
             [this](const std::string& text, int n) { say(text + std::to_string(n)); });
  EXPECT_EQ(thrownBy([&] { emitter.emit(failed, "e", 1); }),
            "ERR_UNHANDLED_ERROR: Unhandled error. ('e')");
  EXPECT_EQ(thrownBy([&] { emitter.emit(event::error, Error()); }),
            "ERR_INVALID_ARG_TYPE: The event \"Symbol(events.errorMonitor)\" is in use here with "
            "other arguments");
  EXPECT_EQ(lines, (Lines{"e1"}));
}

}  // namespace
}  // namespace nodelab
