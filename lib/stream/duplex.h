// Duplex<In, Out>: written to with In, read as Out; two independent sides with one life.
//
// A socket is one: what you write goes to the other end, what you read comes from there. The stream
// closes when both sides are done, or when it is destroyed. A class derives from it and overrides
// `_read`, `_write`, `_final`, `_destroy`; Transform is the Duplex whose sides depend on each
// other.
#pragma once

#include <cstddef>
#include <optional>

#include "nodelab/stream/readable.h"
#include "nodelab/stream/writable.h"

namespace nodelab::stream {

struct DuplexOptions {
  // For both sides; the other two for one side each, where this one is not given.
  std::optional<std::size_t> highWaterMark = {};
  std::optional<std::size_t> readableHighWaterMark = {};
  std::optional<std::size_t> writableHighWaterMark = {};
  // false: the writable side is ended as soon as the readable side has ended.
  bool allowHalfOpen = true;
  bool autoDestroy = true;
  bool emitClose = true;
};

template <class In, class Out>
class Duplex : public Readable<Out>, public Writable<In> {
 public:
  using Readable<Out>::on;
  using Readable<Out>::once;
  using Readable<Out>::off;
  using Readable<Out>::listenerCount;
  using Readable<Out>::removeAllListeners;

 protected:
  explicit Duplex(const DuplexOptions& options = {})
      : Readable<Out>(options.highWaterMark ? options.highWaterMark
                                            : options.readableHighWaterMark),
        Writable<In>(options.highWaterMark ? options.highWaterMark : options.writableHighWaterMark),
        allowHalfOpen_(options.allowHalfOpen) {
    this->initLife(options.autoDestroy, options.emitClose);
  }
  bool allowHalfOpen() const override { return allowHalfOpen_; }

 private:
  bool allowHalfOpen_;
};

}  // namespace nodelab::stream
