#include "nodelab/events/event_table.h"

#include <algorithm>
#include <memory>
#include <tuple>

#include "nodelab/base/block_pool.h"

namespace nodelab::detail {

namespace {

constexpr uint32_t firstCapacity = 4;

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

EventTable::~EventTable() {
  if (entries_) dropEntries(entries_, std::size_t{mask_} + 1);
}

void EventTable::swap(EventTable& other) noexcept {
  std::swap(entries_, other.entries_);
  std::swap(mask_, other.mask_);
  std::swap(size_, other.size_);
  std::swap(serial_, other.serial_);
}

std::size_t EventTable::freePlace(const EventKey& name) const noexcept {
  std::size_t place = name.hash & mask_;
  while (!entries_[place].listeners.empty()) place = (place + 1) & mask_;
  return place;
}

// A quarter of the places is always free, so that a search ends soon.
void EventTable::growIfFull() {
  const std::size_t capacity = entries_ ? std::size_t{mask_} + 1 : 0;
  if (4 * (std::size_t{size_} + 1) <= 3 * capacity) return;
  const std::size_t wanted = capacity ? 2 * capacity : firstCapacity;
  EventEntry* old = std::exchange(entries_, makeEntries(wanted));
  mask_ = static_cast<uint32_t>(wanted - 1);
  if (!old) return;
  for (EventEntry* entry = old; entry != old + capacity; ++entry) {
    if (!entry->listeners.empty()) entries_[freePlace(entry->name)] = std::move(*entry);
  }
  dropEntries(old, capacity);
}

void EventTable::insert(const EventKey& name, const char* signature,
                        Ref<ListenerFunction> listener) {
  growIfFull();
  EventEntry& entry = entries_[freePlace(name)];
  entry.name = EventId(name);
  entry.signature = signature;
  entry.serial = serial_++;
  entry.listeners.insert(ListenerList::Where::back, std::move(listener));
  ++size_;
}

EventEntry EventTable::take(EventEntry& entry) noexcept {
  EventEntry taken = std::move(entry);
  auto hole = static_cast<std::size_t>(&entry - entries_);
  for (std::size_t next = (hole + 1) & mask_; !entries_[next].listeners.empty();
       next = (next + 1) & mask_) {
    // It moves up, unless its search would begin behind the hole.
    const std::size_t home = entries_[next].name.hash & mask_;
    if (((next - home) & mask_) < ((next - hole) & mask_)) continue;
    entries_[hole] = std::move(entries_[next]);
    hole = next;
  }
  --size_;
  return taken;
}

std::vector<EventId> EventTable::names() const {
  std::vector<const EventEntry*> entries;
  const std::size_t capacity = entries_ ? std::size_t{mask_} + 1 : 0;
  for (std::size_t place = 0; place < capacity; ++place) {
    if (!entries_[place].listeners.empty()) entries.push_back(&entries_[place]);
  }
  std::sort(entries.begin(), entries.end(),
            [](const EventEntry* a, const EventEntry* b) { return orderOf(*a) < orderOf(*b); });
  std::vector<EventId> names;
  names.reserve(entries.size());
  for (const EventEntry* entry : entries) names.push_back(entry->name);
  return names;
}

}  // namespace nodelab::detail
