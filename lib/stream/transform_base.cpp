#include "nodelab/stream/transform_base.h"

#include <utility>

#include "nodelab/stream/errors.h"
#include "nodelab/stream/readable_side.h"
#include "nodelab/stream/tick.h"
#include "nodelab/stream/writable_side.h"

namespace nodelab::stream {

TransformBase::TransformBase(Stream& stream) : stream_(stream) { stream_.readable_->notSync(); }

Error TransformBase::notImplemented() { return methodNotImplemented("_transform()"); }

void TransformBase::beginTransform(const Done& done) {
  writing_ = done.complete();
  lengthBefore_ = stream_.readable_->length();
}

void TransformBase::transformed(const Error& error, Chunk value) {
  const auto done = std::exchange(writing_, nullptr);
  if (!done) return stream_.errorOrDestroy(multipleCallback());
  if (error) return done(stream_, error);
  ReadableSide& readable = *stream_.readable_;
  if (value) readable.push(std::move(value));
  const bool room = readable.length() == lengthBefore_ ||
                    readable.length() < readable.highWaterMark() || stream_.writable_->ended();
  if (readable.ended()) {
    nextTick(stream_, [done, stream = &stream_] { done(*stream, {}); });  // (41)
  } else if (room) {
    done(stream_, {});
  } else {
    kept_ = done;
  }
}

void TransformBase::continueWriting() {
  if (const auto done = std::exchange(kept_, nullptr)) done(stream_, {});
}

bool TransformBase::beginFlush(const Done& done) {
  if (stream_.destroyed()) {
    stream_.readable_->push({});
    done();
    return false;
  }
  flushing_ = done.complete();
  return true;
}

void TransformBase::flushed(const Error& error, Chunk value) {
  const auto done = std::exchange(flushing_, nullptr);
  if (!done) return;
  if (error) return done(stream_, error);
  if (value) stream_.readable_->push(std::move(value));
  stream_.readable_->push({});
  done(stream_, {});
}

}  // namespace nodelab::stream
