// Json: how a program is read. The parser itself is for .cpp files, it is slow to compile.
#pragma once

#include <nlohmann/json_fwd.hpp>

namespace nodelab::programs {

using Json = nlohmann::json;

}  // namespace nodelab::programs
