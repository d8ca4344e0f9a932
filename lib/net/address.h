// Addresses of sockets: IP address, family and port.
#pragma once

#include <uv.h>

#include <string>
#include <string_view>
#include <vector>

#include "nodelab/base/callback.h"
#include "nodelab/base/error.h"
#include "nodelab/loop/event_loop.h"

namespace nodelab::net {

// What Node's `server.address()` and `socket.address()` give.
struct AddressInfo {
  std::string address;  // "127.0.0.1", "::1"
  std::string family;   // "IPv4" or "IPv6"
  int port = 0;
};

// 4 or 6 for an IP address in text, 0 for anything else.
int isIP(std::string_view text);

namespace detail {

using Address = sockaddr_storage;

inline const sockaddr* asSockaddr(const Address& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

// An IP address in text as a socket address; false where it is none.
bool parseAddress(const std::string& text, int port, Address& address);

// Throws ERR_SOCKET_BAD_PORT where the port is not in 0…65535; `name` is how Node calls it.
void checkPort(int port, std::string_view name);

AddressInfo describe(const Address& address);

// The end of the socket that is here, or the other one; empty where there is none.
AddressInfo localAddressOf(const uv_tcp_t& socket);
AddressInfo peerAddressOf(const uv_tcp_t& socket);

// Finds the addresses of a host, in the system's order; an IP address is its own. Calls back in a
// tick or a later callback of the loop, with an error such as `getaddrinfo ENOTFOUND host`.
void lookup(EventLoop& loop, const std::string& host, int port,
            Callback<void(const Error&, const std::vector<Address>&)> found);

}  // namespace detail

}  // namespace nodelab::net
