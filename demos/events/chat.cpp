// What is an EventEmitter good for, and what is it not?
//
// Who speaks need not know who listens: that is publish and subscribe, and it
// makes a small chat. Inside one process: this program starts itself once more,
// as a second server of the chat, to show where it ends.
#include <string>
#include <utility>

#include "lesson.h"
#include "nodelab/child_process/child_process.h"
#include "nodelab/child_process/process_channel.h"
#include "nodelab/process/run.h"
#include "nodelab/promise/events_once.h"

using namespace nodelab;
using namespace lesson;

void joinSayLeave();
void aRoomNamedError();
void leavingMeanwhile();
Promise<void> secondServer();

Promise<void> script() {
  card({
      .asked = "Would you build a chat on EventEmitter?",
      .say = "Inside one server, yes: a room is an event, join is on, leave is "
             "off, say is emit. But an emitter is a list of functions in the "
             "memory of one process: between servers a broker has to carry the "
             "messages. And what was said while one was away is not kept.",
      .trap =
          "Names that users choose need a prefix: without one, somebody opens "
          "a room named error. And a member that throws keeps the message from "
          "all behind it. Next: events/errors.",
  });
  joinSayLeave();
  aRoomNamedError();
  leavingMeanwhile();
  co_await secondServer();
  done();
}

// Both with the same arguments: who says something, and what.
using Member = Listener<std::string, std::string>;
using Room = EventName<std::string, std::string>;

// A room is an event whose name is made at run time. Nobody opens it and nobody
// closes it: it is there while somebody is in it. A member is a listener.
struct Chat {
  EventEmitter hub;
  void join(std::string room, Member member) {
    hub.on(Room{"room:" + room}, member);
  }
  void leave(std::string room, Member member) {
    hub.off(Room{"room:" + room}, member);
  }
  // Returns whether anybody was there.
  bool say(std::string room, std::string who, std::string text) {
    return hub.emit(Room{"room:" + room}, who, text);
  }
};
Chat chat;

// What the members hear. conclude shows it, and claims the rule.
std::string notes;
void note(const std::string& text) {
  notes += (notes.empty() ? "" : ", ") + text;
}
void conclude(std::string_view expected, std::string_view rule) {
  show("{}", notes);
  claim(rule, std::exchange(notes, "") == expected);
}

Member member(std::string name) {
  return Member([name](const std::string& who, const std::string& text) {
    note(name + " hears " + who + ": " + text);
  });
}

void joinSayLeave() {
  step("Join, say, leave");
  // leave needs the very listener that joined, so Ada is kept in a variable. A
  // message goes to all in the room, also to who says it.
  const Member ada = member("Ada");
  chat.join("tea", ada);
  chat.join("tea", member("Bob"));
  chat.join("go", ada);
  chat.say("tea", "Bob", "hi");
  conclude("Ada hears Bob: hi, Bob hears Bob: hi",
           "all in the room hear it, in the order in which they came");
  claim("there are two rooms", chat.hub.eventNames().size() == 2);
  chat.leave("go", ada);
  claim("and one when the last has left it", chat.hub.eventNames().size() == 1);
}

void aRoomNamedError() {
  step("A room named error");
  // An event of that name is thrown when nobody listens: one user could stop
  // the server. So what users name gets a prefix, as in Chat.
  try {
    EventEmitter().emit(EventName<std::string>{"error"}, "hello?");
  } catch (const Error& error) {
    note(error.message());
  }
  conclude("Unhandled error. ('hello?')", "without a prefix emit throws");
  claim("with one it is a name", !chat.say("error", "Bob", "hello?"));
}

void leavingMeanwhile() {
  step("A member that leaves while a message goes round");
  // Ada puts both out, but the message is on its way to all who were there when
  // it was said. A member that must not hear it looks itself, as Cy does.
  static bool isOut = false;
  const Member bob = member("Bob");
  const Member cy([](auto&&...) { note(isOut ? "Cy is out" : "Cy hears it"); });
  const Member ada([bob, cy](auto&&...) {
    isOut = true;
    chat.leave("go", bob);
    chat.leave("go", cy);
  });
  for (const Member& each : {ada, bob, cy}) chat.join("go", each);
  chat.say("go", "Dan", "spam");
  conclude("Bob hears Dan: spam, Cy is out",
           "who leaves meanwhile still gets it, unless he looks");
}

// The program in the other process.
void other() {
  const bool heard = chat.say("tea", "Cy", "hello");
  process::send(heard ? "" : "hello");
}

Promise<void> secondServer() {
  step("A second server");
  // It is the same program with the same room, in another memory: who joined
  // here is not there. So what Cy says is sent, as bytes, and emitted again
  // where the listeners are. Among many servers that is the work of a broker.
  namespace cp = child_process;
  const auto server = cp::fork({"other"}, {.stdio = cp::Stdio::ignore});
  server->on(cp::event::message, [](const cp::Message& text) {
    chat.say("tea", "Cy", text.string());
  });
  co_await events::once(*server, cp::event::close);
  conclude("Ada hears Cy: hello, Bob hears Cy: hello",
           "only the message reaches them, not the event there");
}

int main(int argc, char** argv) {
  return argc == 1 ? run(argc, argv, script) : run(argc, argv, other);
}
