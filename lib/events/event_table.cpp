#include "nodelab/events/event_table.h"

#include <algorithm>
#include <memory>
#include <tuple>

#include "nodelab/base/block_pool.h"

namespace nodelab::detail {

namespace {

// A power of two. A quarter of the places is always free, so that a search ends soon.
constexpr std::size_t firstCapacity = 4;

EventEntry* makeEntries(std::size_t count) {
  auto* entries = static_cast<EventEntry*>(BlockPool::allocate(count * sizeof(EventEntry)));
  std::uninitialized_value_construct_n(entries, count);
  return entries;
}

void dropEntries(EventEntry* entries, std::size_t count) noexcept {
  std::destroy_n(entries, count);
  BlockPool::deallocate(entries, count * sizeof(EventEntry));
}

// What JavaScript takes for an index of an array: a number below 2^32-1 in its usual form. Such
// names come first, in ascending order.
constexpr uint64_t noIndex = 4294967295;
uint64_t arrayIndex(const EventKey& key) {
  const std::string_view text = key.name;
  if (key.isSymbol || text.empty() || text.size() > 10) return noIndex;
  if (text[0] == '0' && text.size() > 1) return noIndex;
  uint64_t index = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return noIndex;
    index = index * 10 + static_cast<uint64_t>(c - '0');
  }
  return std::min(index, noIndex);
}

auto orderOf(const EventEntry& entry) {
  const uint64_t index = arrayIndex(entry.name);
  return std::make_tuple(entry.name.isSymbol, index, entry.serial);
}

}  // namespace

constinit EventEntry EventTable::nothing;

EventTable::~EventTable() {
  if (entries_ != &nothing) dropEntries(entries_, capacity());
}

void EventTable::swap(EventTable& other) noexcept {
  std::swap(entries_, other.entries_);
  std::swap(mask_, other.mask_);
  std::swap(size_, other.size_);
  std::swap(serial_, other.serial_);
}

EventEntry& EventTable::search(const EventKey& name) const noexcept {
  std::size_t index = name.hash & mask_;
  while (!entries_[index].free() && !(entries_[index].name == name)) index = (index + 1) & mask_;
  return entries_[index];
}

EventEntry& EventTable::placeInGrown(const EventKey& name) {
  const EventTable old = std::exchange(*this, {});
  const std::size_t wanted = old.entries_ == &nothing ? firstCapacity : 2 * old.capacity();
  entries_ = makeEntries(wanted);
  mask_ = static_cast<uint32_t>(wanted - 1);
  size_ = old.size_;
  serial_ = old.serial_;
  for (EventEntry* entry = old.entries_; entry != old.entries_ + old.capacity(); ++entry) {
    if (!entry->free()) place(entry->name) = std::move(*entry);
  }
  return place(name);
}

// What stands behind the freed place moves up, unless its search begins further behind.
void EventTable::closeGap(EventEntry& freed) noexcept {
  EventEntry* hole = &freed;
  for (EventEntry* entry = &after(freed); !entry->free(); entry = &after(*entry)) {
    const EventEntry* home = &firstPlace(entry->name);
    if (distance(home, entry) < distance(hole, entry)) continue;
    *hole = std::move(*entry);
    hole = entry;
  }
}

std::vector<EventId> EventTable::names() const {
  std::vector<const EventEntry*> entries;
  for (const EventEntry* entry = entries_; entry != entries_ + capacity(); ++entry) {
    if (!entry->free()) entries.push_back(entry);
  }
  std::sort(entries.begin(), entries.end(),
            [](const EventEntry* a, const EventEntry* b) { return orderOf(*a) < orderOf(*b); });
  std::vector<EventId> names;
  names.reserve(entries.size());
  for (const EventEntry* entry : entries) names.push_back(entry->name);
  return names;
}

}  // namespace nodelab::detail
