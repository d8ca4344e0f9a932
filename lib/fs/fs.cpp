#include "nodelab/fs/fs.h"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <system_error>

#include "nodelab/fs/operations.h"
#include "nodelab/loop/work.h"

namespace nodelab::fs {

namespace {

constexpr int readOnly = O_RDONLY | O_CLOEXEC;
constexpr int replace = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC;
constexpr int defaultMode = 0666;
constexpr std::size_t readSize = 65536;

// Closes on every way out of a synchronous function.
class OpenFile {
 public:
  OpenFile(std::string path, int flags)
      : fd_(runSync(operations::open(std::move(path), flags, defaultMode))) {}
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() {
    uv_fs_t request;
    uv_fs_close(nullptr, &request, fd_, nullptr);
    uv_fs_req_cleanup(&request);
  }
  int fd() const { return fd_; }

 private:
  int fd_;
};

void remove(const std::string& path, RmOptions options) {
  std::error_code error;
  const auto status = std::filesystem::symlink_status(path, error);
  if (status.type() == std::filesystem::file_type::not_found) {
    if (options.force) return;
    throw systemError(UV_ENOENT, "rm", path);
  }
  if (std::filesystem::is_directory(status) && !options.recursive) {
    throw Error("ERR_FS_EISDIR", "Path is a directory: rm returned EISDIR (is a directory) " + path,
                "SystemError");
  }
  std::filesystem::remove_all(path, error);
  if (error) throw systemError(-error.value(), "rm", path);
}

}  // namespace

void access(std::string path, int mode, Callback<void(const Error&)> callback) {
  run(operations::access(std::move(path), mode), std::move(callback));
}
void access(std::string path, Callback<void(const Error&)> callback) {
  access(std::move(path), F_OK, std::move(callback));
}
void accessSync(std::string path, int mode) { runSync(operations::access(std::move(path), mode)); }

void stat(std::string path, Callback<void(const Error&, Stats)> callback) {
  run(operations::stat(std::move(path)), std::move(callback));
}
Stats statSync(std::string path) { return runSync(operations::stat(std::move(path))); }

void unlink(std::string path, Callback<void(const Error&)> callback) {
  run(operations::unlink(std::move(path)), std::move(callback));
}
void unlinkSync(std::string path) { runSync(operations::unlink(std::move(path))); }

std::string mkdtempSync(std::string prefix) {
  return runSync(operations::mkdtemp(std::move(prefix)));
}
std::vector<std::string> readdirSync(std::string path) {
  return runSync(operations::readdir(std::move(path)));
}
void rmSync(std::string path, RmOptions options) { remove(path, options); }

Buffer readFileSync(std::string path) {
  const OpenFile file(std::move(path), readOnly);
  std::vector<Buffer> parts;
  while (true) {
    Buffer part = Buffer::allocUnsafeSlow(readSize);
    const std::size_t count = runSync(operations::read(file.fd(), part, -1));
    if (count == 0) return Buffer::concat(parts);
    parts.push_back(part.subarray(0, static_cast<int64_t>(count)));
  }
}

void writeFileSync(std::string path, const Buffer& data) {
  const OpenFile file(std::move(path), replace);
  for (Buffer rest = data; rest.size() > 0;) {
    const std::size_t count = runSync(operations::write(file.fd(), rest, -1));
    rest = rest.subarray(static_cast<int64_t>(count));
  }
}

namespace promises {

Promise<void> access(std::string path, int mode) {
  return runPromise(operations::access(std::move(path), mode));
}
Promise<Stats> stat(std::string path) { return runPromise(operations::stat(std::move(path))); }
Promise<void> unlink(std::string path) { return runPromise(operations::unlink(std::move(path))); }
Promise<std::string> mkdtemp(std::string prefix) {
  return runPromise(operations::mkdtemp(std::move(prefix)));
}
Promise<std::vector<std::string>> readdir(std::string path) {
  return runPromise(operations::readdir(std::move(path)));
}

Promise<void> rm(std::string path, RmOptions options) {
  auto [promise, resolver] = Promise<void>::withResolvers();
  queueWork([path = std::move(path), options] { remove(path, options); },
            [resolver = resolver](const Error& error) {
              error ? resolver.reject(error) : resolver.resolve();
            },
            AsyncResource("FSREQCALLBACK"));
  return promise;
}

// The operations stand in variables of their own: GCC 12 destroys a temporary inside a co_await
// expression twice.

namespace {

Promise<void> closeThenThrow(int fd, std::exception_ptr failure) {
  Promise<void> closed = runPromise(operations::close(fd));
  co_await closed;
  if (failure) std::rethrow_exception(failure);
}

Promise<Buffer> readAll(int fd) {
  std::vector<Buffer> parts;
  while (true) {
    Buffer part = Buffer::allocUnsafeSlow(readSize);
    Promise<std::size_t> reading = runPromise(operations::read(fd, part, -1));
    const std::size_t count = co_await reading;
    if (count == 0) break;
    parts.push_back(part.subarray(0, static_cast<int64_t>(count)));
  }
  co_return Buffer::concat(parts);
}

Promise<void> writeAll(int fd, Buffer data) {
  while (data.size() > 0) {
    Promise<std::size_t> writing = runPromise(operations::write(fd, data, -1));
    data = data.subarray(static_cast<int64_t>(co_await writing));
  }
}

}  // namespace

Promise<Buffer> readFile(std::string path) {
  Promise<int> opening = runPromise(operations::open(std::move(path), readOnly, defaultMode));
  const int fd = co_await opening;
  std::exception_ptr failure;
  Buffer data;
  try {
    data = co_await readAll(fd);
  } catch (...) {
    failure = std::current_exception();
  }
  co_await closeThenThrow(fd, failure);
  co_return data;
}

Promise<void> writeFile(std::string path, Buffer data) {
  Promise<int> opening = runPromise(operations::open(std::move(path), replace, defaultMode));
  const int fd = co_await opening;
  std::exception_ptr failure;
  try {
    co_await writeAll(fd, std::move(data));
  } catch (...) {
    failure = std::current_exception();
  }
  co_await closeThenThrow(fd, failure);
}

}  // namespace promises

}  // namespace nodelab::fs
