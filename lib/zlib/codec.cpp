#include "nodelab/zlib/codec.h"

#include <string>

namespace nodelab::zlib {

namespace {

constexpr int gzipWindow = 15 + 16;  // zlib's largest window, and a gzip header
constexpr int memoryLevel = 8;
constexpr uint8_t gzipMagic = 0x1f;

Error codecError(int status, const char* message) {
  const std::string text = message ? message : zError(status);
  switch (status) {
    case Z_DATA_ERROR:
      return {"Z_DATA_ERROR", text};
    case Z_BUF_ERROR:
      return {"Z_BUF_ERROR", "unexpected end of file"};
    case Z_MEM_ERROR:
      return {"Z_MEM_ERROR", text};
    case Z_NEED_DICT:
      return {"Z_NEED_DICT", "Missing dictionary"};
    default:
      return {"Z_STREAM_ERROR", text};
  }
}

}  // namespace

Codec::Codec(Mode mode, int level) : mode_(mode) {
  const int status = mode == Mode::gzip ? deflateInit2(&stream_, level, Z_DEFLATED, gzipWindow,
                                                       memoryLevel, Z_DEFAULT_STRATEGY)
                                        : inflateInit2(&stream_, gzipWindow);
  if (status != Z_OK) throw codecError(status, stream_.msg);
}

Codec::~Codec() { mode_ == Mode::gzip ? deflateEnd(&stream_) : inflateEnd(&stream_); }

void Codec::feed(const uint8_t* data, std::size_t size, bool last) {
  stream_.next_in = const_cast<uint8_t*>(data);
  stream_.avail_in = static_cast<uInt>(size);
  last_ = last;
}

int Codec::step() {
  if (mode_ == Mode::gunzip) return inflate(&stream_, Z_NO_FLUSH);
  return deflate(&stream_, last_ ? Z_FINISH : Z_NO_FLUSH);
}

// A gzip file may be several, one behind the other; anything else behind one is ignored, as in
// Node.
void Codec::nextMember() {
  if (stream_.avail_in == 0) return;
  if (*stream_.next_in == gzipMagic) {
    inflateReset(&stream_);
    ended_ = false;
  } else {
    garbage_ = true;
  }
}

std::size_t Codec::produce(uint8_t* block, std::size_t capacity) {
  stream_.next_out = block;
  stream_.avail_out = static_cast<uInt>(capacity);
  while (stream_.avail_out > 0 && !garbage_) {
    if (ended_ && mode_ == Mode::gunzip) nextMember();
    if (ended_ || garbage_) break;
    const int status = step();
    ended_ = status == Z_STREAM_END;
    if (ended_ || status == Z_OK) continue;
    // No progress is possible: more input is needed, and is a fault only when there is none.
    if (status == Z_BUF_ERROR && !last_) break;
    throw codecError(status, stream_.msg);
  }
  return capacity - stream_.avail_out;
}

}  // namespace nodelab::zlib
