#include "nodelab/cluster/round_robin.h"

#include <utility>

namespace nodelab::cluster {

RoundRobin::RoundRobin(EventLoop& loop, HandOver handOver)
    : listener_(std::make_unique<net::detail::TcpListener>(
          loop, [this](Handle connection) { distribute(std::move(connection)); })),
      handOver_(std::move(handOver)) {}

void RoundRobin::add(int workerId) {
  workers_.insert(workerId);
  next(workerId);
}

bool RoundRobin::remove(int workerId) {
  if (workers_.erase(workerId) == 0) return false;
  std::erase(ready_, workerId);
  if (!workers_.empty()) return false;
  waiting_.clear();
  listener_.reset();
  return true;
}

bool RoundRobin::removeDead(int workerId) {
  const bool last = remove(workerId);
  const auto lost = onTheWay_.extract(workerId);
  if (lost) distribute(lost.mapped());
  return last;
}

void RoundRobin::distribute(SharedHandle connection) {
  if (workers_.empty()) return;  // closes it
  waiting_.push_back(std::move(connection));
  if (ready_.empty()) return;
  const int workerId = ready_.front();
  ready_.pop_front();
  next(workerId);
}

// The worker is ready: for a connection that waits, or for the next one to come.
void RoundRobin::next(int workerId) {
  if (!workers_.contains(workerId)) return;
  if (waiting_.empty()) return ready_.push_back(workerId);
  const SharedHandle connection = std::move(waiting_.front());
  waiting_.pop_front();
  onTheWay_[workerId] = connection;
  handOver_(workerId, connection,
            [self = Ref<RoundRobin>(this), workerId, connection](bool accepted) {
              self->answered(workerId, connection, accepted);
            });
}

void RoundRobin::answered(int workerId, const SharedHandle& connection, bool accepted) {
  const auto found = onTheWay_.find(workerId);
  if (found == onTheWay_.end() || found->second != connection) return;
  onTheWay_.erase(found);
  if (!accepted) distribute(connection);
  next(workerId);
}

}  // namespace nodelab::cluster
