#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "nodelab/loop/timers.h"
#include "nodelab/net/server.h"
#include "nodelab/net/socket.h"
#include "nodelab/process/process.h"
#include "nodelab/process/run.h"
#include "nodelab/promise/async_local_storage.h"

namespace nodelab::net {
namespace {

using Trace = std::vector<std::string>;
constexpr const char* here = "127.0.0.1";

int portOf(const Ref<Server>& server) { return server->address()->port; }

// A port that nobody listens on: it was free a moment ago.
void withFreePort(Callback<void(int)> use) {
  auto server = createServer();
  server->listen(0, here, [server, use = std::move(use)]() mutable {
    const int port = portOf(server);
    server->close([use = std::move(use), port](const Error&) mutable { use(port); });
  });
}

TEST(Net, EchoesWhatAClientSends) {
  std::string echoed;
  run(0, nullptr, [&] {
    auto server = createServer([](const Ref<Socket>& socket) { socket->pipe(socket); });
    server->listen(0, here, [&echoed, server] {
      auto client = connect(portOf(server), here);
      client->on(event::data, [&](const Buffer& chunk) { echoed += chunk.toString(); });
      client->on(event::close, [server] { server->close(); });
      client->write("hello ");
      client->end("world");
    });
  });
  EXPECT_EQ(echoed, "hello world");
}

TEST(Net, HasNodesOrderOfEvents) {
  Trace trace;
  run(0, nullptr, [&] {
    auto server = createServer([&](const Ref<Socket>& socket) {
      trace.push_back("connection");
      socket->on(event::data, [](const Buffer&) {});
      socket->on(event::end, [&] { trace.push_back("server end"); });
      socket->on(event::close, [&] { trace.push_back("server close"); });
      socket->write("x");
    });
    server->on(event::close, [&] { trace.push_back("closed"); });
    server->listen(0, here, [&, server] {
      trace.push_back("listening");
      auto client = connect(portOf(server), here);
      client->once(event::data, [&, client](const Buffer& chunk) {
        trace.push_back("data " + chunk.toString());
        client->end();
      });
      client->on(event::end, [&] { trace.push_back("end"); });
      client->on(event::close, [&, server] {
        trace.push_back("close");
        server->close();
      });
    });
  });
  EXPECT_EQ(trace, (Trace{"listening", "connection", "data x", "server end", "server close", "end",
                          "close", "closed"}));
}

TEST(NetConnect, KnowsBothEnds) {
  run(0, nullptr, [&] {
    auto server = createServer();
    server->listen(0, here, [server] {
      const int port = portOf(server);
      EXPECT_GT(port, 0);
      EXPECT_EQ(server->address()->address, here);
      EXPECT_EQ(server->address()->family, "IPv4");
      auto client = connect(port, here);
      EXPECT_TRUE(client->connecting());
      client->on(event::connect, [server, client, port] {
        EXPECT_FALSE(client->connecting());
        EXPECT_EQ(client->remoteAddress().address, here);
        EXPECT_EQ(client->remoteAddress().port, port);
        EXPECT_GT(client->localAddress().port, 0);
        client->destroy();
        server->close();
      });
      client->on(event::close, [client] { EXPECT_EQ(client->remoteAddress().address, ""); });
    });
  });
}

TEST(NetConnect, ByNameFindsTheServer) {
  bool connected = false;
  run(0, nullptr, [&] {
    auto server = createServer([](const Ref<Socket>& socket) { socket->end(); });
    server->listen(0, here, [&connected, server] {
      auto client = connect(portOf(server), "localhost", [&] { connected = true; });
      client->resume();
      client->on(event::close, [server] { server->close(); });
    });
  });
  EXPECT_TRUE(connected);
}

TEST(NetConnect, RefusedIsNodesErrorAndThenClose) {
  Trace trace;
  int port = 0;
  run(0, nullptr, [&] {
    withFreePort([&](int free) {
      port = free;
      auto client = connect(free, here);
      client->write("never sent");
      client->on(event::error, [&](const Error& error) {
        EXPECT_EQ(error.code(), "ECONNREFUSED");
        EXPECT_EQ(error.syscall(), "connect");
        trace.push_back(error.message());
      });
      client->on(event::close, [&] { trace.push_back("close"); });
    });
  });
  EXPECT_EQ(trace, (Trace{"connect ECONNREFUSED 127.0.0.1:" + std::to_string(port), "close"}));
}

TEST(NetConnect, ChecksThePort) {
  run(0, nullptr, [&] {
    try {
      connect(70000, here);
      ADD_FAILURE();
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), "ERR_SOCKET_BAD_PORT");
      EXPECT_EQ(error.name(), "RangeError");
      EXPECT_STREQ(error.what(), "Port should be >= 0 and < 65536. Received type number (70000).");
    }
  });
}

