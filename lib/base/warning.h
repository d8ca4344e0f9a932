// warn: how a low room says that something is odd without being an error.
//
// A room below `process` knows neither the process object nor its events. It hands its warning, an
// Error with Node's name ("TimeoutOverflowWarning") and message, to this hook; `process` sets the
// hook of each thread and makes of it what `process.emitWarning` does.
#pragma once

#include "nodelab/base/callback.h"
#include "nodelab/base/error.h"

namespace nodelab {

using WarningHandler = Callback<void(const Error& warning)>;

// Sets the handler of this thread and returns the one before.
WarningHandler onWarning(WarningHandler handler);

// Calls this thread's handler. Without one the warning is a line on stderr.
void warn(const Error& warning);

}  // namespace nodelab
