#include "nodelab/child_process/child_process.h"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "nodelab/loop/next_tick.h"
#include "nodelab/loop/timers.h"
#include "nodelab/process/process.h"
#include "nodelab/process/run.h"
#include "nodelab/promise/async_local_storage.h"

namespace nodelab::child_process {
namespace {

using Trace = std::vector<std::string>;

std::string show(std::string_view what, std::optional<int> code, std::string_view signal) {
  return std::string(what) + " " + (code ? std::to_string(*code) : "null") + " " +
         (signal.empty() ? "null" : std::string(signal));
}

// What the parent sees of a child's life.
void record(const Ref<ChildProcess>& child, Trace& trace) {
  child->on(event::spawn, [&] { trace.push_back("spawn"); });
  child->on(event::message, [&](const Message& message) { trace.push_back(message.stringify()); });
  child->on(event::disconnect, [&] { trace.push_back("disconnect"); });
  child->on(event::error, [&](const Error& error) { trace.push_back(error.message()); });
  child->on(event::exit, [&](std::optional<int> code, std::string_view signal) {
    trace.push_back(show("exit", code, signal));
  });
  child->on(event::close, [&](std::optional<int> code, std::string_view signal) {
    trace.push_back(show("close", code, signal));
  });
}

Trace lifeOf(const std::string& file, const std::vector<std::string>& args) {
  Trace trace;
  run(0, nullptr, [&] { record(spawn(file, args), trace); });
  return trace;
}

// A forked child's life, without the two events whose order is not promised.
Trace lifeOfRole(const std::string& role, SpawnOptions options = {}) {
  Trace trace;
  run(0, nullptr, [&] { record(fork({role}, options), trace); });
  std::erase(trace, "disconnect");
  return trace;
}

// child_process facts 2 and 3.
TEST(Spawn, HasSpawnExitCloseInThisOrder) {
  EXPECT_EQ(lifeOf("true", {}), (Trace{"spawn", "exit 0 null", "close 0 null"}));
}

// child_process facts 21 and 22.
TEST(Spawn, GivesCodeOrSignal) {
  EXPECT_EQ(lifeOf("sh", {"-c", "exit 300"}), (Trace{"spawn", "exit 44 null", "close 44 null"}));
  EXPECT_EQ(lifeOf("sh", {"-c", "kill -KILL $$"}),
            (Trace{"spawn", "exit null SIGKILL", "close null SIGKILL"}));
}

// child_process facts 4 and 5.
TEST(Spawn, ReportsAMissingProgramByError) {
  Trace trace;
  run(0, nullptr, [&] {
    auto child = spawn("nodelab-no-such-program");
    EXPECT_FALSE(child->pid());
    EXPECT_TRUE(trace.empty());
    record(child, trace);
    child->on(event::error, [](const Error& error) {
      EXPECT_EQ(error.code(), "ENOENT");
      EXPECT_EQ(error.syscall(), "spawn nodelab-no-such-program");
      EXPECT_EQ(error.path(), "nodelab-no-such-program");
    });
  });
  EXPECT_EQ(trace, (Trace{"spawn nodelab-no-such-program ENOENT", "close -2 null"}));
}

// child_process facts 7 and 9.
TEST(Spawn, ThrowsOnWrongUse) {
  run(0, nullptr, [&] {
    try {
      spawn("");
      ADD_FAILURE();
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), "ERR_INVALID_ARG_VALUE");
      EXPECT_STREQ(error.what(), "The argument 'file' cannot be empty. Received ''");
    }
    try {
      spawn("true", {std::string(4 << 20, 'x')});
      ADD_FAILURE();
    } catch (const Error& error) {
      EXPECT_STREQ(error.what(), "spawn E2BIG");
    }
  });
}

