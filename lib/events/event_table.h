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

// An event. Its list is empty in a free place only.
struct EventEntry {
  EventId name{EventKey("")};
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

  std::size_t size() const noexcept { return size_; }

  // Valid until an event comes or goes. Null if it has no listener.
  EventEntry* find(const EventKey& name) noexcept {
    if (!entries_) return nullptr;
    for (std::size_t place = name.hash;; ++place) {
      EventEntry& entry = entries_[place & mask_];
      if (entry.listeners.empty()) return nullptr;
      if (entry.name == name) return &entry;
    }
  }
  const EventEntry* find(const EventKey& name) const noexcept {
    return const_cast<EventTable*>(this)->find(name);
  }

  // Adds an event that is not there, with its first listener.
  void insert(const EventKey& name, const char* signature, Ref<ListenerFunction> listener);
  // Takes an event out, listeners and all.
  EventEntry take(EventEntry& entry) noexcept;

  // In Node's order (events fact 7).
  std::vector<EventId> names() const;

 private:
  void swap(EventTable& other) noexcept;
  void growIfFull();
  std::size_t freePlace(const EventKey& name) const noexcept;

  EventEntry* entries_ = nullptr;
  uint32_t mask_ = 0;
  uint32_t size_ = 0;
  uint64_t serial_ = 0;
};

}  // namespace nodelab::detail
