#include "nodelab/buffer/buffer.h"

#include <algorithm>
#include <cstring>

#include "nodelab/base/inspect_string.h"
#include "nodelab/buffer/encoded_text.h"
#include "nodelab/buffer/hex.h"
#include "nodelab/buffer/swap.h"
#include "nodelab/buffer/utf8.h"

namespace nodelab {

using detail::EncodedText;
using detail::Storage;

namespace {

using Bytes = std::span<const uint8_t>;

void checkSize(int64_t size) { detail::checkWithin("size", size, 0, Buffer::kMaxLength); }

// memmove and memcmp for what may be empty, and then null.
void move(Bytes from, uint8_t* to) noexcept {
  if (!from.empty()) std::memmove(to, from.data(), from.size());
}

int order(Bytes a, Bytes b) noexcept {
  const std::size_t common = std::min(a.size(), b.size());
  const int difference = common ? std::memcmp(a.data(), b.data(), common) : 0;
  if (difference != 0) return difference < 0 ? -1 : 1;
  return a.size() == b.size() ? 0 : a.size() < b.size() ? -1 : 1;
}

// The range from `start` to before `end`, both at least 0: empty where it begins at or past its
// end.
std::span<uint8_t> range(const Buffer& buffer, int64_t start, int64_t end) noexcept {
  const int64_t to = std::min(end, static_cast<int64_t>(buffer.size()));
  if (start >= to) return {};
  return buffer.span().subspan(static_cast<std::size_t>(start),
                               static_cast<std::size_t>(to - start));
}

std::span<uint8_t> rangeToFill(const Buffer& buffer, int64_t offset, int64_t end) {
  detail::checkWithin("offset", offset, 0, Buffer::kMaxLength);
  if (end != Buffer::toEnd) {
    detail::checkWithin("end", end, 0, static_cast<int64_t>(buffer.size()));
  }
  return range(buffer, offset, end);
}

// Writes the pattern again and again, the last time as far as it goes. What is written already is
// copied, so that each step is twice as long as the last one. Only the first one may overlap.
void repeat(Bytes pattern, std::span<uint8_t> into) noexcept {
  if (pattern.size() == 1) {
    std::memset(into.data(), pattern.front(), into.size());
    return;
  }
  std::size_t done = std::min(pattern.size(), into.size());
  std::memmove(into.data(), pattern.data(), done);
  while (done < into.size()) {
    const std::size_t step = std::min(done, into.size() - done);
    std::memcpy(into.data() + done, into.data(), step);
    done += step;
  }
}

// Whether `from` knows without counting units that the text comes from the pool as it is.
bool surelyFitsPool(std::string_view text) noexcept {
  const std::size_t most = text.size() * 4;
  return detail::pool.serves(most) && static_cast<int64_t>(most) <= detail::pool.left();
}

// How much room from(text) asks the pool for, 0 where it is not pooled: four bytes a unit, and the
// true length only where that is too much (buffer fact 45).
std::size_t roomInPool(std::string_view text, Encoding encoding) {
  // There is a unit for at most three bytes, so long texts need not be counted.
  if (text.size() / 3 > detail::pool.largest) return 0;
  const std::size_t units = utf8::utf16Length(text);
  if (units > detail::pool.largest) return 0;
  // Ill-formed text may have more than four bytes a unit.
  const std::size_t estimate =
      encoding == Encoding::utf8 ? std::max(units * 4, text.size()) : units * 4;
  const std::size_t room = detail::pool.serves(estimate) ? estimate : encodedLength(text, encoding);
  return detail::pool.serves(room) ? room : 0;
}

}  // namespace

Buffer Buffer::alloc(int64_t size) {
  checkSize(size);
  return size == 0 ? Buffer() : Buffer(Storage::makeZeroed(static_cast<std::size_t>(size)));
}

Buffer Buffer::alloc(int64_t size, uint8_t value) {
  return value == 0 ? alloc(size) : allocUnsafeSlow(size).fill(value);
}

Buffer Buffer::alloc(int64_t size, std::string_view text, Encoding encoding) {
  return allocUnsafeSlow(size).fill(text, 0, toEnd, encoding);
}

Buffer Buffer::alloc(int64_t size, const Buffer& bytes) {
  return allocUnsafeSlow(size).fill(bytes);
}

Buffer Buffer::allocUnsafeSlow(int64_t size) {
  checkSize(size);
  return size == 0 ? Buffer() : Buffer(Storage::makeUninitialised(static_cast<std::size_t>(size)));
}

void Buffer::setPoolSize(int64_t size) {
  checkSize(size);
  detail::pool.resize(static_cast<std::size_t>(size));
}

Buffer Buffer::from(std::string_view text, Encoding encoding) {
  if (text.empty()) return {};
  const bool copied = encoding == Encoding::utf8;
  if (copied && surelyFitsPool(text)) return from(utf8::bytesOf(text));
  if (const std::size_t room = roomInPool(text, encoding)) {
    return encodeIntoPool(text, encoding, room);
  }
  if (copied) return copySlow(utf8::bytesOf(text));
  Buffer buffer = allocUnsafeSlow(static_cast<int64_t>(encodedLength(text, encoding)));
  buffer.size_ = encode(text, encoding, buffer.span());
  return buffer;
}

Buffer Buffer::encodeIntoPool(std::string_view text, Encoding encoding, std::size_t room) {
  if (static_cast<int64_t>(room) > detail::pool.left()) detail::pool.renew();
  return cutFromPool(encode(text, encoding, {detail::pool.free, room}));
}

Buffer Buffer::copySlow(std::span<const uint8_t> bytes) {
  Buffer buffer = allocUnsafeSlow(static_cast<int64_t>(bytes.size()));
  move(bytes, buffer.data_);
  return buffer;
}

Buffer Buffer::of(std::span<const uint8_t> bytes) { return copySlow(bytes); }

Buffer Buffer::from(std::span<const uint8_t> bytes) {
  Buffer buffer = allocUnsafe(static_cast<int64_t>(bytes.size()));
  move(bytes, buffer.data_);
  return buffer;
}

// The length is looked at only where the offset is inside (buffer fact 25).
std::pair<std::size_t, std::size_t> Buffer::partToCopy(std::size_t size, int64_t offset,
                                                       int64_t length) {
  constexpr int64_t most = (int64_t{1} << 53) - 1;
  if (size == 0) return {0, 0};
  detail::checkWithin("offset", offset, 0, most);
  const auto first = static_cast<std::size_t>(offset);
  if (first >= size) return {0, 0};
  if (length != toEnd) detail::checkWithin("length", length, 0, most);
  return {first, std::min(static_cast<std::size_t>(length), size - first)};
}

Buffer Buffer::fromStorageOf(const Buffer& buffer, int64_t byteOffset, int64_t length) {
  const auto whole = static_cast<int64_t>(buffer.storageSize());
  if (byteOffset < 0 || byteOffset > whole) detail::throwOutOfBounds("offset");
  if (length == toEnd) length = whole - byteOffset;
  if (length > whole - byteOffset) detail::throwOutOfBounds("length");
  if (!buffer.storage_) return {};
  buffer.storage_->addRef();
  return Buffer(buffer.storage_, buffer.storage_->bytes + byteOffset,
                static_cast<std::size_t>(std::max<int64_t>(length, 0)));
}

Buffer Buffer::concat(std::span<const Buffer> list) {
  std::size_t total = 0;
  for (const Buffer& part : list) total += part.size();
  return concat(list, static_cast<int64_t>(total));
}

Buffer Buffer::concat(std::span<const Buffer> list, int64_t totalLength) {
  if (list.empty()) return {};
  detail::checkWithin("length", totalLength, 0, kMaxLength);
  Buffer whole = allocUnsafe(totalLength);
  std::span<uint8_t> rest = whole.span();
  for (const Buffer& part : list) {
    const std::size_t count = std::min(part.size(), rest.size());
    move(part.span().first(count), rest.data());
    rest = rest.subspan(count);
  }
  std::fill(rest.begin(), rest.end(), uint8_t{0});
  return whole;
}

std::string Buffer::toString(Encoding encoding, int64_t start, int64_t end) const {
  return decode(range(*this, std::max<int64_t>(start, 0), end), encoding);
}

std::string Buffer::inspect() const {
  std::string text = "<Buffer";
  const std::size_t shown = std::min(size_, INSPECT_MAX_BYTES);
  for (const uint8_t& byte : span().first(shown)) text += ' ' + hex::toText({&byte, 1});
  if (size_ == 0) text += ' ';
  if (const std::size_t more = size_ - shown; more > 0) {
    text += " ... " + std::to_string(more) + (more == 1 ? " more byte" : " more bytes");
  }
  return text + '>';
}

std::string Buffer::toJSON() const {
  std::string text = R"({"type":"Buffer","data":[)";
  for (const uint8_t byte : *this) text += std::to_string(byte) + ',';
  if (size_ > 0) text.pop_back();
  return text + "]}";
}

bool Buffer::equals(const Buffer& other) const noexcept {
  return size_ == other.size_ && order(span(), other.span()) == 0;
}

int Buffer::compare(const Buffer& a, const Buffer& b) noexcept { return order(a.span(), b.span()); }

int Buffer::compare(const Buffer& target, int64_t targetStart, int64_t targetEnd,
                    int64_t sourceStart, int64_t sourceEnd) const {
  const auto checkEnd = [](std::string_view name, int64_t end, const Buffer& of) {
    if (end != toEnd) detail::checkWithin(name, end, 0, static_cast<int64_t>(of.size()));
  };
  detail::checkWithin("targetStart", targetStart, 0, kMaxLength);
  checkEnd("targetEnd", targetEnd, target);
  detail::checkWithin("sourceStart", sourceStart, 0, kMaxLength);
  checkEnd("sourceEnd", sourceEnd, *this);
  return order(range(*this, sourceStart, sourceEnd), range(target, targetStart, targetEnd));
}

TransferredBytes Buffer::transfer() && {
  if (size_ == 0) {
    *this = Buffer();
    return {};
  }
  if (!isExclusive()) {
    *this = copySlow(span());
  }
  storage_->disown();
  return TransferredBytes(std::exchange(storage_, nullptr), std::exchange(data_, nullptr),
                          std::exchange(size_, 0));
}

Buffer Buffer::adopt(TransferredBytes bytes) noexcept {
  if (bytes.storage_) bytes.storage_->own();
  return Buffer(std::exchange(bytes.storage_, nullptr), bytes.data_, bytes.size_);
}

Buffer Buffer::fill(uint8_t value, int64_t offset, int64_t end) const {
  const std::span<uint8_t> bytes = rangeToFill(*this, offset, end);
  if (!bytes.empty()) std::memset(bytes.data(), value, bytes.size());
  return *this;
}

Buffer Buffer::fill(std::string_view text, int64_t offset, int64_t end, Encoding encoding) const {
  if (text.empty()) return fill(uint8_t{0}, offset, end);
  const std::span<uint8_t> bytes = rangeToFill(*this, offset, end);
  if (bytes.empty()) return *this;
  const EncodedText pattern(text, encoding);
  if (pattern.bytes().empty()) detail::throwNoBytes(inspectString(text));
  repeat(pattern.bytes(), bytes);
  return *this;
}

Buffer Buffer::fill(const Buffer& pattern, int64_t offset, int64_t end) const {
  const std::span<uint8_t> bytes = rangeToFill(*this, offset, end);
  if (bytes.empty()) return *this;
  if (pattern.empty()) detail::throwNoBytes(pattern.inspect());
  repeat(pattern.span(), bytes);
  return *this;
}

std::size_t Buffer::copy(const Buffer& target, int64_t targetStart, int64_t sourceStart,
                         int64_t sourceEnd) const {
  detail::checkNotNegative("targetStart", targetStart);
  detail::checkWithin("sourceStart", sourceStart, 0, static_cast<int64_t>(size_));
  detail::checkNotNegative("sourceEnd", sourceEnd);
  const std::span<uint8_t> from = range(*this, sourceStart, sourceEnd);
  const std::span<uint8_t> to = range(target, targetStart, toEnd);
  const std::size_t count = std::min(from.size(), to.size());
  move(from.first(count), to.data());
  return count;
}

Buffer Buffer::swapEach(std::size_t width) const {
  if (size_ % width != 0) detail::throwNotMultipleOf(width * 8);
  detail::swapGroups(span(), width);
  return *this;
}

std::size_t Buffer::write(std::string_view text, int64_t offset, int64_t length,
                          Encoding encoding) const {
  const auto size = static_cast<int64_t>(size_);
  detail::checkWithin("offset", offset, 0, size);
  if (length != toEnd) detail::checkWithin("length", length, 0, size);
  const std::size_t room = static_cast<std::size_t>(std::min(length, size - offset));
  return encode(text, encoding, span().subspan(static_cast<std::size_t>(offset), room));
}

}  // namespace nodelab
