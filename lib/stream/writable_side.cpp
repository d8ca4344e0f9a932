#include "nodelab/stream/writable_side.h"

#include <utility>

#include "nodelab/buffer/buffer.h"
#include "nodelab/stream/errors.h"
#include "nodelab/stream/readable_side.h"
#include "nodelab/stream/tick.h"

namespace nodelab::stream {

inline std::size_t WritableSide::sizeOf(const Chunk& chunk) const {
  return byteMode_ ? chunk.as<Buffer>().size() : 1;
}

bool WritableSide::usable() const {
  return !stream_.destroyed_ && !stream_.errored_ && !ending_ && !ended_;
}

bool WritableSide::finished() const {
  return !stream_.errored_ && (finished_ || (ended_ && length_ == 0));
}

// Writing (29, 30).

Error WritableSide::writeError() const {
  return ending_ ? writeAfterEnd() : streamDestroyed("write");
}

bool WritableSide::failWrite(const Error& error, WriteCallback&& callback) {
  nextTick(stream_, [error, callback = std::move(callback)]() mutable {
    if (callback) callback(error);
  });
  stream_.errorOrDestroy(error, true);
  return false;
}

bool WritableSide::write(Chunk&& chunk, WriteCallback&& callback) {
  if (ending_ || stream_.destroyed_) return failWrite(writeError(), std::move(callback));
  ++pendingCallbacks_;
  length_ += sizeOf(chunk);
  if (writing_ || corked_ > 0 || stream_.errored_ || !stream_.constructed_) {
    queue_.pushBack({std::move(chunk), std::move(callback)});
  } else {
    send(chunk, std::move(callback));
  }
  // Asked after `_write`, so one that completes at once never answers false (30).
  const bool goOn = length_ < highWaterMark_ || length_ == 0;
  if (!goOn) needDrain_ = true;
  return goOn && !stream_.errored_ && !stream_.destroyed_;
}

inline void WritableSide::beginWrite(std::size_t size, WriteCallback&& callback) {
  writingSize_ = size;
  if (callback) writingCallback_ = std::move(callback);
  writing_ = true;
  sync_ = true;
}

void WritableSide::send(const Chunk& chunk, WriteCallback&& callback) {
  beginWrite(sizeOf(chunk), std::move(callback));
  if (stream_.destroyed_) {
    written(streamDestroyed("write"));
  } else {
    stream_._writeChunk(chunk, Done(stream_, onWritten));
  }
  sync_ = false;
}

void WritableSide::onWritten(Stream& stream, const Error& error) {
  stream.writable_->written(error);
}

// `_write` has called back (31, 32).

void WritableSide::written(const Error& error) {
  if (!writing_) return stream_.errorOrDestroy(multipleCallback());
  const bool sync = sync_;
  WriteCallback callback = std::move(writingCallback_);
  writing_ = false;
  length_ -= std::exchange(writingSize_, 0);
  if (error) {
    writeFailed(error, std::move(callback), sync);
  } else {
    writeSucceeded(std::move(callback), sync);
  }
}

void WritableSide::writeFailed(const Error& error, WriteCallback&& callback, bool sync) {
  stream_.noteError(error);
  auto fail = [this, error, callback = std::move(callback)]() mutable {
    --pendingCallbacks_;
    if (callback) callback(error);
    failQueued();
    stream_.errorOrDestroy(error);
  };
  if (sync) {
    nextTick(stream_, std::move(fail));
  } else {
    fail();
  }
}

void WritableSide::writeSucceeded(WriteCallback&& callback, bool sync) {
  if (!queue_.empty()) sendQueued();
  if (!sync) return afterWrite(std::move(callback));
  // In object mode Node always takes the tick, by accident (32).
  const bool needTick = (needDrain_ && length_ == 0) || !byteMode_;
  if (callback) {
    nextTick(stream_,
             [this, callback = std::move(callback)]() mutable { afterWrite(std::move(callback)); });
  } else if (needTick && !afterWritePending_) {
    nextTick(stream_, [this] { afterWrite({}); });
  } else {
    --pendingCallbacks_;
    if (ending_) finishMaybe(true);
    return;
  }
  afterWritePending_ = true;
}

void WritableSide::afterWrite(WriteCallback&& callback) {
  afterWritePending_ = false;
  if (needDrain_ && length_ == 0 && !ending_ && !stream_.destroyed_) {
    needDrain_ = false;
    stream_.emit(event::drain);
  }
  --pendingCallbacks_;
  if (callback) callback(Error());
  if (stream_.destroyed_) failQueued();
  if (ending_) finishMaybe(true);
}

// The queue (33 to 35).

void WritableSide::uncork() {
  if (corked_ == 0) return;
  --corked_;
  if (!writing_) sendQueued();
}

void WritableSide::sendQueued() {
  if (corked_ > 0 || processing_ || stream_.destroyed_ || !stream_.constructed_) return;
  processing_ = true;
  if (queue_.size() > 1 && stream_.hasWritev()) {
    sendAllQueued();
  } else {
    while (!queue_.empty() && !writing_) {
      Write write = queue_.popFront();
      send(write.chunk, std::move(write.callback));
    }
  }
  processing_ = false;
}

// They are one write from now on.
void WritableSide::sendAllQueued() {
  pendingCallbacks_ -= static_cast<int>(queue_.size()) - 1;
  std::vector<Chunk> chunks;
  std::vector<WriteCallback> callbacks;
  while (!queue_.empty()) {
    Write write = queue_.popFront();
    chunks.push_back(std::move(write.chunk));
    if (write.callback) callbacks.push_back(std::move(write.callback));
  }
  WriteCallback callback;
  if (!callbacks.empty()) {
    callback = [callbacks = std::move(callbacks)](const Error& error) mutable {
      for (WriteCallback& each : callbacks) each(error);
    };
  }
  beginWrite(length_, std::move(callback));
  stream_._writevChunks(std::move(chunks), Done(stream_, onWritten));
  sync_ = false;
}

void WritableSide::failQueued() {
  if (writing_) return;
  while (!queue_.empty()) {
    Write write = queue_.popFront();
    length_ -= sizeOf(write.chunk);
    if (write.callback)
      write.callback(stream_.errored_ ? stream_.errored_ : streamDestroyed("write"));
  }
  failEndCallbacks(stream_.errored_ ? stream_.errored_ : streamDestroyed("end"));
}

void WritableSide::failEndCallbacks(const Error& error) {
  for (auto& callback : std::exchange(endCallbacks_, {})) callback(error);
}

void WritableSide::beforeDestroy() {
  if (!hasQueued() && endCallbacks_.empty()) return;
  nextTick(stream_, [this] { failQueued(); });
}

void WritableSide::onConstructed() {
  if (!writing_) sendQueued();
  if (ending_) finishMaybe(false);
}

void WritableSide::clear() {
  queue_.clear();
  endCallbacks_.clear();
  writingCallback_ = nullptr;
  length_ = 0;
}

// Ending (36 to 39).

void WritableSide::end(Chunk&& chunk, WriteCallback&& callback) {
  Error error;
  if (chunk) {
    if (ending_ || stream_.destroyed_) error = writeError();
    write(std::move(chunk));
  }
  if (corked_ > 0) {
    corked_ = 1;
    uncork();
  }
  if (!error) {
    if (!stream_.errored_ && !ending_) {
      ending_ = true;
      finishMaybe(true);
      ended_ = true;
    } else if (finished_) {
      error = alreadyFinished("end");
    } else if (stream_.destroyed_) {
      error = streamDestroyed("end");
    }
  }
  if (callback) addEndCallback(error, std::move(callback));
}

void WritableSide::addEndCallback(const Error& error, WriteCallback&& callback) {
  const Error outcome = error ? error : stream_.errored_;
  if (!outcome && !finished_) {
    endCallbacks_.push_back(std::move(callback));
    return;
  }
  nextTick(stream_, [outcome, callback = std::move(callback)]() mutable { callback(outcome); });
}

bool WritableSide::mayFinish() const {
  return ending_ && stream_.constructed_ && length_ == 0 && !hasQueued() && !writing_ &&
         !finished_ && !stream_.destroyed_ && !stream_.errored_ && !stream_.errorEmitted_ &&
         !stream_.closeEmitted_;
}

void WritableSide::finishMaybe(bool deferred) {
  if (!mayFinish()) return;
  prefinish();
  if (pendingCallbacks_ > 0) return;
  if (!deferred) {
    if (!mayFinish()) return;
    ++pendingCallbacks_;
    return finish();
  }
  ++pendingCallbacks_;
  nextTick(stream_, [this] {
    if (mayFinish()) {
      finish();
    } else {
      --pendingCallbacks_;
    }
  });
}

void WritableSide::prefinish() {
  if (prefinished_ || finalCalled_) return;
  if (stream_.hasFinal() && !stream_.destroyed_) {
    finalCalled_ = true;
    callFinal();
  } else {
    prefinished_ = true;
    stream_.emit(event::prefinish);
  }
}

void WritableSide::callFinal() {
  ++pendingCallbacks_;
  sync_ = true;
  try {
    stream_._final(Done(stream_, onFinal));
  } catch (...) {
    finalDone(toError(std::current_exception()));
  }
  sync_ = false;
}

void WritableSide::onFinal(Stream& stream, const Error& error) {
  stream.writable_->finalDone(error);
}

void WritableSide::finalDone(const Error& error) {
  if (prefinished_) return stream_.errorOrDestroy(error ? error : multipleCallback());
  --pendingCallbacks_;
  if (error) {
    failEndCallbacks(error);
    stream_.errorOrDestroy(error, sync_);
  } else if (mayFinish()) {
    prefinished_ = true;
    stream_.emit(event::prefinish);
    ++pendingCallbacks_;
    nextTick(stream_, [this] { finish(); });
  }
}

void WritableSide::finish() {
  --pendingCallbacks_;
  finished_ = true;
  for (auto& callback : std::exchange(endCallbacks_, {})) callback(Error());
  stream_.emit(event::finish);
  ReadableSide* readable = stream_.readable_.get();
  if (stream_.autoDestroy_ && (!readable || readable->endEmitted())) stream_.destroy();
}

}  // namespace nodelab::stream
