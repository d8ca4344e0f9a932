#include "nodelab/child_process/endpoint.h"

#include <utility>

#include "nodelab/loop/next_tick.h"

namespace nodelab::child_process::detail {

namespace {

constexpr EventName<Message> messageName{"message"};

// child_process fact 53.
bool isInternal(const Message& message) {
  const std::string& command = message["cmd"].string();
  return command.starts_with("NODE_") && command.size() > 5;
}

}  // namespace

EndpointBase::EndpointBase() : loop_(EventLoop::current()) { loop_.track(*this); }

void EndpointBase::open(UniqueHandle<uv_pipe_t> pipe) {
  channel_ = make<Channel>(loop_, std::move(pipe));
  const Ref<EndpointBase> self(this);
  channel_->start([self](Message message,
                         Handle handle) { self->receive(std::move(message), std::move(handle)); },
                  [self](const Error& error) { self->ended(error); });
}

bool EndpointBase::send(const Message& message, Callback<void(const Error&)> sent) {
  if (connected()) return channel_->send(message, {}, std::move(sent));
  process::nextTick([self = Ref<EndpointBase>(this), sent = std::move(sent)]() mutable {
    const Error error("ERR_IPC_CHANNEL_CLOSED", "Channel closed");
    sent ? sent(error) : static_cast<void>(self->emit(event::error, error));
  });
  return false;
}

void EndpointBase::disconnect() {
  if (connected()) return channel_->disconnect();
  emit(event::error, Error("ERR_IPC_DISCONNECTED", "IPC channel is already disconnected"));
}

void EndpointBase::onInternalMessage(Callback<void(Message, Handle)> handler) {
  internal_ = std::move(handler);
}

void EndpointBase::receive(Message message, Handle handle) {
  if (isInternal(message)) {
    if (internal_) internal_(std::move(message), std::move(handle));
    return;
  }
  kept_.pushBack(std::move(message));
  deliverOne();
}

void EndpointBase::deliverOne() {
  if (!kept_.empty() && listenerCount(messageName) > 0) emit(messageName, kept_.popFront());
}

void EndpointBase::onListenerAdded(const EventKey& name) {
  if (name != "message") return;
  for (std::size_t i = 0; i < kept_.size(); ++i) {
    process::nextTick([self = Ref<EndpointBase>(this)] { self->deliverOne(); });
  }
}

// What the other process has sent is no reason for this one to end: an error that nobody listens to
// is dropped.
void EndpointBase::ended(const Error& error) {
  if (error && listenerCount(event::error) > 0) emit(event::error, error);
  emit(event::disconnect);
  disconnected();
}

void EndpointBase::dispose() {
  const Ref<EndpointBase> self(this);
  if (channel_) channel_->close();
  internal_ = {};
  removeAllListeners();
}

}  // namespace nodelab::child_process::detail
