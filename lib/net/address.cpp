#include "nodelab/net/address.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "nodelab/loop/next_tick.h"

namespace nodelab::net {

int isIP(std::string_view text) {
  detail::Address address{};
  if (!detail::parseAddress(std::string(text), 0, address)) return 0;
  return address.ss_family == AF_INET6 ? 6 : 4;
}

namespace detail {

bool parseAddress(const std::string& text, int port, Address& address) {
  return uv_ip4_addr(text.c_str(), port, reinterpret_cast<sockaddr_in*>(&address)) == 0 ||
         uv_ip6_addr(text.c_str(), port, reinterpret_cast<sockaddr_in6*>(&address)) == 0;
}

void checkPort(int port, std::string_view name) {
  if (port >= 0 && port < 65536) return;
  throw Error("ERR_SOCKET_BAD_PORT",
              fmt::format("{} should be >= 0 and < 65536. Received type number ({}).", name, port),
              "RangeError");
}

AddressInfo describe(const Address& address) {
  char text[INET6_ADDRSTRLEN] = "";
  if (address.ss_family == AF_INET) {
    const auto* ip4 = reinterpret_cast<const sockaddr_in*>(&address);
    uv_ip4_name(ip4, text, sizeof text);
    return {text, "IPv4", ntohs(ip4->sin_port)};
  }
  if (address.ss_family == AF_INET6) {
    const auto* ip6 = reinterpret_cast<const sockaddr_in6*>(&address);
    uv_ip6_name(ip6, text, sizeof text);
    return {text, "IPv6", ntohs(ip6->sin6_port)};
  }
  return {};
}

AddressInfo localAddressOf(const uv_tcp_t& socket) {
  Address address{};
  int length = sizeof address;
  const int status = uv_tcp_getsockname(&socket, reinterpret_cast<sockaddr*>(&address), &length);
  return status == 0 ? describe(address) : AddressInfo{};
}

AddressInfo peerAddressOf(const uv_tcp_t& socket) {
  Address address{};
  int length = sizeof address;
  const int status = uv_tcp_getpeername(&socket, reinterpret_cast<sockaddr*>(&address), &length);
  return status == 0 ? describe(address) : AddressInfo{};
}

namespace {

using Found = Callback<void(const Error&, const std::vector<Address>&)>;

struct Lookup {
  uv_getaddrinfo_t request;
  EventLoop* loop;
  std::string host;
  Found found;
  AsyncResource resource{"GETADDRINFOREQWRAP"};
};

Error lookupError(int status, const std::string& host) {
  // Node has one code for the two ways in which a name may have no address.
  const bool notFound = status == UV_EAI_NONAME || status == UV_EAI_NODATA;
  if (!notFound) return addressError(status, "getaddrinfo", host, 0);
  return Error("ENOTFOUND", "getaddrinfo ENOTFOUND " + host);
}

std::vector<Address> collect(const addrinfo* list) {
  std::vector<Address> addresses;
  for (; list; list = list->ai_next) {
    Address address{};
    const auto* bytes = reinterpret_cast<const unsigned char*>(list->ai_addr);
    std::copy(bytes, bytes + list->ai_addrlen, reinterpret_cast<unsigned char*>(&address));
    addresses.push_back(address);
  }
  return addresses;
}

void onLookup(uv_getaddrinfo_t* request, int status, addrinfo* list) {
  const std::unique_ptr<Lookup> lookup(static_cast<Lookup*>(request->data));
  const std::vector<Address> addresses = collect(list);
  uv_freeaddrinfo(list);
  lookup->loop->runCallback(lookup->resource, [&] {
    lookup->found(status < 0 ? lookupError(status, lookup->host) : Error(), addresses);
  });
}

}  // namespace

void lookup(EventLoop& loop, const std::string& host, int port, Found found) {
  Address address{};
  if (parseAddress(host, port, address)) {
    process::nextTick([address, found = std::move(found)]() mutable { found({}, {address}); });
    return;
  }
  auto request = std::make_unique<Lookup>(Lookup{{}, &loop, host, std::move(found)});
  request->request.data = request.get();
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  const int status = uv_getaddrinfo(loop.uv(), &request->request, onLookup, host.c_str(),
                                    std::to_string(port).c_str(), &hints);
  if (status == 0) return static_cast<void>(request.release());
  process::nextTick([request = std::move(request), status] {
    request->found(lookupError(status, request->host), {});
  });
}

}  // namespace detail

}  // namespace nodelab::net
