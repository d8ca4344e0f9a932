#include "nodelab/events/listener_list.h"

#include <cstring>
#include <new>

#include "nodelab/base/block_pool.h"

namespace nodelab::detail {

namespace {

constexpr std::size_t bytesOf(uint32_t capacity) {
  return sizeof(ListenerBlock) + capacity * sizeof(ListenerFunction*);
}

// Blocks are of 32, 64, 128… bytes.
constexpr uint32_t firstCapacity = 2;
constexpr uint32_t grown(uint32_t capacity) { return 2 * (capacity + 1); }

void move(ListenerFunction** from, ListenerFunction** to, std::size_t count) noexcept {
  std::memmove(to, from, count * sizeof(ListenerFunction*));
}

}  // namespace

ListenerBlock* ListenerBlock::make(uint32_t capacity) {
  return ::new (BlockPool::allocate(bytesOf(capacity))) ListenerBlock(capacity);
}

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

ListenerList::~ListenerList() { replace(nullptr); }

void ListenerList::replace(ListenerBlock* block) noexcept {
  if (block) ++block->owners;
  ListenerBlock* old = std::exchange(block_, block);
  if (!old) return;
  --old->owners;
  old->destroyIfUnused();
}

// Room for so many, in a block that no round walks.
void ListenerList::makeWritable(uint32_t wanted) {
  if (!block_) return replace(ListenerBlock::make(firstCapacity));
  const bool fits = wanted <= block_->capacity;
  if (fits && block_->rounds == 0) return;
  ListenerBlock* copy = block_->copy(fits ? block_->capacity : grown(block_->capacity));
  ArrayWatch::follow(block_, copy);
  replace(copy);
}

void ListenerList::insert(Where where, Ref<ListenerFunction> listener) {
  const auto before = static_cast<uint32_t>(size());
  makeWritable(before + 1);
  ListenerFunction** place = block_->data() + before;
  if (where == Where::front) {
    place = block_->data();
    move(place, place + 1, before);
  }
  listener->addRef();
  *place = listener.get();
  ++block_->size;
}

Ref<ListenerFunction> ListenerList::take(std::size_t index) {
  makeWritable(block_->size);
  ListenerFunction** place = block_->data() + index;
  Ref<ListenerFunction> taken(*place);
  taken->release();
  move(place + 1, place, --block_->size - index);
  if (block_->size == 1) leaveArray();
  return taken;
}

// events fact 1: one listener is in no array. What is remembered with an array goes with it, and
// whoever watches it sees no more of this list.
void ListenerList::leaveArray() {
  block_->warned = false;
  if (block_->owners > 1) replace(block_->copy(firstCapacity));
}

std::size_t ListenerList::lastIndexOf(const ListenerFunction* listener) const noexcept {
  for (std::size_t i = size(); i-- > 0;) {
    if (begin()[i] == listener || begin()[i]->original() == listener) return i;
  }
  return none;
}

std::size_t ListenerList::count(const ListenerFunction* listener) const noexcept {
  std::size_t result = 0;
  for (ListenerFunction* one : *this) {
    if (one == listener || one->original() == listener) ++result;
  }
  return result;
}

ArrayWatch::ArrayWatch(const ListenerList& list) noexcept : block_(list.block()) {
  ++block_->owners;
}

ArrayWatch::~ArrayWatch() {
  innermost = outer_;
  --block_->owners;
  block_->destroyIfUnused();
}

void ArrayWatch::follow(ListenerBlock* from, ListenerBlock* to) noexcept {
  for (ArrayWatch* watch = innermost; watch; watch = watch->outer_) {
    if (watch->block_ != from) continue;
    watch->block_ = to;
    ++to->owners;
    --from->owners;
  }
}

}  // namespace nodelab::detail
