// Chunk: what travels through a stream, with its type put away.
//
// The state machines of streams (readable_side.h, writable_side.h) count and pass on chunks without
// looking into them; the typed skin (Readable<T>, Writable<T>) puts values in and takes them out.
// Up to 24 bytes, the size of a Buffer handle, lie in the Chunk itself. An empty Chunk is Node's
// null.
//
// Internal to streams; programs see values of their own type.
#pragma once

#include <cstddef>
#include <new>
#include <type_traits>
#include <utility>

namespace nodelab::stream {

class Chunk {
 public:
  Chunk() noexcept = default;

  template <class Value>
  static Chunk of(Value&& value) {
    using T = std::remove_cvref_t<Value>;
    Chunk chunk;
    chunk.type_ = &Type<T>::table;
    if constexpr (Type<T>::isInline) {
      ::new (chunk.storage_) T(std::forward<Value>(value));
    } else {
      ::new (chunk.storage_) T*(new T(std::forward<Value>(value)));
    }
    return chunk;
  }

  Chunk(const Chunk& other) : type_(other.type_) {
    if (type_) type_->copy(other.storage_, storage_);
  }
  Chunk(Chunk&& other) noexcept : type_(std::exchange(other.type_, nullptr)) {
    if (type_) type_->move(other.storage_, storage_);
  }
  Chunk& operator=(Chunk other) noexcept {
    reset();
    type_ = std::exchange(other.type_, nullptr);
    if (type_) type_->move(other.storage_, storage_);
    return *this;
  }
  ~Chunk() { reset(); }

  explicit operator bool() const noexcept { return type_ != nullptr; }

  // The value; T must be the type that it was made of.
  template <class T>
  T& as() noexcept {
    return *Type<T>::value(storage_);
  }
  template <class T>
  const T& as() const noexcept {
    return *Type<T>::value(const_cast<unsigned char*>(storage_));
  }

 private:
  static constexpr std::size_t inlineSize = 24;

  struct Table {
    void (*copy)(const void* from, void* to);
    void (*move)(void* from, void* to) noexcept;  // leaves nothing behind
    void (*destroy)(void* self) noexcept;
  };

  template <class T>
  struct Type {
    static constexpr bool isInline = sizeof(T) <= inlineSize && alignof(T) <= alignof(void*) &&
                                     std::is_nothrow_move_constructible_v<T>;
    static T* value(void* storage) noexcept {
      if constexpr (isInline) {
        return static_cast<T*>(storage);
      } else {
        return *static_cast<T**>(storage);
      }
    }
    static void copy(const void* from, void* to) {
      const T& original = *value(const_cast<void*>(from));
      if constexpr (isInline) {
        ::new (to) T(original);
      } else {
        ::new (to) T*(new T(original));
      }
    }
    static void move(void* from, void* to) noexcept {
      if constexpr (isInline) {
        ::new (to) T(std::move(*value(from)));
        value(from)->~T();
      } else {
        ::new (to) T*(value(from));
      }
    }
    static void destroy(void* self) noexcept {
      if constexpr (isInline) {
        value(self)->~T();
      } else {
        delete value(self);
      }
    }
    static constexpr Table table{copy, move, destroy};
  };

  void reset() noexcept {
    if (type_) type_->destroy(storage_);
    type_ = nullptr;
  }

  const Table* type_ = nullptr;
  alignas(void*) unsigned char storage_[inlineSize];
};

}  // namespace nodelab::stream
