// hex and base64 in AVX2. The two of base64 follow Wojciech Muła's and Daniel Lemire's "Faster
// Base64 Encoding and Decoding Using AVX2 Instructions" (2018).
#include "nodelab/buffer/simd/avx2.h"

#ifdef NODELAB_HAS_AVX2

namespace nodelab::simd::detail {

namespace {

constexpr int digit62(Digits digits) { return digits == Digits::url ? '-' : '+'; }
constexpr int digit63(Digits digits) { return digits == Digits::url ? '_' : '/'; }

constexpr bool isBase64Digit(int c, Digits digits) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
         c == digit62(digits) || c == digit63(digits);
}

// Digits are told from other characters by two lookups. Each row of the ASCII table that has digits
// (2x to 7x) has a bit; all other rows share one. `badInRow[low half]` has the bits of the rows in
// which that column is no digit, so a character is none if the two have a bit in common.
constexpr uint8_t rowBit(int row) {
  return row >= 2 && row <= 7 ? static_cast<uint8_t>(1 << row) : uint8_t{1};
}
constexpr Table rowBits = [] {
  Table table{};
  for (int row = 0; row < 16; ++row) table.entries[row] = rowBit(row);
  return table;
}();
template <Digits digits>
constexpr Table badInRow = [] {
  Table table{};
  for (int c = 0; c < 256; ++c) {
    if (!isBase64Digit(c, digits)) table.entries[c & 15] |= rowBit(c >> 4);
  }
  return table;
}();

// What is to be added to a digit to make it its value, by the row. The digit of 63 shares its row
// with others, and looks into row 1.
template <Digits digits>
constexpr Table digitToValue = [] {
  Table table{};
  const int offsets[] = {
      0, 63 - digit63(digits), 62 - digit62(digits), 52 - '0', -'A', -'A', 26 - 'a', 26 - 'a'};
  for (int row = 0; row < 8; ++row) table.entries[row] = static_cast<uint8_t>(offsets[row]);
  return table;
}();

// What is to be added to a value to make it a digit: at 0 for 26 to 51, at 1 to 12 for the value
// less 51, at 13 for 0 to 25.
template <Digits digits>
constexpr Table valueToDigit = [] {
  Table table{};
  table.entries[0] = 'a' - 26;
  for (int i = 1; i <= 10; ++i) table.entries[i] = static_cast<uint8_t>('0' - 52);
  table.entries[11] = static_cast<uint8_t>(digit62(digits) - 62);
  table.entries[12] = static_cast<uint8_t>(digit63(digits) - 63);
  table.entries[13] = 'A';
  return table;
}();

// 12 bytes in each half, of which each three become four values of six bits.
[[gnu::target("avx2")]] inline Vector sixBitValues(Vector bytes) {
  // Of three bytes a b c, b a c b in 32 bits: so each six bits lie within 16, and a multiplication,
  // which shifts by another width in each 16, moves them into a byte of their own.
  const Vector order = twice(_mm_setr_epi8(1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10));
  const Vector spread = _mm256_shuffle_epi8(bytes, order);
  const Vector firstAndThird = _mm256_mulhi_epu16(
      _mm256_and_si256(spread, _mm256_set1_epi32(0x0FC0FC00)), _mm256_set1_epi32(0x04000040));
  const Vector secondAndFourth = _mm256_mullo_epi16(
      _mm256_and_si256(spread, _mm256_set1_epi32(0x003F03F0)), _mm256_set1_epi32(0x01000010));
  return _mm256_or_si256(firstAndThird, secondAndFourth);
}

[[gnu::target("avx2")]] inline Vector toDigits(Vector values, Vector table) {
  const Vector index = _mm256_subs_epu8(values, allBytes(51));
  const Vector isUpper = _mm256_cmpgt_epi8(allBytes(26), values);
  const Vector place = _mm256_or_si256(index, _mm256_and_si256(isUpper, allBytes(13)));
  return _mm256_add_epi8(values, _mm256_shuffle_epi8(table, place));
}

template <Digits digits>
[[gnu::target("avx2")]] inline bool areDigits(Vector text) {
  const Vector low = _mm256_and_si256(text, allBytes(0x0F));
  return _mm256_testz_si256(_mm256_shuffle_epi8(inBothHalves(rowBits), highNibbles(text)),
                            _mm256_shuffle_epi8(inBothHalves(badInRow<digits>), low));
}

template <Digits digits>
[[gnu::target("avx2")]] inline Vector toValues(Vector text) {
  const Vector is63 = _mm256_cmpeq_epi8(text, allBytes(digit63(digits)));
  const Vector upToRow1 = _mm256_and_si256(is63, allBytes((digit63(digits) >> 4) - 1));
  const Vector row = _mm256_sub_epi8(highNibbles(text), upToRow1);
  return _mm256_add_epi8(text, _mm256_shuffle_epi8(inBothHalves(digitToValue<digits>), row));
}

// 32 values of six bits as 24 bytes, at the beginning.
[[gnu::target("avx2")]] inline Vector joined(Vector values) {
  const Vector pairs = _mm256_maddubs_epi16(values, _mm256_set1_epi32(0x01400140));
  const Vector groups = _mm256_madd_epi16(pairs, _mm256_set1_epi32(0x00011000));
  const Vector order = twice(_mm_setr_epi8(2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1));
  return _mm256_permutevar8x32_epi32(_mm256_shuffle_epi8(groups, order),
                                     _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 3, 7));
}

