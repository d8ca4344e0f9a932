#include "nodelab/fs/file_streams.h"

#include <algorithm>
#include <utility>

#include "nodelab/fs/flags.h"
#include "nodelab/fs/operations.h"

namespace nodelab::fs {

// The descriptor.

void StreamFile::open(stream::Stream& stream, stream::Done done) {
  run(operations::open(path_, flags_, mode_),
      [this, done, keep = Ref<stream::Stream>(&stream)](const Error& error, int fd) {
        if (error) return done(error);
        fd_ = fd;
        done();
        keep->emit(event::open, fd);
      });
}

void StreamFile::close(const Error& error, stream::Done done) {
  if (busy_) {
    closeWhenIdle_ = [this, error, done] { close(error, done); };
    return;
  }
  if (fd_ < 0 || !autoClose_) return done(error);
  run(operations::close(std::exchange(fd_, -1)),
      [error, done](const Error& failure) { done(error ? error : failure); });
}

void StreamFile::closeNow() noexcept {
  if (fd_ < 0 || !autoClose_) return;
  uv_fs_t request;
  uv_fs_close(nullptr, &request, std::exchange(fd_, -1), nullptr);
  uv_fs_req_cleanup(&request);
}

void StreamFile::endOperation() {
  busy_ = false;
  if (auto close = std::exchange(closeWhenIdle_, {})) close();
}

// Reading.

ReadStream::ReadStream(std::string path, int flags, const ReadStreamOptions& options)
    : Readable(options.highWaterMark),
      file_(std::move(path), flags, 0666, options.autoClose),
      position_(options.start),
      end_(options.end) {
  if (end_ && !position_) position_ = 0;
  initLife(options.autoClose, true);
}

void ReadStream::_read(std::size_t size) {
  if (end_) size = std::min<uint64_t>(size, *end_ + 1 - std::min(*position_, *end_ + 1));
  if (size == 0) {
    push(nullptr);
    return;
  }
  Buffer chunk = Buffer::allocUnsafeSlow(static_cast<int64_t>(size));
  file_.beginOperation();
  const int64_t position = position_ ? static_cast<int64_t>(*position_) : -1;
  run(operations::read(file_.fd(), chunk, position),
      [this, chunk, keep = Ref<ReadStream>(this)](const Error& error, std::size_t count) {
        file_.endOperation();
        if (error) return destroy(error);
        bytesRead_ += count;
        if (position_) *position_ += count;
        if (count == 0) {
          push(nullptr);
        } else {
          push(chunk.subarray(0, static_cast<int64_t>(count)));
        }
      });
}

void ReadStream::dispose() {
  const Ref<ReadStream> keep(this);
  Readable::dispose();
  file_.dispose();
}

Ref<ReadStream> createReadStream(std::string path, ReadStreamOptions options) {
  const int flags = parseFlags(options.flags);
  if (options.end && options.start.value_or(0) > *options.end) {
    throw outOfRange("start", "<= \"end\" (here: " + std::to_string(*options.end) + ")",
                     std::to_string(*options.start));
  }
  return stream::create<ReadStream>(std::move(path), flags, options);
}

// Writing.

WriteStream::WriteStream(std::string path, int flags, const WriteStreamOptions& options)
    : Writable(options.highWaterMark),
      file_(std::move(path), flags, options.mode, options.autoClose),
      position_(options.start) {
  initLife(options.autoClose, true);
}

void WriteStream::_write(const Buffer& chunk, stream::Done done) {
  file_.beginOperation();
  writeRest(chunk, done);
}

// The system may write less than it was given.
void WriteStream::writeRest(Buffer rest, stream::Done done) {
  const int64_t position = position_ ? static_cast<int64_t>(*position_) : -1;
  run(operations::write(file_.fd(), rest, position),
      [this, rest, done](const Error& error, std::size_t count) {
        bytesWritten_ += count;
        if (position_) *position_ += count;
        if (!error && count < rest.size() && !destroyed()) {
          return writeRest(rest.subarray(static_cast<int64_t>(count)), done);
        }
        file_.endOperation();
        done(error);
      });
}

void WriteStream::dispose() {
  const Ref<WriteStream> keep(this);
  Writable::dispose();
  file_.dispose();
}

Ref<WriteStream> createWriteStream(std::string path, WriteStreamOptions options) {
  const int flags = parseFlags(options.flags);
  return stream::create<WriteStream>(std::move(path), flags, options);
}

}  // namespace nodelab::fs
