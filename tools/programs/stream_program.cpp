#include "tools/programs/stream_program.h"

#include <fmt/format.h>

#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "nodelab/loop/next_tick.h"
#include "nodelab/loop/timers.h"
#include "nodelab/stream/finished.h"
#include "nodelab/stream/pipeline.h"
#include "tools/programs/stream_actors.h"

namespace nodelab::programs {
namespace {

using stream::Stream;

class StreamProgram final : public Stage {
 public:
  StreamProgram(const Json& program, Trace& trace) : program_(program), trace_(trace) {}

  void run();

  void log(std::string line) override { trace_.log(std::move(line)); }
  void deviate(std::string reason) override { trace_.deviate(std::move(reason)); }
  void execute(const Json& ops) override;
  void schedule(const Json& at, std::size_t call, Task task) override;

 private:
  using Op = void (StreamProgram::*)(const Json& op);
  static const std::unordered_map<std::string, Op> ops;

  void build();
  void listenPassively(Actor& actor);
  void logEvent(const Actor& actor, EventName<> event);
  void logSource(const Actor& actor, EventName<Ref<Stream>> event);
  void perform(const Json& op);

  Actor& actor(const Json& id) { return actors_.at(id.get_ref<const std::string&>()); }
  Actor& actorOf(const Json& op) { return actor(op["s"]); }
  std::string nameOf(const Stream& stream) const;

  void write(const Json& op);
  void pump(const Json& op) { pumpFrom(op, 0); }
  void pumpFrom(const Json& op, std::size_t index);
  void end(const Json& op);
  void cork(const Json& op) { actorOf(op).writable->base().cork(); }
  void uncork(const Json& op) { actorOf(op).writable->base().uncork(); }
  void destroy(const Json& op);
  void readOnce(const Json& op) { read(op); }
  void readAll(const Json& op);
  Value read(const Json& op);
  void push(const Json& op);
  void unshift(const Json& op);
  void pause(const Json& op) { actorOf(op).readable->base().pause(); }
  void resume(const Json& op) { actorOf(op).readable->base().resume(); }
  void pipe(const Json& op);
  void unpipe(const Json& op);
  void on(const Json& op);
  void off(const Json& op);
  void finished(const Json& op);
  void cleanup(const Json& op);
  void pipeline(const Json& op);
  void state(const Json& op) { logState(actorOf(op)); }
  void logText(const Json& op) { log("# " + op["text"].get<std::string>()); }
  void later(const Json& op);

  void logState(const Actor& actor);
  // The task takes the listener off; `event` must live as long as that.
  Task listen(Actor& actor, const std::string& event, Callback<void(const Value*)> call, bool once);
  ErrorCallback writeCallback(const Json& op);
  // Logs how what is called `label` has ended, or will.
  void report(const Json& label, const Error& error);
  void report(const Promise<void>& promise, const Json& label);
  ErrorCallback reportAs(const Json& label);

