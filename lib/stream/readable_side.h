// ReadableSide: the state machine behind everything that is read.
//
// It holds a queue of chunks between whoever produces them (`_read` and `push`) and whoever takes
// them. `push` answers whether more is wanted, which is backpressure's first half: a producer that
// is told false waits for the next `_read`. The consumer is in one of two modes: paused, where it
// calls `read`, or flowing, where the side reads for it and emits 'data'. `flowing` has three
// values, as in Node: unset (nobody asked yet), true, false (paused on purpose).
//
// Untyped and internal; the numbers in the comments are facts of docs/conformance/stream.md.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "nodelab/base/error.h"
#include "nodelab/base/ring.h"
#include "nodelab/stream/chunk.h"
#include "nodelab/stream/stream.h"

namespace nodelab::stream {

class Pipe;

class ReadableSide {
 public:
  ReadableSide(Stream& stream, std::size_t highWaterMark, bool byteMode);
  ~ReadableSide();

  // Takes a chunk: `wanted` bytes in byte mode, one object otherwise; without a number the first
  // chunk when flowing, everything when paused. Empty when there is not that much yet.
  Chunk read(std::optional<std::size_t> wanted = {});

  // Adds a chunk at the end; an empty one ends the stream. Returns whether more is wanted now.
  bool push(Chunk&& chunk);
  // Adds a chunk in front, as if it had not been read.
  bool unshift(Chunk&& chunk);

  void pause();
  void resume();
  bool isPaused() const { return paused_ == true || flowing_ == false; }

  void pipe(Stream& destination, bool end);
  void unpipe();
  void unpipe(Stream& destination);

  void onDataListener();
  void onDataListenerRemoved();
  void onDataListenersGone() { dataListening_ = false; }
  void onReadableListener();
  void onReadableListenerRemoved();
  void onConstructed();
  void clear();

  std::size_t length() const { return length_; }
  std::size_t highWaterMark() const { return highWaterMark_; }
  std::optional<bool> flowing() const { return flowing_; }
  bool byteMode() const { return byteMode_; }
  bool ended() const { return ended_; }
  bool endEmitted() const { return endEmitted_; }
  bool dataEmitted() const { return dataEmitted_; }
  // Node's `stream.readable`: whether reading may still give something.
  bool usable() const;
  // Whether all was read, also if 'end' has not been emitted yet.
  bool finished() const;
  // A Transform is never in its first, synchronous read (2).
  void notSync() { sync_ = false; }

 private:
  friend class Pipe;

  // What read() gives, without 'data'.
  Chunk next(std::optional<std::size_t> wanted);
  std::size_t howMuch(std::optional<std::size_t> wanted) const;
  std::size_t sizeOf(const Chunk& chunk) const;
  bool mayRead(std::size_t leaving) const;
  void callRead();
  Chunk take(std::size_t amount);
  Chunk takeBytes(std::size_t amount);
  bool answer() const { return !ended_ && (length_ < highWaterMark_ || length_ == 0); }
  void add(Chunk&& chunk, bool front);
  bool mayEmitData() const;
  void emitData(Chunk&& chunk);
  void end();
  void emitReadableSoon();
  void emitReadable();
  void readMoreSoon();
  void readMore();
  void resumeNow();
  void flow();
  void endSoon();
  void endNow();
  void afterEnd();
  void updateReadableListening();

  Stream& stream_;
  std::size_t highWaterMark_;
  const bool byteMode_;
  Ring<Chunk> buffer_;
  std::size_t length_ = 0;
  std::optional<bool> flowing_;
  std::optional<bool> paused_;
  bool ended_ = false;
  bool endEmitted_ = false;
  bool dataEmitted_ = false;
  bool reading_ = false;
  bool sync_ = true;
  bool needReadable_ = false;
  bool emittedReadable_ = false;
  bool readableListening_ = false;
  bool dataListening_ = false;
  bool resumeScheduled_ = false;
  bool readingMore_ = false;
  std::vector<Ref<Pipe>> pipes_;
  // The pipe whose listener is the only one of 'data': it gets the chunks without the event.
  Pipe* onlyPipe_ = nullptr;
  std::vector<Stream*> awaitingDrain_;
};

}  // namespace nodelab::stream
