#include "tools/programs/stream_actors.h"

#include <fmt/format.h>

#include <cctype>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>
#include <vector>

#include "nodelab/stream/transform.h"

namespace nodelab::programs {
namespace {

using stream::Done;
using stream::Stream;

const Json& partOf(const Json& json, const char* name) {
  static const Json absent;
  const auto found = json.find(name);
  return found == json.end() ? absent : *found;
}

bool flag(const Json& json, const char* name) { return partOf(json, name) == true; }

std::optional<std::size_t> sizeIn(const Json& json, const char* name) {
  const Json& size = partOf(json, name);
  return size.is_null() ? std::nullopt : std::optional(size.get<std::size_t>());
}

// What one call of a transform gives: chunks to push, and a value for its callback.
struct Output {
  std::vector<Value> pushed;
  std::optional<Value> value = {};
};

Value upperCase(const Value& chunk) {
  auto upper = [](std::string text) {
    for (char& letter : text) letter = static_cast<char>(std::toupper(letter));
    return text;
  };
  if (const auto* bytes = std::get_if<Buffer>(&chunk)) {
    return Buffer::from(upper(bytes->toString(Encoding::latin1)), Encoding::latin1);
  }
  const Item& item = std::get<Item>(chunk);
  if (const auto* number = std::get_if<int64_t>(&item)) return Item(*number + 100);
  return Item(upper(std::get<std::string>(item)));
}

std::vector<Value> splitBytes(const Buffer& buffer) {
  std::vector<Value> bytes;
  for (uint8_t byte : buffer.span()) bytes.emplace_back(Buffer::from({byte}));
  return bytes;
}

Value inBrackets(const Item& item) {
  const auto* number = std::get_if<int64_t>(&item);
  return Buffer::from("[" + (number ? std::to_string(*number) : std::get<std::string>(item)) + "]");
}

Output apply(const Json& plan, const Value& chunk, std::size_t call, std::vector<Value>& held) {
  const std::string& fn = plan["fn"].get_ref<const std::string&>();
  const std::size_t endAt = plan.value("endAt", std::size_t{1});
  if (fn == "pass") return {{}, chunk};
  if (fn == "push") return {{chunk}};
  if (fn == "dup") return {{chunk, chunk}};
  if (fn == "drop") return call % 2 == 1 ? Output{} : Output{{}, chunk};
  if (fn == "upper") return {{}, upperCase(chunk)};
  if (fn == "split") return {splitBytes(std::get<Buffer>(chunk))};
  if (fn == "len") return {{}, Item(static_cast<int64_t>(std::get<Buffer>(chunk).size()))};
  if (fn == "str") return {{}, inBrackets(std::get<Item>(chunk))};
  if (fn == "end" && call == endAt) return {{Value{}}};
  if (fn == "end") return call < endAt ? Output{{}, chunk} : Output{};
  if (fn != "hold") throw std::invalid_argument("fn " + fn);
  held.push_back(chunk);
  return {};
}

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

// The classes: a function that the program does not plan stays the base class's.

template <class Base>
class Scripted : public Base {
 public:
  template <class Options>
  Scripted(const Script& script, const Options& options) : Base(options), script_(script) {
    this->initLife(script_.spec().value("autoDestroy", true),
                   script_.spec().value("emitClose", true));
  }

 protected:
  bool hasConstruct() const override { return script_.has("construct"); }
  void _construct(Done done) override { script_.construct(*this, done); }
  void _destroy(const Error& error, Done done) override {
    script_.has("destroy") ? script_.destroy(*this, error, done) : Base::_destroy(error, done);
  }
  Script script_;
};

template <class T, class Base>
class ScriptedReading : public Base {
 public:
  using Base::Base;

 protected:
  void _read(std::size_t size) override {
    this->script_.has("src") ? this->script_.read(static_cast<stream::Readable<T>&>(*this), size)
                             : Stream::_read(size);
  }
};

template <class T, class Base>
class ScriptedWriting : public Base {
 public:
  using Base::Base;

 protected:
  void _write(const T& chunk, Done done) override {
    this->script_.has("write") ? this->script_.write(*this, chunk, done)
                               : Base::_write(chunk, done);
  }
  bool hasWritev() const override { return flag(partOf(this->script_.spec(), "write"), "v"); }
  void _writev(std::span<const T> chunks, Done done) override {
    this->script_.writev(*this, chunks, done);
  }
  bool hasFinal() const override { return this->script_.has("final"); }
  void _final(Done done) override { this->script_.final(*this, done); }
};

template <class T>
using ScriptedReadable = ScriptedReading<T, Scripted<stream::Readable<T>>>;
template <class T>
using ScriptedWritable = ScriptedWriting<T, Scripted<stream::Writable<T>>>;
template <class In, class Out>
using ScriptedDuplex = ScriptedReading<Out, ScriptedWriting<In, Scripted<stream::Duplex<In, Out>>>>;

template <class In, class Out>
class ScriptedTransform : public Scripted<stream::Transform<In, Out>> {
 public:
  using Scripted<stream::Transform<In, Out>>::Scripted;

 protected:
  void _transform(const In& chunk, stream::TransformDone<Out> done) override {
    if (this->script_.has("transform")) return this->script_.transform(*this, chunk, done);
    if constexpr (std::is_same_v<In, Out>) {
      if (this->script_.spec()["kind"] == "passthrough") return done(nullptr, chunk);
    }
    stream::Transform<In, Out>::_transform(chunk, done);
  }
  void _flush(stream::TransformDone<Out> done) override {
    this->script_.has("flush") ? this->script_.flush(*this, done) : done();
  }
};

// The faces.

template <class T>
class TypedWritable final : public WritableFace {
 public:
  explicit TypedWritable(Ref<stream::Writable<T>> stream) : stream_(std::move(stream)) {}
  const Ref<stream::Writable<T>>& stream() const { return stream_; }

