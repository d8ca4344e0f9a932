#include "nodelab/child_process/channel.h"

#include <cstring>
#include <utility>

#include "nodelab/loop/next_tick.h"

namespace nodelab::child_process {

namespace {

constexpr std::size_t readSize = 65536;
// From here on send() answers false, as in Node (child_process fact 54).
constexpr std::size_t muchToWrite = 65536 * 2;
// A sender waits for an acknowledgement after each handle, so more than one is strange.
constexpr std::size_t maxReceived = 16;

Error channelClosed() { return Error("ERR_IPC_CHANNEL_CLOSED", "Channel closed"); }

}  // namespace

// Owns itself until libuv calls back.
struct Channel::Write {
  uv_write_t request;
  Ref<Channel> channel;
  Ref<Outgoing> outgoing;
  AsyncResource resource{"WRITEWRAP"};
};

Channel::Channel(EventLoop& loop, UniqueHandle<uv_pipe_t> pipe)
    : loop_(loop), pipe_(std::move(pipe)), readBuffer_(new char[readSize]) {
  pipe_->data = this;
}

void Channel::start(Callback<void(Message, Handle)> onMessage, Callback<void(const Error&)> onEnd) {
  onMessage_ = std::move(onMessage);
  onEnd_ = std::move(onEnd);
  const auto allocate = [](uv_handle_t* handle, std::size_t, uv_buf_t* into) {
    *into = uv_buf_init(static_cast<Channel*>(handle->data)->readBuffer_.get(), readSize);
  };
  const auto onData = [](uv_stream_t* handle, ssize_t count, const uv_buf_t*) {
    const Ref<Channel> self(static_cast<Channel*>(handle->data));
    if (count != 0) self->loop_.runCallback(self->resource_, [&] { self->onRead(count); });
  };
  throwIfFailed(uv_read_start(asStream(pipe_.get()), allocate, onData), "read");
}

// Sending.

Ref<Channel::Outgoing> Channel::outgoing(const Message& message) {
  auto out = make<Outgoing>();
  out->line = message.stringify() + '\n';
  return out;
}

bool Channel::send(const Message& message, SharedHandle handle, Sent sent) {
  if (!connected_) {
    process::nextTick([sent = std::move(sent)]() mutable {
      if (sent) sent(channelClosed());
    });
    return false;
  }
  const Ref<Outgoing> out = outgoing(
      handle ? Message::object({{"cmd", "NODE_HANDLE"}, {"type", "net.Native"}, {"msg", message}})
             : message);
  out->handle = std::move(handle);
  out->sent = std::move(sent);
  if (unacknowledged_) {
    waiting_.pushBack(out);
  } else {
    write(out);
  }
  return pipe_ && uv_stream_get_write_queue_size(asStream(pipe_.get())) < muchToWrite;
}

void Channel::write(const Ref<Outgoing>& out) {
  if (out->handle) unacknowledged_ = out;
  auto write = std::make_unique<Write>(Write{{}, Ref<Channel>(this), out});
  write->request.data = write.get();
  const uv_buf_t bytes = uv_buf_init(out->line.data(), static_cast<unsigned>(out->line.size()));
  uv_stream_t* handle = out->handle ? asStream(out->handle.get()) : nullptr;
  const auto onWritten = [](uv_write_t* request, int status) {
    const std::unique_ptr<Write> owned(static_cast<Write*>(request->data));
    Channel& channel = *owned->channel;
    channel.loop_.runCallback(owned->resource, [&] { channel.written(owned->outgoing, status); });
  };
  ++writing_;
  const int status =
      uv_write2(&write->request, asStream(pipe_.get()), &bytes, 1, handle, onWritten);
  if (status == 0) return static_cast<void>(write.release());
  process::nextTick([self = Ref<Channel>(this), out, status] { self->written(out, status); });
}

// One with a handle is done only when it has been acknowledged.
void Channel::written(const Ref<Outgoing>& out, int status) {
  --writing_;
  if (status < 0 && unacknowledged_ == out) unacknowledged_ = {};
  if (status < 0) {
    out->finish(callError(status, "write"));
  } else if (!out->handle) {
    out->finish({});
  }
  sendWaiting();
  endIfIdle();
}

void Channel::sendControl(std::string_view command) {
  write(outgoing(Message::object({{"cmd", command}})));
}

void Channel::acknowledged() {
  const Ref<Outgoing> done = std::exchange(unacknowledged_, {});
  if (!done) return;
  sendWaiting();
  done->finish({});
  endIfIdle();
}

void Channel::notAcknowledged() {
  const Ref<Outgoing> lost = std::exchange(unacknowledged_, {});
  if (!lost) return;
  if (--lost->triesLeft > 0) return write(lost);
  sendWaiting();
  lost->finish(channelClosed());
}

void Channel::sendWaiting() {
  while (!unacknowledged_ && !waiting_.empty() && pipe_) write(waiting_.popFront());
}

// Receiving.

void Channel::onRead(ssize_t count) {
  if (count < 0) return end({});  // the other end is gone, in whatever way
  acceptHandles();
  if (!pipe_) return;
  input_.append(readBuffer_.get(), static_cast<std::size_t>(count));
  readLines();
}

void Channel::acceptHandles() {
  while (uv_pipe_pending_count(pipe_.get()) > 0) {
    if (uv_pipe_pending_type(pipe_.get()) != UV_TCP || received_.size() == maxReceived) {
      return fail("a descriptor that is not expected");
    }
    auto tcp = std::make_unique<uv_tcp_t>();
    throwIfFailed(uv_tcp_init(loop_.uv(), tcp.get()), "uv_tcp_init");
    Handle handle(tcp.release());
    if (uv_accept(asStream(pipe_.get()), asStream(handle.get())) == 0) {
      received_.pushBack(std::move(handle));
    }
  }
}

void Channel::readLines() {
  std::size_t begin = 0;
  while (pipe_) {
    const std::size_t newline = input_.find('\n', begin + searched_);
    if (newline == std::string::npos) break;
    Message message;
    try {
      message = Message::parse(std::string_view(input_).substr(begin, newline - begin));
    } catch (const Error& error) {
      return fail(error.message());
    }
    begin = newline + 1;
    searched_ = 0;
    receive(message);
  }
  input_.erase(0, begin);
  searched_ = input_.size();
  if (input_.size() > maxLine) fail("a message that is too long");
}

void Channel::receive(const Message& message) {
  const std::string& command = message["cmd"].string();
  if (command == "NODE_HANDLE_ACK") return acknowledged();
  if (command == "NODE_HANDLE_NACK") return notAcknowledged();
  if (command != "NODE_HANDLE") return deliver(message, {});
  if (received_.empty()) return sendControl("NODE_HANDLE_NACK");
  Handle handle = received_.popFront();
  sendControl("NODE_HANDLE_ACK");
  deliver(message["msg"], std::move(handle));
}

void Channel::deliver(Message message, Handle handle) {
  process::nextTick([self = Ref<Channel>(this), message = std::move(message),
                     handle = std::move(handle)]() mutable {
    if (self->onMessage_) self->onMessage_(std::move(message), std::move(handle));
  });
}

// The end.

void Channel::disconnect() {
  if (!std::exchange(connected_, false)) return;
  process::nextTick([self = Ref<Channel>(this)] { self->endIfIdle(); });
}

void Channel::endIfIdle() {
  if (!connected_ && writing_ == 0 && !unacknowledged_ && waiting_.empty()) end({});
}

void Channel::fail(std::string_view problem) {
  end(Error("ERR_IPC_PROTOCOL", "The other end of the channel sent " + std::string(problem)));
}

void Channel::end(const Error& error) {
  if (!pipe_) return;
  connected_ = false;
  pipe_.reset();
  if (const auto lost = std::exchange(unacknowledged_, {})) lost->finish(channelClosed());
  while (!waiting_.empty()) waiting_.popFront()->finish(channelClosed());
  process::nextTick([self = Ref<Channel>(this), error] {
    const auto onMessage = std::move(self->onMessage_);
    if (auto onEnd = std::move(self->onEnd_)) onEnd(error);
  });
}

void Channel::close() {
  const Ref<Channel> self(this);
  connected_ = false;
  pipe_.reset();
  unacknowledged_ = {};
  waiting_.clear();
  onMessage_ = {};
  onEnd_ = {};
}

void Channel::setRef(bool refed) {
  if (pipe_) (refed ? uv_ref : uv_unref)(asHandle(pipe_.get()));
}

}  // namespace nodelab::child_process
