// Server: listens on a TCP port and makes a Socket of each connection. Node's `net.Server`.
//
//   auto server = net::createServer([](const Ref<net::Socket>& socket) { socket->end("hello"); });
//   server->listen(0, "127.0.0.1", [server] { console::log("port {}", server->address()->port); });
//
// Events: 'listening', 'connection' (with the socket), 'close' (it no longer listens, and all
// connections have ended), 'error'. A port that is taken is an error like `listen EADDRINUSE:
// address already in use 127.0.0.1:80`, in a later callback of the loop.
//
// While it listens a server keeps itself and its loop alive. In a cluster worker `listen` does not
// bind: the primary does, for all workers, and hands over connections (see cluster.h).
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "nodelab/base/callback.h"
#include "nodelab/base/ref.h"
#include "nodelab/events/event_emitter.h"
#include "nodelab/loop/event_loop.h"
#include "nodelab/net/address.h"
#include "nodelab/net/listener.h"
#include "nodelab/net/socket.h"

namespace nodelab::net {

namespace event {
inline constexpr EventName<> listening{"listening"};
inline constexpr EventName<Ref<Socket>> connection{"connection"};
}  // namespace event

struct ListenOptions {
  int port = 0;                // 0: any free one
  std::string_view host = {};  // empty: all addresses of this machine
  int backlog = 511;           // connections that may wait in the system
  bool exclusive = false;      // in a cluster worker: bind here, do not share
};

class Server final : public RefCounted<Server>, public EventEmitter, public LoopResource {
 public:
  // Begins to listen. 'listening', of which `onListening` is a listener, or 'error' follows. Throws
  // ERR_SOCKET_BAD_PORT, and ERR_SERVER_ALREADY_LISTEN where it listens or is about to.
  Server& listen(int port = 0, std::string_view host = {}, Task onListening = {});
  Server& listen(const ListenOptions& options, Task onListening = {});

  // Whether it is bound to a port.
  bool listening() const { return listener_ != nullptr; }
  // Where it listens; nothing before 'listening' and after close().
  std::optional<AddressInfo> address() const;

  // Stops listening at once. Connections go on; when the last has ended, 'close' comes, of which
  // `onClose` is a listener. On a server that does not listen onClose gets ERR_SERVER_NOT_RUNNING.
  Server& close(Callback<void(const Error&)> onClose = {});

  // How many connections are open, and how many may be; others are closed at once (in a cluster
  // worker: given to another one). Without a number there is no limit.
  int connections() const { return connections_; }
  void setMaxConnections(std::optional<int> limit) { maxConnections_ = limit; }

  // Whether listening keeps the loop alive.
  Server& ref();
  Server& unref();

  void dispose() override;

  // Internal to net and cluster. `connect` makes a socket of an accepted connection; where the
  // server takes no more, it closes it.
  explicit Server(const SocketOptions& options);
  bool takesConnections() const;
  void connect(TcpHandle handle);
  void connectionClosed();

 private:
  void start(const detail::ListenRequest& request, bool exclusive);
  void started(int status, std::unique_ptr<detail::Listener> listener, std::string_view syscall,
               const detail::ListenRequest& request);
  void emitCloseIfDone();

  EventLoop& loop_;
  SocketOptions options_;
  std::unique_ptr<detail::Listener> listener_;
  bool starting_ = false;
  int attempt_ = 0;  // tells the result of a listen that was closed meanwhile
  bool refed_ = true;
  int connections_ = 0;
  std::optional<int> maxConnections_;
  Ref<Server> self_;  // while it listens
};

// A server whose 'connection' listener is `onConnection`.
Ref<Server> createServer(Callback<void(const Ref<Socket>&)> onConnection = {});
Ref<Server> createServer(const SocketOptions& options,
                         Callback<void(const Ref<Socket>&)> onConnection = {});

}  // namespace nodelab::net
