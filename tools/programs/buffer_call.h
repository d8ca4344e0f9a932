// BufferCall: one op of a program of topic `buffer`, with the buffers that it names.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "nodelab/buffer/buffer.h"
#include "tools/programs/json.h"

namespace nodelab::programs {

// Thrown by an op for a number that nodelab's API does not take.
struct Missing {
  std::string what;
};

struct BufferCall {
  const Json& op;
  Buffer b = {};
  Buffer target = {};
  std::vector<Buffer> list = {};

  bool has(const char* field) const;
  const std::string& text(const char* field) const;
  int64_t integer(const char* field, int64_t absent = 0) const;
  // The op's `enc`, UTF-8 where it is absent or empty (buffer fact 8). Throws ERR_UNKNOWN_ENCODING.
  Encoding encoding() const;
  // The same, but the empty name is unknown.
  Encoding strictEncoding() const;
};

// A number of a program as an integer; throws Missing for one that is none, or has over 64 bits.
int64_t integerOf(const Json& number);
// The same as a byte, modulo 256.
uint8_t byteOf(const Json& number);
double doubleOf(const Json& number);
// Bytes given as hex; never from the pool.
Buffer literal(const std::string& hex);

}  // namespace nodelab::programs
