// ReadableBase, WritableBase: what Readable<T> and Writable<T> have that does not depend on T.
//
// The names are those of Node's properties, as functions. Nothing here changes the data.
#pragma once

#include <cstddef>
#include <optional>

#include "nodelab/stream/stream.h"

namespace nodelab::stream {

// 16 KiB in byte mode, 16 objects otherwise; 64 KiB for files (`fs`).
constexpr std::size_t defaultHighWaterMark(bool byteMode) { return byteMode ? 16384 : 16; }

class ReadableBase : public virtual Stream {
 public:
  // Stops and starts the flow. Both are idempotent; 'pause' is emitted at once, 'resume' in a tick.
  void pause();
  void resume();
  bool isPaused() const;
  // Takes all destinations off, and pauses.
  void unpipe();

  // Whether reading may still give something: not ended, failed or destroyed.
  bool readable() const;
  // true: flowing; false: paused on purpose; empty: nobody has asked for data yet.
  std::optional<bool> readableFlowing() const;
  // How much waits to be read, in bytes or objects.
  std::size_t readableLength() const;
  std::size_t readableHighWaterMark() const;
  // Whether a chunk has been taken or emitted.
  bool readableDidRead() const;
  // Whether 'end' has been emitted.
  bool readableEnded() const;
  bool readableObjectMode() const;

 protected:
  Chunk readChunk(std::optional<std::size_t> size);
  bool pushChunk(Chunk&& chunk);
  bool unshiftChunk(Chunk&& chunk);
  void pipeTo(Stream& destination, bool end);
  void unpipeFrom(Stream& destination);
};

class WritableBase : public virtual Stream {
 public:
  // Between cork() and uncork() writes are only queued. They nest; end() undoes all.
  void cork();
  void uncork();

  // Whether write() is still allowed: not ended, failed or destroyed.
  bool writable() const;
  // How much waits to be written, in bytes or objects, with what `_write` is busy with.
  std::size_t writableLength() const;
  std::size_t writableHighWaterMark() const;
  // Whether write() returned false and 'drain' is to come.
  bool writableNeedDrain() const;
  // Whether end() was called.
  bool writableEnded() const;
  // Whether all was written and flushed, just before 'finish'.
  bool writableFinished() const;
  int writableCorked() const;
  bool writableObjectMode() const;

 protected:
  bool writeChunk(Chunk&& chunk, Callback<void(const Error&)>&& callback);
  void endWith(Chunk&& chunk, Callback<void(const Error&)>&& callback);
};

}  // namespace nodelab::stream
