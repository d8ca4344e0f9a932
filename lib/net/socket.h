// Socket: a TCP connection, as a stream of bytes in both directions. Node's `net.Socket`.
//
//   auto socket = net::connect(8080, "127.0.0.1");
//   socket->on(event::data, [](const Buffer& chunk) { console::log("{}", chunk.toString()); });
//   socket->end("hello");
//
// It is a Duplex<Buffer, Buffer>: `write` and 'drain', 'data' and 'end', pipe and pipeline work as
// with every stream. It reads from the system only while its readable buffer is below the
// highWaterMark; above, the other end's writes wait. What is written before the connection is there
// waits for it.
//
// Events beside those of streams: 'connect'. Errors are Node's: `connect ECONNREFUSED
// 127.0.0.1:80`, `read ECONNRESET`, `write EPIPE`; 'close' follows each. With allowHalfOpen false,
// the default, the socket ends its own side when the other end has ended.
//
// An open socket keeps itself and, while it reads or writes, its loop alive.
#pragma once

#include <uv.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "nodelab/base/unique_handle.h"
#include "nodelab/net/address.h"
#include "nodelab/stream/duplex.h"

namespace nodelab::net {

class Server;

namespace event {
using namespace nodelab::event;
// Of a socket: the connection is there.
inline constexpr EventName<> connect{"connect"};
}  // namespace event

struct SocketOptions {
  bool allowHalfOpen = false;
};

using TcpHandle = UniqueHandle<uv_tcp_t>;

namespace detail {
// A handle on the loop, without a connection. Throws the system's error.
TcpHandle makeTcp(EventLoop& loop);
}  // namespace detail

class Socket final : public stream::Duplex<Buffer, Buffer> {
 public:
  // Whether the connection is still being made.
  bool connecting() const { return connecting_; }

  // The ends of the connection; empty before it is there and after it is closed.
  AddressInfo remoteAddress() const;
  AddressInfo localAddress() const;

  // Bytes received, and bytes handed to the system.
  uint64_t bytesRead() const { return bytesRead_; }
  uint64_t bytesWritten() const { return bytesWritten_; }

  // Whether small writes go out at once instead of waiting for more (TCP_NODELAY).
  Socket& setNoDelay(bool noDelay = true);

  // Whether the open socket keeps the loop alive.
  Socket& ref();
  Socket& unref();

  void dispose() override;

  // Internal; programs use net::connect and net::Server.
  explicit Socket(const SocketOptions& options);
  void connectTo(int port, const std::string& host);
  void adopt(TcpHandle handle, Ref<Server> server);

 protected:
  void _read(std::size_t size) override;
  void _write(const Buffer& chunk, stream::Done done) override;
  bool hasFinal() const override { return true; }
  void _final(stream::Done done) override;
  void _destroy(const Error& error, stream::Done done) override;

 private:
  struct Connect;
  struct Write;
  struct Shutdown;

  void tryNext();
  void connectFailed(int status);
  void connected();
  void startReading();
  void onRead(ssize_t count);
  void takeHandle(TcpHandle handle);
  void failPending();
  void leaveServer();

  EventLoop& loop_;
  TcpHandle handle_;
  Ref<Stream> self_;  // while the handle is open or a connection is being made
  Ref<Server> server_;
  bool connecting_ = false;
  std::vector<detail::Address> candidates_;  // what to connect to, the next one last
  Error connectError_;                       // of the first one

  // What waits for the connection.
  std::optional<Buffer> pendingChunk_;
  stream::Done pendingDone_;
  bool pendingRead_ = false;

  AsyncResource resource_{"TCPWRAP"};
  Buffer readBuffer_;
  uint64_t bytesRead_ = 0;
  uint64_t bytesWritten_ = 0;
};

// Connects to a port of a host, by name or IP address; where a name has several addresses the first
// that answers. Returns at once; 'connect' or 'error' follows. Throws ERR_SOCKET_BAD_PORT.
Ref<Socket> connect(int port, const std::string& host = "localhost", Task onConnect = {});
Ref<Socket> connect(const SocketOptions& options, int port, const std::string& host = "localhost",
                    Task onConnect = {});

}  // namespace nodelab::net
