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
  written_ = done.complete();
  lengthBefore_ = stream_.readable_->length();
}

// A second call is not looked for here: the writable side finds it.
void TransformBase::transformed(const Error& error, Chunk&& value) {
  if (error) return written_(stream_, error);
  ReadableSide& readable = *stream_.readable_;
  if (value) readable.push(std::move(value));
  const bool room = readable.length() == lengthBefore_ ||
                    readable.length() < readable.highWaterMark() || stream_.writable_->ended();
  if (readable.ended()) {
    nextTick(stream_, [this] { written_(stream_, Done::none); });  // (41)
  } else if (room) {
    written_(stream_, Done::none);
  } else {
    kept_ = true;
  }
}

void TransformBase::continueWriting() {
  if (std::exchange(kept_, false)) written_(stream_, Done::none);
}

bool TransformBase::beginFlush(const Done& done) {
  if (stream_.destroyed()) {
    stream_.readable_->push({});
    done();
    return false;
  }
  finished_ = done.complete();
  return true;
}

void TransformBase::flushed(const Error& error, Chunk&& value) {
  if (error) return finished_(stream_, error);
  if (value) stream_.readable_->push(std::move(value));
  stream_.readable_->push({});
  finished_(stream_, Done::none);
}

}  // namespace nodelab::stream
