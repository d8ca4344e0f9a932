// Codec: zlib's compressor or decompressor, fed with one input and asked for output in blocks.
//
// It blocks while it computes and knows no loop: the streams of zlib.h run it on the thread pool,
// the Sync functions on this thread. One thread at a time.
//
// Internal to zlib.
#pragma once

#include <zlib.h>

#include <cstddef>
#include <cstdint>

#include "nodelab/base/error.h"

namespace nodelab::zlib {

class Codec {
 public:
  enum class Mode { gzip, gunzip };

  // `level` is zlib's, -1 (its default) to 9; only for Mode::gzip.
  Codec(Mode mode, int level);
  ~Codec();
  Codec(const Codec&) = delete;
  Codec& operator=(const Codec&) = delete;

  // The next input; it must stay until it is used up. `last`: nothing comes after it.
  void feed(const uint8_t* data, std::size_t size, bool last);

  // Computes until the block is full or the input is used up. Returns the number of bytes written;
  // one that is less than `capacity` says that more input is needed (or, after the last, that all
  // is done). Throws Z_DATA_ERROR, Z_BUF_ERROR ("unexpected end of file") and their kin.
  std::size_t produce(uint8_t* block, std::size_t capacity);

 private:
  int step();
  void nextMember();

  Mode mode_;
  z_stream stream_{};
  bool last_ = false;
  bool ended_ = false;    // the (present) member is complete
  bool garbage_ = false;  // what follows is not another member, and is ignored
};

}  // namespace nodelab::zlib
