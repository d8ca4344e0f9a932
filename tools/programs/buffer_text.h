// How the traces of topic `buffer` show bytes, texts and numbers (docs/conformance/buffer.md,
// "Lines").
#pragma once

#include <string>
#include <string_view>

#include "nodelab/buffer/buffer.h"

namespace nodelab::programs {

// `<LENGTH:HEX>`, shortened and with a hash where there are more than 64 bytes.
std::string show(const Buffer& bytes);
// In quotes, with what is not printed as `\u` and four digits.
std::string quote(std::string_view text);
// As JavaScript prints it, with `-0` for minus zero.
std::string showNumber(double number);

}  // namespace nodelab::programs
