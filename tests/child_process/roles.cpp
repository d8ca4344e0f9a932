#include "child_process/roles.h"

#include <csignal>
#include <cstdlib>
#include <map>
#include <string>

#include "nodelab/child_process/child_process.h"
#include "nodelab/child_process/process_channel.h"
#include "nodelab/loop/timers.h"
#include "nodelab/process/process.h"
#include "nodelab/process/run.h"

namespace {

using namespace nodelab;
using child_process::Handle;
using child_process::Message;

// Sends back what comes, until the parent disconnects.
void echo() {
  process::on(event::message, [](const Message& message) { process::send(message); });
}

// Counts 1000 messages, then ends the channel from this side.
void count() {
  for (int i = 0; i < 1000; ++i) process::send(i);
  process::disconnect();
}

// Listens for one message only: nothing keeps it alive after that.
void once() {
  process::once(event::message, [](const Message& message) { process::send(message); });
}

// Has a channel, and does not listen.
void deaf() { process::send("alive"); }

void environment() {
  const bool before = std::getenv("NODE_CHANNEL_FD") != nullptr;
  process::send(before && process::connected());
  process::send(std::getenv("NODE_CHANNEL_FD") == nullptr);
  const char* own = std::getenv("NODELAB_TEST_VALUE");
  process::send(own ? Message(own) : Message());
}

// Listens a turn later than the messages arrive.
void late() {
  child_process::ProcessChannel::current();
  process::send("ready");
  setTimeout([] { echo(); }, 5);
}

void exit7() {
  process::on(process::event::exit, [](int code) { process::send(code); });
  process::exit(7);
}

void uncaught() { throw Error("broken"); }

void killed() { std::raise(SIGKILL); }

// Answers on each connection that it gets, and tells the parent in which order things came.
void handles() {
  auto& channel = child_process::ProcessChannel::current();
  channel.onInternalMessage([](const Message& message, Handle handle) {
    process::send(Message::object({{"got", message["n"]}, {"handle", handle != nullptr}}));
  });
  process::on(event::message, [](const Message& message) { process::send(message); });
}

// Told by 'disconnect' that the parent is gone.
void orphan() {
  process::on(process::event::disconnect, [] { process::exit(9); });
  process::send("ready");
}

const std::map<std::string_view, void (*)()> roles{
    {"echo", echo},
    {"count", count},
    {"once", once},
    {"deaf", deaf},
    {"late", late},
    {"exit7", exit7},
    {"uncaught", uncaught},
    {"killed", killed},
    {"handles", handles},
    {"orphan", orphan},
    {"environment", environment},
};

}  // namespace

bool isRole(std::string_view name) { return roles.contains(name); }

int playRole(int argc, char** argv) {
  return nodelab::run(argc, argv, [argv] { roles.at(argv[1])(); });
}
