// inspectString: a text as Node shows it in messages, which is what util.inspect makes of it.
#pragma once

#include <string>
#include <string_view>

namespace nodelab {

// In '…', or in "…" or `…` where that spares a backslash; control characters are escaped: `'a\n'`.
std::string inspectString(std::string_view text);

}  // namespace nodelab
