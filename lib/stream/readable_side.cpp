#include "nodelab/stream/readable_side.h"

#include <algorithm>
#include <bit>

#include "nodelab/buffer/buffer.h"
#include "nodelab/stream/errors.h"
#include "nodelab/stream/pipe.h"
#include "nodelab/stream/tick.h"
#include "nodelab/stream/writable_side.h"

namespace nodelab::stream {

ReadableSide::ReadableSide(Stream& stream, std::size_t highWaterMark, bool byteMode)
    : stream_(stream), highWaterMark_(highWaterMark), byteMode_(byteMode) {}

ReadableSide::~ReadableSide() = default;

inline std::size_t ReadableSide::sizeOf(const Chunk& chunk) const {
  return byteMode_ ? chunk.as<Buffer>().size() : 1;
}

bool ReadableSide::usable() const {
  return !stream_.destroyed_ && !stream_.errorEmitted_ && !endEmitted_;
}

inline bool ReadableSide::mayEmitData() const {
  return !stream_.errorEmitted_ && !stream_.closeEmitted_;
}

bool ReadableSide::finished() const {
  return !stream_.errored_ && (endEmitted_ || (ended_ && length_ == 0));
}

// Giving away. A pipe that is alone with the data is called without the detour of the event, which
// comes to the same and is what makes a chain of streams fast.

inline void ReadableSide::emitData(Chunk&& chunk) {
  dataEmitted_ = true;
  if (onlyPipe_) {
    onlyPipe_->onData(std::move(chunk));
  } else {
    stream_.emitData(chunk);
  }
}

void ReadableSide::flow() {
  while (flowing_ == true) {
    Chunk chunk = next({});
    if (!chunk) return;
    if (mayEmitData()) emitData(std::move(chunk));
  }
}

// Reading (4 to 13).

Chunk ReadableSide::read(std::optional<std::size_t> wanted) {
  Chunk chunk = next(wanted);
  if (chunk && mayEmitData()) emitData(Chunk(chunk));
  return chunk;
}

Chunk ReadableSide::next(std::optional<std::size_t> wanted) {
  if (wanted && *wanted > highWaterMark_) highWaterMark_ = std::bit_ceil(*wanted);
  if (wanted != 0u) emittedReadable_ = false;
  const bool full = highWaterMark_ > 0 ? length_ >= highWaterMark_ : length_ > 0;
  if (wanted == 0u && needReadable_ && (full || ended_)) {
    if (length_ == 0 && ended_) {
      endSoon();
    } else {
      emitReadableSoon();
    }
    return {};
  }
  std::size_t amount = howMuch(wanted);
  if (amount == 0 && ended_) {
    if (length_ == 0) endSoon();
    return {};
  }
  if (mayRead(amount)) {
    callRead();
    if (!reading_) amount = howMuch(wanted);  // a synchronous push counts for this read
  }
  Chunk chunk = take(amount);
  if (length_ == 0) {
    if (!ended_) needReadable_ = true;
    if (ended_ && wanted != (chunk ? amount : 0)) endSoon();
  }
  return chunk;
}

std::size_t ReadableSide::howMuch(std::optional<std::size_t> wanted) const {
  if (wanted == 0u || (length_ == 0 && ended_)) return 0;
  if (!byteMode_) return 1;
  if (!wanted) {
    if (flowing_ == true && length_ > 0) return sizeOf(buffer_.front());
    return length_;
  }
  if (*wanted <= length_) return *wanted;
  return ended_ ? length_ : 0;
}

// The amount that is about to leave the buffer counts as gone (9).
bool ReadableSide::mayRead(std::size_t leaving) const {
  if (ended_ || reading_ || stream_.destroyed_ || stream_.errored_ || !stream_.constructed_) {
    return false;
  }
  return needReadable_ || length_ == 0 || length_ - leaving < highWaterMark_;
}

void ReadableSide::callRead() {
  reading_ = sync_ = true;
  if (length_ == 0) needReadable_ = true;
  try {
    stream_._read(highWaterMark_);
  } catch (...) {
    stream_.errorOrDestroy(toError(std::current_exception()));
  }
  sync_ = false;
}

Chunk ReadableSide::take(std::size_t amount) {
  if (amount == 0 || length_ == 0) {
    if (length_ <= highWaterMark_) needReadable_ = true;
    return {};
  }
  length_ -= amount;
  awaitingDrain_.clear();
  return byteMode_ ? takeBytes(amount) : buffer_.popFront();
}

// Whole chunks where they fit; several are joined, the last is split.
Chunk ReadableSide::takeBytes(std::size_t amount) {
  if (sizeOf(buffer_.front()) == amount) return buffer_.popFront();
  std::vector<Buffer> parts;
  while (amount > 0) {
    Buffer& first = buffer_.front().as<Buffer>();
    if (first.size() <= amount) {
      amount -= first.size();
      parts.push_back(std::move(buffer_.popFront().as<Buffer>()));
    } else {
      parts.push_back(first.subarray(0, static_cast<std::ptrdiff_t>(amount)));
      first = first.subarray(static_cast<std::ptrdiff_t>(amount));
      amount = 0;
    }
  }
  return Chunk::of(parts.size() == 1 ? std::move(parts.front()) : Buffer::concat(parts));
}

// Filling (15 to 20).

bool ReadableSide::push(Chunk&& chunk) {
  if (!chunk) {
    reading_ = false;
    end();
    return false;
  }
  if (sizeOf(chunk) == 0) {
    reading_ = false;
    readMoreSoon();
  } else if (ended_) {
    stream_.errorOrDestroy(pushAfterEof());
    return false;
  } else if (stream_.destroyed_ || stream_.errored_) {
    return false;
  } else {
    reading_ = false;
    add(std::move(chunk), false);
  }
  return answer();
}

bool ReadableSide::unshift(Chunk&& chunk) {
  if (!chunk) return push({});
  if (sizeOf(chunk) == 0) return answer();
  if (endEmitted_) {
    stream_.errorOrDestroy(unshiftAfterEnd());
  } else if (stream_.destroyed_ || stream_.errored_) {
    return false;
  } else {
    add(std::move(chunk), true);
  }
  return answer();
}

void ReadableSide::add(Chunk&& chunk, bool front) {
  if (flowing_ == true && length_ == 0 && !sync_ && dataListening_) {
    awaitingDrain_.clear();
    emitData(std::move(chunk));
  } else {
    length_ += sizeOf(chunk);
    front ? buffer_.pushFront(std::move(chunk)) : buffer_.pushBack(std::move(chunk));
    if (needReadable_) emitReadableSoon();
  }
  readMoreSoon();
}

void ReadableSide::end() {
  if (ended_) return;
  ended_ = true;
  if (sync_) return emitReadableSoon();
  needReadable_ = false;
  emittedReadable_ = true;
  emitReadable();
}

void ReadableSide::emitReadableSoon() {
  needReadable_ = false;
  if (std::exchange(emittedReadable_, true)) return;
  nextTick(stream_, [this] { emitReadable(); });
}

void ReadableSide::emitReadable() {
  if (!stream_.destroyed_ && !stream_.errored_ && (length_ > 0 || ended_)) {
    stream_.emit(event::readable);
    emittedReadable_ = false;
  }
  if (flowing_ != true && !ended_ && length_ <= highWaterMark_) needReadable_ = true;
  flow();
}

void ReadableSide::readMoreSoon() {
  if (readingMore_ || !stream_.constructed_) return;
  readingMore_ = true;
  nextTick(stream_, [this] { readMore(); });
}

void ReadableSide::readMore() {
  while (!reading_ && !ended_ && (length_ < highWaterMark_ || (flowing_ == true && length_ == 0))) {
    const std::size_t before = length_;
    read(0);
    if (length_ == before) break;
  }
  readingMore_ = false;
}

void ReadableSide::onConstructed() {
  if (needReadable_) readMoreSoon();
}

// Modes (21 to 24).

void ReadableSide::onDataListenerRemoved() {
  onlyPipe_ = nullptr;
  if (stream_.listenerCount(EventName<>("data")) == 0) dataListening_ = false;
}

void ReadableSide::onDataListener() {
  onlyPipe_ = nullptr;
  readableListening_ = stream_.listenerCount(event::readable) > 0;
  dataListening_ = true;
  if (flowing_ != false) resume();
}

void ReadableSide::onReadableListener() {
  if (endEmitted_ || readableListening_) return;
  readableListening_ = needReadable_ = true;
  flowing_ = false;
  emittedReadable_ = false;
  if (length_ > 0) {
    emitReadableSoon();
  } else if (!reading_) {
    nextTick(stream_, [this] { read(0); });
  }
}

void ReadableSide::onReadableListenerRemoved() {
  nextTick(stream_, [this] { updateReadableListening(); });
}

void ReadableSide::updateReadableListening() {
  readableListening_ = stream_.listenerCount(event::readable) > 0;
  if (resumeScheduled_ && paused_ == false) {
    flowing_ = true;
  } else if (dataListening_) {
    resume();
  } else if (!readableListening_) {
    flowing_.reset();
  }
}

void ReadableSide::resume() {
  if (flowing_ != true) {
    flowing_ = !readableListening_;
    if (!std::exchange(resumeScheduled_, true)) nextTick(stream_, [this] { resumeNow(); });
  }
  paused_ = false;
}

void ReadableSide::resumeNow() {
  if (!reading_) read(0);
  resumeScheduled_ = false;
  stream_.emit(event::resume);
  flow();
  if (flowing_ == true && !reading_) read(0);
}

void ReadableSide::pause() {
  if (flowing_ != false) {
    flowing_ = false;
    stream_.emit(event::pause);
  }
  paused_ = true;
}

// Ending (25, 26).

void ReadableSide::endSoon() {
  if (endEmitted_) return;
  ended_ = true;
  nextTick(stream_, [this] { endNow(); });
}

void ReadableSide::endNow() {
  if (stream_.errored_ || stream_.closeEmitted_ || endEmitted_ || length_ > 0) return;
  endEmitted_ = true;
  stream_.emit(event::end);
  afterEnd();
}

void ReadableSide::afterEnd() {
  WritableSide* writable = stream_.writable_.get();
  if (writable && writable->usable() && !stream_.allowHalfOpen()) {
    nextTick(stream_, [writable] {
      if (writable->usable()) writable->end();
    });
  } else if (stream_.autoDestroy_ && (!writable || writable->finishEmitted())) {
    stream_.destroy();
  }
}

// Pipes; what each does is in pipe.h.

void ReadableSide::pipe(Stream& destination, bool end) {
  auto pipe = make<Pipe>(stream_, destination, end);
  pipes_.push_back(pipe);
  pipe->begin();
}

void ReadableSide::unpipe(Stream& destination) {
  auto found = std::find_if(pipes_.begin(), pipes_.end(), [&](const Ref<Pipe>& pipe) {
    return &pipe->destination() == &destination;
  });
  if (found == pipes_.end()) return;
  const Ref<Pipe> pipe = *found;
  pipes_.erase(found);
  if (pipes_.empty()) pause();
  pipe->emitUnpipe();
}

void ReadableSide::unpipe() {
  if (pipes_.empty()) return;
  const auto pipes = std::exchange(pipes_, {});
  pause();
  for (const auto& pipe : pipes) pipe->emitUnpipe();
}

void ReadableSide::clear() {
  pipes_.clear();
  buffer_.clear();
  length_ = 0;
}

}  // namespace nodelab::stream
