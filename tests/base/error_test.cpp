// The texts are what Node 20 prints for the same errors.
#include "nodelab/base/error.h"

#include <gtest/gtest.h>
#include <uv.h>

#include <stdexcept>

namespace nodelab {
namespace {

TEST(Error, NullIsFalseAndEmpty) {
  const Error none;
  EXPECT_FALSE(none);
  EXPECT_FALSE(Error(nullptr));
  EXPECT_FALSE(none.cause());
  EXPECT_EQ(none.name() + none.message() + none.code() + none.syscall() + none.path(), "");
  EXPECT_EQ(none.errnum(), 0);
  EXPECT_STREQ(none.what(), "");
  EXPECT_EQ(none.toString(), "null");
}

TEST(Error, APlainErrorHasAMessage) {
  const Error error("boom");
  EXPECT_TRUE(error);
  EXPECT_EQ(error.name(), "Error");
  EXPECT_EQ(error.code(), "");
  EXPECT_STREQ(error.what(), "boom");
  EXPECT_EQ(error.toString(), "Error: boom");
  EXPECT_EQ(Error("").toString(), "Error");
}

TEST(Error, AnErrorOfNodeShowsItsCode) {
  EXPECT_EQ(
      outOfRange("offset", ">= 0 and <= 1", "9").toString(),
      "RangeError [ERR_OUT_OF_RANGE]: The value of \"offset\" is out of range. It must be >= 0 "
      "and <= 1. Received 9");
  EXPECT_EQ(outOfRange("offset", ">= 0 and <= 1", "9").message(),
            "The value of \"offset\" is out of range. It must be >= 0 and <= 1. Received 9");
}

TEST(Error, AnAbortErrorDoesNotShowItsCode) {
  const Error error = abortError();
  EXPECT_EQ(error.name(), "AbortError");
  EXPECT_EQ(error.code(), "ABORT_ERR");
  EXPECT_EQ(error.toString(), "AbortError: The operation was aborted");
}

TEST(Error, ASystemErrorSaysWhatWasTried) {
  const Error error = systemError(UV_ENOENT, "open", "/nope");
  EXPECT_EQ(error.message(), "ENOENT: no such file or directory, open '/nope'");
  EXPECT_EQ(error.toString(), "Error: ENOENT: no such file or directory, open '/nope'");
  EXPECT_EQ(error.code(), "ENOENT");
  EXPECT_EQ(error.errnum(), -2);
  EXPECT_EQ(error.syscall(), "open");
  EXPECT_EQ(error.path(), "/nope");
  EXPECT_EQ(systemError(UV_ENOENT, "rename", "a", "b").message(),
            "ENOENT: no such file or directory, rename 'a' -> 'b'");
  EXPECT_EQ(systemError(UV_EBADF, "read").message(), "EBADF: bad file descriptor, read");
}

TEST(Error, AnAddressErrorSaysWhere) {
  EXPECT_EQ(addressError(UV_ECONNREFUSED, "connect", "127.0.0.1", 1).message(),
            "connect ECONNREFUSED 127.0.0.1:1");
  EXPECT_EQ(addressError(UV_ENOENT, "connect", "/nope", -1).message(), "connect ENOENT /nope");
  EXPECT_EQ(addressError(UV_EADDRINUSE, "listen", "127.0.0.1", 80).message(),
            "listen EADDRINUSE: address already in use 127.0.0.1:80");
  EXPECT_EQ(addressError(UV_EADDRNOTAVAIL, "listen", "1.2.3.4", 0).message(),
            "listen EADDRNOTAVAIL: address not available 1.2.3.4");
  EXPECT_EQ(addressError(UV_EACCES, "listen", "/nope/x", -1).message(),
            "listen EACCES: permission denied /nope/x");
}

TEST(Error, CopiesAreTheSameError) {
  const Error error("boom");
  const Error copy = error;
  EXPECT_TRUE(copy == error);
  EXPECT_FALSE(Error("boom") == error);
  EXPECT_TRUE(Error() == Error(nullptr));
}

TEST(Error, ACauseMakesANewErrorWithTheSameFields) {
  const Error cause("first");
  const Error error = systemError(UV_EPIPE, "write");
  const Error with = error.withCause(cause);
  EXPECT_TRUE(with.cause() == cause);
  EXPECT_FALSE(with == error);
  EXPECT_FALSE(error.cause());
  EXPECT_EQ(with.message(), error.message());
  EXPECT_EQ(with.errnum(), error.errnum());
}

TEST(ThrowIfFailed, ThrowsForNegativeStatusOnly) {
  EXPECT_NO_THROW(throwIfFailed(0, "open"));
  EXPECT_NO_THROW(throwIfFailed(3, "open"));
  try {
    throwIfFailed(UV_ENOENT, "open", "x");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), "ENOENT");
  }
}

TEST(AggregateError, HoldsTheErrorsInOrder) {
  const Error first("1");
  const Error error = aggregateError({first, Error("2")}, "both");
  EXPECT_EQ(error.toString(), "AggregateError: both");
  ASSERT_EQ(error.errors().size(), 2u);
  EXPECT_TRUE(error.errors()[0] == first);
  EXPECT_TRUE(Error("other").errors().empty());
}

Error from(auto thrown) {
  try {
    throw thrown;
  } catch (...) {
    return toError(std::current_exception());
  }
}

TEST(ToError, KeepsAnErrorAndWordsOtherExceptions) {
  const Error error("boom");
  EXPECT_TRUE(from(error) == error);
  EXPECT_EQ(from(std::runtime_error("std")).message(), "std");
  EXPECT_EQ(from(7).message(), "Unknown exception");
  EXPECT_FALSE(toError(nullptr));
}

}  // namespace
}  // namespace nodelab
