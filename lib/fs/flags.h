// The texts that stand for open(2)'s flags.
#pragma once

#include <string_view>

namespace nodelab::fs {

// "r", "r+", "w", "wx", "a", "a+" and their kin, as in Node. Throws ERR_INVALID_ARG_VALUE.
int parseFlags(std::string_view flags);

}  // namespace nodelab::fs
