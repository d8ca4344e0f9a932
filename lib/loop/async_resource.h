// AsyncResource: something that will call back later, as the loop sees it.
//
// Node's word for what stands behind a callback: a timer, a request, an open handle. It has the
// name of its kind, in Node's spelling ("Timeout", "FSREQCALLBACK", "TCPWRAP"), and the context in
// which it was made. Rooms hold one for each request or handle, and pass it with the callback:
//
//   AsyncResource resource{"FSREQCALLBACK"};
//   loop.runCallback(resource, [&] { done(error); });
#pragma once

#include "nodelab/loop/async_context.h"

namespace nodelab {

struct AsyncResource {
  // `name` is a literal.
  explicit AsyncResource(const char* name) noexcept
      : type(name), context(AsyncContext::current()) {}
  // Of no place in the program: its callbacks run in the empty context.
  static AsyncResource root(const char* name) noexcept { return {name, AsyncContext()}; }

  const char* type;
  AsyncContext context;

 private:
  AsyncResource(const char* name, AsyncContext its) noexcept
      : type(name), context(std::move(its)) {}
};

}  // namespace nodelab
