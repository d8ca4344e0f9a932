// WritableSide: the state machine behind everything that is written.
//
// One chunk at a time is with the implementation (`_write`); the others wait in a queue. `write`
// answers whether the producer should go on: false when what is waiting has reached the
// highWaterMark. Nothing is refused then, it is advice; 'drain' says that the queue is empty again.
// That answer and that event are the whole of backpressure.
//
// Ending is a ladder: end() → all written → `_final` → 'prefinish' → 'finish' → destroy → 'close'.
//
// Untyped and internal; the numbers in the comments are facts of docs/conformance/stream.md.
#pragma once

#include <cstddef>
#include <vector>

#include "nodelab/base/callback.h"
#include "nodelab/base/error.h"
#include "nodelab/base/ring.h"
#include "nodelab/stream/chunk.h"
#include "nodelab/stream/stream.h"

namespace nodelab::stream {

using WriteCallback = Callback<void(const Error&)>;

class WritableSide {
 public:
  WritableSide(Stream& stream, std::size_t highWaterMark, bool byteMode)
      : stream_(stream), highWaterMark_(highWaterMark), byteMode_(byteMode) {}

  // Hands the chunk to `_write`, or queues it while another is there. The callback is called when
  // this chunk was written, or with the error. Returns whether the producer should go on.
  bool write(Chunk&& chunk, WriteCallback&& callback = {});
  // No more writes will come; the chunk, if any, is the last. The callback is called just before
  // 'finish', or with the error that prevents it.
  void end(Chunk&& chunk = {}, WriteCallback&& callback = {});
  void cork() { ++corked_; }
  void uncork();

  void onConstructed();
  void beforeDestroy();
  void clear();

  std::size_t length() const { return length_; }
  std::size_t highWaterMark() const { return highWaterMark_; }
  bool byteMode() const { return byteMode_; }
  int corked() const { return corked_; }
  // Node's `writableNeedDrain`; mustDrain() is the bare flag, which an end leaves standing.
  bool mustDrain() const { return needDrain_; }
  bool needDrain() const { return needDrain_ && !ending_ && !stream_.destroyed(); }
  bool ending() const { return ending_; }
  bool ended() const { return ended_; }
  bool finishEmitted() const { return finished_; }
  int pendingCallbacks() const { return pendingCallbacks_; }
  // Node's `stream.writable`: whether write() is still allowed.
  bool usable() const;
  // Whether all was written, also if 'finish' has not been emitted yet.
  bool finished() const;

 private:
  friend class Stream;

  struct Write {
    Chunk chunk;
    WriteCallback callback;
  };

  static void onWritten(Stream& stream, const Error& error);
  static void onFinal(Stream& stream, const Error& error);

  std::size_t sizeOf(const Chunk& chunk) const;
  Error writeError() const;
  bool failWrite(const Error& error, WriteCallback&& callback);
  void send(const Chunk& chunk, WriteCallback&& callback);
  void sendAllQueued();
  void beginWrite(std::size_t size, WriteCallback&& callback);
  void written(const Error& error);
  void writeFailed(const Error& error, WriteCallback&& callback, bool sync);
  void writeSucceeded(WriteCallback&& callback, bool sync);
  void afterWrite(WriteCallback&& callback);
  void sendQueued();
  void failQueued();
  void failEndCallbacks(const Error& error);
  void addEndCallback(const Error& error, WriteCallback&& callback);
  // The last chunk counts as queued until its `_write` has returned (33).
  bool hasQueued() const { return !queue_.empty() || processing_; }
  bool mayFinish() const;
  void finishMaybe(bool deferred);
  void prefinish();
  void callFinal();
  void finalDone(const Error& error);
  void finish();

  Stream& stream_;
  const std::size_t highWaterMark_;
  const bool byteMode_;
  Ring<Write> queue_;
  WriteCallback writingCallback_;
  std::vector<WriteCallback> endCallbacks_;
  std::size_t length_ = 0;
  std::size_t writingSize_ = 0;
  int corked_ = 0;
  int pendingCallbacks_ = 0;
  bool writing_ = false;
  bool sync_ = true;
  bool needDrain_ = false;
  bool processing_ = false;
  bool afterWritePending_ = false;
  bool ending_ = false;
  bool ended_ = false;
  bool finalCalled_ = false;
  bool prefinished_ = false;
  bool finished_ = false;
};

}  // namespace nodelab::stream
