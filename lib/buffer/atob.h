// Node's buffer.atob and buffer.btoa, which browsers have: base64 of "binary strings", whose
// characters U+0000 to U+00FF are the bytes. They are there for programs that browsers run, too;
// Node itself calls them legacy. For any other purpose there is
// `Buffer::from(text, Encoding::base64)` and `toString(Encoding::base64)`.
//
//   buffer::btoa("\u00e9")   // "6Q==": the byte E9, not the two of UTF-8
//   buffer::atob("6Q==")     // "\u00e9"
#pragma once

#include <string>
#include <string_view>

namespace nodelab::buffer {

// The bytes that the digits stand for, a character each. Stricter than Buffer::from: white space is
// passed over, but any other character that is no digit (also `-` and `_`) and a wrong number of
// `=` throw InvalidCharacterError `Invalid character`; a single digit that remains throws `The
// string to be decoded is not correctly encoded.` `=` may be left out.
std::string atob(std::string_view text);

// The characters as bytes in base64. Throws InvalidCharacterError `Invalid character` where one is
// beyond U+00FF.
std::string btoa(std::string_view text);

}  // namespace nodelab::buffer
