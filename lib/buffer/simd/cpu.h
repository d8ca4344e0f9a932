// Which vector instructions this processor has. Asked once, when the program starts; before that
// the answer is no, and the portable way is taken.
#pragma once

namespace nodelab::simd {

namespace detail {
inline const bool avx2 = [] {
#if defined(__x86_64__)
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx2") != 0;
#else
  return false;
#endif
}();
}  // namespace detail

inline bool hasAvx2() noexcept { return detail::avx2; }

}  // namespace nodelab::simd
