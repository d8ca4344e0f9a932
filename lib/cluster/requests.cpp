#include "nodelab/cluster/requests.h"

#include <utility>

namespace nodelab::cluster {

void Requests::send(child_process::Endpoint& to, Message fields, SharedHandle handle, Reply reply) {
  if (!to.connected()) return;
  const int seq = ++lastSeq_;
  fields.set("cmd", "NODE_CLUSTER");
  fields.set("seq", seq);
  if (reply) waiting_.emplace(seq, std::move(reply));
  to.channel()->send(fields, std::move(handle));
}

bool Requests::takeReply(const Message& message) {
  if (message["ack"].isNull()) return false;
  auto found = waiting_.find(message["ack"].integer());
  if (found == waiting_.end()) return true;
  Reply reply = std::move(found->second);
  waiting_.erase(found);
  reply(message);
  return true;
}

}  // namespace nodelab::cluster
