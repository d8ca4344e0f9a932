// The operations of fs, each described once (operation.h). Internal to fs.
#pragma once

#include <string>
#include <vector>

#include "nodelab/buffer/buffer.h"
#include "nodelab/fs/operation.h"
#include "nodelab/fs/stats.h"

namespace nodelab::fs::operations {

// `flags` as of open(2).
Operation<int> open(std::string path, int flags, int mode);
Operation<void> close(int fd);
// At the file's own position when `position` is -1. The buffer is kept until the end; the result is
// the number of bytes.
Operation<std::size_t> read(int fd, Buffer into, int64_t position);
Operation<std::size_t> write(int fd, Buffer from, int64_t position);
Operation<Stats> stat(std::string path);
Operation<Stats> fstat(int fd);
// `mode` as of access(2).
Operation<void> access(std::string path, int mode);
Operation<void> unlink(std::string path);
// The result is the folder's path.
Operation<std::string> mkdtemp(std::string prefix);
Operation<std::vector<std::string>> readdir(std::string path);

}  // namespace nodelab::fs::operations
