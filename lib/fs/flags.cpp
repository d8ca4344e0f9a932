#include "nodelab/fs/flags.h"

#include <fcntl.h>

#include <array>
#include <string>
#include <utility>

#include "nodelab/base/error.h"

namespace nodelab::fs {

namespace {

constexpr std::array<std::pair<std::string_view, int>, 19> known{{
    {"r", O_RDONLY},
    {"rs", O_RDONLY | O_SYNC},
    {"sr", O_RDONLY | O_SYNC},
    {"r+", O_RDWR},
    {"rs+", O_RDWR | O_SYNC},
    {"sr+", O_RDWR | O_SYNC},
    {"w", O_TRUNC | O_CREAT | O_WRONLY},
    {"wx", O_TRUNC | O_CREAT | O_WRONLY | O_EXCL},
    {"xw", O_TRUNC | O_CREAT | O_WRONLY | O_EXCL},
    {"w+", O_TRUNC | O_CREAT | O_RDWR},
    {"wx+", O_TRUNC | O_CREAT | O_RDWR | O_EXCL},
    {"xw+", O_TRUNC | O_CREAT | O_RDWR | O_EXCL},
    {"a", O_APPEND | O_CREAT | O_WRONLY},
    {"ax", O_APPEND | O_CREAT | O_WRONLY | O_EXCL},
    {"xa", O_APPEND | O_CREAT | O_WRONLY | O_EXCL},
    {"as", O_APPEND | O_CREAT | O_WRONLY | O_SYNC},
    {"a+", O_APPEND | O_CREAT | O_RDWR},
    {"ax+", O_APPEND | O_CREAT | O_RDWR | O_EXCL},
    {"as+", O_APPEND | O_CREAT | O_RDWR | O_SYNC},
}};

}  // namespace

int parseFlags(std::string_view flags) {
  for (const auto& [text, value] : known) {
    if (text == flags) return value | O_CLOEXEC;
  }
  throw Error("ERR_INVALID_ARG_VALUE",
              "The argument 'flags' is invalid. Received '" + std::string(flags) + "'",
              "TypeError");
}

}  // namespace nodelab::fs
