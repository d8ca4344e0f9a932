#include "nodelab/cluster/cluster.h"

#include <utility>

#include "nodelab/cluster/own_worker.h"
#include "nodelab/cluster/primary.h"

namespace nodelab::cluster {

bool isPrimary() { return !OwnWorker::current(); }

Ref<Worker> worker() { return Ref<Worker>(OwnWorker::current()); }

std::vector<Ref<Worker>> workers() { return Primary::current().workers(); }

Ref<Worker> fork(const child_process::Environment& env) { return Primary::current().fork(env); }

void disconnect(Task done) { Primary::current().disconnect(std::move(done)); }

EventEmitter& emitter() { return Primary::current().emitter(); }

}  // namespace nodelab::cluster
