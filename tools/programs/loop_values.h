// The values of loop programs, and how a trace shows them.
#pragma once

#include <string>
#include <variant>

#include "nodelab/base/error.h"
#include "nodelab/promise/promise.h"

namespace nodelab::programs {

// What a promise is fulfilled with; monostate is undefined.
using LoopValue = std::variant<std::monostate, std::string, Error>;
using LoopPromise = Promise<LoopValue>;
using LoopResolver = Resolver<LoopValue>;
// What a handler returns and `resolve` takes.
using ValueOrPromise = std::variant<LoopValue, LoopPromise>;

// `undefined`, the text itself, `NAME:MESSAGE` of an error.
std::string show(const LoopValue& value);

// Resolves with either.
void resolve(const LoopResolver& resolver, const ValueOrPromise& result);

}  // namespace nodelab::programs
