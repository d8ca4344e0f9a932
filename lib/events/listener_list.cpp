#include "nodelab/events/listener_list.h"

#include <cstring>

namespace nodelab::detail {

namespace {

constexpr uint32_t grown(uint32_t capacity) { return 2 * (capacity + 1); }

void move(ListenerFunction** from, ListenerFunction** to, std::size_t count) noexcept {
  std::memmove(to, from, count * sizeof(ListenerFunction*));
}

}  // namespace

ListenerArray* ListenerArray::copy(uint32_t room) const {
  ListenerArray* result = make(room);
  for (ListenerFunction* listener : *this) {
    listener->addRef();
    result->data()[result->size++] = listener;
  }
  result->warned = warned;
  return result;
}

void ListenerArray::destroy() noexcept {
  for (ListenerFunction* listener : *this) listener->release();
  BlockPool::deallocate(this, bytesOf(capacity));
}

void ListenerList::makeArray() {
  array_ = ListenerArray::make(ListenerArray::firstCapacity);
  array_->addOwner();
  array_->size = 1;
  *array_->data() = std::exchange(one_, nullptr);
}

// The list goes on in a copy: no round walks that.
void ListenerList::copyArray(uint32_t capacity) {
  ListenerArray* copy = array_->copy(capacity);
  copy->addOwner();
  ArrayWatch::follow(array_, copy);
  std::exchange(array_, copy)->dropOwner();
}

void ListenerList::insert(Where where, const Ref<ListenerFunction>& listener) {
  if (!array_) makeArray();
  const uint32_t before = array_->size;
  if (before == array_->capacity) {
    copyArray(grown(before));
  } else if (array_->isWalked()) {
    copyArray(array_->capacity);
  }
  ListenerFunction** place = array_->data() + before;
  if (where == Where::front) {
    place = array_->data();
    move(place, place + 1, before);
  }
  *place = owned(listener);
  ++array_->size;
}

void ListenerList::remove(std::size_t index) {
  if (array_->isWalked()) copyArray(array_->capacity);
  ListenerFunction** place = array_->data() + index;
  (*place)->release();
  move(place + 1, place, --array_->size - index);
  if (array_->size == 1) leaveArray();
}

// What is remembered with the array goes with it.
void ListenerList::leaveArray() noexcept {
  one_ = *array_->data();
  one_->addRef();
  std::exchange(array_, nullptr)->dropOwner();
}

std::size_t ListenerList::count(const ListenerFunction* listener) const noexcept {
  std::size_t result = 0;
  for (ListenerFunction* one : *this) {
    if (one == listener || one->original() == listener) ++result;
  }
  return result;
}

void ArrayWatch::follow(ListenerArray* from, ListenerArray* to) noexcept {
  for (ArrayWatch* watch = innermost; watch; watch = watch->outer_) {
    if (watch->array_ != from) continue;
    watch->array_ = to;
    to->addOwner();
    from->dropOwner();
  }
}

}  // namespace nodelab::detail
