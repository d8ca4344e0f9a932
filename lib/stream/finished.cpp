#include "nodelab/stream/finished.h"

#include <utility>

#include "nodelab/events/listener.h"
#include "nodelab/stream/errors.h"
#include "nodelab/stream/readable_side.h"
#include "nodelab/stream/tick.h"
#include "nodelab/stream/writable_side.h"

namespace nodelab::stream {

// One watch. The listeners on the stream hold it, not the other way round.
class Finished : public RefCounted<Finished> {
 public:
  Finished(Stream& stream, FinishedOptions options, Callback<void(const Error&)> callback)
      : stream_(stream),
        readable_(options.readable.value_or(hasReadable())),
        writable_(options.writable.value_or(hasWritable())),
        callback_(std::move(callback)),
        listenToError_(options.error),
        willClose_(stream.autoDestroy_ && stream.emitClose_ && !stream.closed_ &&
                   readable_ == hasReadable() && writable_ == hasWritable()),
        readableDone_(hasReadable() && readableSide().finished()),
        writableDone_(hasWritable() && writableSide().finished()) {}

  Task attach();

 private:
  ReadableSide& readableSide() const { return *stream_.readable_; }
  WritableSide& writableSide() const { return *stream_.writable_; }
  bool hasReadable() const { return stream_.readable_ != nullptr; }
  bool hasWritable() const { return stream_.writable_ != nullptr; }
  bool readableOpen() const;
  bool writableOpen() const;

  void report(const Error& error);
  void onEnd();
  void onFinish();
  void onClose();
  void lookAtOnce();

  Stream& stream_;
  const bool readable_;
  const bool writable_;
  Callback<void(const Error&)> callback_;
  const bool listenToError_;
  bool willClose_;
  bool readableDone_;
  bool writableDone_;
};

bool Finished::readableOpen() const {
  return !stream_.destroyed_ && hasReadable() && readableSide().usable() &&
         !readableSide().finished();
}

bool Finished::writableOpen() const {
  return !stream_.destroyed_ && hasWritable() && writableSide().usable();
}

void Finished::report(const Error& error) {
  if (auto callback = std::exchange(callback_, {})) callback(error);
}

// At 'end' and 'finish' a stream that will close is given until then (60).
void Finished::onEnd() {
  readableDone_ = true;
  if (stream_.destroyed_) willClose_ = false;
  if (willClose_ && (!readableSide().usable() || writable_)) return;
  if (!writable_ || writableDone_) report({});
}

void Finished::onFinish() {
  writableDone_ = true;
  if (stream_.destroyed_) willClose_ = false;
  if (willClose_ && (!writableSide().usable() || readable_)) return;
  if (!readable_ || readableDone_) report({});
}

void Finished::onClose() {
  if (stream_.errored_) return report(stream_.errored_);
  const bool readMissing =
      readable_ && hasReadable() && !readableDone_ && !readableSide().finished();
  const bool writeMissing =
      writable_ && hasWritable() && !writableDone_ && !writableSide().finished();
  report(readMissing || writeMissing ? prematureClose() : Error());
}

// A stream that is over already will tell nothing (61).
void Finished::lookAtOnce() {
  auto reportSoon = [this] {
    nextTick(stream_, [self = Ref<Finished>(this)] { self->report(self->stream_.errored_); });
  };
  const bool readableOver = hasReadable() && (readableDone_ || !readableOpen());
  const bool writableOver =
      hasWritable() && (writableDone_ || !writableOpen()) && writableSide().pendingCallbacks() == 0;
  if (stream_.closed_) {
    nextTick(stream_, [self = Ref<Finished>(this)] { self->onClose(); });
  } else if (stream_.errorEmitted_) {
    if (!willClose_) reportSoon();
  } else if (!readable_ && (!willClose_ || readableOpen()) && writableOver) {
    reportSoon();
  } else if (!writable_ && (!willClose_ || writableOpen()) && readableOver) {
    reportSoon();
  }
}

Task Finished::attach() {
  const Ref<Finished> self(this);
  Listener<> end([self] { self->onEnd(); });
  Listener<> finish([self] { self->onFinish(); });
  Listener<> close([self] { self->onClose(); });
  Listener<Error> error([self](const Error& reason) { self->report(reason); });
  if (hasReadable()) stream_.on(event::end, end);
  if (hasWritable()) stream_.on(event::finish, finish);
  if (listenToError_) stream_.on(event::error, error);
  stream_.on(event::close, close);
  lookAtOnce();
  return [self, stream = Ref<Stream>(&stream_), end, finish, close, error] {
    self->callback_ = nullptr;
    stream->off(event::end, end);
    stream->off(event::finish, finish);
    stream->off(event::error, error);
    stream->off(event::close, close);
  };
}

Task finished(Stream& stream, FinishedOptions options, Callback<void(const Error&)> callback) {
  return make<Finished>(stream, options, std::move(callback))->attach();
}

Promise<void> finished(Stream& stream, FinishedOptions options) {
  auto [promise, resolver] = Promise<void>::withResolvers();
  finished(stream, options, [resolver = resolver](const Error& error) {
    error ? resolver.reject(error) : resolver.resolve();
  });
  return promise;
}

}  // namespace nodelab::stream
