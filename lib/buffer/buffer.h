// Buffer: a row of bytes of fixed length, for what is not text: files, sockets, images, hashes.
//
//   Buffer greeting = Buffer::from("héllo");
//   greeting.length();                            // 6: é takes two bytes
//   greeting.toString(Encoding::hex);             // "68c3a96c6c6f"
//   Buffer packet = Buffer::alloc(6);
//   packet.writeUInt32BE(7, packet.writeUInt16BE(1));   // writers return the next offset
//   packet.inspect();                             // "<Buffer 00 01 00 00 00 07>"
//
// In Node a Buffer is a Uint8Array, a small object that looks at a part of an ArrayBuffer. Here it
// is a handle of 24 bytes that looks at a part of a storage. Copying the handle copies no bytes, as
// `const same = buffer` does not in JavaScript; a `subarray` shares them too;
// `Buffer::from(buffer)` copies. `const` fixes the handle, not the bytes. The storage lives as long
// as a Buffer looks at it, so a small subarray keeps a large storage.
//
// A Buffer belongs to the thread that made it, and so do its copies and subarrays (debug builds
// check it). To another thread it goes by postMessage, or by hand with `transfer` and `adopt`.
//
// Differences from Node: `buffer[i]` out of range is undefined behaviour (checked in debug builds),
// where Node gives `undefined`; offsets and sizes are integers, so what Node says about fractions
// does not arise. Where a parameter may be left out in Node, `toEnd` stands for it. Negative and
// too large offsets are as in Node: an error, or cut to what there is, as each function says.
//
// Left out are transcode (which needs ICU), Blob and File, the methods of every typed array (map,
// sort, entries…), for which C++ has algorithms over begin() and end(), and the second spelling
// `readUint8` of `readUInt8`.
#pragma once

#include <array>
#include <cassert>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <optional>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "nodelab/buffer/bounds.h"
#include "nodelab/buffer/encoding.h"
#include "nodelab/buffer/search_access.h"
#include "nodelab/buffer/storage.h"
#include "nodelab/buffer/transferred_bytes.h"

namespace nodelab {

class Buffer : public SearchAccess {
 public:
  // Node's constants of these names: the longest Buffer (4 GiB); the longest string of V8, which
  // nodelab does not enforce; how many bytes `inspect` shows.
  static constexpr int64_t kMaxLength = int64_t{1} << 32;
  static constexpr int64_t kStringMaxLength = (int64_t{1} << 29) - 24;
  static constexpr std::size_t INSPECT_MAX_BYTES = 50;

  // "Up to the end": the default of the parameters that end a range.
  static constexpr int64_t toEnd = std::numeric_limits<int64_t>::max();

  // ---- Making one ------------------------------------------------------------------------------
  // Sizes are in bytes; outside 0…kMaxLength they throw ERR_OUT_OF_RANGE. A size of 0 gives an
  // empty Buffer without a storage. Where memory is short they throw RangeError.

  // An empty one.
  Buffer() noexcept = default;

  // Bytes that are 0, in a storage of their own, never from the pool.
  static Buffer alloc(int64_t size);
  // The same, but all bytes are `fill`.
  static Buffer alloc(int64_t size, uint8_t fill);
  // The same, filled with the text's bytes again and again; see fill.
  static Buffer alloc(int64_t size, std::string_view fill, Encoding encoding = Encoding::utf8);
  // The same with the bytes of another Buffer.
  static Buffer alloc(int64_t size, const Buffer& fill);

  // Bytes that nobody has set: they may be those of earlier Buffers, so write all of them before
  // others see them. Below half of poolSize() they are cut from the pool of this thread, which
  // takes a few instructions; larger ones have a storage of their own.
  static Buffer allocUnsafe(int64_t size);
  // The same, but never from the pool. For small Buffers that are kept long: one from the pool
  // keeps all 8 KiB of it.
  static Buffer allocUnsafeSlow(int64_t size);

  // Node's `Buffer.poolSize`, 8192: how much the pool asks for at a time. Each thread has its own.
  // A new one moves the limit of what is pooled at once, but the pool that is begun is used up
  // first.
  static std::size_t poolSize() noexcept { return detail::pool.size; }
  // Throws ERR_OUT_OF_RANGE outside of 0…kMaxLength.
  static void setPoolSize(int64_t size);

