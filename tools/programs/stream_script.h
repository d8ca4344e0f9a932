// Script: the implementation functions of one stream of a program (`_read`, `_write`,
// `_transform`…).
//
// Each logs that it was called, runs the ops that hook into this call, and does what the program
// planned for it: succeed or fail, now or later. Included by stream_actors.cpp only.
#pragma once

#include <fmt/format.h>

#include <cstddef>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "nodelab/stream/transform.h"
#include "tools/programs/json_parts.h"
#include "tools/programs/stream_actors.h"
#include "tools/programs/stream_functions.h"

namespace nodelab::programs {

using stream::Done;
using stream::Stream;

// The implementation functions of one stream, whatever its kind; counts their calls.
class Script {
 public:
  Script(const Json& spec, Stage& stage) : spec_(spec), stage_(stage) {}

  bool has(const char* function) const { return spec_.contains(function); }
  const Json& spec() const { return spec_; }

  void construct(Stream& self, const Done& done) {
    log("_construct");
    settle(self, spec_["construct"], 0, done, done);
  }

  void final(Stream& self, const Done& done) {
    log("_final");
    hook("final", 0);
    settle(self, spec_["final"], 0, done, done);
  }

  void destroy(Stream& self, const Error& error, const Done& done) {
    log("_destroy " + show(error));
    hook("destroy", 0);
    const Error result = flag(spec_["destroy"], "swallow") ? Error() : error;
    settle(
        self, spec_["destroy"], 0, [done, result] { done(result); }, done);
  }

  void write(Stream& self, const Value& chunk, const Done& done) {
    const std::size_t call = writes_++;
    log("_write " + show(chunk));
    hook("write", call);
    settle(self, spec_["write"], call, done, done);
  }

  template <class T>
  void writev(stream::Writable<T>& self, std::span<const T> chunks, const Done& done) {
    const std::size_t call = writes_++;
    std::string line = "_writev";
    for (const T& chunk : chunks) line += " " + show(chunk);
    log(line);
    const std::size_t length = self.writableLength();
    hook("write", call);
    if (self.writableLength() > length) stage_.deviate("write() inside of _writev (Node loses it)");
    settle(self, spec_["write"], call, done, done);
  }

  template <class T>
  void read(stream::Readable<T>& self, std::size_t size) {
    const std::size_t call = reads_++;
    log(fmt::format("_read {}", size));
    hook("read", call);
    if (call >= spec_["src"].size()) return;
    stage_.schedule(partOf(spec_, "at"), call,
                    [this, keep = Ref<stream::Readable<T>>(&self), call] {
                      perform(*keep, spec_["src"][call]);
                    });
  }

  template <class In, class Out>
  void transform(stream::Transform<In, Out>& self, const In& chunk,
                 const stream::TransformDone<Out>& done) {
    const std::size_t call = transforms_++;
    log("_transform " + show(chunk));
    hook("transform", call);
    auto succeed = [this, self = &self, chunk, call, done] {
      const Output output = apply(spec_["transform"], chunk, call, held_);
      for (const Value& value : output.pushed) push<Out>(*self, value);
      output.value ? done(nullptr, std::get<Out>(*output.value)) : done();
    };
    settle(self, spec_["transform"], call, succeed, done);
  }

  template <class In, class Out>
  void flush(stream::Transform<In, Out>& self, const stream::TransformDone<Out>& done) {
    log("_flush");
    hook("flush", 0);
    const Json& plan = spec_["flush"];
    auto succeed = [this, self = &self, &plan, done] {
      for (const Value& value : std::exchange(held_, {})) push<Out>(*self, value);
      for (const Json& value : partOf(plan, "push")) {
        push<Out>(*self, valueOf(value, isObjectMode<Out>));
      }
      if (!plan.contains("data")) return done();
      done(nullptr, std::get<Out>(valueOf(plan["data"], isObjectMode<Out>)));
    };
    settle(self, plan, 0, succeed, done);
  }

 private:
  void log(const std::string& text) {
    stage_.log(spec_["id"].get_ref<const std::string&>() + " " + text);
  }

  void hook(const char* function, std::size_t call) {
    const Json& hooks = partOf(partOf(spec_, "hooks"), function);
    if (const auto ops = hooks.find(std::to_string(call)); ops != hooks.end()) {
      stage_.execute(*ops);
    }
  }

  // The success action, or the failure that is planned for this call, now or later.
  template <class Succeed, class Callback>
  void settle(Stream& self, const Json& plan, std::size_t call, Succeed succeed,
              const Callback& done) {
    const Json& fail = partOf(plan, "fail");
    if (fail.is_null() || fail.value("n", std::size_t{0}) != call) {
      return stage_.schedule(partOf(plan, "at"), call, succeed);
    }
    const std::string how = fail["how"];
    if (how == "throw") throw Error(fail["err"].get<std::string>());
    stage_.schedule(partOf(plan, "at"), call,
                    [how, self = Ref<Stream>(&self), succeed, done, &fail]() mutable {
                      settleBadly(how, *self, succeed, done, fail);
                    });
  }

  template <class Succeed, class Callback>
  static void settleBadly(const std::string& how, Stream& self, Succeed& succeed,
                          const Callback& done, const Json& fail) {
    auto error = [&] { return Error(fail["err"].get<std::string>()); };
    if (how == "cb") return done(error());
    if (how == "destroyonly") return self.destroy(error());
    if (how == "never") return;
    if (how == "twice") succeed();
    if (how == "destroy") self.destroy(error());
    done();
  }

  template <class T>
  void push(stream::Readable<T>& self, const Value& value) {
    const bool more = std::holds_alternative<std::monostate>(value) ? self.push(nullptr)
                                                                    : self.push(std::get<T>(value));
    log(fmt::format("push {} {}", show(value), more));
  }

  // One entry of a source: an action or several.
  template <class T>
  void perform(stream::Readable<T>& self, const Json& entry) {
    if (entry.is_array()) {
      for (const Json& action : entry) perform(self, action);
    } else if (entry.is_object() && entry.contains("e")) {
      self.destroy(Error(entry["e"].get<std::string>()));
    } else if (entry.is_object() && entry.contains("t")) {
      throw Error(entry["t"].get<std::string>());
    } else if (entry.is_object() && entry.contains("d")) {
      self.destroy();
    } else {
      push(self, valueOf(entry, isObjectMode<T>));
    }
  }

  const Json& spec_;
  Stage& stage_;
  std::size_t reads_ = 0;
  std::size_t writes_ = 0;
  std::size_t transforms_ = 0;
  std::vector<Value> held_;
};

}  // namespace nodelab::programs
