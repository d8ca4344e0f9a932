#include "nodelab/buffer/search_access.h"

#include "nodelab/buffer/encoded_text.h"
#include "nodelab/buffer/search.h"

namespace nodelab {

using detail::Bytes;
using detail::Direction;
using detail::EncodedText;

namespace {

std::size_t unitOf(Encoding encoding) noexcept { return encoding == Encoding::utf16le ? 2 : 1; }

// Where a text is looked for, half a unit at the end is as if it were not there; for bytes it still
// counts for offsets and lengths (buffer fact 32).
int64_t searchForText(Bytes haystack, std::string_view text, int64_t byteOffset,
                      Direction direction, Encoding encoding) {
  const std::size_t unit = unitOf(encoding);
  const EncodedText needle(text, encoding);
  return detail::search(haystack.first(haystack.size() / unit * unit), needle.bytes(), byteOffset,
                        direction, unit);
}

}  // namespace

int64_t SearchAccess::indexOf(std::string_view text, int64_t byteOffset, Encoding encoding) const {
  return searchForText({data_, size_}, text, byteOffset, Direction::forward, encoding);
}

int64_t SearchAccess::lastIndexOf(std::string_view text, int64_t byteOffset,
                                  Encoding encoding) const {
  return searchForText({data_, size_}, text, byteOffset, Direction::backward, encoding);
}

int64_t SearchAccess::indexOf(Bytes bytes, int64_t byteOffset, Encoding encoding) const {
  return detail::search({data_, size_}, bytes, byteOffset, Direction::forward, unitOf(encoding));
}

int64_t SearchAccess::lastIndexOf(Bytes bytes, int64_t byteOffset, Encoding encoding) const {
  return detail::search({data_, size_}, bytes, byteOffset, Direction::backward, unitOf(encoding));
}

}  // namespace nodelab
