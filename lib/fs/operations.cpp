#include "nodelab/fs/operations.h"

#include <sys/stat.h>

#include <algorithm>

namespace nodelab::fs {

bool Stats::isFile() const noexcept { return S_ISREG(mode); }
bool Stats::isDirectory() const noexcept { return S_ISDIR(mode); }
bool Stats::isSymbolicLink() const noexcept { return S_ISLNK(mode); }

namespace {

double milliseconds(const uv_timespec_t& time) {
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

Stats toStats(const uv_fs_t& request) {
  const uv_stat_t& from = request.statbuf;
  return {.dev = from.st_dev,
          .ino = from.st_ino,
          .mode = from.st_mode,
          .nlink = from.st_nlink,
          .uid = from.st_uid,
          .gid = from.st_gid,
          .size = from.st_size,
          .atimeMs = milliseconds(from.st_atim),
          .mtimeMs = milliseconds(from.st_mtim),
          .ctimeMs = milliseconds(from.st_ctim),
          .birthtimeMs = milliseconds(from.st_birthtim)};
}

void nothing(const uv_fs_t&) {}
void closeDescriptor(const uv_fs_t& opened) {
  uv_fs_t request;
  uv_fs_close(nullptr, &request, static_cast<int>(opened.result), nullptr);
  uv_fs_req_cleanup(&request);
}

int descriptor(const uv_fs_t& request) { return static_cast<int>(request.result); }
std::size_t count(const uv_fs_t& request) { return static_cast<std::size_t>(request.result); }
std::string path(const uv_fs_t& request) { return request.path; }

std::vector<std::string> names(const uv_fs_t& request) {
  std::vector<std::string> found;
  uv_dirent_t entry;
  while (uv_fs_scandir_next(const_cast<uv_fs_t*>(&request), &entry) >= 0) {
    found.emplace_back(entry.name);
  }
  std::sort(found.begin(), found.end());
  return found;
}

uv_buf_t bytesOf(Buffer& buffer) {
  return uv_buf_init(reinterpret_cast<char*>(buffer.data()),
                     static_cast<unsigned int>(buffer.size()));
}

}  // namespace

namespace operations {

Operation<int> open(std::string path, int flags, int mode) {
  auto start = [path, flags, mode](uv_loop_t* loop, uv_fs_t* request, uv_fs_cb callback) {
    return uv_fs_open(loop, request, path.c_str(), flags, mode, callback);
  };
  return {std::move(start), "open", path, descriptor, closeDescriptor};
}

Operation<void> close(int fd) {
  auto start = [fd](uv_loop_t* loop, uv_fs_t* request, uv_fs_cb callback) {
    return uv_fs_close(loop, request, fd, callback);
  };
  return {start, "close", {}, nothing};
}

Operation<std::size_t> read(int fd, Buffer into, int64_t position) {
  auto start = [fd, into = std::move(into), position](uv_loop_t* loop, uv_fs_t* request,
                                                      uv_fs_cb callback) mutable {
    const uv_buf_t bytes = bytesOf(into);
    return uv_fs_read(loop, request, fd, &bytes, 1, position, callback);
  };
  return {std::move(start), "read", {}, count};
}

Operation<std::size_t> write(int fd, Buffer from, int64_t position) {
  auto start = [fd, from = std::move(from), position](uv_loop_t* loop, uv_fs_t* request,
                                                      uv_fs_cb callback) mutable {
    const uv_buf_t bytes = bytesOf(from);
    return uv_fs_write(loop, request, fd, &bytes, 1, position, callback);
  };
  return {std::move(start), "write", {}, count};
}

Operation<Stats> stat(std::string path) {
  auto start = [path](uv_loop_t* loop, uv_fs_t* request, uv_fs_cb callback) {
    return uv_fs_stat(loop, request, path.c_str(), callback);
  };
  return {std::move(start), "stat", path, toStats};
}

Operation<Stats> fstat(int fd) {
  auto start = [fd](uv_loop_t* loop, uv_fs_t* request, uv_fs_cb callback) {
    return uv_fs_fstat(loop, request, fd, callback);
  };
  return {start, "fstat", {}, toStats};
}

Operation<void> access(std::string path, int mode) {
  auto start = [path, mode](uv_loop_t* loop, uv_fs_t* request, uv_fs_cb callback) {
    return uv_fs_access(loop, request, path.c_str(), mode, callback);
  };
  return {std::move(start), "access", path, nothing};
}

Operation<void> unlink(std::string path) {
  auto start = [path](uv_loop_t* loop, uv_fs_t* request, uv_fs_cb callback) {
    return uv_fs_unlink(loop, request, path.c_str(), callback);
  };
  return {std::move(start), "unlink", path, nothing};
}

Operation<std::string> mkdtemp(std::string prefix) {
  const std::string pattern = prefix + "XXXXXX";
  auto start = [pattern](uv_loop_t* loop, uv_fs_t* request, uv_fs_cb callback) {
    return uv_fs_mkdtemp(loop, request, pattern.c_str(), callback);
  };
  return {std::move(start), "mkdtemp", pattern, path};
}

Operation<std::vector<std::string>> readdir(std::string path) {
  auto start = [path](uv_loop_t* loop, uv_fs_t* request, uv_fs_cb callback) {
    return uv_fs_scandir(loop, request, path.c_str(), 0, callback);
  };
  return {std::move(start), "scandir", path, names};
}

}  // namespace operations

}  // namespace nodelab::fs
