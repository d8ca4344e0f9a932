// Error: what goes wrong, as Node says it.
//
// Node's errors are told apart by `code` ("ERR_OUT_OF_RANGE", "ENOENT"), so that is the field to
// branch on; `message` is Node's wording to the letter. An Error is a handle on one immutable
// object: copies are the same error (`==` compares identity), cheap, and may cross threads.
//
// The null Error is Node's `null` in `(err) => …`: it is false, and it is what a
// default-constructed Error is. A thrown Error is never null.
//
//   try { buffer.readUInt8(9); }
//   catch (const Error& error) { console::log("{} {}", error.code(), error.what()); }
#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace nodelab {

class Error : public std::exception {
 public:
  // The null error.
  Error() noexcept = default;
  Error(std::nullptr_t) noexcept {}

  // A plain `new Error(message)`.
  explicit Error(std::string message);

  // An error of Node itself: `Error [CODE]: message`. `name` is its class in JavaScript.
  Error(std::string code, std::string message, std::string name = "Error");

  // A new error with the same fields and the one that led to it (`new Error(m, { cause })`).
  Error withCause(Error cause) const;

  explicit operator bool() const noexcept { return data_ != nullptr; }

  // "Error", "TypeError", "RangeError", "AbortError"…; empty for null, as are the next ones.
  const std::string& name() const noexcept;
  const std::string& message() const noexcept;
  const std::string& code() const noexcept;
  // For system errors: the negative errno (`err.errno`), the call that failed, the path or address.
  int errnum() const noexcept;
  const std::string& syscall() const noexcept;
  const std::string& path() const noexcept;
  // The error that led to this one, or null.
  const Error& cause() const noexcept;
  // Of an AggregateError: the errors that it stands for (`err.errors`); empty for any other.
  const std::vector<Error>& errors() const noexcept;
  // Of a MaxListenersExceededWarning: how many listeners there are; of any other 0.
  std::size_t count() const noexcept;

  // The message, for `catch (const std::exception&)`.
  const char* what() const noexcept override { return message().c_str(); }
  // As Node prints it: `RangeError [ERR_OUT_OF_RANGE]: The value of …`.
  std::string toString() const;

  friend bool operator==(const Error& a, const Error& b) noexcept { return a.data_ == b.data_; }

 private:
  friend Error systemError(int, std::string_view, std::string_view, std::string_view);
  friend Error addressError(int, std::string_view, std::string_view, int);
  friend Error callError(int, std::string_view, std::string_view);
  friend Error aggregateError(std::vector<Error>, std::string);
  friend Error maxListenersExceededWarning(std::string, std::size_t);
  struct Data;
  explicit Error(std::shared_ptr<const Data> data) noexcept : data_(std::move(data)) {}
  std::shared_ptr<const Data> data_;
};

// libuv's negative status as Node's system error:
// `ENOENT: no such file or directory, open 'in.txt'`, and with a destination `… 'a' -> 'b'`.
Error systemError(int status, std::string_view syscall, std::string_view path = {},
                  std::string_view dest = {});

// The same for sockets: `connect ECONNREFUSED 127.0.0.1:80`, and for listen
// `listen EADDRINUSE: address already in use 127.0.0.1:80`. Without a port (0 or less: a path, or
// any free port) none is printed.
Error addressError(int status, std::string_view syscall, std::string_view address, int port);

// The same for calls on handles, which Node words by name and code only: `write EPIPE`, `spawn ls
// ENOENT`.
Error callError(int status, std::string_view syscall, std::string_view path = {});

// Throws systemError(status, syscall, path) when status is negative.
void throwIfFailed(int status, std::string_view syscall, std::string_view path = {});

// `The value of "NAME" is out of range. It must be RANGE. Received VALUE` (ERR_OUT_OF_RANGE).
Error outOfRange(std::string_view name, std::string_view range, std::string_view received);

// An integer as Node writes it after `Received`: beyond 2^32 either way with `_` between groups of
// three digits, `4_294_967_297`.
std::string numberText(int64_t value);

// `The operation was aborted` (ABORT_ERR), name AbortError.
Error abortError();

// Several errors as one: `new AggregateError(errors, message)`.
Error aggregateError(std::vector<Error> errors, std::string message);

// Node's MaxListenersExceededWarning, which has a `count`.
Error maxListenersExceededWarning(std::string message, std::size_t count);

// Any exception as an Error: an Error stays itself, a std::exception keeps its what() as message,
// anything else becomes "Unknown exception". A null pointer gives the null Error.
Error toError(std::exception_ptr exception) noexcept;

}  // namespace nodelab
