#include "nodelab/zlib/zlib.h"

#include <string>
#include <utility>
#include <vector>

#include "nodelab/loop/work.h"

namespace nodelab::zlib {

namespace {

constexpr int64_t blockSize = 16384;

void checkLevel(int level) {
  if (level < -1 || level > 9) {
    throw outOfRange("options.level", ">= -1 and <= 9", std::to_string(level));
  }
}

Buffer runSync(Codec& codec, const Buffer& data, std::size_t mostBytes) {
  codec.feed(data.data(), data.size(), true);
  std::vector<Buffer> blocks;
  std::size_t total = 0;
  while (true) {
    Buffer block = Buffer::allocUnsafeSlow(blockSize);
    const std::size_t count = codec.produce(block.data(), block.size());
    total += count;
    if (total > mostBytes) {
      throw Error("ERR_BUFFER_TOO_LARGE",
                  "Cannot create a Buffer larger than " + std::to_string(mostBytes) + " bytes",
                  "RangeError");
    }
    if (count > 0) blocks.push_back(block.subarray(0, static_cast<int64_t>(count)));
    if (count < block.size()) return Buffer::concat(blocks);
  }
}

}  // namespace

void ZlibStream::_transform(const Buffer& chunk, stream::TransformDone<Buffer> done) {
  compute(chunk, false, done);
}

void ZlibStream::_flush(stream::TransformDone<Buffer> done) { compute(Buffer(), true, done); }

void ZlibStream::compute(Buffer input, bool last, stream::TransformDone<Buffer> done) {
  codec_.feed(input.data(), input.size(), last);
  produceBlock(std::move(input), done);
}

// One block on the pool, then, while it came out full, the next: at once if there is room for it,
// else when somebody reads.
void ZlibStream::produceBlock(Buffer input, stream::TransformDone<Buffer> done) {
  Buffer block = Buffer::allocUnsafeSlow(blockSize);
  auto count = std::make_shared<std::size_t>(0);
  queueWork(
      [this, count, bytes = block.data(), done] { *count = codec_.produce(bytes, blockSize); },
      [this, count, block, input, done](const Error& error) {
        if (destroyed()) return;
        if (error) return done(error);
        const bool more = *count == block.size();
        bool room = true;
        if (*count > 0) room = push(block.subarray(0, static_cast<int64_t>(*count)));
        if (!more) return done();
        if (room) return produceBlock(input, done);
        whenRead_ = [this, input, done] { produceBlock(input, done); };
      },
      resource_);
}

void ZlibStream::_read(std::size_t size) {
  if (auto goOn = std::exchange(whenRead_, {})) {
    goOn();
  } else {
    Transform::_read(size);
  }
}

void ZlibStream::letGo() {
  Transform::letGo();
  whenRead_ = {};
}

Ref<ZlibStream> createGzip(GzipOptions options) {
  checkLevel(options.level);
  return stream::create<ZlibStream>(Codec::Mode::gzip, options.level);
}

Ref<ZlibStream> createGunzip() { return stream::create<ZlibStream>(Codec::Mode::gunzip, 0); }

Buffer gzipSync(const Buffer& data, GzipOptions options) {
  checkLevel(options.level);
  Codec codec(Codec::Mode::gzip, options.level);
  return runSync(codec, data, SIZE_MAX);
}

Buffer gunzipSync(const Buffer& data, GunzipOptions options) {
  Codec codec(Codec::Mode::gunzip, 0);
  return runSync(codec, data, options.maxOutputLength);
}

}  // namespace nodelab::zlib
