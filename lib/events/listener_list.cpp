#include "nodelab/events/listener_list.h"

#include <cstring>

namespace nodelab::detail {

namespace {

constexpr uint32_t grown(uint32_t capacity) { return 2 * (capacity + 1); }

void move(ListenerFunction** from, ListenerFunction** to, std::size_t count) noexcept {
  std::memmove(to, from, count * sizeof(ListenerFunction*));
}

}  // namespace

ListenerBlock* ListenerBlock::copy(uint32_t room) const {
  ListenerBlock* result = make(room);
  for (ListenerFunction* listener : *this) {
    listener->addRef();
    result->data()[result->size++] = listener;
  }
  result->warned = warned;
  return result;
}

void ListenerBlock::destroy() noexcept {
  for (ListenerFunction* listener : *this) listener->release();
  BlockPool::deallocate(this, bytesOf(capacity));
}

void ListenerList::replace(ListenerBlock* block) noexcept {
  block->addOwner();
  std::exchange(block_, block)->dropOwner();
}

// Room for so many, in a block that no round walks.
void ListenerList::makeWritable(uint32_t wanted) {
  const bool fits = wanted <= block_->capacity;
  if (fits && !block_->isWalked()) return;
  ListenerBlock* copy = block_->copy(fits ? block_->capacity : grown(block_->capacity));
  ArrayWatch::follow(block_, copy);
  replace(copy);
}

void ListenerList::insert(Where where, const Ref<ListenerFunction>& listener) {
  const uint32_t before = block_->size;
  makeWritable(before + 1);
  ListenerFunction** place = block_->data() + before;
  if (where == Where::front) {
    place = block_->data();
    move(place, place + 1, before);
  }
  *place = owned(listener);
  ++block_->size;
}

void ListenerList::remove(std::size_t index) {
  makeWritable(block_->size);
  ListenerFunction** place = block_->data() + index;
  (*place)->release();
  move(place + 1, place, --block_->size - index);
  if (block_->size == 1) leaveArray();
}

// events fact 1: one listener is in no array. What is remembered with an array goes with it, and
// whoever watches it sees no more of this list.
void ListenerList::leaveArray() {
  block_->warned = false;
  if (block_->isWatched()) replace(block_->copy(ListenerBlock::firstCapacity));
}

std::size_t ListenerList::count(const ListenerFunction* listener) const noexcept {
  std::size_t result = 0;
  for (ListenerFunction* one : *this) {
    if (one == listener || one->original() == listener) ++result;
  }
  return result;
}

void ArrayWatch::follow(ListenerBlock* from, ListenerBlock* to) noexcept {
  for (ArrayWatch* watch = innermost; watch; watch = watch->outer_) {
    if (watch->block_ != from) continue;
    watch->block_ = to;
    to->addOwner();
    from->dropOwner();
  }
}

}  // namespace nodelab::detail
