#include "tools/programs/buffer_call.h"

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

namespace nodelab::programs {

bool BufferCall::has(const char* field) const { return op.contains(field); }

const std::string& BufferCall::text(const char* field) const {
  return op.at(field).get_ref<const std::string&>();
}

int64_t BufferCall::integer(const char* field, int64_t absent) const {
  return has(field) ? integerOf(op[field]) : absent;
}

Encoding BufferCall::encoding() const {
  return has("enc") && text("enc").empty() ? Encoding::utf8 : strictEncoding();
}

Encoding BufferCall::strictEncoding() const {
  return has("enc") ? parseEncoding(text("enc")) : Encoding::utf8;
}

double doubleOf(const Json& number) {
  if (number.is_number()) return number.get<double>();
  const std::string& name = number.get_ref<const std::string&>();
  if (name == "-0") return -0.0;
  if (name == "NaN") return std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  return name == "Infinity" ? infinity : -infinity;
}

int64_t integerOf(const Json& number) {
  constexpr double limit = 9223372036854775808.0;  // 2^63
  const double value = doubleOf(number);
  if (std::trunc(value) != value || std::abs(value) >= limit) {
    throw Missing{"numbers that are no 64-bit integers"};
  }
  return static_cast<int64_t>(value);
}

uint8_t byteOf(const Json& number) { return static_cast<uint8_t>(integerOf(number)); }

Buffer literal(const std::string& hex) {
  Buffer bytes = Buffer::alloc(static_cast<int64_t>(hex.size() / 2));
  bytes.write(hex, Encoding::hex);
  return bytes;
}

}  // namespace nodelab::programs
