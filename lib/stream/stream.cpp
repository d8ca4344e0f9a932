#include "nodelab/stream/stream.h"

#include <algorithm>
#include <array>

#include "nodelab/stream/errors.h"
#include "nodelab/stream/pipe.h"
#include "nodelab/stream/readable_side.h"
#include "nodelab/stream/tick.h"
#include "nodelab/stream/writable_side.h"

namespace nodelab::stream {

Stream::Stream() { EventLoop::current().track(*this); }
Stream::~Stream() = default;

void Stream::initReadable(std::size_t highWaterMark, bool byteMode) {
  readable_ = std::make_unique<ReadableSide>(*this, highWaterMark, byteMode);
}

void Stream::initWritable(std::size_t highWaterMark, bool byteMode) {
  writable_ = std::make_unique<WritableSide>(*this, highWaterMark, byteMode);
}

void Stream::initLife(bool autoDestroy, bool emitClose) {
  autoDestroy_ = autoDestroy;
  emitClose_ = emitClose;
}

void Stream::_read(std::size_t) { throw methodNotImplemented("_read()"); }
void Stream::_writeChunk(const Chunk&, const Done&) { throw methodNotImplemented("_write()"); }

// Construction: one tick to call it, one tick after it has called back (50).

void Stream::begin() {
  if (!hasConstruct()) return;
  constructed_ = false;
  nextTick(*this, [this] { callConstruct(); });
}

void Stream::callConstruct() {
  auto calledBack = [](Stream& stream, const Error& error) {
    nextTick(stream, [&stream, error] { stream.constructed(error); });
  };
  try {
    _construct(Done(*this, calledBack));
  } catch (...) {
    calledBack(*this, toError(std::current_exception()));
  }
}

void Stream::constructed(const Error& error) {
  if (std::exchange(constructCalledBack_, true)) {
    return errorOrDestroy(error ? error : multipleCallback());
  }
  constructed_ = true;
  if (destroyed_) return callDestroy(destroyError_ ? destroyError_ : error);
  if (error) return errorOrDestroy(error, true);
  if (readable_) readable_->onConstructed();
  if (writable_) writable_->onConstructed();
}

// Destruction (46 to 49).

void Stream::noteError(const Error& error) {
  if (!errored_) errored_ = error;
}

void Stream::errorOrDestroy(const Error& error, bool sync) {
  if (destroyed_) return;
  if (autoDestroy_) return destroy(error);
  noteError(error);
  if (sync) {
    nextTick(*this, [this, error] { emitErrorOnce(error); });
  } else {
    emitErrorOnce(error);
  }
}

void Stream::destroy(const Error& error) {
  if (destroyed_) return;
  if (writable_) writable_->beforeDestroy();
  noteError(error);
  destroyed_ = true;
  if (constructed_) {
    callDestroy(error);
  } else {
    destroyError_ = error;
  }
}

void Stream::callDestroy(const Error& error) {
  auto calledBack = [](Stream& stream, const Error& result) {
    if (std::exchange(stream.destroyCalledBack_, true)) return;
    stream.noteError(result);
    stream.closed_ = true;
    nextTick(stream, [&stream, result] {
      if (result) stream.emitErrorOnce(result);
      stream.emitClose();
    });
  };
  try {
    _destroy(error, Done(*this, calledBack));
  } catch (...) {
    calledBack(*this, toError(std::current_exception()));
  }
}

void Stream::emitErrorOnce(const Error& error) {
  if (std::exchange(errorEmitted_, true)) return;
  emit(event::error, error);
}

void Stream::emitClose() {
  closeEmitted_ = true;
  if (emitClose_) emit(event::close);
  letGo();
}

void Stream::letGo() {
  // What may still be emitted on a stream that has closed.
  constexpr std::array lasting{event::pause.name, event::resume.name, event::pipe.name,
                               event::unpipe.name};
  for (const EventId& name : eventNames()) {
    if (std::find(lasting.begin(), lasting.end(), name) == lasting.end()) {
      removeAllListeners(name);
    }
  }
}

void Stream::dispose() {
  Ref<Stream> keep(this);
  destroyed_ = closed_ = closeEmitted_ = true;
  letGo();
  removeAllListeners();
  if (readable_) readable_->clear();
  if (writable_) writable_->clear();
}

// Listening means something to the readable side (21, 24).

void Stream::onListenerAdded(const EventKey& name) {
  if (!readable_) return;
  if (name == "data") readable_->onDataListener();
  if (name == "readable") readable_->onReadableListener();
}

void Stream::onListenerRemoved(const EventKey& name) {
  if (!readable_ || closeEmitted_) return;
  if (name == "data") readable_->onDataListenerRemoved();
  if (name == "readable") readable_->onReadableListenerRemoved();
}

}  // namespace nodelab::stream
