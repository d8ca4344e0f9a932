#include "tools/programs/loop_player.h"

#include <uv.h>

#include <memory>
#include <utility>

#include "nodelab/base/unique_handle.h"
#include "nodelab/fs/fs.h"
#include "nodelab/loop/next_tick.h"
#include "nodelab/process/process.h"
#include "tools/programs/json_parts.h"

namespace nodelab::programs {
namespace {

void stat(Task then) {
  fs::stat(".", [then = std::move(then)](const Error&, const fs::Stats&) mutable { then(); });
}

// A bare handle that is closed at once: its close callback and nothing else.
void closeOne(Task then) {
  EventLoop& loop = EventLoop::current();
  auto pipe = std::make_unique<uv_pipe_t>();
  throwIfFailed(uv_pipe_init(loop.uv(), pipe.get(), 0), "uv_pipe_init");
  closeHandle(UniqueHandle<uv_pipe_t>(pipe.release()),
              [&loop, then = std::move(then), resource = AsyncResource("PIPEWRAP")]() mutable {
                loop.runCloseCallback(resource, then);
              });
}

}  // namespace

LoopPlayer::LoopPlayer(const Json& program, Callback<void(const std::string&)> log)
    : program_(program),
      isClocked_(flag(program, "clock")),
      hasStorage_(flag(program, "als")),
      log_(std::move(log)),
      storage_(*this),
      timers_(*this),
      promises_(*this) {}

// Start.

void LoopPlayer::start() {
  listen();
  const std::string place = program_["start"];
  if (place == "main" || place == "main-module") return startIn(place);
  stat([this, place, ticket = calls().expect()] { calls().run(ticket, [&] { startIn(place); }); });
}

void LoopPlayer::startIn(const std::string& place) {
  auto body = [this, ticket = calls().expect()] {
    calls().run(ticket, [this] { call(program_["body"]); });
  };
  if (place == "immediate") {
    setImmediate(body);
  } else if (place == "timeout") {
    setTimeout(body, 1);
  } else if (place == "nextTick") {
    process::nextTick(body);
  } else if (place == "microtask" || place == "main-module") {
    queueMicrotask(body);
  } else if (place == "promise") {
    Promise<void>::resolve().then([this, body] {
      const PromiseJob job(*this);
      body();
    });
  } else if (place == "close") {
    closeOne(body);
  } else {
    body();
  }
}

void LoopPlayer::listen() {
  namespace event = process::event;
  const Json& on = partOf(program_, "on");
  auto handled = [&on](const char* name) { return on.contains(name) ? &on[name] : nullptr; };
  if (!flag(program_, "fresh") || on.contains("uncaughtException")) {
    process::on(event::uncaughtException, [this, &body = partOf(on, "uncaughtException")](
                                              const Error& error, std::string_view origin) {
      log_("uncaughtException " + LoopValue(error).shown + " " + std::string(origin));
      call(body);
    });
  }
  if (const Json* body = handled("unhandledRejection")) {
    process::on(event::unhandledRejection,
                [this, body](const Error& reason, const Ref<RejectedPromise>&) {
                  log_("unhandledRejection " + LoopValue(reason).shown);
                  call(*body);
                });
  }
  if (const Json* body = handled("rejectionHandled")) {
    process::on(event::rejectionHandled, [this, body](const Ref<RejectedPromise>&) {
      log_("rejectionHandled");
      call(*body);
    });
  }
  process::removeAllListeners(event::warning);  // of which one prints it
  if (const Json* body = handled("warning")) {
    process::on(event::warning, [this, body](const Error& warning) {
      log_("warning " + warning.name());
      call(*body);
    });
  }
  if (const Json* bodies = handled("beforeExit")) {
    process::on(event::beforeExit, [this, bodies](int code) {
      log_("beforeExit " + std::to_string(code));
      if (dry_ < bodies->size()) call((*bodies)[dry_++]);
    });
  }
  if (const Json* body = handled("exit")) {
    process::on(event::exit, [this, body](int code) {
      log_("exit " + std::to_string(code));
      call(*body);
    });
  }
}

// Ops.

bool LoopPlayer::admits(const Json& op) {
  calls().clock().check();
  const auto most = op.find("max");
  return most == op.end() || ++counts_[&op] <= *most;
}

auto LoopPlayer::callback(const Json& op) {
  return [this, &op, ticket = calls().expect()](const LoopArguments& values = {}) {
    calls().run(ticket, [&] {
      mark(op["m"], values);
      call(partOf(op, "body"));
    });
  };
}

const std::unordered_map<std::string, LoopPlayer::Op> LoopPlayer::ops = {
    {"log", [](LoopPlayer& player, const Json& op) { player.mark(op["m"]); }},
    {"block", [](LoopPlayer& player, const Json& op) { player.block(op); }},
    {"throw", [](LoopPlayer&, const Json& op) { throw Error(op["m"].get<std::string>()); }},
    {"chain", [](LoopPlayer& player, const Json& op) { player.chain(op, 1); }},
    {"monitor", [](LoopPlayer& player, const Json& op) { player.monitor(op); }},
    {"exit", [](LoopPlayer&, const Json& op) { process::exit(op["code"]); }},
    {"exitCode", [](LoopPlayer&, const Json& op) { process::setExitCode(op["code"]); }},

    {"nextTick", [](LoopPlayer& player,
                    const Json& op) { process::nextTick(player.callback(op), argumentsOf(op)); }},
    {"microtask", [](LoopPlayer& player, const Json& op) { queueMicrotask(player.callback(op)); }},
    {"io", [](LoopPlayer& player, const Json& op) { stat(player.callback(op)); }},
    {"close", [](LoopPlayer& player, const Json& op) { closeOne(player.callback(op)); }},

    {"timeout", [](LoopPlayer& player, const Json& op) { player.timers_.timeout(op); }},
    {"interval", [](LoopPlayer& player, const Json& op) { player.timers_.interval(op); }},
    {"immediate", [](LoopPlayer& player, const Json& op) { player.timers_.immediate(op); }},
    {"clear", [](LoopPlayer& player, const Json& op) { player.timers_.clear(op); }},
    {"refresh", [](LoopPlayer& player, const Json& op) { player.timers_.refresh(op); }},
    {"ref", [](LoopPlayer& player, const Json& op) { player.timers_.ref(op); }},
    {"unref", [](LoopPlayer& player, const Json& op) { player.timers_.unref(op); }},
    {"hasRef", [](LoopPlayer& player, const Json& op) { player.timers_.hasRef(op); }},

    {"resolved", [](LoopPlayer& player, const Json& op) { player.promises_.resolved(op); }},
    {"rejected", [](LoopPlayer& player, const Json& op) { player.promises_.rejected(op); }},
    {"new", [](LoopPlayer& player, const Json& op) { player.promises_.create(op); }},
    {"resolve", [](LoopPlayer& player, const Json& op) { player.promises_.resolve(op); }},
    {"reject", [](LoopPlayer& player, const Json& op) { player.promises_.reject(op); }},
    {"then", [](LoopPlayer& player, const Json& op) { player.promises_.then(op); }},
    {"catch", [](LoopPlayer& player, const Json& op) { player.promises_.catch_(op); }},
    {"finally", [](LoopPlayer& player, const Json& op) { player.promises_.finally(op); }},
    {"all", [](LoopPlayer& player, const Json& op) { player.promises_.all(op); }},
    {"allSettled", [](LoopPlayer& player, const Json& op) { player.promises_.allSettled(op); }},
    {"any", [](LoopPlayer& player, const Json& op) { player.promises_.any(op); }},
    {"race", [](LoopPlayer& player, const Json& op) { player.promises_.race(op); }},
    {"alsRun", [](LoopPlayer& player, const Json& op) { player.storage_.run(op); }},
    {"alsExit", [](LoopPlayer& player, const Json& op) { player.storage_.exit(op); }},
    {"alsEnter", [](LoopPlayer& player, const Json& op) { player.storage_.enterWith(op); }},
    {"snapshot", [](LoopPlayer& player, const Json& op) { player.storage_.snapshot(op); }},
    {"runIn", [](LoopPlayer& player, const Json& op) { player.storage_.runIn(op); }},

    {"async", [](LoopPlayer& player, const Json& op) { player.promises_.async(op); }},
};

void LoopPlayer::say(const std::string& line) {
  log_(hasStorage_ ? line + " @" + storage_.shown() : line);
}

void LoopPlayer::perform(const Json& op) {
  ops.at(op["op"].get_ref<const std::string&>())(*this, op);
}

void LoopPlayer::block(const Json& op) {
  const double until = performance::now() + op["ms"].get<double>();
  while (performance::now() < until) {
  }
}

void LoopPlayer::monitor(const Json& op) {
  auto& monitor = monitors_[op["id"]];
  if (op["action"] == "start") {
    monitor = perf_hooks::monitorEventLoopDelay({.resolution = op["resolution"]});
    monitor->enable();
  } else {
    monitor->disable();
    const bool blocked = monitor->max() >= op["atLeast"].get<double>() * 1e6;
    mark(op["m"], LoopValue(blocked ? "true" : "false"));
  }
}

void LoopPlayer::chain(const Json& op, int step) {
  const Json& kinds = op["kinds"];
  const std::string kind = kinds[static_cast<std::size_t>(step - 1) % kinds.size()];
  auto next = [this, &op, step, ticket = calls().expect()] {
    calls().run(ticket, [&] {
      say(op["m"].get<std::string>() + "." + std::to_string(step));
      if (step < op["n"]) chain(op, step + 1);
    });
  };
  if (kind == "nextTick") process::nextTick(next);
  if (kind == "microtask") queueMicrotask(next);
  if (kind == "immediate") setImmediate(next);
  if (kind == "then") Promise<void>::resolve().then(next);
}

}  // namespace nodelab::programs
