// Transform<In, Out>: a Duplex whose output is made from its input.
//
//   auto upper = Transform<Buffer, Buffer>::create({
//       .transform = [](Transform<Buffer, Buffer>& self, const Buffer& chunk, auto done) {
//         done(nullptr, upperCase(chunk));
//       }});
//
// One chunk is in work at a time. While the readable side is full the next one is not taken, so the
// writable side fills up, and its write() says false: that is how backpressure passes through a
// chain. `flush` is called after the last chunk, for what is still held back.
#pragma once

#include <type_traits>
#include <utility>

#include "nodelab/stream/duplex.h"
#include "nodelab/stream/transform_base.h"

namespace nodelab::stream {

// The callback of `_transform` and `_flush`: `done()`, `done(error)`, or `done(nullptr, value)`,
// which pushes the value first. Must be called once; it keeps its stream alive.
template <class Out>
class TransformDone {
 public:
  TransformDone(Stream& stream, TransformBase& base, TransformBase::Complete complete)
      : stream_(&stream), base_(&base), complete_(complete) {}
  void operator()() const { (base_->*complete_)(Done::none, {}); }
  void operator()(const Error& error) const { (base_->*complete_)(error, {}); }
  void operator()(std::nullptr_t, Out value) const {
    (base_->*complete_)(Done::none, Chunk::of(std::move(value)));
  }

 private:
  Ref<Stream> stream_;
  TransformBase* base_;
  TransformBase::Complete complete_;
};

namespace detail {

// A Transform that buffers nothing to be read buffers nothing to be written either, unless told
// otherwise (stream fact 44).
constexpr DuplexOptions transformMarks(DuplexOptions options) {
  const auto readable =
      options.highWaterMark ? options.highWaterMark : options.readableHighWaterMark;
  if (readable != 0u) return options;
  options.readableHighWaterMark = 0;
  options.writableHighWaterMark = options.writableHighWaterMark.value_or(0);
  options.highWaterMark.reset();
  return options;
}

}  // namespace detail

template <class In, class Out>
class Transform;

template <class In, class Out>
struct TransformOptions {
  std::optional<std::size_t> highWaterMark = {};
  std::optional<std::size_t> readableHighWaterMark = {};
  std::optional<std::size_t> writableHighWaterMark = {};
  bool autoDestroy = true;
  bool emitClose = true;
  // Gives any number of chunks by self.push or by done, and calls `done` when it has done with
  // this.
  Callback<void(Transform<In, Out>& self, const In& chunk, TransformDone<Out> done)> transform = {};
  Callback<void(Transform<In, Out>& self, TransformDone<Out> done)> flush = {};
  Callback<void(const Error& error, Done done)> destroy = {};
};

template <class In, class Out>
class Transform : public Duplex<In, Out>, public TransformBase {
 public:
  static Ref<Transform> create(TransformOptions<In, Out> options);

 protected:
  explicit Transform(const DuplexOptions& options = {})
      : Duplex<In, Out>(detail::transformMarks(options)),
        TransformBase(static_cast<Stream&>(*this)) {}

  // What an implementation overrides.
  virtual void _transform(const In& /*chunk*/, TransformDone<Out> /*done*/) {
    throw notImplemented();
  }
  virtual void _flush(TransformDone<Out> done) { done(); }

  void _write(const In& chunk, Done done) final {
    beginTransform(done);
    _transform(chunk, TransformDone<Out>(*this, *this, &TransformBase::transformed));
  }
  void _read(std::size_t) override { continueWriting(); }
  bool hasFinal() const final { return true; }
  void _final(Done done) final {
    if (!beginFlush(done)) return;
    _flush(TransformDone<Out>(*this, *this, &TransformBase::flushed));
  }
};

// PassThrough<T>: a Transform that changes nothing. Useful as a place to listen, or to buffer.
template <class T>
class PassThrough final : public Transform<T, T> {
 public:
  static Ref<PassThrough> create(const DuplexOptions& options = {}) {
    return stream::create<PassThrough>(options);
  }
  explicit PassThrough(const DuplexOptions& options) : Transform<T, T>(options) {}

 protected:
  void _transform(const T& chunk, TransformDone<T> done) override { done(nullptr, chunk); }
};

namespace detail {

// The Transform whose `_transform` and `_flush` are lambdas.
template <class In, class Out>
class TransformOf final : public Transform<In, Out> {
 public:
  explicit TransformOf(TransformOptions<In, Out> options)
      : Transform<In, Out>(DuplexOptions{.highWaterMark = options.highWaterMark,
                                         .readableHighWaterMark = options.readableHighWaterMark,
                                         .writableHighWaterMark = options.writableHighWaterMark,
                                         .autoDestroy = options.autoDestroy,
                                         .emitClose = options.emitClose}),
        options_(std::move(options)) {}

 protected:
  void _transform(const In& chunk, TransformDone<Out> done) override {
    options_.transform ? options_.transform(*this, chunk, done)
                       : Transform<In, Out>::_transform(chunk, done);
  }
  void _flush(TransformDone<Out> done) override {
    options_.flush ? options_.flush(*this, done) : done();
  }
  void _destroy(const Error& error, Done done) override {
    options_.destroy ? options_.destroy(error, done) : done(error);
  }

 private:
  TransformOptions<In, Out> options_;
};

}  // namespace detail

template <class In, class Out>
Ref<Transform<In, Out>> Transform<In, Out>::create(TransformOptions<In, Out> options) {
  return stream::create<detail::TransformOf<In, Out>>(std::move(options));
}

}  // namespace nodelab::stream