TEST(NetConnect, DestroyedMeanwhileOnlyCloses) {
  Trace trace;
  run(0, nullptr, [&] {
    auto server = createServer();
    server->listen(0, here, [&trace, server] {
      auto client = connect(portOf(server), here, [&] { trace.push_back("connect"); });
      client->on(event::close, [&trace, server] {
        trace.push_back("close");
        server->close();
      });
      client->destroy();
    });
  });
  EXPECT_EQ(trace, Trace{"close"});
}

TEST(NetServer, ReportsAPortThatIsTaken) {
  Trace trace;
  int port = 0;
  run(0, nullptr, [&] {
    auto first = createServer();
    first->listen(0, here, [&, first] {
      port = portOf(first);
      auto second = createServer();
      second->on(event::error, [&, first](const Error& error) {
        EXPECT_EQ(error.code(), "EADDRINUSE");
        EXPECT_EQ(error.syscall(), "listen");
        trace.push_back(error.message());
        first->close();
      });
      second->listen(port, here);
    });
  });
  EXPECT_EQ(trace,
            Trace{"listen EADDRINUSE: address already in use 127.0.0.1:" + std::to_string(port)});
}

TEST(NetServer, ThrowsOnASecondListenAndOnABadPort) {
  run(0, nullptr, [&] {
    auto server = createServer();
    server->listen(0, here, [server] { server->close(); });
    try {
      server->listen(0, here);
      ADD_FAILURE();
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), "ERR_SERVER_ALREADY_LISTEN");
      EXPECT_STREQ(error.what(), "Listen method has been called more than once without closing.");
    }
    try {
      createServer()->listen(65536, here);
      ADD_FAILURE();
    } catch (const Error& error) {
      EXPECT_STREQ(error.what(),
                   "options.port should be >= 0 and < 65536. Received type number (65536).");
    }
  });
}

TEST(NetServer, ClosesWhenItsConnectionsHaveEnded) {
  Trace trace;
  run(0, nullptr, [&] {
    auto server = createServer();
    server->on(event::connection, [&trace, server](const Ref<Socket>& socket) {
      server->close([&](const Error& error) {
        EXPECT_FALSE(error);
        trace.push_back("closed");
      });
      EXPECT_FALSE(server->listening());
      EXPECT_EQ(server->connections(), 1);
      setImmediate([&trace, socket] {
        trace.push_back("end");
        socket->end();
      });
    });
    server->listen(0, here, [server] { connect(portOf(server), here)->resume(); });
  });
  EXPECT_EQ(trace, (Trace{"end", "closed"}));
}

TEST(NetServer, CloseOfOneThatDoesNotListenIsAnErrorForTheCallback) {
  Trace trace;
  run(0, nullptr, [&] {
    createServer()->close([&](const Error& error) { trace.push_back(error.toString()); });
  });
  EXPECT_EQ(trace, Trace{"Error [ERR_SERVER_NOT_RUNNING]: Server is not running."});
}

TEST(NetServer, CanListenAgain) {
  int listened = 0;
  run(0, nullptr, [&] {
    auto server = createServer();
    server->on(event::listening, [&listened, server] {
      ++listened;
      server->close();
    });
    server->once(event::close, [server] { server->listen(0, here); });
    server->listen(0, here);
  });
  EXPECT_EQ(listened, 2);
}

