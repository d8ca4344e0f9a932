// Primary: the side of a cluster that forks, binds, accepts and hands over.
//
// Internal to the room; cluster.h is its face.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "nodelab/base/callback.h"
#include "nodelab/cluster/cluster.h"
#include "nodelab/cluster/forked_worker.h"
#include "nodelab/cluster/round_robin.h"
#include "nodelab/loop/event_loop.h"

namespace nodelab::cluster {

class Primary final : public LoopResource {
 public:
  // That of this thread's loop.
  static Primary& current();

  Ref<Worker> fork(const child_process::Environment& env);
  std::vector<Ref<Worker>> workers() const;
  void disconnect(Task done);
  EventEmitter& emitter() { return emitter_; }

  // The end of the loop.
  void dispose() override;

  // From a ForkedWorker.
  void receive(ForkedWorker& worker, const Message& message);
  void stopServing(ForkedWorker& worker);
  void lost(ForkedWorker& worker);
  void forget(ForkedWorker& worker);

 private:
  Primary();

  void queryServer(ForkedWorker& worker, const Message& query);
  int share(const std::string& key, const Message& query);
  void listening(ForkedWorker& worker, const Message& message);
  void closeServer(ForkedWorker& worker, const std::string& key);

  EventLoop& loop_;
  EventEmitter emitter_;
  int lastId_ = 0;
  std::map<int, Ref<ForkedWorker>> workers_;       // until process and channel have ended
  std::map<std::string, Ref<RoundRobin>> shared_;  // by what was asked for
  std::vector<Task> whenNoneIsLeft_;
};

}  // namespace nodelab::cluster
