#include "nodelab/cluster/forked_worker.h"

#include <utility>

#include "nodelab/cluster/primary.h"
#include "nodelab/loop/next_tick.h"

namespace nodelab::cluster {

namespace from = child_process::event;

ForkedWorker::ForkedWorker(Primary& primary, int id, Ref<ChildProcess> process)
    : MessageEmitter(id), primary_(primary), process_(std::move(process)) {}

// The process holds the worker by these listeners, until its 'close'.
void ForkedWorker::watch() {
  const Ref<ForkedWorker> self(this);
  process_->onInternalMessage(
      [self](const Message& message, Handle) { self->primary_.receive(*self, message); });
  process_->on(from::message, [self](const Message& message) {
    self->primary_.emitter().emit(cluster::event::message, Ref<Worker>(self), message);
    self->emit(messageName, message);
  });
  process_->on(from::error, [self](const Error& error) { self->emit(from::error, error); });
  process_->on(from::exit, [self](std::optional<int> code, const std::string& signal) {
    self->exited(code, signal);
  });
  process_->on(from::disconnect, [self] { self->disconnected(); });
  process_->on(from::close, [self](std::optional<int>, const std::string&) {
    nodelab::process::nextTick([self] { self->removeAllListeners(); });
    self->primary_.forget(*self);
  });
}

void ForkedWorker::exited(std::optional<int> code, const std::string& signal) {
  exitedAfterDisconnect_ = exitedAfterDisconnect_.value_or(false);
  const Ref<Worker> self(this);
  emit(event::exit, code, signal);
  primary_.emitter().emit(cluster::event::exit, self, code, signal);
}

// Only now is it certain that it has acknowledged nothing more.
void ForkedWorker::disconnected() {
  primary_.lost(*this);
  exitedAfterDisconnect_ = exitedAfterDisconnect_.value_or(false);
  const Ref<Worker> self(this);
  emit(event::disconnect);
  primary_.emitter().emit(cluster::event::disconnect, self);
}

void ForkedWorker::disconnect() {
  noteRequestedEnd();
  listed_ = false;
  ask(Message::object({{"act", "disconnect"}}));
  primary_.stopServing(*this);
}

void ForkedWorker::dispose() {
  const Ref<Worker> self(this);
  requests_.clear();
  Worker::dispose();
}

}  // namespace nodelab::cluster
