#include "tools/programs/buffer_numbers.h"

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string_view>
#include <type_traits>
#include <unordered_map>

#include "tools/programs/buffer_text.h"

namespace nodelab::programs {
namespace {

template <class T>
std::string shown(T number) {
  if constexpr (std::is_floating_point_v<T>) return showNumber(number);
  return std::to_string(number) + (sizeof(T) == 8 ? "n" : "");
}

template <auto method>
std::string read(const BufferCall& call) {
  return shown((call.b.*method)(call.integer("offset")));
}

template <auto method>
std::string readWidth(const BufferCall& call) {
  return std::to_string((call.b.*method)(call.integer("offset"), call.integer("byteLength")));
}

// The op's number as the type that the method takes. A `big` is in range.
template <class T>
T numberFor(const Json& op) {
  if constexpr (std::is_floating_point_v<T>) {
    return doubleOf(op["value"]);
  } else if constexpr (std::is_unsigned_v<T>) {
    return std::stoull(op["big"].get_ref<const std::string&>());
  } else {
    if (op.contains("big")) return std::stoll(op["big"].get_ref<const std::string&>());
    return integerOf(op["value"]);
  }
}

template <class T>
using Writer = std::size_t (NumberAccess::*)(T, int64_t) const;

template <class T>
std::size_t writeBy(Writer<T> method, const BufferCall& call) {
  return (call.b.*method)(numberFor<T>(call.op), call.integer("offset"));
}

template <auto method>
std::size_t write(const BufferCall& call) {
  return writeBy(method, call);
}

template <auto method>
std::size_t writeWidth(const BufferCall& call) {
  return (call.b.*method)(integerOf(call.op["value"]), call.integer("offset"),
                          call.integer("byteLength"));
}

using B = NumberAccess;

const std::unordered_map<std::string_view, std::string (*)(const BufferCall&)> readers = {
    {"readInt8", read<&B::readInt8>},
    {"readUInt8", read<&B::readUInt8>},
    {"readInt16LE", read<&B::readInt16LE>},
    {"readInt16BE", read<&B::readInt16BE>},
    {"readUInt16LE", read<&B::readUInt16LE>},
    {"readUInt16BE", read<&B::readUInt16BE>},
    {"readInt32LE", read<&B::readInt32LE>},
    {"readInt32BE", read<&B::readInt32BE>},
    {"readUInt32LE", read<&B::readUInt32LE>},
    {"readUInt32BE", read<&B::readUInt32BE>},
    {"readBigInt64LE", read<&B::readBigInt64LE>},
    {"readBigInt64BE", read<&B::readBigInt64BE>},
    {"readBigUInt64LE", read<&B::readBigUInt64LE>},
    {"readBigUInt64BE", read<&B::readBigUInt64BE>},
    {"readFloatLE", read<&B::readFloatLE>},
    {"readFloatBE", read<&B::readFloatBE>},
    {"readDoubleLE", read<&B::readDoubleLE>},
    {"readDoubleBE", read<&B::readDoubleBE>},
    {"readIntLE", readWidth<&B::readIntLE>},
    {"readIntBE", readWidth<&B::readIntBE>},
    {"readUIntLE", readWidth<&B::readUIntLE>},
    {"readUIntBE", readWidth<&B::readUIntBE>},
};

const std::unordered_map<std::string_view, std::size_t (*)(const BufferCall&)> writers = {
    {"writeInt8", write<&B::writeInt8>},
    {"writeUInt8", write<&B::writeUInt8>},
    {"writeInt16LE", write<&B::writeInt16LE>},
    {"writeInt16BE", write<&B::writeInt16BE>},
    {"writeUInt16LE", write<&B::writeUInt16LE>},
    {"writeUInt16BE", write<&B::writeUInt16BE>},
    {"writeInt32LE", write<&B::writeInt32LE>},
    {"writeInt32BE", write<&B::writeInt32BE>},
    {"writeUInt32LE", write<&B::writeUInt32LE>},
    {"writeUInt32BE", write<&B::writeUInt32BE>},
    {"writeBigInt64LE", write<&B::writeBigInt64LE>},
    {"writeBigInt64BE", write<&B::writeBigInt64BE>},
    {"writeBigUInt64LE", write<&B::writeBigUInt64LE>},
    {"writeBigUInt64BE", write<&B::writeBigUInt64BE>},
    {"writeFloatLE", write<&B::writeFloatLE>},
    {"writeFloatBE", write<&B::writeFloatBE>},
    {"writeDoubleLE", write<&B::writeDoubleLE>},
    {"writeDoubleBE", write<&B::writeDoubleBE>},
    {"writeIntLE", writeWidth<&B::writeIntLE>},
    {"writeIntBE", writeWidth<&B::writeIntBE>},
    {"writeUIntLE", writeWidth<&B::writeUIntLE>},
    {"writeUIntBE", writeWidth<&B::writeUIntBE>},
};

// `readUint8` is Node's alias of `readUInt8`.
std::string withoutAlias(std::string method) {
  const std::size_t at = method.find("Uint");
  return at == method.npos ? method : method.replace(at, 4, "UInt");
}

template <class Table>
auto find(const Table& methods, const BufferCall& call) {
  const auto found = methods.find(withoutAlias(call.text("method")));
  if (found == methods.end()) throw std::runtime_error("no method " + call.text("method"));
  return found->second;
}

}  // namespace

std::string readNumber(const BufferCall& call) { return find(readers, call)(call); }

std::size_t writeNumber(const BufferCall& call) { return find(writers, call)(call); }

}  // namespace nodelab::programs
