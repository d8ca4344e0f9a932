#include "nodelab/events/event_id.h"

#include <cstring>

#include "nodelab/base/block_pool.h"

namespace nodelab {

std::string EventKey::toString() const {
  return isSymbol ? "Symbol(" + std::string(name) + ")" : std::string(name);
}

void EventId::copyText() {
  if (name.empty()) {
    isConstant = true;
    name = "";
    return;
  }
  void* text = BlockPool::allocate(name.size());
  std::memcpy(text, name.data(), name.size());
  name = {static_cast<const char*>(text), name.size()};
}

void EventId::freeText() noexcept {
  BlockPool::deallocate(const_cast<char*>(name.data()), name.size());
}

}  // namespace nodelab
