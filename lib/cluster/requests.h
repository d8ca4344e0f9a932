// Requests: what primary and worker ask each other, and which answer belongs to which question.
//
// Each message has a number `seq`; an answer carries it as `ack`. The fields are Node's own.
//
// Internal to the room.
#pragma once

#include <map>

#include "nodelab/base/callback.h"
#include "nodelab/child_process/endpoint.h"
#include "nodelab/child_process/message.h"

namespace nodelab::cluster {

using child_process::Handle;
using child_process::Message;
using child_process::SharedHandle;

class Requests {
 public:
  using Reply = Callback<void(const Message&)>;

  // Sends the fields to the other side of the endpoint. `reply` is called with the answer; never if
  // none comes, because the channel ends.
  void send(child_process::Endpoint& to, Message fields, SharedHandle handle = {},
            Reply reply = {});

  // Whether the message is an answer; calls who waits for it.
  bool takeReply(const Message& message);

  void clear() { waiting_.clear(); }

 private:
  int lastSeq_ = 0;
  std::map<int, Reply> waiting_;
};

}  // namespace nodelab::cluster
