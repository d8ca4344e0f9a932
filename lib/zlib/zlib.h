// zlib: gzip and gunzip, as Transforms and in one go.
//
//   co_await stream::pipeline(fs::createReadStream("in.txt"), zlib::createGzip(),
//                             fs::createWriteStream("in.txt.gz"));
//
// The streams compute on libuv's thread pool, one block of output (16 KiB) at a time, so the loop
// stays free and memory bounded: while nobody reads, nothing more is computed, however much a small
// input may unpack to. The Sync functions compute on this thread.
//
// Errors are Node's: `incorrect header check` (Z_DATA_ERROR), `unexpected end of file`
// (Z_BUF_ERROR). Deflate, raw formats, brotli, flush() and the other options of Node are not here
// yet.
#pragma once

#include <memory>

#include "nodelab/buffer/buffer.h"
#include "nodelab/loop/async_resource.h"
#include "nodelab/stream/transform.h"
#include "nodelab/zlib/codec.h"

namespace nodelab::zlib {

struct GzipOptions {
  int level = -1;  // 0 (store) to 9 (smallest); -1 is zlib's default, 6
};

struct GunzipOptions {
  // gunzipSync refuses to unpack to more (ERR_BUFFER_TOO_LARGE); the bound against bombs.
  std::size_t maxOutputLength = 4294967296;
};

// A Transform around a Codec; use createGzip and createGunzip.
class ZlibStream final : public stream::Transform<Buffer, Buffer> {
 public:
  ZlibStream(Codec::Mode mode, int level) : codec_(mode, level) {}

 protected:
  void _transform(const Buffer& chunk, stream::TransformDone<Buffer> done) override;
  void _flush(stream::TransformDone<Buffer> done) override;
  void _read(std::size_t size) override;
  void letGo() override;

 private:
  void compute(Buffer input, bool last, stream::TransformDone<Buffer> done);
  void produceBlock(Buffer input, stream::TransformDone<Buffer> done);

  Codec codec_;
  AsyncResource resource_{"ZLIB"};  // one for all its work, as in Node
  Task whenRead_;  // goes on with the output of the chunk in work, once there is room
};

// Throws ERR_OUT_OF_RANGE for a level that zlib does not know.
Ref<ZlibStream> createGzip(GzipOptions options = {});
Ref<ZlibStream> createGunzip();

Buffer gzipSync(const Buffer& data, GzipOptions options = {});
Buffer gunzipSync(const Buffer& data, GunzipOptions options = {});

}  // namespace nodelab::zlib