  const Json& program_;
  Trace& trace_;
  std::map<std::string, Actor> actors_;
  std::map<std::string, std::vector<Task>> listeners_;  // by stream and event: how to take them off
  std::map<std::string, Task> cleanups_;                // by label, of finished()
};

// The run (1.1).

void StreamProgram::run() {
  EventLoop loop;
  loop.onUncaught([this](std::exception_ptr exception, UncaughtOrigin) {
    log("uncaught " + show(toError(std::move(exception))));
  });
  loop.runCallback([this] {
    build();
    execute(program_["main"]);
  });
  loop.run();
  for (const Json& spec : program_["streams"]) logState(actor(spec["id"]));
  for (const auto& [id, actor] : actors_) {
    if (actor.writable && actor.writable->base().writableFinished() && !actor.finishHeard) {
      deviate("'finish' after 'close'");
    }
  }
}

void StreamProgram::build() {
  for (const Json& spec : program_["streams"]) {
    Actor& added = actors_.emplace(spec["id"], makeActor(spec, *this)).first->second;
    listenPassively(added);
  }
}

void StreamProgram::listenPassively(Actor& actor) {
  if (actor.readable) {
    for (const auto event : {event::end, event::pause, event::resume}) logEvent(actor, event);
  }
  if (actor.writable) {
    for (const auto event : {event::drain, event::prefinish, event::finish}) logEvent(actor, event);
    logSource(actor, event::pipe);
    logSource(actor, event::unpipe);
  }
  if (!actor.spec->contains("noerr")) {
    actor.stream->on(event::error, [this, id = actor.id](const Error& error) {
      log(id + " error " + show(error));
    });
  }
  logEvent(actor, event::close);
  actor.stream->on(event::finish, [&actor] { actor.finishHeard = true; });
}

void StreamProgram::logEvent(const Actor& actor, EventName<> event) {
  actor.stream->on(event, [this, line = fmt::format("{} {}", actor.id, event.name)] { log(line); });
}

void StreamProgram::logSource(const Actor& actor, EventName<Ref<Stream>> event) {
  actor.stream->on(event, [this, begin = fmt::format("{} {} ", actor.id, event.name)](
                              const Ref<Stream>& source) { log(begin + nameOf(*source)); });
}

std::string StreamProgram::nameOf(const Stream& stream) const {
  for (const auto& [id, actor] : actors_) {
    if (actor.stream.get() == &stream) return id;
  }
  return "?";
}

void StreamProgram::schedule(const Json& at, std::size_t call, Task task) {
  const Json& when = at.is_array() ? at[call % at.size()] : at;
  if (when.is_null() || when == "sync") {
    task();
  } else if (when == "tick") {
    process::nextTick(std::move(task));
  } else if (when == "micro") {
    queueMicrotask(std::move(task));
  } else {
    setImmediate(std::move(task));
  }
}

// Ops (1.4).

const std::unordered_map<std::string, StreamProgram::Op> StreamProgram::ops{
    {"write", &StreamProgram::write},
    {"pump", &StreamProgram::pump},
    {"end", &StreamProgram::end},
    {"cork", &StreamProgram::cork},
    {"uncork", &StreamProgram::uncork},
    {"destroy", &StreamProgram::destroy},
    {"read", &StreamProgram::readOnce},
    {"readall", &StreamProgram::readAll},
    {"push", &StreamProgram::push},
    {"unshift", &StreamProgram::unshift},
    {"pause", &StreamProgram::pause},
    {"resume", &StreamProgram::resume},
    {"pipe", &StreamProgram::pipe},
    {"unpipe", &StreamProgram::unpipe},
    {"on", &StreamProgram::on},
    {"off", &StreamProgram::off},
    {"finished", &StreamProgram::finished},
    {"cleanup", &StreamProgram::cleanup},
    {"pipeline", &StreamProgram::pipeline},
    {"state", &StreamProgram::state},
    {"log", &StreamProgram::logText},
    {"tick", &StreamProgram::later},
    {"micro", &StreamProgram::later},
    {"imm", &StreamProgram::later},
};

void StreamProgram::execute(const Json& list) {
  for (const Json& op : list) {
    // The one op whose error leaves the handler.
    if (op["op"] == "throw") throw Error(op["err"].get<std::string>());
    perform(op);
  }
}

void StreamProgram::perform(const Json& op) {
  const std::string& name = op["op"].get_ref<const std::string&>();
  const auto found = ops.find(name);
  if (found == ops.end()) throw std::invalid_argument("op " + name);
  try {
    (this->*found->second)(op);
  } catch (const Error& error) {
    const std::string on = op.contains("s") ? " " + op["s"].get<std::string>() : "";
    log(name + on + " threw " + show(error));
  }
}

void StreamProgram::write(const Json& op) {
  Actor& to = actorOf(op);
  const Value value = valueOf(op["v"], to.writesObjects());
  const bool more = to.writable->write(value, writeCallback(op));
  log(fmt::format("{} write {} {}", to.id, show(value), more));
}

void StreamProgram::pumpFrom(const Json& op, std::size_t index) {
  Actor& to = actorOf(op);
  for (const Json& values = op["vs"]; index < values.size(); ++index) {
    const Value value = valueOf(values[index], to.writesObjects());
    const bool more = to.writable->write(value, {});
    log(fmt::format("{} write {} {}", to.id, show(value), more));
    if (more) continue;
    to.stream->once(event::drain, [this, &op, next = index + 1] { pumpFrom(op, next); });
    return;
  }
  if (op.value("end", false)) to.writable->end({}, {});
}

void StreamProgram::end(const Json& op) {
  Actor& to = actorOf(op);
  const Value last = op.contains("v") ? valueOf(op["v"], to.writesObjects()) : Value();
  to.writable->end(last, writeCallback(op));
}

ErrorCallback StreamProgram::writeCallback(const Json& op) {
  if (!op.contains("cb")) return {};
  return [this, line = "cb " + op["cb"].get<std::string>()](const Error& error) {
    log(error ? line + " " + show(error) : line);
  };
}

void StreamProgram::destroy(const Json& op) {
  actorOf(op).stream->destroy(op.contains("err") ? Error(op["err"].get<std::string>()) : Error());
}

Value StreamProgram::read(const Json& op) {
  std::optional<std::size_t> size;
  if (op.contains("n")) size = op["n"].get<std::size_t>();
  Value value = actorOf(op).readable->read(size);
  log(fmt::format("{} read({}) {}", actorOf(op).id, size ? std::to_string(*size) : "",
                  show(value)));
  return value;
}

void StreamProgram::readAll(const Json& op) {
  constexpr int mostReads = 50;
  for (int i = 0; i < mostReads; ++i) {
    if (std::holds_alternative<std::monostate>(read(op))) return;
  }
}

void StreamProgram::push(const Json& op) {
  Actor& to = actorOf(op);
  const Value value = valueOf(op["v"], to.readsObjects());
  const bool more = to.readable->push(value);
  log(fmt::format("{} push {} {}", to.id, show(value), more));
}

void StreamProgram::unshift(const Json& op) {
  Actor& to = actorOf(op);
  const Value value = valueOf(op["v"], to.readsObjects());
  const bool more = to.readable->unshift(value);
  log(fmt::format("{} unshift {} {}", to.id, show(value), more));
}

void StreamProgram::pipe(const Json& op) {
  actorOf(op).readable->pipe(*actor(op["to"]).writable, op.value("end", true));
}

void StreamProgram::unpipe(const Json& op) {
  ReadableFace& from = *actorOf(op).readable;
  try {
    op.contains("to") ? from.unpipe(*actor(op["to"]).writable) : from.base().unpipe();
  } catch (const Error&) {
    deviate("listener throws within unpipe()");
    throw;
  }
}

Task StreamProgram::listen(Actor& to, const std::string& event, Callback<void(const Value*)> call,
                           bool once) {
  auto add = [&]<class... Args>(EventName<Args...> name, Listener<Args...> listener) -> Task {
    once ? to.stream->once(name, listener) : to.stream->on(name, listener);
    return [stream = to.stream.get(), name, listener] { stream->off(name, listener); };
  };
  if (event == "data") {
    return to.readable->onData(
        [call = std::move(call)](const Value& value) mutable { call(&value); }, once);
  }
  if (event == "error") {
    return add(event::error,
               Listener<Error>([call = std::move(call)](const Error&) mutable { call(nullptr); }));
  }
  if (event == "pipe" || event == "unpipe") {
    return add(event == "pipe" ? event::pipe : event::unpipe,
               Listener<Ref<Stream>>(
                   [call = std::move(call)](const Ref<Stream>&) mutable { call(nullptr); }));
  }
  return add(EventName<>(event), Listener<>([call = std::move(call)]() mutable { call(nullptr); }));
}

void StreamProgram::on(const Json& op) {
  const std::string& event = op["ev"].get_ref<const std::string&>();
  auto heard = [this, &op, &event, call = 0](const Value* chunk) mutable {
    const std::string turn = std::to_string(call++);
    const std::string begin = op["s"].get<std::string>() + " " + event;
    if (chunk) log(begin + " " + show(*chunk));
    if (event == "readable") log(begin);
    if (op.contains("each")) execute(op["each"]);
    if (op.contains("nth") && op["nth"].contains(turn)) execute(op["nth"][turn]);
  };
  Task takeOff = listen(actorOf(op), event, heard, op.value("once", false));
  listeners_[op["s"].get<std::string>() + " " + event].push_back(std::move(takeOff));
}

void StreamProgram::off(const Json& op) {
  const std::string& event = op["ev"].get_ref<const std::string&>();
  auto& attached = listeners_[op["s"].get<std::string>() + " " + event];
  if (attached.empty()) return;
  Task takeOff = std::move(attached.back());
  attached.pop_back();
  Actor& from = actorOf(op);
  if (from.stream->closed() && from.stream->listenerCount(EventName<>(event)) == 0) {
    deviate("listener taken off after 'close'");
  }
  takeOff();
}

void StreamProgram::finished(const Json& op) {
  stream::FinishedOptions options;
  const Json& asked = op.contains("opts") ? op["opts"] : Json::object();
  if (asked.contains("readable")) options.readable = asked["readable"].get<bool>();
  if (asked.contains("writable")) options.writable = asked["writable"].get<bool>();
  options.error = asked.value("error", true);
  Stream& stream = *actorOf(op).stream;
  if (op.contains("promise")) {
    report(stream::finished(stream, options), op["label"]);
  } else {
    cleanups_[op["label"]] = stream::finished(stream, options, reportAs(op["label"]));
  }
}

void StreamProgram::cleanup(const Json& op) {
  const auto found = cleanups_.find(op["label"]);
  if (found != cleanups_.end()) found->second();
}

void StreamProgram::report(const Json& label, const Error& error) {
  log(label.get<std::string>() + (error ? " failed " + show(error) : " ok"));
}

ErrorCallback StreamProgram::reportAs(const Json& label) {
  return [this, &label](const Error& error) { report(label, error); };
}

void StreamProgram::report(const Promise<void>& promise, const Json& label) {
  promise.then([this, &label] { report(label, Error()); },
               [this, &label](const Error& error) { report(label, error); });
}

// The public pipeline takes streams of types that fit; these fit because the program says so.
void StreamProgram::pipeline(const Json& op) {
  std::vector<Ref<Stream>> stages;
  for (const Json& id : op["chain"]) stages.push_back(actor(id).stream);
  if (!op.contains("promise")) {
    return stream::detail::runPipeline(std::move(stages), reportAs(op["label"]));
  }
  auto [promise, resolver] = Promise<void>::withResolvers();
  stream::detail::runPipeline(std::move(stages), [resolver = resolver](const Error& error) {
    error ? resolver.reject(error) : resolver.resolve();
  });
  report(promise, op["label"]);
}

void StreamProgram::later(const Json& op) {
  schedule(op["op"], 0, [this, &op] { execute(op["do"]); });
}

// The state line (1.6).

void StreamProgram::logState(const Actor& of) {
  std::string line = "= " + of.id;
  if (of.readable) {
    const stream::ReadableBase& r = of.readable->base();
    const auto flowing = r.readableFlowing();
    const bool aborted = (r.destroyed() || r.errored()) && !r.readableEnded();
    line +=
        fmt::format(" len={} hwm={} flow={} paused={:d} rend={:d} did={:d} rabort={:d} rable={:d}",
                    r.readableLength(), r.readableHighWaterMark(),
                    flowing ? fmt::format("{}", *flowing) : "null", r.isPaused(), r.readableEnded(),
                    r.readableDidRead(), aborted, r.readable());
  }
  if (of.writable) {
    const stream::WritableBase& w = of.writable->base();
    line += fmt::format(" wlen={} whwm={} need={:d} cork={} wend={:d} fin={:d} wable={:d}",
                        w.writableLength(), w.writableHighWaterMark(), w.writableNeedDrain(),
                        w.writableCorked(), w.writableEnded(), w.writableFinished(), w.writable());
  }
  log(fmt::format("{} destroyed={:d} closed={:d} err={}", line, of.stream->destroyed(),
                  of.stream->closed(), show(of.stream->errored())));
}

}  // namespace

void runStreamProgram(const Json& program, Trace& trace) { StreamProgram(program, trace).run(); }

}  // namespace nodelab::programs
