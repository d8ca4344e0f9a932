// Slab<T>: memory for many objects of one size.
//
// Timers and immediates come and go by the thousands; a Slab gives each its place in a few
// instructions and keeps the place of one that went for the next. When none is left it begins again
// at its first place, so that objects which are made one after the other lie one after the other.
// Memory stays at the largest number of objects that lived at once, until the Slab is destroyed; by
// then all must be gone.
#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <utility>
#include <vector>

#include "nodelab/base/ref.h"

namespace nodelab {

template <class T>
class Slab {
 public:
  Slab() = default;
  Slab(const Slab&) = delete;
  Slab& operator=(const Slab&) = delete;

  // Room for one T, to be constructed by the caller.
  void* allocate() {
    static_assert(sizeof(Free) <= sizeof(T) && alignof(Free) <= alignof(T));
    static_assert(alignof(T) <= __STDCPP_DEFAULT_NEW_ALIGNMENT__);
    ++live_;
    if (free_) return std::exchange(free_, free_->next);
    if (next_ == end_) nextBlock();
    return std::exchange(next_, next_ + sizeof(T));
  }
  // Of a T that was destroyed.
  void deallocate(void* place) noexcept {
    free_ = ::new (place) Free{free_};
    if (--live_ == 0) beginAgain();
  }

 private:
  struct Free {
    Free* next;
  };
  struct FreeBlock {
    void operator()(unsigned char* block) const { ::operator delete(block); }
  };
  using Block = std::unique_ptr<unsigned char, FreeBlock>;
  static constexpr std::size_t placesPerBlock = 64;

  void nextBlock() {
    constexpr std::size_t size = placesPerBlock * sizeof(T);
    if (usedBlocks_ == blocks_.size()) {
      blocks_.push_back(Block(static_cast<unsigned char*>(::operator new(size))));
    }
    next_ = blocks_[usedBlocks_++].get();
    end_ = next_ + size;
  }
  void beginAgain() noexcept {
    free_ = nullptr;
    next_ = end_ = nullptr;
    usedBlocks_ = 0;
  }

  Free* free_ = nullptr;
  unsigned char* next_ = nullptr;  // of the places that were not used since the beginning
  unsigned char* end_ = nullptr;
  std::size_t live_ = 0;
  std::size_t usedBlocks_ = 0;
  std::vector<Block> blocks_;
};

// An object with a counter that lives in the slab of its owner and keeps that owner alive. T is the
// class itself, and the owner has a member `slab`.
template <class T, class Owner>
class Slabbed : public RefCounted<T> {
 public:
  template <class... Args>
  static Ref<T> make(const Ref<Owner>& owner, Args&&... args) {
    return Ref<T>(::new (owner->slab.allocate()) T(owner, std::forward<Args>(args)...));
  }
  // What `delete` means for it: its place goes back to the slab.
  static void operator delete(Slabbed* slabbed, std::destroying_delete_t) {
    T* object = static_cast<T*>(slabbed);
    const Ref<Owner> owner = std::move(object->owner);
    object->~T();
    owner->slab.deallocate(object);
  }

  Ref<Owner> owner;

 protected:
  explicit Slabbed(const Ref<Owner>& its) : owner(its) {}
  ~Slabbed() = default;
};

}  // namespace nodelab
