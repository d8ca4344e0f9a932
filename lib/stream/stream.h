// Stream: what all streams are, whichever way the data goes and whatever it is made of.
//
// A stream has a readable side, a writable side, or both, and one life for them together: it is
// constructed, it may fail, it is destroyed, it closes. That life is here. The sides are plain
// state machines (readable_side.h, writable_side.h), written once and not per chunk type;
// `Readable<T>`, `Writable<T>`, `Duplex<In, Out>` and `Transform<In, Out>` are the thin typed skins
// that programs use. So this is the place to read how a stream ends:
//
//   destroy(error) → _destroy(error, done) → done(error) → next tick: 'error', then 'close'
//
// Streams are held by Ref, as JavaScript holds them by reference, and are made by `create`. What is
// active keeps itself alive: a file operation in flight, a tick that is queued, a pipe hold Refs of
// their own. A stream belongs to the loop of the thread that made it.
//
// What differs from Node: after 'close' a stream drops its listeners, so that listeners which hold
// streams do not keep each other alive for ever (those of 'pause', 'resume', 'pipe' and 'unpipe'
// stay: they may still be called). A stream that never closes is let go of at the end of its loop,
// without events.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "nodelab/base/error.h"
#include "nodelab/base/ref.h"
#include "nodelab/events/event_emitter.h"
#include "nodelab/loop/event_loop.h"
#include "nodelab/stream/chunk.h"

namespace nodelab::stream {

class Stream;
class ReadableSide;
class WritableSide;

}  // namespace nodelab::stream

namespace nodelab::event {
// Of every stream: nothing comes after it. Not emitted with `emitClose = false`.
inline constexpr EventName<> close{"close"};
// Of a readable side: all data was consumed.
inline constexpr EventName<> end{"end"};
inline constexpr EventName<> pause{"pause"};
inline constexpr EventName<> resume{"resume"};
// There is something to read, or the end was reached.
inline constexpr EventName<> readable{"readable"};
// Of a writable side: the buffer is empty again after a write() that returned false.
inline constexpr EventName<> drain{"drain"};
// All was written, and `_final` is about to be or was called.
inline constexpr EventName<> prefinish{"prefinish"};
// All was written and flushed.
inline constexpr EventName<> finish{"finish"};
// A source was piped into this writable, or taken off it.
inline constexpr EventName<Ref<stream::Stream>> pipe{"pipe"};
inline constexpr EventName<Ref<stream::Stream>> unpipe{"unpipe"};
}  // namespace nodelab::event

namespace nodelab::stream {

// The callback that an implementation (`_write`, `_final`, `_destroy`, `_construct`) must call
// once, with an error or with nothing. It keeps its stream alive.
class Done {
 public:
  inline static const Error none;  // what `done()` says
  using Complete = void (*)(Stream& stream, const Error& error);
  Done() = default;  // of nothing; false
  Done(Stream& stream, Complete call) : stream_(&stream), complete_(call) {}
  explicit operator bool() const { return complete_ != nullptr; }
  Complete complete() const { return complete_; }
  void operator()() const { complete_(*stream_, none); }
  void operator()(const Error& error) const { complete_(*stream_, error); }

 private:
  Ref<Stream> stream_;
  Complete complete_ = nullptr;
};

class Stream : public EventEmitter, public RefCounted<Stream>, public LoopResource {
 public:
  ~Stream() override;

  // Ends the stream's life: nothing is read or written any more, what is buffered stays unread, and
  // after `_destroy` has called back 'error' (if there is one) and 'close' come in one tick. The
  // first call counts. Pending write callbacks get the error, or ERR_STREAM_DESTROYED.
  void destroy(const Error& error = {});

  // Whether destroy() was called, by the program or by the stream itself at its end (autoDestroy).
  bool destroyed() const noexcept { return destroyed_; }
  // Whether `_destroy` has called back; 'close' comes one tick later.
  bool closed() const noexcept { return closed_; }
  // The error that the stream failed with, or null.
  const Error& errored() const noexcept { return errored_; }

  // The end of the loop; internal.
  void dispose() override;

 protected:
  Stream();

  // What an implementation may provide. Each has the default of Node.
  virtual bool hasConstruct() const { return false; }
  virtual void _construct(Done done) { done(); }
  virtual void _read(std::size_t size);
  virtual void _writeChunk(const Chunk& chunk, const Done& done);
  virtual bool hasWritev() const { return false; }
  virtual void _writevChunks(std::vector<Chunk> /*chunks*/, Done done) { done(); }
  virtual bool hasFinal() const { return false; }
  virtual void _final(Done done) { done(); }
  virtual void _destroy(const Error& error, Done done) { done(error); }
  // Whether the writable side stays open when the readable side has ended.
  virtual bool allowHalfOpen() const { return true; }

  // The typed skin: emits 'data', and listens to it untyped. The task removes the listener.
  virtual void emitData(const Chunk& /*chunk*/) {}
  virtual Task onChunk(Callback<void(Chunk&&)> /*listener*/) { return {}; }

  // Called by the constructors of the skins.
  void initReadable(std::size_t highWaterMark, bool byteMode);
  void initWritable(std::size_t highWaterMark, bool byteMode);
  void initLife(bool autoDestroy, bool emitClose);

  // Lets go of what may hold other streams, or this one, once the stream has closed.
  virtual void letGo();

  void onListenerAdded(const EventKey& event) override;
  void onListenerRemoved(const EventKey& event) override;

 private:
  friend class ReadableSide;
  friend class WritableSide;
  friend class Pipe;
  friend class Finished;
  friend class Pipeline;
  friend class ReadableBase;
  friend class WritableBase;
  friend class TransformBase;
  template <class T, class... Args>
  friend Ref<T> create(Args&&... args);

  // An error of the stream itself: destroys it with autoDestroy, else emits 'error' once, now or
  // (`sync`, when the program's call is still on the stack) in a tick.
  void errorOrDestroy(const Error& error, bool sync = false);
  void noteError(const Error& error);
  void begin();
  void callConstruct();
  void constructed(const Error& error);
  void callDestroy(const Error& error);
  void emitErrorOnce(const Error& error);
  void emitClose();
  std::unique_ptr<ReadableSide> readable_;
  std::unique_ptr<WritableSide> writable_;
  Error errored_;
  Error destroyError_;  // kept while destroy waits for _construct
  bool autoDestroy_ = true;
  bool emitClose_ = true;
  bool constructed_ = true;
  bool constructCalledBack_ = false;
  bool destroyed_ = false;
  bool destroyCalledBack_ = false;
  bool closed_ = false;
  bool errorEmitted_ = false;
  bool closeEmitted_ = false;
};

// Makes a stream of a class derived from Readable<T>, Writable<T>… and begins its life:
// `_construct` is called in the next tick if the class has one. `new` for streams.
template <class T, class... Args>
Ref<T> create(Args&&... args) {
  auto stream = make<T>(std::forward<Args>(args)...);
  static_cast<Stream&>(*stream).begin();
  return stream;
}

}  // namespace nodelab::stream
