// TransformBase: how the two sides of a Transform hold each other back, whatever the types.
//
// The callback of a write is kept when the readable side is full after it, and called by the next
// `_read`. So there is at most one chunk in work, and the writable side feels the reader's pace.
//
// Internal to streams; the numbers in the comments are facts of docs/conformance/stream.md.
#pragma once

#include <cstddef>

#include "nodelab/stream/stream.h"

namespace nodelab::stream {

class TransformBase {
 public:
  using Complete = void (TransformBase::*)(const Error& error, Chunk&& value);

  // What TransformDone calls.
  void transformed(const Error& error, Chunk&& value);
  void flushed(const Error& error, Chunk&& value);

 protected:
  explicit TransformBase(Stream& stream);
  ~TransformBase() = default;

  static Error notImplemented();
  void beginTransform(const Done& done);
  // Calls the write callback that was kept, if there is one.
  void continueWriting();
  // False when there is nothing to flush any more; `done` has then been called.
  bool beginFlush(const Done& done);

 private:
  Stream& stream_;
  std::size_t lengthBefore_ = 0;
  // The callbacks of `_write` and `_final`. A Done would keep this stream alive by itself.
  Done::Complete written_ = nullptr;
  Done::Complete finished_ = nullptr;
  bool kept_ = false;  // the chunk is done, but there is no room yet
};

}  // namespace nodelab::stream
