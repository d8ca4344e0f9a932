// Stats: what the file system says of a file.
#pragma once

#include <cstdint>

namespace nodelab::fs {

// Node's `fs.Stats`, in its units: sizes in bytes, times in milliseconds since 1970 with fractions.
struct Stats {
  uint64_t dev = 0;
  uint64_t ino = 0;
  uint64_t mode = 0;
  uint64_t nlink = 0;
  uint64_t uid = 0;
  uint64_t gid = 0;
  uint64_t size = 0;
  double atimeMs = 0;
  double mtimeMs = 0;
  double ctimeMs = 0;
  double birthtimeMs = 0;

  bool isFile() const noexcept;
  bool isDirectory() const noexcept;
  bool isSymbolicLink() const noexcept;
};

}  // namespace nodelab::fs
