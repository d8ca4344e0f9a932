#include "nodelab/net/socket.h"

#include <algorithm>
#include <utility>

#include "nodelab/net/server.h"

namespace nodelab::net {

namespace {

// As much as the system is asked for at once.
constexpr std::size_t readSize = 65536;
// Chunks below this are copied out, so that the buffer of readSize can be used again.
constexpr std::size_t copyLimit = 16384;

}  // namespace

// A request owns itself until libuv calls back. Each holds its socket.
struct Socket::Connect {
  uv_connect_t request;
  Ref<Socket> socket;
  AsyncResource resource{"TCPCONNECTWRAP"};
};
struct Socket::Write {
  uv_write_t request;
  Ref<Socket> socket;
  Buffer chunk;
  stream::Done done;
  AsyncResource resource{"WRITEWRAP"};
};
struct Socket::Shutdown {
  uv_shutdown_t request;
  Ref<Socket> socket;
  stream::Done done;
  AsyncResource resource{"SHUTDOWNWRAP"};
};

TcpHandle detail::makeTcp(EventLoop& loop) {
  auto handle = std::make_unique<uv_tcp_t>();
  throwIfFailed(uv_tcp_init(loop.uv(), handle.get()), "uv_tcp_init");
  return TcpHandle(handle.release());
}

Socket::Socket(const SocketOptions& options)
    : Duplex({.allowHalfOpen = options.allowHalfOpen}), loop_(EventLoop::current()) {}

void Socket::takeHandle(TcpHandle handle) {
  handle_ = std::move(handle);
  handle_->data = this;
}

void Socket::adopt(TcpHandle handle, Ref<Server> server) {
  // The system made it, nothing that the program did: as in Node it has no store.
  resource_ = AsyncResource::root("TCPWRAP");
  takeHandle(std::move(handle));
  server_ = std::move(server);
  self_ = Ref<Stream>(this);
  read(0);
}

// Connecting.

void Socket::connectTo(int port, const std::string& host) {
  connecting_ = true;
  self_ = Ref<Stream>(this);
  // Before the address is known, as in Node: what is said to the handle (unref, setNoDelay) counts,
  // and the 'close' of a destroy() comes in the close phase.
  takeHandle(detail::makeTcp(loop_));
  detail::lookup(loop_, host, port,
                 [self = Ref<Socket>(this)](const Error& error,
                                            const std::vector<detail::Address>& addresses) {
                   if (self->destroyed()) return;
                   if (error) return self->destroy(error);
                   self->candidates_.assign(addresses.rbegin(), addresses.rend());
                   self->tryNext();
                 });
}

void Socket::tryNext() {
  const detail::Address address = candidates_.back();
  if (connectError_) takeHandle(detail::makeTcp(loop_));  // a handle connects once
  auto connect = std::make_unique<Connect>(Connect{{}, Ref<Socket>(this)});
  connect->request.data = connect.get();
  const int status =
      uv_tcp_connect(&connect->request, handle_.get(), detail::asSockaddr(address),
                     [](uv_connect_t* request, int result) {
                       const std::unique_ptr<Connect> owned(static_cast<Connect*>(request->data));
                       Socket& socket = *owned->socket;
                       socket.loop_.runCallback(owned->resource, [&] {
                         if (socket.destroyed()) return;
                         if (result < 0) return socket.connectFailed(result);
                         socket.connected();
                       });
                     });
  if (status < 0) return connectFailed(status);
  static_cast<void>(connect.release());
}

void Socket::connectFailed(int status) {
  const AddressInfo address = detail::describe(candidates_.back());
  if (!connectError_)
    connectError_ = addressError(status, "connect", address.address, address.port);
  candidates_.pop_back();
  if (candidates_.empty()) return destroy(connectError_);
  tryNext();
}

void Socket::connected() {
  connecting_ = false;
  if (pendingChunk_) {
    _write(*std::exchange(pendingChunk_, std::nullopt), std::exchange(pendingDone_, {}));
  } else if (pendingDone_) {
    _final(std::exchange(pendingDone_, {}));
  }
  emit(event::connect);
  if (destroyed()) return;
  if (pendingRead_) startReading();
  if (!isPaused()) read(0);
}

// Reading.

void Socket::_read(std::size_t) {
  if (connecting_) {
    pendingRead_ = true;
  } else if (handle_) {
    startReading();
  }
}

void Socket::startReading() {
  pendingRead_ = false;
  const auto allocate = [](uv_handle_t* handle, std::size_t, uv_buf_t* into) {
    auto& buffer = static_cast<Socket*>(handle->data)->readBuffer_;
    if (buffer.length() == 0) buffer = Buffer::allocUnsafeSlow(readSize);
    *into = uv_buf_init(reinterpret_cast<char*>(buffer.data()), readSize);
  };
  const auto onData = [](uv_stream_t* handle, ssize_t count, const uv_buf_t*) {
    const Ref<Socket> self(static_cast<Socket*>(handle->data));
    if (count != 0) self->loop_.runCallback(self->resource_, [&] { self->onRead(count); });
  };
  const int status = uv_read_start(asStream(handle_.get()), allocate, onData);
  if (status < 0 && status != UV_EALREADY) destroy(callError(status, "read"));
}

void Socket::onRead(ssize_t count) {
  if (count == UV_EOF) {
    uv_read_stop(asStream(handle_.get()));
    push(nullptr);
    read(0);  // so that 'end' comes also where nothing was left to read
    return;
  }
  if (count < 0) return destroy(callError(static_cast<int>(count), "read"));
  const auto size = static_cast<std::size_t>(count);
  bytesRead_ += size;
  Buffer chunk = readBuffer_.subarray(0, count);
  if (size < copyLimit) {
    chunk = Buffer::from(chunk);
  } else {
    readBuffer_ = {};
  }
  if (!push(std::move(chunk)) && handle_) uv_read_stop(asStream(handle_.get()));
}

// Writing.

void Socket::_write(const Buffer& chunk, stream::Done done) {
  if (connecting_) {
    pendingChunk_ = chunk;
    pendingDone_ = std::move(done);
    return;
  }
  if (!handle_) return done(callError(UV_EBADF, "write"));
  uv_buf_t bytes =
      uv_buf_init(reinterpret_cast<char*>(chunk.data()), static_cast<unsigned>(chunk.length()));
  // Most writes fit into the system's buffer at once.
  const int written = uv_try_write(asStream(handle_.get()), &bytes, 1);
  if (written < 0 && written != UV_EAGAIN) return done(callError(written, "write"));
  const std::size_t sent = static_cast<std::size_t>(std::max(written, 0));
  bytesWritten_ += sent;
  if (sent == chunk.length()) return done();

  auto write = std::make_unique<Write>(
      Write{{}, Ref<Socket>(this), chunk.subarray(static_cast<int64_t>(sent)), std::move(done)});
  write->request.data = write.get();
  bytes = uv_buf_init(reinterpret_cast<char*>(write->chunk.data()),
                      static_cast<unsigned>(write->chunk.length()));
  const auto onWritten = [](uv_write_t* request, int result) {
    const std::unique_ptr<Write> owned(static_cast<Write*>(request->data));
    Socket& socket = *owned->socket;
    socket.loop_.runCallback(owned->resource, [&] {
      if (result == 0) socket.bytesWritten_ += owned->chunk.length();
      owned->done(result < 0 && !socket.destroyed() ? callError(result, "write") : Error());
    });
  };
  const int status = uv_write(&write->request, asStream(handle_.get()), &bytes, 1, onWritten);
  if (status < 0) return write->done(callError(status, "write"));
  static_cast<void>(write.release());
}

void Socket::_final(stream::Done done) {
  if (connecting_) {
    pendingDone_ = std::move(done);
    return;
  }
  if (!handle_) return done();
  auto shutdown = std::make_unique<Shutdown>(Shutdown{{}, Ref<Socket>(this), std::move(done)});
  shutdown->request.data = shutdown.get();
  const auto onShutdown = [](uv_shutdown_t* request, int result) {
    const std::unique_ptr<Shutdown> owned(static_cast<Shutdown*>(request->data));
    Socket& socket = *owned->socket;
    socket.loop_.runCallback(owned->resource, [&] {
      const bool failed = result < 0 && result != UV_ENOTCONN && !socket.destroyed();
      owned->done(failed ? callError(result, "shutdown") : Error());
    });
  };
  const int status = uv_shutdown(&shutdown->request, asStream(handle_.get()), onShutdown);
  if (status == 0) return static_cast<void>(shutdown.release());
  shutdown->done(status == UV_ENOTCONN ? Error() : callError(status, "shutdown"));
}

// The end.

void Socket::_destroy(const Error& error, stream::Done done) {
  connecting_ = false;
  leaveServer();
  failPending();
  if (!handle_) {
    self_ = {};
    return done(error);
  }
  closeHandle(std::move(handle_), [self = Ref<Socket>(this), error, done] {
    self->loop_.runCloseCallback(self->resource_, [&] { done(error); });
    self->self_ = {};
  });
}

// What waited for a connection that does not come.
void Socket::failPending() {
  const stream::Done done = std::exchange(pendingDone_, {});
  if (!std::exchange(pendingChunk_, std::nullopt)) return;
  done(Error("ERR_SOCKET_CLOSED_BEFORE_CONNECTION",
             "Socket closed before the connection was established"));
}

void Socket::leaveServer() {
  if (const Ref<Server> server = std::exchange(server_, {})) server->connectionClosed();
}

void Socket::dispose() {
  const Ref<Stream> keep(this);
  self_ = {};
  handle_.reset();
  server_ = {};
  pendingDone_ = {};
  Duplex::dispose();
}

// Questions and settings.

AddressInfo Socket::remoteAddress() const {
  return handle_ ? detail::peerAddressOf(*handle_) : AddressInfo{};
}
AddressInfo Socket::localAddress() const {
  return handle_ ? detail::localAddressOf(*handle_) : AddressInfo{};
}
Socket& Socket::setNoDelay(bool noDelay) {
  if (handle_) uv_tcp_nodelay(handle_.get(), noDelay);
  return *this;
}
Socket& Socket::ref() {
  if (handle_) uv_ref(asHandle(handle_.get()));
  return *this;
}
Socket& Socket::unref() {
  if (handle_) uv_unref(asHandle(handle_.get()));
  return *this;
}

Ref<Socket> connect(const SocketOptions& options, int port, const std::string& host,
                    Task onConnect) {
  detail::checkPort(port, "Port");
  auto socket = stream::create<Socket>(options);
  if (onConnect) socket->once(event::connect, std::move(onConnect));
  socket->connectTo(port, host);
  return socket;
}

Ref<Socket> connect(int port, const std::string& host, Task onConnect) {
  return connect({}, port, host, std::move(onConnect));
}

}  // namespace nodelab::net