// 32 digits a step.
template <Digits digits>
[[gnu::target("avx2")]] Progress digitsToBytes(Bytes text, Room bytes) {
  Progress done;
  for (; text.size() - done.read >= 32 && bytes.size() - done.written >= 24;
       done.read += 32, done.written += 24) {
    const Vector block = load(&text[done.read]);
    if (!areDigits<digits>(block)) break;
    const Vector result = joined(toValues<digits>(block));
    storeHalf(&bytes[done.written], _mm256_castsi256_si128(result));
    _mm_storel_epi64(reinterpret_cast<Half*>(&bytes[done.written + 16]),
                     _mm256_extracti128_si256(result, 1));
  }
  return done;
}

}  // namespace

// 16 bytes a step: each is made two, its upper and its lower half, which choose their digits.
[[gnu::target("avx2")]] Progress hexToText(Bytes bytes, Room text) {
  const Vector digits = twice(_mm_setr_epi8('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a',
                                            'b', 'c', 'd', 'e', 'f'));
  Progress done;
  for (; bytes.size() - done.read >= 16 && text.size() - done.written >= 32;
       done.read += 16, done.written += 32) {
    const Vector wide = _mm256_cvtepu8_epi16(loadHalf(&bytes[done.read]));
    const Vector halves = _mm256_and_si256(
        _mm256_or_si256(_mm256_srli_epi16(wide, 4), _mm256_slli_epi16(wide, 8)), allBytes(0x0F));
    store(&text[done.written], _mm256_shuffle_epi8(digits, halves));
  }
  return done;
}

// 32 digits a step.
[[gnu::target("avx2")]] Progress hexToBytes(Bytes text, Room bytes) {
  Progress done;
  for (; text.size() - done.read >= 32 && bytes.size() - done.written >= 16;
       done.read += 32, done.written += 16) {
    const Vector digits = load(&text[done.read]);
    // Unsigned `x <= most` is `min(x, most) == x`.
    const Vector number = _mm256_sub_epi8(digits, allBytes('0'));
    const Vector isNumber = _mm256_cmpeq_epi8(_mm256_min_epu8(number, allBytes(9)), number);
    const Vector letter = _mm256_sub_epi8(_mm256_or_si256(digits, allBytes(0x20)), allBytes('a'));
    const Vector isLetter = _mm256_cmpeq_epi8(_mm256_min_epu8(letter, allBytes(5)), letter);
    if (highBits(_mm256_or_si256(isNumber, isLetter)) != 0xFFFFFFFF) break;

    const Vector values =
        _mm256_blendv_epi8(_mm256_add_epi8(letter, allBytes(10)), number, isNumber);
    const Vector pairs = _mm256_maddubs_epi16(values, _mm256_set1_epi16(0x0110));
    const Vector packed = _mm256_packus_epi16(pairs, pairs);  // 8 bytes twice in each half
    storeHalf(&bytes[done.written],
              _mm256_castsi256_si128(_mm256_permute4x64_epi64(packed, 0b1000)));
  }
  return done;
}

// 24 bytes a step, which are loaded as twice 16 that overlap.
[[gnu::target("avx2")]] Progress base64ToText(Bytes bytes, Room text, Digits digits) {
  const Vector table = inBothHalves(digits == Digits::url ? valueToDigit<Digits::url>
                                                          : valueToDigit<Digits::standard>);
  Progress done;
  for (; bytes.size() - done.read >= 28 && text.size() - done.written >= 32;
       done.read += 24, done.written += 32) {
    const Vector halves = _mm256_inserti128_si256(
        _mm256_castsi128_si256(loadHalf(&bytes[done.read])), loadHalf(&bytes[done.read + 12]), 1);
    store(&text[done.written], toDigits(sixBitValues(halves), table));
  }
  return done;
}

// A text has the digits of one alphabet, but for those that somebody made to have both.
[[gnu::target("avx2")]] Progress base64ToBytes(Bytes text, Room bytes) {
  const Progress first = digitsToBytes<Digits::standard>(text, bytes);
  const Progress second =
      digitsToBytes<Digits::url>(text.subspan(first.read), bytes.subspan(first.written));
  return {first.read + second.read, first.written + second.written};
}

}  // namespace nodelab::simd::detail

#endif
