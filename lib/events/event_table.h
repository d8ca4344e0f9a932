// EventTable: the events of one emitter that have listeners, by name.
//
// An open hash table: a name is in the first free place from where its hash points, and what stands
// behind a place that becomes free moves up. So looking one up costs the same for ten names and for
// ten thousand, and an event that comes and goes leaves nothing behind and takes no memory from the
// system.
//
// Internal to EventEmitter.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "nodelab/events/event_id.h"
#include "nodelab/events/listener_list.h"

namespace nodelab::detail {

// A place of the table: an event and its listeners, of which there is one at least. A free place
// has the hash 0 and no listeners.
struct EventEntry {
  bool free() const noexcept { return name.hash == 0; }

  EventId name;
  const char* signature = nullptr;
  uint64_t serial = 0;  // grows with each event that comes to have listeners
  ListenerList listeners;
};

class EventTable {
 public:
  EventTable() noexcept = default;
  EventTable(EventTable&& other) noexcept { swap(other); }
  EventTable& operator=(EventTable&& other) noexcept {
    swap(other);
    return *this;
  }
  ~EventTable();

  // The event, or the free place that it would have. Valid until an event comes or goes.
  EventEntry& place(const EventKey& name) const noexcept {
    EventEntry& first = entries_[name.hash & mask_];
    return first.free() || first.name.isIdentical(name) ? first : search(name);
  }
  // The place where the search for it begins, and mostly ends.
  const EventEntry& firstPlace(const EventKey& name) const noexcept {
    return entries_[name.hash & mask_];
  }
  // Null if it has no listener.
  EventEntry* find(const EventKey& name) const noexcept {
    EventEntry& entry = place(name);
    return entry.free() ? nullptr : &entry;
  }
  bool contains(const EventKey& name) const noexcept { return !place(name).free(); }

  // Puts an event into the free place that it has, with its first listener.
  void insert(EventEntry& place, const EventKey& name, const char* signature,
              const Ref<ListenerFunction>& listener) {
    EventEntry& entry = isFull() ? placeInGrown(name) : place;
    entry.name = name;
    entry.signature = signature;
    entry.serial = serial_++;
    entry.listeners = ListenerList(listener);
    ++size_;
  }
  // Takes an event out. Returns its listeners, for the caller to let go of when all else is done.
  ListenerList erase(EventEntry& entry) noexcept {
    ListenerList erased = std::move(entry.listeners);
    entry.name.clear();
    --size_;
    if (!after(entry).free()) closeGap(entry);
    return erased;
  }

  // In Node's order (events fact 7).
  std::vector<EventId> names() const;

 private:
  void swap(EventTable& other) noexcept;
  EventEntry& search(const EventKey& name) const noexcept;
  bool isFull() const noexcept { return 4 * (std::size_t{size_} + 1) > 3 * capacity(); }
  EventEntry& placeInGrown(const EventKey& name);
  void closeGap(EventEntry& freed) noexcept;
  // How far it is from one place on to the other.
  std::size_t distance(const EventEntry* from, const EventEntry* to) const noexcept {
    return static_cast<std::size_t>(to - from) & mask_;
  }
  std::size_t capacity() const noexcept { return std::size_t{mask_} + 1; }
  EventEntry& after(EventEntry& entry) const noexcept {
    return &entry == entries_ + mask_ ? *entries_ : *(&entry + 1);
  }

  // The one place of all tables that never had an event. It stays free.
  static EventEntry nothing;

  EventEntry* entries_ = &nothing;
  uint32_t mask_ = 0;
  uint32_t size_ = 0;
  uint64_t serial_ = 0;
};

}  // namespace nodelab::detail
