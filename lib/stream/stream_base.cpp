#include "nodelab/stream/stream_base.h"

#include "nodelab/stream/readable_side.h"
#include "nodelab/stream/writable_side.h"

namespace nodelab::stream {

void ReadableBase::pause() { readable_->pause(); }
void ReadableBase::resume() { readable_->resume(); }
bool ReadableBase::isPaused() const { return readable_->isPaused(); }
void ReadableBase::unpipe() { readable_->unpipe(); }
bool ReadableBase::readable() const { return readable_->usable(); }
std::optional<bool> ReadableBase::readableFlowing() const { return readable_->flowing(); }
std::size_t ReadableBase::readableLength() const { return readable_->length(); }
std::size_t ReadableBase::readableHighWaterMark() const { return readable_->highWaterMark(); }
bool ReadableBase::readableDidRead() const { return readable_->dataEmitted(); }
bool ReadableBase::readableEnded() const { return readable_->endEmitted(); }
bool ReadableBase::readableObjectMode() const { return !readable_->byteMode(); }

Chunk ReadableBase::readChunk(std::optional<std::size_t> size) { return readable_->read(size); }
bool ReadableBase::pushChunk(Chunk&& chunk) { return readable_->push(std::move(chunk)); }
bool ReadableBase::unshiftChunk(Chunk&& chunk) { return readable_->unshift(std::move(chunk)); }
void ReadableBase::pipeTo(Stream& destination, bool end) { readable_->pipe(destination, end); }
void ReadableBase::unpipeFrom(Stream& destination) { readable_->unpipe(destination); }

void WritableBase::cork() { writable_->cork(); }
void WritableBase::uncork() { writable_->uncork(); }
bool WritableBase::writable() const { return writable_->usable(); }
std::size_t WritableBase::writableLength() const { return writable_->length(); }
std::size_t WritableBase::writableHighWaterMark() const { return writable_->highWaterMark(); }
bool WritableBase::writableNeedDrain() const { return writable_->needDrain(); }
bool WritableBase::writableEnded() const { return writable_->ending(); }
bool WritableBase::writableFinished() const { return writable_->finishEmitted(); }
int WritableBase::writableCorked() const { return writable_->corked(); }
bool WritableBase::writableObjectMode() const { return !writable_->byteMode(); }

bool WritableBase::writeChunk(Chunk&& chunk, WriteCallback&& callback) {
  return writable_->write(std::move(chunk), std::move(callback));
}
void WritableBase::endWith(Chunk&& chunk, WriteCallback&& callback) {
  writable_->end(std::move(chunk), std::move(callback));
}

}  // namespace nodelab::stream