TEST(NetServer, ClosesConnectionsBeyondTheirMaximum) {
  int connections = 0;
  int refused = 0;
  run(0, nullptr, [&] {
    auto server = createServer();
    server->setMaxConnections(1);
    server->on(event::connection, [&](const Ref<Socket>&) { ++connections; });
    server->listen(0, here, [&refused, server] {
      auto first = connect(portOf(server), here);
      first->on(event::connect, [&refused, server, first] {
        auto second = connect(portOf(server), here);
        second->resume();
        second->on(event::error, [](const Error&) {});
        second->on(event::close, [&refused, server, first] {
          ++refused;
          first->destroy();
          server->close();
        });
      });
    });
  });
  EXPECT_EQ(connections, 1);
  EXPECT_EQ(refused, 1);
}

TEST(NetServer, UnrefdLetsTheLoopEnd) {
  bool listening = false;
  run(0, nullptr, [&] {
    auto server = createServer();
    server->listen(0, here, [&] { listening = true; });
    server->unref();
  });
  EXPECT_TRUE(listening);
}

// A writer that heeds write()'s answer has a bounded buffer, and all bytes arrive in order.
TEST(NetSocket, HasBackpressureAndLosesNothing) {
  constexpr int chunks = 400;
  constexpr int chunkSize = 65536;
  std::size_t received = 0;
  std::size_t peak = 0;
  int waits = 0;
  bool inOrder = true;
  run(0, nullptr, [&] {
    auto server = createServer([&](const Ref<Socket>& socket) {
      socket->on(event::data, [&](const Buffer& chunk) {
        for (const uint8_t byte : chunk) {
          inOrder = inOrder && byte == static_cast<uint8_t>(received / chunkSize);
          ++received;
        }
      });
    });
    server->listen(0, here, [&, server] {
      auto client = connect(portOf(server), here);
      struct Sender : RefCounted<Sender> {
        int sent = 0;
      };
      auto sender = make<Sender>();
      auto send = [&, client, sender] {
        while (sender->sent < chunks) {
          const bool more =
              client->write(Buffer::alloc(chunkSize, static_cast<uint8_t>(sender->sent++)));
          peak = std::max(peak, client->writableLength());
          if (!more) {
            ++waits;
            return;
          }
        }
        client->end();
      };
      client->on(event::drain, send);
      client->on(event::close, [server] { server->close(); });
      send();
    });
  });
  EXPECT_EQ(received, static_cast<std::size_t>(chunks) * chunkSize);
  EXPECT_TRUE(inOrder);
  EXPECT_EQ(peak, static_cast<std::size_t>(chunkSize));
  EXPECT_GT(waits, 0);
}

// Looks again in each turn of the loop, until the socket's readable side is full and 100 more turns
// have passed.
void whenFull(const Ref<Socket>& socket, int turns, Task then) {
  if (socket->readableLength() >= socket->readableHighWaterMark()) --turns;
  if (turns == 0) return then();
  setImmediate([socket, turns, then = std::move(then)]() mutable {
    whenFull(socket, turns, std::move(then));
  });
}

// A reader that is paused makes the other end wait: what it holds stays near the highWaterMark.
TEST(NetSocket, StopsReadingFromTheSystemWhenPaused) {
  std::size_t held = 0;
  run(0, nullptr, [&] {
    auto server = createServer([&](const Ref<Socket>& socket) {
      socket->pause();
      whenFull(socket, 100, [&held, socket] {
        held = socket->readableLength();
        socket->destroy();
      });
    });
    server->listen(0, here, [server] {
      auto client = connect(portOf(server), here);
      client->on(event::error, [](const Error&) {});
      client->on(event::close, [server] { server->close(); });
      client->write(Buffer::alloc(64 << 20));
    });
  });
  EXPECT_GE(held, 16384u);
  EXPECT_LT(held, 16384u + 65536u);
}

