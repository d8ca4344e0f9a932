// fs: files, in Node's three forms.
//
//   fs::stat("in.txt", [](const Error& error, fs::Stats stats) { … });   // callback
//   const fs::Stats stats = co_await fs::promises::stat("in.txt");       // promise
//   const fs::Stats stats = fs::statSync("in.txt");                      // blocks the loop
//
// Each function exists once (operations.h); the forms differ in who waits. The callback and promise
// forms run on libuv's thread pool and call back in the poll phase; what is in flight keeps the
// loop alive. The sync form blocks the thread, and with it every other callback.
//
// Errors are Node's system errors: `ENOENT: no such file or directory, open 'in.txt'`, thrown by
// the sync form, given to the callback, or the reason of the promise.
//
// Here so far is what the demos need; the streams are in file_streams.h.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "nodelab/buffer/buffer.h"
#include "nodelab/fs/operation.h"
#include "nodelab/fs/stats.h"
#include "nodelab/promise/promise.h"

namespace nodelab::fs {

// Whether this process may use the file as `mode` says: F_OK (it is there), or R_OK, W_OK, X_OK of
// <unistd.h> put together with `|`. No error if so; else ENOENT, EACCES and the like.
void access(std::string path, int mode, Callback<void(const Error& error)> callback);
void access(std::string path, Callback<void(const Error& error)> callback);
void accessSync(std::string path, int mode = 0);

// About the file that the path leads to, links followed.
void stat(std::string path, Callback<void(const Error& error, Stats stats)> callback);
Stats statSync(std::string path);

// The whole file. Reads until the end, so it also works on files that tell no size.
Buffer readFileSync(std::string path);

// Replaces the file, or makes it, with mode 0666 less the umask.
void writeFileSync(std::string path, const Buffer& data);

void unlink(std::string path, Callback<void(const Error& error)> callback);
void unlinkSync(std::string path);

// Makes a new folder, its name the prefix and six random characters, and returns its path.
std::string mkdtempSync(std::string prefix);

// The names in a folder, without `.` and `..`, in alphabetical order (Node: in no order).
std::vector<std::string> readdirSync(std::string path);

struct RmOptions {
  bool recursive = false;  // folders too, with all that is in them
  bool force = false;      // what is not there is no error
};
void rmSync(std::string path, RmOptions options = {});

namespace promises {

Promise<void> access(std::string path, int mode = 0);
Promise<Stats> stat(std::string path);
Promise<Buffer> readFile(std::string path);
Promise<void> writeFile(std::string path, Buffer data);
Promise<void> unlink(std::string path);
Promise<std::string> mkdtemp(std::string prefix);
Promise<std::vector<std::string>> readdir(std::string path);
Promise<void> rm(std::string path, RmOptions options = {});

}  // namespace promises

}  // namespace nodelab::fs
