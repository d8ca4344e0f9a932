#include "nodelab/net/server.h"

#include <utility>

#include "nodelab/loop/next_tick.h"

namespace nodelab::net {

Server::Server(const SocketOptions& options) : loop_(EventLoop::current()), options_(options) {
  loop_.track(*this);
}

Server& Server::listen(int port, std::string_view host, Task onListening) {
  return listen({.port = port, .host = host}, std::move(onListening));
}

Server& Server::listen(const ListenOptions& options, Task onListening) {
  detail::checkPort(options.port, "options.port");
  if (listener_ || starting_) {
    throw Error("ERR_SERVER_ALREADY_LISTEN",
                "Listen method has been called more than once without closing.");
  }
  if (onListening) once(event::listening, std::move(onListening));
  starting_ = true;
  self_ = Ref<Server>(this);
  detail::ListenRequest request{std::string(options.host), options.port, options.backlog};
  if (request.host.empty()) {
    start(request, options.exclusive);
    return *this;
  }
  const bool exclusive = options.exclusive;
  detail::lookup(loop_, request.host, request.port,
                 [self = Ref<Server>(this), request, exclusive, attempt = attempt_](
                     const Error& error, const std::vector<detail::Address>& addresses) mutable {
                   if (attempt != self->attempt_) return;
                   if (error) {
                     self->starting_ = false;
                     self->self_ = {};
                     self->emit(event::error, error);
                     return;
                   }
                   request.host = detail::describe(addresses.front()).address;
                   self->start(request, exclusive);
                 });
  return *this;
}

void Server::start(const detail::ListenRequest& request, bool exclusive) {
  if (detail::listenDelegate() && !exclusive) {
    auto done = [self = Ref<Server>(this), request, attempt = attempt_](
                    int status, std::unique_ptr<detail::Listener> listener) {
      if (attempt == self->attempt_) self->started(status, std::move(listener), "bind", request);
    };
    return detail::listenDelegate()(Ref<Server>(this), request, std::move(done));
  }
  auto listener = std::make_unique<detail::TcpListener>(
      loop_, [this](TcpHandle handle) { connect(std::move(handle)); });
  const int status = listener->listen(request);
  started(status, std::move(listener), "listen", request);
}

void Server::started(int status, std::unique_ptr<detail::Listener> listener,
                     std::string_view syscall, const detail::ListenRequest& request) {
  starting_ = false;
  if (status < 0) {
    const Error error = addressError(status, syscall, request.host, request.port);
    process::nextTick([self = std::move(self_), error] { self->emit(event::error, error); });
    return;
  }
  listener_ = std::move(listener);
  if (!refed_) listener_->setRef(false);
  process::nextTick([self = Ref<Server>(this)] {
    if (self->listener_) self->emit(event::listening);
  });
}

bool Server::takesConnections() const {
  return listener_ && (!maxConnections_ || connections_ < *maxConnections_);
}

void Server::connect(TcpHandle handle) {
  if (!takesConnections()) return;
  ++connections_;
  auto socket = stream::create<Socket>(options_);
  const Ref<Server> self(this);
  socket->adopt(std::move(handle), self);
  emit(event::connection, socket);
}

void Server::connectionClosed() {
  --connections_;
  emitCloseIfDone();
}

std::optional<AddressInfo> Server::address() const {
  if (!listener_) return {};
  return listener_->address();
}

Server& Server::close(Callback<void(const Error&)> onClose) {
  Error error;
  if (!listener_) error = Error("ERR_SERVER_NOT_RUNNING", "Server is not running.");
  if (onClose) {
    once(event::close, [onClose = std::move(onClose), error]() mutable { onClose(error); });
  }
  const Ref<Server> self = std::move(self_);
  ++attempt_;
  starting_ = false;
  listener_.reset();
  emitCloseIfDone();
  return *this;
}

void Server::emitCloseIfDone() {
  if (listener_ || connections_ > 0) return;
  process::nextTick([self = Ref<Server>(this)] { self->emit(event::close); });
}

Server& Server::ref() {
  refed_ = true;
  if (listener_) listener_->setRef(true);
  return *this;
}
Server& Server::unref() {
  refed_ = false;
  if (listener_) listener_->setRef(false);
  return *this;
}

void Server::dispose() {
  const Ref<Server> self(this);
  self_ = {};
  ++attempt_;
  listener_.reset();
  removeAllListeners();
}

Ref<Server> createServer(const SocketOptions& options,
                         Callback<void(const Ref<Socket>&)> onConnection) {
  auto server = make<Server>(options);
  if (onConnection) server->on(event::connection, std::move(onConnection));
  return server;
}

Ref<Server> createServer(Callback<void(const Ref<Socket>&)> onConnection) {
  return createServer({}, std::move(onConnection));
}

}  // namespace nodelab::net
