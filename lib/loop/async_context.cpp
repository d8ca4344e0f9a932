#include "nodelab/loop/async_context.h"

namespace nodelab {

// One store with its value; the others follow. No key is there twice.
struct AsyncContext::Entry : RefCounted<Entry> {
  uint64_t key;
  Ref<ContextValue> value;
  AsyncContext rest;
};

void AsyncContext::retain() noexcept { entries_->addRef(); }
void AsyncContext::release() noexcept { entries_->release(); }

ContextValue* AsyncContext::get(uint64_t key) noexcept {
  for (Entry* entry = currentEntries; entry; entry = entry->rest.entries_) {
    if (entry->key == key) return entry->value.get();
  }
  return nullptr;
}

void AsyncContext::set(uint64_t key, Ref<ContextValue> value) {
  AsyncContext changed;
  auto add = [&changed](uint64_t itsKey, Ref<ContextValue> itsValue) {
    auto entry = make<Entry>();
    entry->key = itsKey;
    entry->value = std::move(itsValue);
    entry->rest = std::move(changed);
    changed = AsyncContext(entry.get());
  };
  for (Entry* entry = currentEntries; entry; entry = entry->rest.entries_) {
    if (entry->key != key) add(entry->key, entry->value);
  }
  if (value) add(key, std::move(value));
  changed.swapWithCurrent();
}

}  // namespace nodelab
