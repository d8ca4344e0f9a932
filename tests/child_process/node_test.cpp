// With Node itself at the other end of the channel; skipped where there is none.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "nodelab/child_process/child_process.h"
#include "nodelab/process/run.h"

namespace nodelab::child_process {
namespace {

using Trace = std::vector<std::string>;

bool hasNode() {
  bool found = true;
  run(0, nullptr, [&] {
    auto node = spawn("node", {"--version"}, {.stdio = Stdio::ignore});
    node->on(event::error, [&](const Error&) { found = false; });
  });
  return found;
}

TEST(WithNode, AsTheChild) {
  if (!hasNode()) GTEST_SKIP() << "there is no Node";
  Trace trace;
  run(0, nullptr, [&] {
    auto node = spawn("node",
                      {"-e",
                       "process.on('message', (m, handle) => {"
                       "  process.send({ m, handle: handle !== undefined });"
                       "  if (m === 'end') process.disconnect();"
                       "})"},
                      {.ipc = true});
    node->on(event::message, [&](const Message& message) { trace.push_back(message.stringify()); });
    node->on(event::exit, [&](std::optional<int> code, const std::string&) {
      trace.push_back("exit " + std::to_string(code.value_or(-1)));
    });
    node->send(Message::object({{"list", Message::array({1, 2.5, "é\n", nullptr})}}));
    auto* tcp = new uv_tcp_t;
    uv_tcp_init_ex(EventLoop::current().uv(), tcp, AF_INET);
    node->channel()->send("with a socket", SharedHandle(Handle(tcp)));
    node->send("end");
  });
  EXPECT_EQ(trace, (Trace{"{\"m\":{\"list\":[1,2.5,\"é\\n\",null]},\"handle\":false}",
                          R"({"m":"with a socket","handle":true})", R"({"m":"end","handle":false})",
                          "exit 0"}));
}

TEST(WithNode, AsTheParent) {
  if (!hasNode()) GTEST_SKIP() << "there is no Node";
  Trace trace;
  run(0, nullptr, [&] {
    std::vector<char> path(4096);
    std::size_t length = path.size();
    ASSERT_EQ(uv_exepath(path.data(), &length), 0);
    // Node forks our 'echo', and reports to us what comes back.
    auto node = spawn("node",
                      {"-e",
                       "const child = require('child_process').fork('echo', [],"
                       "  { execPath: process.argv[1] });"
                       "child.on('message', (m) => {"
                       "  process.send(m);"
                       "  if (m === 'end') child.disconnect();"
                       "});"
                       "child.on('exit', (code) => process.send(code));"
                       "child.send({ a: [1, 'é'] });"
                       "child.send('end');",
                       std::string(path.data(), length)},
                      {.ipc = true});
    node->on(event::message, [&](const Message& message) { trace.push_back(message.stringify()); });
  });
  EXPECT_EQ(trace, (Trace{"{\"a\":[1,\"é\"]}", "\"end\"", "0"}));
}

}  // namespace
}  // namespace nodelab::child_process
