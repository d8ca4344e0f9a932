// RoundRobin: one listening socket of the primary, and the workers that share it.
//
// It is a queue of workers that are ready, not a counter: who has taken a connection goes to the
// end of the queue when it has acknowledged it (cluster facts 8 and 11). Connections that find no
// worker ready wait here.
//
// Internal to the room.
#pragma once

#include <deque>
#include <map>
#include <string>

#include "nodelab/base/callback.h"
#include "nodelab/base/unique_handle.h"
#include "nodelab/cluster/requests.h"
#include "nodelab/net/listener.h"

namespace nodelab::cluster {

class RoundRobin {
 public:
  // Sends a connection to a worker; the answer is whether it took it.
  using HandOver = Callback<void(int workerId, SharedHandle connection,
                                 Callback<void(bool accepted)> answer)>;

  RoundRobin(EventLoop& loop, HandOver handOver);
  ~RoundRobin();

  // Binds; returns libuv's status.
  int listen(const net::detail::ListenRequest& request) { return listener_.listen(request); }
  net::AddressInfo address() const { return listener_.address(); }

  // The worker takes part from now on.
  void add(int workerId);
  // And no more; what it has not acknowledged goes to another one. Returns whether none is left: then
  // connections that wait are closed, and this is of no use any more.
  bool remove(int workerId);

 private:
  struct Worker {
    bool ready = false;
    SharedHandle pending;  // on its way to the worker
  };

  void distribute(SharedHandle connection);
  void next(int workerId);
  void answered(int workerId, bool accepted);

  net::detail::TcpListener listener_;
  HandOver handOver_;
  std::map<int, Worker> workers_;
  std::deque<int> ready_;
  std::deque<SharedHandle> connections_;
};

}  // namespace nodelab::cluster
