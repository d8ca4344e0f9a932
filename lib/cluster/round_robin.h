// RoundRobin: one listening socket of the primary, and the workers that share it.
//
// It is a queue of workers that are ready, not a counter: who has taken a connection goes to the
// end of the queue when it has acknowledged it (cluster facts 8 and 11). Connections that find no
// worker ready wait here. One that is on its way to a worker is kept until the answer, so that it
// can go to another one where the worker refuses or dies (facts 14, 48 and 50).
//
// Internal to the room.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <set>

#include "nodelab/base/callback.h"
#include "nodelab/base/ref.h"
#include "nodelab/cluster/requests.h"
#include "nodelab/net/listener.h"

namespace nodelab::cluster {

class RoundRobin : public RefCounted<RoundRobin> {
 public:
  // Sends a connection to a worker; the answer is whether it took it.
  using HandOver =
      Callback<void(int workerId, SharedHandle connection, Callback<void(bool accepted)> answer)>;

  RoundRobin(EventLoop& loop, HandOver handOver);

  // Binds; returns libuv's status.
  int listen(const net::detail::ListenRequest& request) { return listener_->listen(request); }
  net::AddressInfo address() const { return listener_->address(); }

  // The worker takes part from now on.
  void add(int workerId);
  // The worker gets no more connections; of the one on its way it has still to say whether it takes
  // it. Returns whether no worker is left: then the socket and the connections that wait are
  // closed.
  bool remove(int workerId);
  // The worker is gone, and will answer nothing.
  bool removeDead(int workerId);

 private:
  void distribute(SharedHandle connection);
  void next(int workerId);
  void answered(int workerId, const SharedHandle& connection, bool accepted);

  std::unique_ptr<net::detail::TcpListener> listener_;
  HandOver handOver_;
  std::set<int> workers_;
  std::deque<int> ready_;
  std::deque<SharedHandle> waiting_;
  std::map<int, SharedHandle> onTheWay_;  // by worker
};

}  // namespace nodelab::cluster
