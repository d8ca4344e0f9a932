#include "nodelab/stream/pipe.h"

#include <algorithm>

#include "nodelab/stream/readable_side.h"
#include "nodelab/stream/tick.h"
#include "nodelab/stream/writable_side.h"

namespace nodelab::stream {

// The listeners do not own the pipe: the source's list does, and detach() takes them off with it.
Pipe::Pipe(Stream& source, Stream& destination, bool endDestination)
    : source_(&source),
      destination_(&destination),
      endDestination_(endDestination),
      end_([this] { endOrUnpipe(); }),
      drain_([this] { onDrain(); }),
      close_([this] {
        destination_->off(event::finish, finish_);
        unpipe();
      }),
      finish_([this] {
        destination_->off(event::close, close_);
        unpipe();
      }),
      error_([this](const Error& error) { onError(error); }) {}

void Pipe::begin() {
  ReadableSide& readable = *source_->readable_;
  if (readable.endEmitted()) {
    nextTick(*source_, [pipe = Ref<Pipe>(this)] { pipe->endOrUnpipe(); });
  } else {
    source_->once(event::end, end_);
  }
  stopData_ = source_->onChunk([this](Chunk&& chunk) { onData(std::move(chunk)); });
  if (source_->listenerCount(EventName<>("data")) == 1) readable.onlyPipe_ = this;
  destination_->prependListener(event::error, error_);
  destination_->once(event::close, close_);
  destination_->once(event::finish, finish_);
  destination_->emit(event::pipe, source_);
  if (destination_->writable_->needDrain()) {
    waitForDrain();
  } else if (readable.flowing() != true) {
    readable.resume();
  }
}

void Pipe::onData(Chunk&& chunk) {
  const Ref<Pipe> keep(this);
  if (!destination_->writable_->write(std::move(chunk))) waitForDrain();
}

// The pause and the resume of every round are visible as events (56).
void Pipe::waitForDrain() {
  if (!detached_) {
    auto& awaiting = source_->readable_->awaitingDrain_;
    if (source_->readable_->pipes_.size() == 1) awaiting.clear();  // no other can be awaited
    if (std::find(awaiting.begin(), awaiting.end(), destination_.get()) == awaiting.end()) {
      awaiting.push_back(destination_.get());
    }
    source_->readable_->pause();
  }
  if (std::exchange(drainAttached_, true)) return;
  if (detached_) {
    // Unpiped within the write: as in Node a last 'drain' may set the source flowing again.
    destination_->on(event::drain, [keep = Ref<Pipe>(this)] { keep->onDrain(); });
  } else {
    destination_->on(event::drain, drain_);
  }
}

void Pipe::onDrain() {
  const Ref<Pipe> keep(this);
  ReadableSide& readable = *source_->readable_;
  std::erase(readable.awaitingDrain_, destination_.get());
  if (readable.awaitingDrain_.empty() && readable.dataListening_) readable.resume();
}

// The pipe only unpipes; without another listener the destination still fails (58).
void Pipe::onError(const Error& error) {
  const Ref<Pipe> keep(this);
  const Ref<Stream> destination = destination_;
  unpipe();
  destination->off(event::error, error_);
  if (destination->listenerCount(event::error) > 0) return;
  if (!destination->errorEmitted_) {
    destination->errorOrDestroy(error);
  } else {
    destination->emit(event::error, error);
  }
}

void Pipe::endOrUnpipe() {
  const Ref<Pipe> keep(this);
  if (endDestination_) {
    destination_->writable_->end();
  } else {
    unpipe();
  }
}

void Pipe::unpipe() {
  const Ref<Pipe> keep(this);
  source_->readable_->unpipe(*destination_);
}

void Pipe::emitUnpipe() {
  const Ref<Pipe> keep(this);
  // A round of emit that is under way may still call our listeners: stay until it is over.
  nextTick(*source_, [keep] {});
  // Node's own listener is attached before the program's, so the pipe is off when they hear of it.
  detach();
  destination_->emit(event::unpipe, source_);
}

void Pipe::detach() {
  if (std::exchange(detached_, true)) return;
  takeListenersOff();
  ReadableSide& readable = *source_->readable_;
  // A source that has closed has dropped its listeners, this one too.
  if (source_->closeEmitted_ && readable.pipes_.empty()) readable.onDataListenersGone();
  // The other destinations must not wait for one that is gone (57).
  const bool waiting = drainAttached_ && !readable.awaitingDrain_.empty();
  if (waiting && destination_->writable_->mustDrain()) onDrain();
}

void Pipe::takeListenersOff() {
  Pipe*& only = source_->readable_->onlyPipe_;
  if (only == this) only = nullptr;
  destination_->off(event::close, close_);
  destination_->off(event::finish, finish_);
  destination_->off(event::drain, drain_);
  destination_->off(event::error, error_);
  source_->off(event::end, end_);
  if (stopData_) std::exchange(stopData_, {})();
}

}  // namespace nodelab::stream
