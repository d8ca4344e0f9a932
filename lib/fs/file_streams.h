// createReadStream and createWriteStream: a file as a stream.
//
//   fs::createReadStream("in.txt")->pipe(fs::createWriteStream("out.txt"));
//
// Each opens its file by itself, in the tick after it is made, and emits 'open' with the
// descriptor; a file that cannot be opened is an 'error'. Data moves on libuv's thread pool, one
// operation at a time. The descriptor is closed before 'close' is emitted, on every path: at the
// end, on an error, after destroy() (which waits for an operation in flight), and when the stream
// is dropped or its loop ends. With `autoClose = false` all of this is left to the program.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "nodelab/buffer/buffer.h"
#include "nodelab/stream/readable.h"
#include "nodelab/stream/writable.h"

namespace nodelab::event {
// The file is open; its descriptor.
inline constexpr EventName<int> open{"open"};
}  // namespace nodelab::event

namespace nodelab::fs {

struct ReadStreamOptions {
  std::string_view flags = "r";
  // From `start` to `end`, both included, in bytes; without `start` from the file's position.
  std::optional<uint64_t> start = {};
  std::optional<uint64_t> end = {};
  std::size_t highWaterMark = 65536;
  bool autoClose = true;
};

struct WriteStreamOptions {
  std::string_view flags = "w";
  int mode = 0666;
  // Where to begin to write; needs flags such as "r+".
  std::optional<uint64_t> start = {};
  std::size_t highWaterMark = 16384;
  bool autoClose = true;
};

// A Readable<Buffer> over a file. Its chunks are up to highWaterMark bytes.
class ReadStream;
// A Writable<Buffer> over a file.
class WriteStream;

// Both throw ERR_INVALID_ARG_VALUE for unknown flags, ERR_OUT_OF_RANGE where `end` lies before
// `start`; all else arrives as 'error'.
Ref<ReadStream> createReadStream(std::string path, ReadStreamOptions options = {});
Ref<WriteStream> createWriteStream(std::string path, WriteStreamOptions options = {});

// What both kinds do with their descriptor. Internal.
class StreamFile {
 public:
  StreamFile(std::string path, int flags, int mode, bool autoClose)
      : path_(std::move(path)), flags_(flags), mode_(mode), autoClose_(autoClose) {}
  ~StreamFile() { closeNow(); }

  const std::string& path() const { return path_; }
  int fd() const { return fd_; }

  void open(stream::Stream& stream, stream::Done done);
  void close(const Error& error, stream::Done done);
  void closeNow() noexcept;
  // The end of the loop: no callback will come any more. An operation in flight keeps the
  // descriptor until it is over; then the destructor closes it.
  void dispose() {
    closeWhenIdle_ = {};
    if (!busy_) closeNow();
  }
  // Between the two the descriptor must stay open: a close waits for the end.
  void beginOperation() { busy_ = true; }
  void endOperation();

 private:
  std::string path_;
  int flags_;
  int mode_;
  bool autoClose_;
  int fd_ = -1;
  bool busy_ = false;
  Task closeWhenIdle_;
};

class ReadStream final : public stream::Readable<Buffer> {
 public:
  // Use createReadStream.
  ReadStream(std::string path, int flags, const ReadStreamOptions& options);

  const std::string& path() const { return file_.path(); }
  // -1 until 'open' and after 'close'.
  int fd() const { return file_.fd(); }
  uint64_t bytesRead() const { return bytesRead_; }

 protected:
  bool hasConstruct() const override { return true; }
  void _construct(stream::Done done) override { file_.open(*this, done); }
  void _read(std::size_t size) override;
  void _destroy(const Error& error, stream::Done done) override { file_.close(error, done); }
  void dispose() override;

 private:
  StreamFile file_;
  std::optional<uint64_t> position_;
  std::optional<uint64_t> end_;
  uint64_t bytesRead_ = 0;
};

class WriteStream final : public stream::Writable<Buffer> {
 public:
  // Use createWriteStream.
  WriteStream(std::string path, int flags, const WriteStreamOptions& options);

  const std::string& path() const { return file_.path(); }
  int fd() const { return file_.fd(); }
  uint64_t bytesWritten() const { return bytesWritten_; }

 protected:
  bool hasConstruct() const override { return true; }
  void _construct(stream::Done done) override { file_.open(*this, done); }
  void _write(const Buffer& chunk, stream::Done done) override;
  void _destroy(const Error& error, stream::Done done) override { file_.close(error, done); }
  void dispose() override;

 private:
  void writeRest(Buffer rest, stream::Done done);

  StreamFile file_;
  std::optional<uint64_t> position_;
  uint64_t bytesWritten_ = 0;
};

}  // namespace nodelab::fs
