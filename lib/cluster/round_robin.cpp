#include "nodelab/cluster/round_robin.h"

#include <utility>

namespace nodelab::cluster {

RoundRobin::RoundRobin(EventLoop& loop, HandOver handOver)
    : listener_(loop,
                [this](UniqueHandle<uv_tcp_t> connection) { distribute(std::move(connection)); }),
      handOver_(std::move(handOver)) {}

void RoundRobin::add(int workerId) {
  workers_[workerId];
  next(workerId);
}

bool RoundRobin::remove(int workerId) {
  const auto found = workers_.find(workerId);
  if (found == workers_.end()) return false;
  const SharedHandle lost = std::move(found->second.pending);
  workers_.erase(found);
  std::erase(ready_, workerId);
  if (workers_.empty()) return true;
  if (lost) distribute(lost);
  return false;
}

void RoundRobin::distribute(SharedHandle connection) {
  connections_.push_back(std::move(connection));
  if (ready_.empty()) return;
  const int workerId = ready_.front();
  ready_.pop_front();
  next(workerId);
}

// The worker is ready: for a connection that waits, or for the next one to come.
void RoundRobin::next(int workerId) {
  const auto found = workers_.find(workerId);
  if (found == workers_.end()) return;
  if (connections_.empty()) return ready_.push_back(workerId);
  SharedHandle connection = std::move(connections_.front());
  connections_.pop_front();
  found->second.pending = connection;
  handOver_(workerId, std::move(connection),
            [this, workerId](bool accepted) { answered(workerId, accepted); });
}

void RoundRobin::answered(int workerId, bool accepted) {
  const auto found = workers_.find(workerId);
  if (found == workers_.end()) return;  // remove() has taken care of the connection
  SharedHandle connection = std::exchange(found->second.pending, {});
  if (!accepted && connection) distribute(std::move(connection));
  next(workerId);
}

}  // namespace nodelab::cluster