// child_process facts 24 to 26.
TEST(Kill, SendsASignalAndSaysWhetherItDid) {
  Trace trace;
  run(0, nullptr, [&] {
    auto child = spawn("sleep", {"60"});
    record(child, trace);
    child->on(event::spawn, [child] {
      EXPECT_FALSE(child->killed());
      EXPECT_TRUE(child->kill(0));
      EXPECT_TRUE(child->kill());
      EXPECT_TRUE(child->killed());
    });
    child->on(event::exit, [child](std::optional<int> code, std::string_view) {
      EXPECT_FALSE(code);
      EXPECT_EQ(child->signalCode(), "SIGTERM");
      EXPECT_FALSE(child->kill());
    });
  });
  EXPECT_EQ(trace, (Trace{"spawn", "exit null SIGTERM", "close null SIGTERM"}));
}

TEST(Spawn, UnrefdLetsTheParentEnd) {
  std::optional<int> pid;
  run(0, nullptr, [&] {
    auto child = spawn("sleep", {"60"}, {.stdio = Stdio::ignore});
    child->unref();
    pid = child->pid();
  });
  ASSERT_TRUE(pid);
  EXPECT_EQ(::kill(*pid, SIGKILL), 0);
}

TEST(Fork, ExchangesMessages) {
  Trace trace;
  run(0, nullptr, [&] {
    auto child = fork({"echo"});
    record(child, trace);
    EXPECT_TRUE(child->connected());
    child->send(Message::object({{"cmd", "hello"}, {"n", 1}}));
    child->send("last");
    child->on(event::message, [child](const Message& message) {
      if (message == Message("last")) child->disconnect();
    });
  });
  EXPECT_EQ(trace, (Trace{"spawn", R"({"cmd":"hello","n":1})", "\"last\"", "disconnect",
                          "exit 0 null", "close 0 null"}));
}

// child_process fact 50.
TEST(Fork, DeliversAllMessagesInOrderBeforeDisconnect) {
  std::vector<int> received;
  bool disconnected = false;
  run(0, nullptr, [&] {
    auto child = fork({"count"});
    child->on(event::message, [&](const Message& message) {
      EXPECT_FALSE(disconnected);
      received.push_back(message.integer());
    });
    child->on(event::disconnect, [&] { disconnected = true; });
  });
  ASSERT_EQ(received.size(), 1000u);
  for (int i = 0; i < 1000; ++i) ASSERT_EQ(received[static_cast<std::size_t>(i)], i);
  EXPECT_TRUE(disconnected);
}

TEST(Fork, CarriesLargeMessages) {
  std::size_t length = 0;
  run(0, nullptr, [&] {
    auto child = fork({"echo"});
    const bool more = child->send(std::string(8 << 20, 'x'));
    EXPECT_FALSE(more);  // child_process fact 54
    child->on(event::message, [&length, child](const Message& message) {
      length = message.string().size();
      child->disconnect();
    });
  });
  EXPECT_EQ(length, std::size_t{8} << 20);
}

// child_process fact 52.
TEST(Fork, KeepsMessagesUntilTheChildListens) {
  Trace trace;
  run(0, nullptr, [&] {
    auto child = fork({"late"});
    child->on(event::message, [&, child](const Message& message) {
      trace.push_back(message.string());
      if (trace.size() == 1) {
        child->send("a");
        child->send("b");
      }
      if (trace.size() == 3) child->disconnect();
    });
  });
  EXPECT_EQ(trace, (Trace{"ready", "a", "b"}));
}

// child_process fact 56.
TEST(Fork, DoesNotKeepTheChildAliveByItsChannelAlone) {
  EXPECT_EQ(lifeOfRole("deaf"), (Trace{"spawn", "\"alive\"", "exit 0 null", "close 0 null"}));
}

TEST(Fork, KeepsTheChildAliveWhileItListens) {
  Trace trace;
  run(0, nullptr, [&] {
    auto child = fork({"once"});
    record(child, trace);
    child->send("one");
    child->send("two");
  });
  std::erase(trace, "disconnect");
  EXPECT_EQ(trace, (Trace{"spawn", "\"one\"", "exit 0 null", "close 0 null"}));
}