TEST(NetSocket, StaysHalfOpenWhereAllowed) {
  std::string received;
  run(0, nullptr, [&] {
    auto server = createServer({.allowHalfOpen = true}, [](const Ref<Socket>& socket) {
      socket->resume();
      socket->on(event::end, [socket] { setImmediate([socket] { socket->end("late answer"); }); });
    });
    server->listen(0, here, [&received, server] {
      auto client = connect(portOf(server), here);
      client->end("question");
      client->on(event::data, [&](const Buffer& chunk) { received += chunk.toString(); });
      client->on(event::close, [server] { server->close(); });
    });
  });
  EXPECT_EQ(received, "late answer");
}

TEST(NetSocket, ReportsAResetConnection) {
  Trace trace;
  run(0, nullptr, [&] {
    auto server = createServer([](const Ref<Socket>& socket) {
      // Unread data makes the system answer a close with a reset.
      socket->pause();
      setImmediate([socket] { socket->destroy(); });
    });
    server->listen(0, here, [&trace, server] {
      auto client = connect(portOf(server), here);
      client->write(Buffer::alloc(4 << 20));
      client->on(event::error, [&](const Error& error) { trace.push_back(error.code()); });
      client->on(event::close, [&trace, server] {
        trace.push_back("close");
        server->close();
      });
    });
  });
  ASSERT_EQ(trace.size(), 2u);
  EXPECT_TRUE(trace[0] == "ECONNRESET" || trace[0] == "EPIPE") << trace[0];
  EXPECT_EQ(trace[1], "close");
}

TEST(NetSocket, CountsBytes) {
  run(0, nullptr, [&] {
    auto server = createServer([](const Ref<Socket>& socket) { socket->pipe(socket); });
    server->listen(0, here, [server] {
      auto client = connect(portOf(server), here);
      client->resume();
      client->end(Buffer::alloc(100000));
      client->on(event::end, [client] {
        EXPECT_EQ(client->bytesWritten(), 100000u);
        EXPECT_EQ(client->bytesRead(), 100000u);
      });
      client->on(event::close, [server] { server->close(); });
    });
  });
}

// As in Node: an accepted socket has no store, since nothing in the program has made it; and what a
// 'connection' listener enters is there for the next connection.
TEST(Net, CallbacksRunInTheStoreOfWhatCallsThem) {
  Trace trace;
  AsyncLocalStorage<std::string> als;
  const auto say = [&](const char* who) {
    trace.push_back(std::string(who) + " @" + (als.getStore() ? *als.getStore() : "-"));
  };
  run(0, nullptr, [&] {
    auto server = als.run("created", [&] {
      return createServer([&](const Ref<Socket>& socket) {
        say("connection");
        als.enterWith("entered");
        socket->on(event::data, [&, socket](const Buffer&) {
          say("server data");
          socket->end("x");
        });
      });
    });
    const auto client = [&, server](Task onClose) {
      auto socket = als.run("client", [&] { return connect(portOf(server), here); });
      als.run("on", [&] {
        socket->on(event::data, [&](const Buffer&) { say("client data"); });
        socket->on(event::close, std::move(onClose));
      });
      als.run("write", [&] { socket->write("x"); });
    };
    als.run("listen", [&] {
      server->listen(0, here, [client, server] {
        client([client, server] { client([server] { server->close(); }); });
      });
    });
  });
  EXPECT_EQ(trace, (Trace{"connection @listen", "server data @-", "client data @client",
                          "connection @entered", "server data @-", "client data @client"}));
}

// Whatever is open when the loop ends is closed and freed, without events.
TEST(NetLoopEnd, FreesOpenSocketsAndServers) {
  run(0, nullptr, [&] {
    auto server = createServer([](const Ref<Socket>& socket) {
      socket->on(event::data, [socket](const Buffer&) {});
      setImmediate([] { throw Error("the program ends here"); });
    });
    server->listen(0, here, [server] {
      auto client = connect(portOf(server), here);
      client->write(Buffer::alloc(8 << 20));
      client->on(event::data, [client](const Buffer&) {});
      client->on(event::close, [server] {});
    });
  });
}

}  // namespace
}  // namespace nodelab::net