  stream::WritableBase& base() override { return *stream_; }
  bool write(const Value& value, ErrorCallback callback) override {
    return stream_->write(std::get<T>(value), std::move(callback));
  }
  void end(const Value& value, ErrorCallback callback) override {
    if (const T* chunk = std::get_if<T>(&value)) {
      stream_->end(*chunk, std::move(callback));
    } else {
      stream_->end(std::move(callback));
    }
  }

 private:
  Ref<stream::Writable<T>> stream_;
};

template <class T>
class TypedReadable final : public ReadableFace {
 public:
  explicit TypedReadable(Ref<stream::Readable<T>> stream) : stream_(std::move(stream)) {}

  stream::ReadableBase& base() override { return *stream_; }
  Value read(std::optional<std::size_t> size) override {
    const std::optional<T> chunk = stream_->read(size);
    return chunk ? Value(*chunk) : Value();
  }
  bool push(const Value& value) override {
    if (const T* chunk = std::get_if<T>(&value)) return stream_->push(*chunk);
    return stream_->push(nullptr);
  }
  bool unshift(const Value& value) override { return stream_->unshift(std::get<T>(value)); }
  Task onData(Callback<void(const Value&)> callback, bool once) override {
    Listener<T> listener(
        [callback = std::move(callback)](const T& chunk) mutable { callback(chunk); });
    once ? stream_->once(event::data, listener) : stream_->on(event::data, listener);
    return [this, listener] { stream_->off(event::data, listener); };
  }
  void pipe(WritableFace& destination, bool end) override {
    stream_->pipe(typed(destination), {.end = end});
  }
  void unpipe(WritableFace& destination) override {
    // One of another type was never piped to.
    if (dynamic_cast<TypedWritable<T>*>(&destination)) stream_->unpipe(typed(destination));
  }

 private:
  static const Ref<stream::Writable<T>>& typed(WritableFace& face) {
    return dynamic_cast<TypedWritable<T>&>(face).stream();
  }
  Ref<stream::Readable<T>> stream_;
};

// Making them. A mode is a type, so what the JSON says is asked once for each side.

template <class T>
struct Type {
  using type = T;
};

template <class Make>
Actor withType(bool objectMode, Make make) {
  return objectMode ? make(Type<Item>()) : make(Type<Buffer>());
}

template <class Out, class StreamType>
void addReadable(Actor& actor, const Ref<StreamType>& stream) {
  actor.stream = stream;
  actor.readable = std::make_unique<TypedReadable<Out>>(stream);
}

template <class In, class StreamType>
void addWritable(Actor& actor, const Ref<StreamType>& stream) {
  actor.stream = stream;
  actor.writable = std::make_unique<TypedWritable<In>>(stream);
}

stream::DuplexOptions duplexOptions(const Json& spec) {
  return {.highWaterMark = sizeIn(spec, "hwm"),
          .readableHighWaterMark = sizeIn(spec, "rhwm"),
          .writableHighWaterMark = sizeIn(spec, "whwm"),
          .allowHalfOpen = spec.value("half", true)};
}

Actor makeReadable(Actor actor, const Script& script) {
  return withType(actor.readsObjects(), [&](auto out) {
    using Out = typename decltype(out)::type;
    addReadable<Out>(actor,
                     stream::create<ScriptedReadable<Out>>(script, sizeIn(*actor.spec, "hwm")));
    return std::move(actor);
  });
}

Actor makeWritable(Actor actor, const Script& script) {
  return withType(actor.writesObjects(), [&](auto in) {
    using In = typename decltype(in)::type;
    addWritable<In>(actor,
                    stream::create<ScriptedWritable<In>>(script, sizeIn(*actor.spec, "hwm")));
    return std::move(actor);
  });
}

template <template <class In, class Out> class Kind>
Actor makeDuplex(Actor actor, const Script& script) {
  return withType(actor.writesObjects(), [&](auto in) {
    return withType(actor.readsObjects(), [&](auto out) {
      using In = typename decltype(in)::type;
      using Out = typename decltype(out)::type;
      const auto stream = stream::create<Kind<In, Out>>(script, duplexOptions(*actor.spec));
      addReadable<Out>(actor, stream);
      addWritable<In>(actor, stream);
      return std::move(actor);
    });
  });
}

}  // namespace

bool Actor::readsObjects() const { return flag(*spec, "obj") || flag(*spec, "robj"); }
bool Actor::writesObjects() const { return flag(*spec, "obj") || flag(*spec, "wobj"); }

Actor makeActor(const Json& spec, Stage& stage) {
  const std::string& kind = spec["kind"].get_ref<const std::string&>();
  Actor actor;
  actor.id = spec["id"];
  actor.spec = &spec;
  const Script script(spec, stage);
  if (kind == "readable") return makeReadable(std::move(actor), script);
  if (kind == "writable") return makeWritable(std::move(actor), script);
  if (kind == "duplex") return makeDuplex<ScriptedDuplex>(std::move(actor), script);
  if (kind == "transform" || kind == "passthrough") {
    return makeDuplex<ScriptedTransform>(std::move(actor), script);
  }
  throw std::invalid_argument("kind " + kind);
}

}  // namespace nodelab::programs
