// SearchAccess: the part of a Buffer that finds bytes in it.
//
//   Buffer::from("GET / HTTP/1.1").indexOf("/");          // 4
//   Buffer::from("GET / HTTP/1.1").lastIndexOf("/");      // 10
//   Buffer::from("GET / HTTP/1.1").includes("\r\n\r\n");  // false: more is to come
//
// What is looked for is one byte, some bytes (another Buffer), or a text in an encoding. Places are
// counted in bytes, and -1 is nowhere. A negative offset counts from the end. Nothing (an empty
// text) stands everywhere. With utf16le only even places count, and an odd offset is rounded down.
//
// Never an error. The time is proportional to the length, whatever the bytes are (search.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

#include "nodelab/buffer/encoding.h"
#include "nodelab/buffer/number_access.h"

namespace nodelab {

class SearchAccess : public NumberAccess {
 public:
  // Where it stands for the first time at or behind `byteOffset`.
  int64_t indexOf(uint8_t value, int64_t byteOffset = 0) const {
    return indexOf(std::span(&value, 1), byteOffset);
  }
  int64_t indexOf(std::string_view text, int64_t byteOffset = 0,
                  Encoding encoding = Encoding::utf8) const;
  int64_t indexOf(std::string_view text, Encoding encoding) const {
    return indexOf(text, 0, encoding);
  }
  int64_t indexOf(std::span<const uint8_t> bytes, int64_t byteOffset = 0,
                  Encoding encoding = Encoding::utf8) const;

  // Where it stands for the last time at or before `byteOffset`.
  int64_t lastIndexOf(uint8_t value, int64_t byteOffset = atEnd) const {
    return lastIndexOf(std::span(&value, 1), byteOffset);
  }
  int64_t lastIndexOf(std::string_view text, int64_t byteOffset = atEnd,
                      Encoding encoding = Encoding::utf8) const;
  int64_t lastIndexOf(std::string_view text, Encoding encoding) const {
    return lastIndexOf(text, atEnd, encoding);
  }
  int64_t lastIndexOf(std::span<const uint8_t> bytes, int64_t byteOffset = atEnd,
                      Encoding encoding = Encoding::utf8) const;

  // Whether indexOf finds it.
  bool includes(uint8_t value, int64_t byteOffset = 0) const {
    return indexOf(value, byteOffset) >= 0;
  }
  bool includes(std::string_view text, int64_t byteOffset = 0,
                Encoding encoding = Encoding::utf8) const {
    return indexOf(text, byteOffset, encoding) >= 0;
  }
  bool includes(std::string_view text, Encoding encoding) const {
    return indexOf(text, encoding) >= 0;
  }
  bool includes(std::span<const uint8_t> bytes, int64_t byteOffset = 0,
                Encoding encoding = Encoding::utf8) const {
    return indexOf(bytes, byteOffset, encoding) >= 0;
  }

 protected:
  SearchAccess() noexcept = default;
  SearchAccess(uint8_t* data, std::size_t size) noexcept : NumberAccess(data, size) {}
  SearchAccess(const SearchAccess&) noexcept = default;
  ~SearchAccess() = default;

 private:
  static constexpr int64_t atEnd = std::numeric_limits<int64_t>::max();
};

}  // namespace nodelab
