// Ref<T>: shared ownership on one thread, as a JavaScript variable holds an object.
//
// An object that derives from RefCounted<Itself> counts the Refs that hold it and deletes itself
// with the last one. The count is a plain integer, not an atomic: objects of nodelab belong to the
// thread of the loop that made them, and cross to another only by postMessage. A reference or a raw
// pointer never owns; `*this` may be turned into an owner with `Ref<T>(this)`, since the count
// lives in the object, but not in its constructor or destructor: there no Ref holds it, and the
// temporary one would delete it.
//
//   Ref<Counter> counter = make<Counter>(3);   // one owner
//   auto same = counter;                       // two
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

namespace nodelab {

template <class T>
class RefCounted {
 public:
  RefCounted() = default;
  RefCounted(const RefCounted&) = delete;
  RefCounted& operator=(const RefCounted&) = delete;

  void addRef() const noexcept { ++refs_; }
  void release() const noexcept {
    if (--refs_ == 0) delete static_cast<const T*>(this);
  }
  // How many Refs hold this object. Node has no such question; tests and `postMessage` ask it.
  uint32_t useCount() const noexcept { return refs_; }

 protected:
  ~RefCounted() = default;

 private:
  mutable uint32_t refs_ = 0;
};

template <class T>
class Ref {
 public:
  Ref() noexcept = default;
  Ref(std::nullptr_t) noexcept {}
  explicit Ref(T* object) noexcept : object_(object) {
    if (object_) object_->addRef();
  }
  Ref(const Ref& other) noexcept : Ref(other.object_) {}
  Ref(Ref&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  template <class U>
  requires std::is_convertible_v<U*, T*> Ref(const Ref<U>& other)
  noexcept : Ref(static_cast<T*>(other.get())) {}
  ~Ref() {
    if (object_) object_->release();
  }

  Ref& operator=(Ref other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }

  T* get() const noexcept { return object_; }
  T& operator*() const noexcept { return *object_; }
  T* operator->() const noexcept { return object_; }
  explicit operator bool() const noexcept { return object_ != nullptr; }
  friend bool operator==(const Ref& a, const Ref& b) noexcept { return a.object_ == b.object_; }

 private:
  T* object_ = nullptr;
};

template <class T, class... Args>
Ref<T> make(Args&&... args) {
  return Ref<T>(new T(std::forward<Args>(args)...));
}

}  // namespace nodelab