  // The text as bytes. (A literal ends at its first NUL, as everywhere in C++; "a\0b"sv does not.)
  // UTF-8 is copied as it is. Small ones come from the pool, as in Node.
  static Buffer from(std::string_view text, Encoding encoding = Encoding::utf8);
  // A copy of the bytes; small ones come from the pool.
  static Buffer from(std::span<const uint8_t> bytes);
  static Buffer from(std::initializer_list<uint8_t> bytes) { return from(std::span(bytes)); }
  static Buffer from(const Buffer& buffer) { return from(buffer.span()); }

  // A Buffer of these bytes, each number modulo 256. Never from the pool.
  static Buffer of(std::span<const uint8_t> bytes);
  template <std::integral... Numbers>
  static Buffer of(Numbers... numbers) {
    return of(std::array<uint8_t, sizeof...(numbers)>{static_cast<uint8_t>(numbers)...});
  }

  // A copy of the memory under a range of numbers, `{0x0102, 0x0304}` of uint16_t being four bytes,
  // in this machine's byte order; small ones come from the pool. `offset` and `length` count
  // numbers, not bytes; they throw ERR_OUT_OF_RANGE outside of 0…2^53-1 (the length only where the
  // offset is inside), and are cut to what there is.
  template <std::ranges::contiguous_range View>
  static Buffer copyBytesFrom(const View& view, int64_t offset = 0, int64_t length = toEnd) {
    static_assert(std::is_arithmetic_v<std::ranges::range_value_t<View>>);
    const auto [first, count] = partToCopy(std::ranges::size(view), offset, length);
    const auto bytes = std::as_bytes(std::span(view).subspan(first, count));
    return from({reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()});
  }

  // A window on the whole storage under `buffer`, or a part of it: Node's
  // `Buffer.from(buffer.buffer, byteOffset, length)`. Shares the memory, also of its neighbours in
  // the pool. Throws ERR_BUFFER_OUT_OF_BOUNDS where the part is not inside.
  static Buffer fromStorageOf(const Buffer& buffer, int64_t byteOffset = 0, int64_t length = toEnd);

  // The bytes of all, one behind the other, always a copy (a small one from the pool). With
  // `totalLength` the result has that length: cut, or filled up with 0. An empty list gives an
  // empty Buffer, whatever the length.
  static Buffer concat(std::span<const Buffer> list);
  static Buffer concat(std::span<const Buffer> list, int64_t totalLength);
  static Buffer concat(std::initializer_list<Buffer> list) { return concat(std::span(list)); }

  // ---- Looking at it ---------------------------------------------------------------------------

  std::size_t length() const noexcept { return size_; }
  std::size_t size() const noexcept { return size_; }
  bool empty() const noexcept { return size_ == 0; }
  // The first byte; may be null in an empty Buffer. Valid as long as a Buffer on the same storage
  // is.
  uint8_t* data() const noexcept { return data_; }
  uint8_t* begin() const noexcept { return data_; }
  uint8_t* end() const noexcept { return data_ + size_; }
  uint8_t& operator[](std::size_t index) const noexcept {
    assert(index < size_);
    return data_[index];
  }
  // The byte at `index`, a negative one counting from the end; none outside.
  std::optional<uint8_t> at(int64_t index) const noexcept {
    if (index < 0) index += static_cast<int64_t>(size_);
    if (static_cast<uint64_t>(index) >= size_) return std::nullopt;
    return data_[index];
  }
  std::span<uint8_t> span() const noexcept { return {data_, size_}; }
  // The bytes as they are, whether or not they are UTF-8.
  std::string_view stringView() const noexcept {
    return {reinterpret_cast<const char*>(data_), size_};
  }

  // The bytes from `start` to before `end` as text. Never an error: a negative start is 0, ends are
  // cut to the length, and an empty range is "".
  std::string toString(Encoding encoding = Encoding::utf8, int64_t start = 0,
                       int64_t end = toEnd) const;

