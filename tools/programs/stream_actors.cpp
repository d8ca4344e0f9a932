#include "tools/programs/stream_actors.h"

#include <stdexcept>
#include <utility>

#include "tools/programs/stream_script.h"

namespace nodelab::programs {
namespace {

std::optional<std::size_t> sizeIn(const Json& json, const char* name) {
  const Json& size = partOf(json, name);
  return size.is_null() ? std::nullopt : std::optional(size.get<std::size_t>());
}

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
