// Reason: why a promise is rejected.
//
// An Error that was given to `reject` is kept as it is: handing it from promise to promise, and to
// a `catch_`, throws nothing. What was thrown, of whatever type, is kept as it was thrown, so that
// `co_await` throws the same; it becomes an Error for the first who asks for one.
//
// Internal; programs see Errors and exceptions.
#pragma once

#include <exception>
#include <utility>

#include "nodelab/base/error.h"
#include "nodelab/base/ref.h"

namespace nodelab {

class Reason final : public RefCounted<Reason> {
 public:
  explicit Reason(Error error) noexcept : error_(std::move(error)) {}
  explicit Reason(std::exception_ptr thrown) noexcept : thrown_(std::move(thrown)) {}

  const Error& error() {
    if (!error_) error_ = toError(thrown_);
    return error_;
  }
  const std::exception_ptr& exception() {
    if (!thrown_) thrown_ = std::make_exception_ptr(error_);
    return thrown_;
  }
  [[noreturn]] void raise() const {
    if (thrown_) std::rethrow_exception(thrown_);
    throw error_;
  }

 private:
  Error error_;
  std::exception_ptr thrown_;
};

}  // namespace nodelab