  // As console.log shows it: `<Buffer 68 69>`, after 50 bytes `… 00 ... 2 more bytes>`.
  std::string inspect() const;

  // As JSON.stringify shows it: `{"type":"Buffer","data":[104,105]}`.
  std::string toJSON() const;

  // Whether both have the same bytes, wherever these are.
  bool equals(const Buffer& other) const noexcept;

  // -1, 0 or 1 as this one sorts before, with or behind the other; bytes are unsigned, a prefix
  // comes before what it begins.
  int compare(const Buffer& target) const noexcept { return compare(*this, target); }
  static int compare(const Buffer& a, const Buffer& b) noexcept;
  // The same for ranges of both. Starts must be in 0…kMaxLength, given ends in 0…length of theirs,
  // or it throws ERR_OUT_OF_RANGE; a start at or past its end gives an empty range.
  int compare(const Buffer& target, int64_t targetStart, int64_t targetEnd = toEnd,
              int64_t sourceStart = 0, int64_t sourceEnd = toEnd) const;

  // Node's `Buffer.byteLength`: how many bytes `from` makes of the text. In hex half of the units,
  // whether or not they are digits.
  static std::size_t byteLength(std::string_view text, Encoding encoding = Encoding::utf8) {
    return encodedLength(text, encoding);
  }
  static bool isEncoding(std::string_view name) noexcept { return findEncoding(name).has_value(); }

  // ---- The memory under it ---------------------------------------------------------------------

  // Where it begins in its storage, Node's `buffer.byteOffset`.
  std::size_t byteOffset() const noexcept {
    return storage_ ? static_cast<std::size_t>(data_ - storage_->bytes) : 0;
  }
  // Bytes of the storage, Node's `buffer.buffer.byteLength`; 0 where there is none.
  std::size_t storageSize() const noexcept { return storage_ ? storage_->byteLength : 0; }
  // Node's `a.buffer === b.buffer`; false where there is no storage.
  bool sharesStorageWith(const Buffer& other) const noexcept {
    return storage_ && storage_ == other.storage_;
  }

  // From `start` to before `end`, on the same memory: what is written to one is seen in the other.
  // Negative positions count from the end, others are cut to the length, and a start at or past the
  // end gives an empty Buffer. Never an error.
  Buffer subarray(int64_t start = 0, int64_t end = toEnd) const noexcept {
    const int64_t from = position(start);
    const int64_t to = position(end);
    if (storage_) storage_->addRef();
    return Buffer(storage_, data_ + from, to > from ? static_cast<std::size_t>(to - from) : 0);
  }
  // The same; Node deprecates this name, since Uint8Array.prototype.slice copies.
  Buffer slice(int64_t start = 0, int64_t end = toEnd) const noexcept {
    return subarray(start, end);
  }

  // Whether no other Buffer looks at its storage, nor the pool.
  bool isExclusive() const noexcept { return storage_ && !storage_->pooled && storage_->refs == 1; }

  // Takes the bytes out, to be adopted on another thread; this Buffer is empty afterwards. No byte
  // is copied where it isExclusive(). Bytes that others look at, or that are in the pool, are
  // copied, so that nobody else loses them.
  TransferredBytes transfer() &&;
  // A Buffer on the bytes, without a copy. It belongs to the calling thread.
  static Buffer adopt(TransferredBytes bytes) noexcept;

  // ---- Changing the bytes ----------------------------------------------------------------------

  // Sets the bytes from `offset` to before `end`. Returns a handle on the same Buffer. Throws
  // ERR_OUT_OF_RANGE where offset is not in 0…kMaxLength or a given end not in 0…length.
  Buffer fill(uint8_t value, int64_t offset = 0, int64_t end = toEnd) const;
  // The same with the bytes of a text, again and again, the last time cut off where the range ends;
  // the empty text is a 0. Throws ERR_INVALID_ARG_VALUE for a text that has no bytes (bad hex).
  Buffer fill(std::string_view text, int64_t offset = 0, int64_t end = toEnd,
              Encoding encoding = Encoding::utf8) const;
  Buffer fill(std::string_view text, Encoding encoding) const {
    return fill(text, 0, toEnd, encoding);
  }
  // The same with the bytes of another Buffer, as they are before. Throws ERR_INVALID_ARG_VALUE for
  // an empty one.
  Buffer fill(const Buffer& bytes, int64_t offset = 0, int64_t end = toEnd) const;

