#include "nodelab/net/listener.h"

#include <utility>

#include "nodelab/net/socket.h"

namespace nodelab::net::detail {

TcpListener::TcpListener(EventLoop& loop, Accept accept)
    : loop_(loop), accepting_(make<Accepting>(std::move(accept))) {}

int TcpListener::listen(const ListenRequest& request) {
  if (!request.host.empty()) return listenOn(request.host, request);
  const int status = listenOn("::", request);
  const bool noIPv6 = status == UV_EAFNOSUPPORT || status == UV_EINVAL;
  return noIPv6 ? listenOn("0.0.0.0", request) : status;
}

int TcpListener::listenOn(const std::string& ip, const ListenRequest& request) {
  Address address{};
  if (!parseAddress(ip, request.port, address)) return UV_EINVAL;
  handle_ = makeTcp(loop_);
  handle_->data = this;
  int status = uv_tcp_bind(handle_.get(), asSockaddr(address), 0);
  if (status < 0) return status;
  return uv_listen(asStream(handle_.get()), request.backlog, [](uv_stream_t* server, int failed) {
    // A failed accept concerns that connection only.
    if (failed == 0) static_cast<TcpListener*>(server->data)->onConnection();
  });
}

void TcpListener::onConnection() {
  TcpHandle connection = makeTcp(loop_);
  if (uv_accept(asStream(handle_.get()), asStream(connection.get())) < 0) return;
  const Ref<Accepting> accepting = accepting_;  // the callback may destroy this listener
  loop_.runCallback(accepting->resource, [&] { accepting->accept(std::move(connection)); });
}

void TcpListener::setRef(bool refed) { (refed ? uv_ref : uv_unref)(asHandle(handle_.get())); }

namespace {
thread_local ListenDelegate currentDelegate;
}

void setListenDelegate(ListenDelegate delegate) { currentDelegate = std::move(delegate); }
ListenDelegate& listenDelegate() { return currentDelegate; }

}  // namespace nodelab::net::detail
