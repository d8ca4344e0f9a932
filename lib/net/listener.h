// Listener: where a server's connections come from.
//
// Usually it is a listening socket of this process. In a cluster worker it is the primary's, far
// away; `setListenDelegate` is the hook by which cluster puts itself there without that this room
// knows of it.
//
// Internal to net and cluster.
#pragma once

#include <memory>
#include <string>

#include "nodelab/base/callback.h"
#include "nodelab/base/ref.h"
#include "nodelab/base/unique_handle.h"
#include "nodelab/net/address.h"

namespace nodelab::net {

class Server;

namespace detail {

// Destroying it stops it.
class Listener {
 public:
  virtual ~Listener() = default;
  virtual AddressInfo address() const = 0;
  virtual void setRef(bool refed) = 0;
};

// What a server asks for.
struct ListenRequest {
  std::string host;  // an IP address; empty: all addresses of this machine
  int port = 0;
  int backlog = 511;
};

// A listening socket that hands each accepted connection to a function.
class TcpListener final : public Listener {
 public:
  using Accept = Callback<void(UniqueHandle<uv_tcp_t>)>;

  // Does not listen yet. `accept` is called as a callback of the loop; it may destroy the listener.
  TcpListener(EventLoop& loop, Accept accept);

  // Binds and listens; returns libuv's status. All addresses are those of IPv6 and IPv4, or of IPv4
  // where there is no IPv6.
  int listen(const ListenRequest& request);

  AddressInfo address() const override { return localAddressOf(*handle_); }
  void setRef(bool refed) override;

 private:
  int listenOn(const std::string& ip, const ListenRequest& request);
  void onConnection();

  // What a connection calls, with what it is called by: it may outlive this listener.
  struct Accepting : RefCounted<Accepting> {
    explicit Accepting(Accept its) : accept(std::move(its)) {}
    Accept accept;
    AsyncResource resource{"TCPSERVERWRAP"};
  };

  EventLoop& loop_;
  Ref<Accepting> accepting_;
  UniqueHandle<uv_tcp_t> handle_;
};

// Listens for a server in another way, and calls back, now or later, with a status and, if that is
// 0, the listener.
using Listening = Callback<void(int status, std::unique_ptr<Listener>)>;
using ListenDelegate =
    Callback<void(const Ref<Server>& server, const ListenRequest& request, Listening done)>;

// From now on servers of this thread (but exclusive ones) listen by the delegate; an empty one
// undoes it.
void setListenDelegate(ListenDelegate delegate);
ListenDelegate& listenDelegate();

}  // namespace detail

}  // namespace nodelab::net
