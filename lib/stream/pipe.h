// Pipe: what `source.pipe(destination)` sets up, and all that it does.
//
// Each chunk of the source is written to the destination. When that answers false the source is
// paused until the destination's 'drain'; with several destinations until all have drained. At the
// end of the source the destination is ended. That is all: an error on one end is not told to the
// other. A failing destination is only unpiped, a failing source leaves its destination open.
//
// Internal to streams; the numbers in the comments are facts of docs/conformance/stream.md.
#pragma once

#include "nodelab/events/listener.h"
#include "nodelab/stream/stream.h"

namespace nodelab::stream {

class Pipe : public RefCounted<Pipe> {
 public:
  Pipe(Stream& source, Stream& destination, bool endDestination);
  // Its listeners must not outlive it: one that threw may have kept them from being taken off.
  ~Pipe() { takeListenersOff(); }

  // Attaches the listeners and sets the source flowing; the source has the pipe in its list
  // already.
  void begin();
  // Emits 'unpipe' on the destination and takes the listeners off.
  void emitUnpipe();
  // Writes the chunk to the destination.
  void onData(Chunk&& chunk);

  Stream& destination() { return *destination_; }

 private:
  void waitForDrain();
  void onDrain();
  void onError(const Error& error);
  void unpipe();
  void detach();
  void takeListenersOff();
  void endOrUnpipe();

  Ref<Stream> source_;
  Ref<Stream> destination_;
  bool endDestination_;
  bool detached_ = false;
  bool drainAttached_ = false;
  Task stopData_;
  Listener<> end_;
  Listener<> drain_;
  Listener<> close_;
  Listener<> finish_;
  Listener<Error> error_;
};

}  // namespace nodelab::stream
