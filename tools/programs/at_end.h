// atEnd(function): calls it when the result goes out of scope.
#pragma once

#include <utility>

namespace nodelab::programs {

template <class Function>
class AtEnd {
 public:
  explicit AtEnd(Function function) : function_(std::move(function)) {}
  AtEnd(const AtEnd&) = delete;
  AtEnd& operator=(const AtEnd&) = delete;
  ~AtEnd() { function_(); }

 private:
  Function function_;
};

template <class Function>
[[nodiscard]] AtEnd<Function> atEnd(Function function) {
  return AtEnd<Function>(std::move(function));
}

}  // namespace nodelab::programs
