// ThreadLink: what a Worker and its thread share.
//
// Internal to the room. Either side may go first: the link is held by both.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "nodelab/process/env.h"
#include "nodelab/worker_threads/mailbox.h"

namespace nodelab::worker_threads::detail {

struct ThreadLink {
  int threadId = 0;
  std::vector<std::string> argv;
  process::EnvEntries env;
  std::shared_ptr<Mailbox> toWorker = std::make_shared<Mailbox>();
  std::shared_ptr<Mailbox> toParent = std::make_shared<Mailbox>();
  // Beside the messages, so that terminate() need not wait for its turn.
  std::shared_ptr<Mailbox> toControl = std::make_shared<Mailbox>();
  std::atomic<bool> terminating = false;
};

}  // namespace nodelab::worker_threads::detail
