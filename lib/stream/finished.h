// finished: tells once when a stream is over, however it ends.
//
//   finished(*stream, [](const Error& error) { … });
//
// Success when every watched side is done ('end' for the readable one, 'finish' for the writable
// one) and, if the stream is going to emit it, 'close' has come. Otherwise the stream's error, or
// ERR_STREAM_PREMATURE_CLOSE when it closed before it was done. It works on streams that are over
// already; the callback then comes in a tick.
#pragma once

#include <optional>

#include "nodelab/base/callback.h"
#include "nodelab/base/error.h"
#include "nodelab/promise/promise.h"
#include "nodelab/stream/stream.h"

namespace nodelab::stream {

// Which sides to watch; by default those that the stream has. Without `error` an 'error' event is
// not listened to, and only the end counts.
struct FinishedOptions {
  std::optional<bool> readable = {};
  std::optional<bool> writable = {};
  bool error = true;
};

// Calls `callback` once. The listeners stay on the stream until the returned task is called (an
// error that comes later is so not uncaught), or until the stream has closed.
Task finished(Stream& stream, FinishedOptions options, Callback<void(const Error& error)> callback);
inline Task finished(Stream& stream, Callback<void(const Error& error)> callback) {
  return finished(stream, {}, std::move(callback));
}

// The promise form, Node's `stream/promises`: fulfilled on success, rejected with the error.
Promise<void> finished(Stream& stream, FinishedOptions options = {});

}  // namespace nodelab::stream
