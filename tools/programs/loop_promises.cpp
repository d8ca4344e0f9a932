#include "tools/programs/loop_promises.h"

#include <unistd.h>

#include <exception>
#include <utility>

#include "nodelab/fs/operations.h"
#include "nodelab/promise/timers_promises.h"
#include "tools/programs/json_parts.h"

namespace nodelab::programs {
namespace {

// fs.promises.access('.'), but for its promise, which is one of the program's values.
fs::Operation<LoopValue> accessHere() {
  auto access = fs::operations::access(".", F_OK);
  return {std::move(access.start), access.syscall, access.path,
          [](const uv_fs_t&) { return LoopValue(); }};
}

}  // namespace

// Values.

LoopResult LoopPromises::valueOf(const Json& value) {
  if (value.is_string()) return LoopValue(value.get<std::string>());
  if (value.is_null()) return LoopValue();
  if (value.contains("err")) return LoopValue(Error(value["err"].get<std::string>()));
  if (value.contains("thenable")) return LoopThenable(stage_, value);
  if (value.contains("io")) {
    const LoopCalls::Ticket ticket = stage_.calls().expect();
    return tracked(ticket, fs::runPromise(accessHere()));
  }
  if (value.contains("sleep")) {
    const double delay = value["sleep"];
    const LoopCalls::Ticket ticket = stage_.calls().expect(delay);
    return tracked(ticket, timers::promises::setTimeout(delay, plainValue(partOf(value, "v"))));
  }
  if (value.contains("imm")) {
    const LoopCalls::Ticket ticket = stage_.calls().expect();
    return tracked(ticket, timers::promises::setImmediate(plainValue(partOf(value, "v"))));
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

void LoopPromises::resolved(const Json& op) {
  put(op, LoopPromise::resolve(valueOf(partOf(op, "v"))));
}

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
  if (found != resolvers_.end()) found->second.resolve(valueOf(partOf(op, "v")));
}

void LoopPromises::reject(const Json& op) {
  const auto found = resolvers_.find(op["p"]);
  if (found != resolvers_.end()) found->second.reject(Error(op["m"].get<std::string>()));
}

// Handlers.

// Of a value or of a reason.
auto LoopPromises::handler(const Json& part) {
  return [this, &part](const auto& given) {
    const LoopStage::PromiseJob job(stage_);
    stage_.mark(part["m"], LoopValue(given));
    return stage_.call(partOf(part, "body"));
  };
}

void LoopPromises::then(const Json& op) {
  const LoopPromise* promise = find(op["p"]);
  if (!promise) return;
  const Json& ok = partOf(op, "ok");
  const Json& err = partOf(op, "err");
  if (ok.is_null() && err.is_null()) {
    put(op, promise->then([](const LoopValue& value) { return value; }));
  } else if (ok.is_null()) {
    put(op, promise->catch_(handler(err)));
  } else {
    put(op, err.is_null() ? promise->then(handler(ok)) : promise->then(handler(ok), handler(err)));
  }
}

void LoopPromises::catch_(const Json& op) {
  if (const LoopPromise* promise = find(op["p"])) put(op, promise->catch_(handler(op)));
}

void LoopPromises::finally(const Json& op) {
  const LoopPromise* promise = find(op["p"]);
  if (!promise) return;
  put(op, promise->finally([this, &op] {
    const LoopStage::PromiseJob job(stage_);
    stage_.mark(op["m"]);
    return stage_.call(partOf(op, "body"));
  }));
}

// Combinators.

std::vector<LoopResult> LoopPromises::elements(const Json& op) {
  std::vector<LoopResult> elements;
  for (const Json& value : op["of"]) elements.push_back(valueOf(value));
  return elements;
}

// What they give is a value like any other of the program: not the vector itself, but made of it.
void LoopPromises::all(const Json& op) {
  put(op, detail::gatherVector<detail::FillValue, LoopValue, LoopValue>(elements(op)));
}

void LoopPromises::allSettled(const Json& op) {
  using Result = PromiseSettledResult<LoopValue>;
  put(op, detail::gatherVector<detail::FillSettled, LoopValue, Result>(elements(op)));
}

void LoopPromises::any(const Json& op) { put(op, Promise<>::any(elements(op))); }

void LoopPromises::race(const Json& op) { put(op, Promise<>::race(elements(op))); }

// Async functions.

void LoopPromises::async(const Json& op) {
  stage_.mark(op["m"]);
  put(op, runAsync(partOf(op, "body")));
}

LoopPromise LoopPromises::runAsync(const Json& ops) {
  LoopBody body(stage_, ops);
  auto goOn = [&] {
    const LoopStage::PromiseJob job(stage_);
    return body.run();
  };
  for (const Json* await = body.run(); await; await = goOn()) {
    const LoopResult awaited = valueOf(partOf(*await, "v"));
    std::exception_ptr failure;
    try {
      const LoopValue value = co_await awaited;
      stage_.mark((*await)["m"], value);
    } catch (...) {
      failure = std::current_exception();
    }
    if (failure) body.fail(failure);
  }
  co_return body.result();
}

}  // namespace nodelab::programs
