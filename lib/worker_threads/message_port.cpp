#include "nodelab/worker_threads/message_port.h"

namespace nodelab::worker_threads::detail {

namespace {
constexpr std::string_view messageName = "message";
}

PortBase::PortBase(EventLoop& loop, std::shared_ptr<Mailbox> inbox, std::shared_ptr<Mailbox> outbox)
    : loop_(loop),
      outbox_(std::move(outbox)),
      reader_(make<MailboxReader>(loop, std::move(inbox), *this)),
      self_(this) {
  loop.track(*this);
}

void PortBase::close() {
  if (reader_->closed()) return;
  reader_->close([self = std::move(self_)] {
    self->loop_.runCloseCallback(self->reader_->resource(), [&] { self->emit(event::close); });
    self->removeAllListeners();
  });
  unlink();
}

void PortBase::dispose() {
  const Ref<PortBase> self(this);
  self_ = {};
  reader_->close();
  removeAllListeners();
}

void PortBase::onListenerAdded(const EventKey& name) {
  if (name != messageName || listenerCount(EventName<>(messageName)) != 1) return;
  reader_->start();
  ref();
}

void PortBase::onListenerRemoved(const EventKey& name) {
  if (name != messageName || listenerCount(EventName<>(messageName)) != 0) return;
  reader_->stop();
  unref();
}

}  // namespace nodelab::worker_threads::detail
