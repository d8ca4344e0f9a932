// Optional members of JSON objects. Needs the parser, so it is for .cpp files.
#pragma once

#include <nlohmann/json.hpp>

#include "tools/programs/json.h"

namespace nodelab::programs {

// The member of that name, or JSON's null.
inline const Json& partOf(const Json& json, const char* name) {
  static const Json absent;
  const auto found = json.find(name);
  return found == json.end() ? absent : *found;
}

inline bool flag(const Json& json, const char* name) { return partOf(json, name) == true; }

}  // namespace nodelab::programs
