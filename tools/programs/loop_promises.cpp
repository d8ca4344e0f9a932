#include "tools/programs/loop_promises.h"

#include <unistd.h>

#include <exception>
#include <utility>

#include "nodelab/fs/operations.h"
#include "tools/programs/json_parts.h"

namespace nodelab::programs {
namespace {

const Json noHandler;

// As Promise.resolve: a promise stays itself.
LoopPromise promiseOf(const ValueOrPromise& either) {
  if (const auto* promise = std::get_if<LoopPromise>(&either)) return *promise;
  return LoopPromise::resolve(std::get<LoopValue>(either));
}

// Whether a function with such a body may return a promise.
bool returnsPromise(const Json& part) {
  if (part.is_object() && partOf(part, "op") == "return") {
    const Json& value = partOf(part, "v");
    if (value.is_object() && !value.contains("err")) return true;
  }
  if (part.is_structured()) {
    for (const Json& inner : part) {
      if (returnsPromise(inner)) return true;
    }
  }
  return false;
}

// fs.promises.access('.'), but for its promise, which is one of the program's values.
fs::Operation<LoopValue> accessHere() {
  auto access = fs::operations::access(".", F_OK);
  return {std::move(access.start), access.syscall, access.path,
          [](const uv_fs_t&) { return LoopValue(); }};
}

}  // namespace

// Values.

ValueOrPromise LoopPromises::valueOf(const Json& value) {
  if (value.is_string()) return LoopValue(value.get<std::string>());
  if (value.is_null()) return LoopValue();
  if (value.contains("err")) return LoopValue(Error(value["err"].get<std::string>()));
  if (value.contains("io")) {
    const LoopCalls::Ticket ticket = stage_.calls().expect();
    return tracked(ticket, fs::runPromise(accessHere()));
  }
  const LoopPromise* promise = find(value["p"]);
  if (!promise) return LoopValue();
  return *promise;
}

// The program goes on until the promise, which the loop settles, has called back.
LoopPromise LoopPromises::tracked(const LoopCalls::Ticket& ticket, LoopPromise promise) {
  promise.then([this, ticket](const LoopValue&) { stage_.calls().run(ticket, [] {}); });
  return promise;
}

const LoopPromise* LoopPromises::find(const Json& name) const {
  const auto found = promises_.find(name.get_ref<const std::string&>());
  return found == promises_.end() ? nullptr : &found->second;
}

void LoopPromises::put(const Json& op, const LoopPromise& promise) {
  promises_.insert_or_assign(op["to"].get<std::string>(), promise);
}

// Making and settling.

void LoopPromises::resolved(const Json& op) { put(op, promiseOf(valueOf(partOf(op, "v")))); }

void LoopPromises::rejected(const Json& op) {
  put(op, LoopPromise::reject(Error(op["m"].get<std::string>())));
}

void LoopPromises::create(const Json& op) {
  const auto [promise, resolver] = LoopPromise::withResolvers();
  resolvers_.insert_or_assign(op["to"].get<std::string>(), resolver);
  try {
    if (op.contains("m")) stage_.mark(op["m"]);
    stage_.call(partOf(op, "body"));
  } catch (...) {
    resolver.reject(std::current_exception());
  }
  put(op, promise);
}

void LoopPromises::resolve(const Json& op) {
  const auto found = resolvers_.find(op["p"]);
  if (found != resolvers_.end()) programs::resolve(found->second, valueOf(partOf(op, "v")));
}

void LoopPromises::reject(const Json& op) {
  const auto found = resolvers_.find(op["p"]);
  if (found != resolvers_.end()) found->second.reject(Error(op["m"].get<std::string>()));
}

// Handlers.

void LoopPromises::then(const Json& op) {
  const LoopPromise* promise = find(op["p"]);
  if (promise) put(op, derive(*promise, partOf(op, "ok"), partOf(op, "err")));
}

void LoopPromises::catch_(const Json& op) {
  const LoopPromise* promise = find(op["p"]);
  if (promise) put(op, derive(*promise, noHandler, op));
}

void LoopPromises::finally(const Json& op) {
  const LoopPromise* promise = find(op["p"]);
  if (!promise) return;
  put(op, promise->finally([this, &op] {
    stage_.mark(op["m"]);
    return promiseOf(stage_.call(partOf(op, "body")));
  }));
}

ValueOrPromise LoopPromises::handle(const Json& handler, const LoopValue& value) {
  stage_.mark(handler["m"], value);
  return stage_.call(partOf(handler, "body"));
}

// A handler of JavaScript may return a promise at one time and a value at another. Where this one
// cannot, it is a plain handler of nodelab, too.
LoopPromise LoopPromises::derive(const LoopPromise& promise, const Json& onFulfilled,
                                 const Json& onRejected) {
  const bool either = returnsPromise(onFulfilled) || returnsPromise(onRejected);
  return either ? deriveUntyped(promise, onFulfilled, onRejected)
                : deriveTyped(promise, onFulfilled, onRejected);
}

LoopPromise LoopPromises::deriveTyped(const LoopPromise& promise, const Json& onFulfilled,
                                      const Json& onRejected) {
  auto fulfilled = [this, &onFulfilled](const LoopValue& value) {
    return std::get<LoopValue>(handle(onFulfilled, value));
  };
  auto rejected = [this, &onRejected](const Error& reason) {
    return std::get<LoopValue>(handle(onRejected, reason));
  };
  if (onFulfilled.is_null()) {
    if (!onRejected.is_null()) return promise.catch_(rejected);
    return promise.then([](const LoopValue& value) { return value; });
  }
  return onRejected.is_null() ? promise.then(fulfilled) : promise.then(fulfilled, rejected);
}

LoopPromise LoopPromises::deriveUntyped(const LoopPromise& promise, const Json& onFulfilled,
                                        const Json& onRejected) {
  const auto [derived, resolver] = LoopPromise::withResolvers();
  auto settle = [this, resolver = resolver](const Json& handler, const LoopValue& value) {
    try {
      programs::resolve(resolver, handle(handler, value));
    } catch (...) {
      resolver.reject(std::current_exception());
    }
  };
  promise.then(
      [settle, &onFulfilled, resolver = resolver](const LoopValue& value) {
        onFulfilled.is_null() ? resolver.resolve(value) : settle(onFulfilled, value);
      },
      [settle, &onRejected, resolver = resolver](const Error& reason) {
        onRejected.is_null() ? resolver.reject(reason) : settle(onRejected, reason);
      });
  return derived;
}

// Async functions.

void LoopPromises::async(const Json& op) {
  stage_.mark(op["m"]);
  put(op, runAsync(partOf(op, "body")));
}

LoopPromise LoopPromises::runAsync(const Json& ops) {
  LoopBody body(stage_, ops);
  while (const Json* await = body.run()) {
    const LoopPromise promise = promiseOf(valueOf(partOf(*await, "v")));
    std::exception_ptr failure;
    try {
      const LoopValue value = co_await promise;
      stage_.mark((*await)["m"], value);
    } catch (...) {
      failure = std::current_exception();
    }
    if (failure) body.fail(failure);
  }
  const ValueOrPromise result = body.result();
  if (const auto* promise = std::get_if<LoopPromise>(&result)) co_return *promise;
  co_return std::get<LoopValue>(result);
}

}  // namespace nodelab::programs
