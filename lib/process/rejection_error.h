// The reason of a promise that nobody handled, as the uncaught exception that it becomes.
//
// Internal to the room.
#pragma once

#include <exception>

#include "nodelab/base/error.h"

namespace nodelab::process {

// An Error or std::exception as toError makes it; anything else, which Node calls a reason that is
// no error, is told in an UnhandledPromiseRejection (ERR_UNHANDLED_REJECTION).
Error rejectionError(const std::exception_ptr& reason);

}  // namespace nodelab::process