  // Copies the bytes from `sourceStart` to before `sourceEnd` into `target`, as many as there is
  // room for; the two may overlap. Returns the number of bytes. Throws ERR_OUT_OF_RANGE for
  // negative positions and a sourceStart past the length.
  std::size_t copy(const Buffer& target, int64_t targetStart = 0, int64_t sourceStart = 0,
                   int64_t sourceEnd = toEnd) const;

  // Writes the text from `offset` on, at most `length` bytes and never past the end. Returns the
  // bytes written. UTF-8 never ends within a character. Throws ERR_OUT_OF_RANGE where offset or a
  // given length is not in 0…length().
  std::size_t write(std::string_view text, int64_t offset, int64_t length,
                    Encoding encoding = Encoding::utf8) const;
  std::size_t write(std::string_view text, int64_t offset,
                    Encoding encoding = Encoding::utf8) const {
    return write(text, offset, toEnd, encoding);
  }
  std::size_t write(std::string_view text, Encoding encoding = Encoding::utf8) const {
    return write(text, 0, toEnd, encoding);
  }

  // Turns the bytes of each 2, 4 or 8 around, in place: from big to little endian and back. Returns
  // a handle on the same Buffer. Throws ERR_INVALID_BUFFER_SIZE where the length is no multiple.
  Buffer swap16() const { return swapEach(2); }
  Buffer swap32() const { return swapEach(4); }
  Buffer swap64() const { return swapEach(8); }

  // ---- Searching, and numbers ------------------------------------------------------------------
  // indexOf, lastIndexOf and includes: see search_access.h. readUInt8 … readDoubleBE and writeUInt8
  // … writeDoubleBE: see number_access.h.

  Buffer(const Buffer& other) noexcept : SearchAccess(other), storage_(other.storage_) {
    if (storage_) storage_->addRef();
  }
  // The Buffer moved from is empty.
  Buffer(Buffer&& other) noexcept
      : SearchAccess(std::exchange(other.data_, nullptr), std::exchange(other.size_, 0)),
        storage_(std::exchange(other.storage_, nullptr)) {}
  Buffer& operator=(Buffer other) noexcept {
    std::swap(storage_, other.storage_);
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~Buffer() {
    if (storage_) storage_->release();
  }

 private:
  // Takes over one count of the storage.
  Buffer(detail::Storage* storage, uint8_t* data, std::size_t size) noexcept
      : SearchAccess(data, size), storage_(storage) {}
  explicit Buffer(detail::Storage* storage) noexcept
      : Buffer(storage, storage->bytes, storage->byteLength) {}

  static Buffer cutFromPool(std::size_t size) noexcept {
    detail::Pool& pool = detail::pool;
    pool.storage->addRef();
    return Buffer(pool.storage, pool.take(size), size);
  }
  // Which of `size` elements copyBytesFrom copies: the first one, and how many.
  static std::pair<std::size_t, std::size_t> partToCopy(std::size_t size, int64_t offset,
                                                        int64_t length);
  static Buffer copySlow(std::span<const uint8_t> bytes);
  Buffer swapEach(std::size_t width) const;
  static Buffer encodeIntoPool(std::string_view text, Encoding encoding, std::size_t room);

  // A position that may count from the end, as one in 0…size.
  int64_t position(int64_t index) const noexcept {
    const auto size = static_cast<int64_t>(size_);
    if (index < 0) return index + size < 0 ? 0 : index + size;
    return index < size ? index : size;
  }

  detail::Storage* storage_ = nullptr;
};

inline Buffer Buffer::allocUnsafe(int64_t size) {
  const auto wanted = static_cast<std::size_t>(size);
  if (!detail::pool.serves(wanted)) [[unlikely]] {
    return allocUnsafeSlow(size);
  }
  if (size > detail::pool.left()) [[unlikely]] {
    detail::pool.renew();
  }
  return cutFromPool(wanted);
}

}  // namespace nodelab