// child_process fact 45.
TEST(Fork, HidesItsVariablesFromTheChildsChildren) {
  auto env = environment();
  env.emplace_back("NODELAB_TEST_VALUE", "given");
  EXPECT_EQ(lifeOfRole("environment", {.env = env}),
            (Trace{"spawn", "true", "true", "\"given\"", "exit 0 null", "close 0 null"}));
}

TEST(Fork, DeliversWhatTheChildSendsWhenItExits) {
  EXPECT_EQ(lifeOfRole("exit7"), (Trace{"spawn", "7", "exit 7 null", "close 7 null"}));
}

// child_process fact 23.
TEST(Fork, IsolatesTheParentFromTheChildsEnd) {
  EXPECT_EQ(lifeOfRole("uncaught", {.stdio = Stdio::ignore}),
            (Trace{"spawn", "exit 1 null", "close 1 null"}));
  EXPECT_EQ(lifeOfRole("killed"), (Trace{"spawn", "exit null SIGKILL", "close null SIGKILL"}));
}

// child_process facts 58 and 59.
TEST(Disconnect, ClosesTheChannelOnce) {
  Trace trace;
  run(0, nullptr, [&] {
    auto child = fork({"echo"});
    child->on(event::error, [&](const Error& error) { trace.push_back(error.toString()); });
    child->on(event::disconnect, [&] { trace.push_back("disconnect"); });
    child->disconnect();
    EXPECT_FALSE(child->connected());
    child->disconnect();
    EXPECT_FALSE(child->send("late", [&](const Error& error) { trace.push_back(error.code()); }));
    child->send("later");
    trace.push_back("sync");
  });
  EXPECT_EQ(trace, (Trace{"Error [ERR_IPC_DISCONNECTED]: IPC channel is already disconnected",
                          "sync", "ERR_IPC_CHANNEL_CLOSED",
                          "Error [ERR_IPC_CHANNEL_CLOSED]: Channel closed", "disconnect"}));
}

TEST(Send, CallsBackLater) {
  Trace trace;
  run(0, nullptr, [&] {
    auto child = fork({"echo"});
    child->send("x", [&, child](const Error& error) {
      trace.push_back(error ? error.message() : "sent");
      child->disconnect();
    });
    trace.push_back("sync");
  });
  EXPECT_EQ(trace, (Trace{"sync", "sent"}));
}

// child_process fact 46: whoever writes lines of JSON can take part.
TEST(Wire, IsALineOfJsonForEachMessage) {
  Trace trace;
  run(0, nullptr, [&] {
    auto child = spawn(
        "sh", {"-c", "read line <&3; printf '[\"got\",%s]\\n{\"a\":' \"$line\" >&3; echo '1}' >&3"},
        {.ipc = true});
    record(child, trace);
    child->send(Message::object({{"n", 1}}));
  });
  std::erase(trace, "disconnect");
  EXPECT_EQ(trace,
            (Trace{"spawn", R"(["got",{"n":1}])", R"({"a":1})", "exit 0 null", "close 0 null"}));
}

// Sends the text through a channel; returns the error that the parent sees.
std::string hostile(const std::string& command, bool listen) {
  std::string seen;
  bool disconnected = false;
  const int code = run(0, nullptr, [&] {
    auto child = spawn("sh", {"-c", command}, {.stdio = Stdio::ignore, .ipc = true});
    if (listen) child->on(event::error, [&](const Error& error) { seen = error.code(); });
    child->on(event::disconnect, [&] { disconnected = true; });
  });
  EXPECT_EQ(code, 0);
  EXPECT_TRUE(disconnected);
  return seen;
}

