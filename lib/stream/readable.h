// Readable<T>: a stream that is read. T = Buffer is byte mode, any other T is object mode.
//
// A program makes one by lambdas, as Node's `new Readable({ read() {…} })`, or by a subclass that
// overrides `_read`:
//
//   auto source = Readable<int>::create({.read = [n = 0](Readable<int>& self, size_t) mutable {
//     ++n <= 3 ? self.push(n) : self.push(nullptr);
//   }});
//   source->on(event::data, [](int n) { console::log("{}", n); });
//
// It reads ahead until its highWaterMark is reached (bytes in byte mode, 16 KiB by default; objects
// otherwise, 16) and not further: what nobody takes is not produced. 'data' and 'end' come in ticks
// or in the callback that produced them, never inside `on` itself.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

#include "nodelab/buffer/buffer.h"
#include "nodelab/stream/stream.h"
#include "nodelab/stream/stream_base.h"
#include "nodelab/stream/writable.h"

namespace nodelab::event {
// 'data': its listeners take the stream's own chunk type.
struct Data {};
inline constexpr Data data;
}  // namespace nodelab::event

namespace nodelab::stream {

template <class T>
class Readable;

template <class T>
struct ReadableOptions {
  std::optional<std::size_t> highWaterMark = {};
  bool autoDestroy = true;
  bool emitClose = true;
  // Asked for more: push at least one chunk, now or later, or push(nullptr) for the end.
  Callback<void(Readable<T>& self, std::size_t size)> read = {};
  // Must call `done`, with the error that it was given or another one.
  Callback<void(const Error& error, Done done)> destroy = {};
  Callback<void(Done done)> construct = {};
};

struct PipeOptions {
  bool end = true;
};

template <class T>
class Readable : public ReadableBase {
 public:
  static constexpr bool byteMode = std::is_same_v<T, Buffer>;

  static Ref<Readable> create(ReadableOptions<T> options);

  using Stream::on;
  using Stream::once;
  // Adds a listener for 'data' and sets the stream flowing, unless it was paused on purpose.
  template <class Function>
  Readable& on(event::Data, Function&& function) {
    Stream::on(dataName, std::forward<Function>(function));
    return *this;
  }
  template <class Function>
  Readable& once(event::Data, Function&& function) {
    Stream::once(dataName, std::forward<Function>(function));
    return *this;
  }
  using Stream::off;
  Readable& off(event::Data, const Listener<T>& listener) {
    Stream::off(dataName, listener);
    return *this;
  }
  using Stream::removeAllListeners;
  void removeAllListeners(event::Data) { Stream::removeAllListeners(dataName); }
  using Stream::listenerCount;
  std::size_t listenerCount(event::Data) const { return Stream::listenerCount(dataName); }

  // Takes a chunk out of the buffer: `size` bytes, or one object; without a size everything that is
  // there when paused, one chunk when flowing. Empty when there is not that much (yet).
  std::optional<T> read(std::optional<std::size_t> size = {}) {
    Chunk chunk = readChunk(size);
    if (!chunk) return {};
    return std::move(chunk.as<T>());
  }

  // For the producer: adds a chunk (nullptr: there is no more). Returns whether more is wanted now;
  // after false wait for the next `_read`. After the end: ERR_STREAM_PUSH_AFTER_EOF as 'error'.
  bool push(T chunk) { return pushChunk(Chunk::of(std::move(chunk))); }
  bool push(std::nullptr_t) { return pushChunk({}); }
  bool push(std::string_view text) requires byteMode { return push(Buffer::from(text)); }
  // Puts a chunk back in front.
  bool unshift(T chunk) { return unshiftChunk(Chunk::of(std::move(chunk))); }

  // Moves every chunk to the destination, with backpressure, and ends it at the end of this stream
  // (unless `.end = false`). Errors are not passed on, see pipeline. Returns the destination.
  template <class W>
  requires std::is_base_of_v<Writable<T>, W> Ref<W> pipe(const Ref<W>& destination,
                                                         PipeOptions options = {}) {
    pipeTo(*destination, options.end);
    return destination;
  }
  using ReadableBase::unpipe;
  void unpipe(const Ref<Writable<T>>& destination) { unpipeFrom(*destination); }

 protected:
  explicit Readable(std::optional<std::size_t> highWaterMark = {}) {
    initReadable(highWaterMark.value_or(defaultHighWaterMark(byteMode)), byteMode);
  }

  void emitData(const Chunk& chunk) override { emit(dataName, chunk.as<T>()); }
  Task onChunk(Callback<void(Chunk&&)> callback) override {
    Listener<T> listener(
        [callback = std::move(callback)](const T& value) mutable { callback(Chunk::of(value)); });
    Stream::on(dataName, listener);
    return [this, listener] { Stream::off(dataName, listener); };
  }

 private:
  static constexpr EventName<T> dataName{"data"};
};

namespace detail {

// The Readable whose `_read` and `_destroy` are lambdas.
template <class T>
class ReadableOf final : public Readable<T> {
 public:
  explicit ReadableOf(ReadableOptions<T> options)
      : Readable<T>(options.highWaterMark), options_(std::move(options)) {
    this->initLife(options_.autoDestroy, options_.emitClose);
  }

 protected:
  bool hasConstruct() const override { return static_cast<bool>(options_.construct); }
  void _construct(Done done) override { options_.construct(done); }
  void _read(std::size_t size) override {
    options_.read ? options_.read(*this, size) : Stream::_read(size);
  }
  void _destroy(const Error& error, Done done) override {
    options_.destroy ? options_.destroy(error, done) : done(error);
  }

 private:
  ReadableOptions<T> options_;
};

}  // namespace detail

template <class T>
Ref<Readable<T>> Readable<T>::create(ReadableOptions<T> options) {
  return stream::create<detail::ReadableOf<T>>(std::move(options));
}

}  // namespace nodelab::stream
