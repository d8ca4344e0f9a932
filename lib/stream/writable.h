// Writable<T>: a stream that is written to. T = Buffer is byte mode, any other T is object mode.
//
//   auto sink = Writable<Buffer>::create({
//       .highWaterMark = 16,
//       .write = [](const Buffer& chunk, Done done) { save(chunk); done(); }});
//   if (!sink->write("abcd")) sink->once(event::drain, [] { … });
//
// `write` never refuses. It returns false when what is waiting has reached the highWaterMark (bytes
// in byte mode, 16 KiB by default; objects otherwise, 16), and 'drain' says that the buffer is
// empty again: between the two a well-behaved producer waits. One that does not loses nothing but
// memory, since the buffer has no other bound.
//
// Callbacks of write and end, and the events, come in ticks or in the callback in which the
// implementation called `done`.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "nodelab/buffer/buffer.h"
#include "nodelab/stream/stream.h"
#include "nodelab/stream/stream_base.h"

namespace nodelab::stream {

template <class T>
struct WritableOptions {
  std::optional<std::size_t> highWaterMark = {};
  bool autoDestroy = true;
  bool emitClose = true;
  // Writes one chunk and calls `done`, now or later; the next chunk comes only after that.
  Callback<void(const T& chunk, Done done)> write = {};
  // If given, writes at once what has piled up while another write was in work, or while corked.
  Callback<void(std::span<const T> chunks, Done done)> writev = {};
  // Called when all is written and before 'finish'.
  Callback<void(Done done)> final = {};
  // Must call `done`, with the error that it was given or another one.
  Callback<void(const Error& error, Done done)> destroy = {};
  Callback<void(Done done)> construct = {};
};

template <class T>
class Writable : public WritableBase {
 public:
  static constexpr bool byteMode = std::is_same_v<T, Buffer>;
  using WriteCallback = Callback<void(const Error& error)>;

  static Ref<Writable> create(WritableOptions<T> options);

  // Queues the chunk to be written; the callback is called when it was, or with the error. Returns
  // whether the producer should go on. After end(): ERR_STREAM_WRITE_AFTER_END, after destroy():
  // ERR_STREAM_DESTROYED, both through the callback and, the first, as 'error'.
  bool write(T chunk, WriteCallback callback = {}) {
    return writeChunk(Chunk::of(std::move(chunk)), std::move(callback));
  }
  bool write(std::string_view text, WriteCallback callback = {}) requires byteMode {
    return write(Buffer::from(text), std::move(callback));
  }

  // Says that no more comes, after a last chunk if there is one. The callback is called just before
  // 'finish', or with the error that prevents it.
  void end(WriteCallback callback = {}) { endWith({}, std::move(callback)); }
  void end(T chunk, WriteCallback callback = {}) {
    endWith(Chunk::of(std::move(chunk)), std::move(callback));
  }
  void end(std::string_view text, WriteCallback callback = {}) requires byteMode {
    end(Buffer::from(text), std::move(callback));
  }

 protected:
  explicit Writable(std::optional<std::size_t> highWaterMark = {}) {
    initWritable(highWaterMark.value_or(defaultHighWaterMark(byteMode)), byteMode);
  }

  // What an implementation overrides.
  virtual void _write(const T& chunk, Done done) { Stream::_writeChunk(Chunk::of(chunk), done); }
  // Called in place of `_write` when several chunks wait, if hasWritev() says so.
  virtual void _writev(std::span<const T> /*chunks*/, Done done) { done(); }

 private:
  void _writeChunk(const Chunk& chunk, const Done& done) final { _write(chunk.as<T>(), done); }
  void _writevChunks(std::vector<Chunk> chunks, Done done) final {
    std::vector<T> values;
    for (Chunk& chunk : chunks) values.push_back(std::move(chunk.as<T>()));
    _writev(values, done);
  }
};

namespace detail {

// The Writable whose `_write`, `_final` and `_destroy` are lambdas.
template <class T>
class WritableOf final : public Writable<T> {
 public:
  explicit WritableOf(WritableOptions<T> options)
      : Writable<T>(options.highWaterMark), options_(std::move(options)) {
    this->initLife(options_.autoDestroy, options_.emitClose);
  }

 protected:
  bool hasConstruct() const override { return static_cast<bool>(options_.construct); }
  void _construct(Done done) override { options_.construct(done); }
  void _write(const T& chunk, Done done) override {
    options_.write ? options_.write(chunk, done) : Writable<T>::_write(chunk, done);
  }
  bool hasWritev() const override { return static_cast<bool>(options_.writev); }
  void _writev(std::span<const T> chunks, Done done) override { options_.writev(chunks, done); }
  bool hasFinal() const override { return static_cast<bool>(options_.final); }
  void _final(Done done) override { options_.final(done); }
  void _destroy(const Error& error, Done done) override {
    options_.destroy ? options_.destroy(error, done) : done(error);
  }

 private:
  WritableOptions<T> options_;
};

}  // namespace detail

template <class T>
Ref<Writable<T>> Writable<T>::create(WritableOptions<T> options) {
  return stream::create<detail::WritableOf<T>>(std::move(options));
}

}  // namespace nodelab::stream