TEST(Wire, EndsTheChannelButNotTheProcessOnHostileBytes) {
  EXPECT_EQ(hostile("echo '{\"a\":1' >&3", true), "ERR_IPC_PROTOCOL");
  EXPECT_EQ(hostile("echo garbage >&3", false), "");
  EXPECT_EQ(hostile("head -c 100000 /dev/zero | tr '\\0' '[' >&3; echo >&3", true),
            "ERR_IPC_PROTOCOL");
  EXPECT_EQ(hostile("head -c 68000000 /dev/zero >&3", true), "ERR_IPC_PROTOCOL");
}

// A control message that fits to nothing is no harm.
TEST(Wire, IgnoresControlMessagesWithoutCause) {
  EXPECT_EQ(hostile("echo '{\"cmd\":\"NODE_HANDLE_ACK\"}' >&3; "
                    "echo '{\"cmd\":\"NODE_HANDLE_NACK\"}' >&3; "
                    "echo '{\"cmd\":\"NODE_HANDLE\",\"msg\":1}' >&3; "
                    "echo '{\"cmd\":\"NODE_UNHEARD_OF\"}' >&3",
                    true),
            "");
}

// child_process fact 66.
TEST(Handles, TravelInOrderWithMessages) {
  Trace trace;
  run(0, nullptr, [&] {
    auto child = fork({"handles"});
    auto socket = [] {
      auto* tcp = new uv_tcp_t;
      uv_tcp_init_ex(EventLoop::current().uv(), tcp, AF_INET);
      return SharedHandle(Handle(tcp));
    };
    const auto internal = [](int n) { return Message::object({{"cmd", "NODE_TEST"}, {"n", n}}); };
    for (int i = 0; i < 3; ++i) {
      child->channel()->send(internal(i), socket(), [&trace](const Error& error) {
        trace.push_back(error ? error.code() : "acknowledged");
      });
      child->send(10 + i);
    }
    child->on(event::message, [&trace, child](const Message& message) {
      trace.push_back(message.stringify());
      if (message == Message(12)) child->disconnect();
    });
  });
  std::erase(trace, "acknowledged");
  EXPECT_EQ(trace, (Trace{R"({"got":0,"handle":true})", "10", R"({"got":1,"handle":true})", "11",
                          R"({"got":2,"handle":true})", "12"}));
}

// As in Node: in that in which the child was made, wherever it is listened and sent to.
TEST(Fork, CallsBackInTheStoreInWhichTheChildWasMade) {
  Trace trace;
  AsyncLocalStorage<std::string> als;
  const auto says = [&](std::string who) {
    return [&, who](auto&&...) {
      trace.push_back(who + " @" + (als.getStore() ? *als.getStore() : "-"));
    };
  };
  run(0, nullptr, [&] {
    auto child = als.run("made", [] { return fork({"echo"}); });
    als.run("on", [&] {
      child->on(event::spawn, says("spawn"));
      child->once(event::message, [says, child](const Message&) {
        says("message")();
        child->disconnect();
      });
      child->on(event::exit, says("exit"));
    });
    als.run("send", [&] { child->send(1, says("sent")); });
  });
  std::sort(trace.begin(), trace.end());
  EXPECT_EQ(trace, (Trace{"exit @made", "message @made", "sent @send", "spawn @made"}));
}

// child_process fact 62: a child learns of its parent's end by 'disconnect'. Here the parent's loop
// ends, which closes its end of the channel.
TEST(Fork, TellsTheChildWhenTheParentIsGone) {
  std::optional<int> pid;
  run(0, nullptr, [&] {
    auto child = fork({"orphan"});
    pid = child->pid();
    child->on(event::message, [](const Message&) { throw Error("the parent ends here"); });
  });
  ASSERT_TRUE(pid);
  int status = 0;
  ASSERT_EQ(waitpid(*pid, &status, 0), *pid);
  EXPECT_EQ(WEXITSTATUS(status), 9);
}

}  // namespace
}  // namespace nodelab::child_process
