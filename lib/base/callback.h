// Callback<R(Args...)>: a function object that is moved, never copied.
//
// It is what every asynchronous call of nodelab takes where Node takes a function. Captures of up
// to 16 bytes (two pointers, a Ref and an int) live inside it; larger ones on the heap. So a
// Callback has 32 bytes, moving one is a few instructions, and queueing a small one allocates
// nothing.
//
//   Callback<void(int)> done = [&sum](int n) { sum += n; };
//   done(3);
//
// Unlike std::function it may hold what cannot be copied (a Buffer that is about to be sent, a
// promise's resolver). An empty Callback is false; calling it is undefined.
//
// Assigning to a Callback destroys the function it held, also one that is running: whoever calls a
// slot that the function may overwrite moves it out first (`Task task = std::move(slot); task();`).
#pragma once

#include <cstddef>
#include <cstring>
#include <new>
#include <type_traits>
#include <utility>

namespace nodelab {

template <class Signature>
class Callback;

template <class R, class... Args>
class Callback<R(Args...)> {
 public:
  static constexpr std::size_t inlineSize = 16;

  Callback() noexcept = default;
  Callback(std::nullptr_t) noexcept {}

  template <class F>
  requires(!std::is_same_v<std::remove_cvref_t<F>, Callback> &&
           std::is_invocable_r_v<R, std::decay_t<F>&, Args...>) Callback(F&& function) {
    using Function = std::decay_t<F>;
    if constexpr (fitsInline<Function>) {
      ::new (storage_) Function(std::forward<F>(function));
      call_ = [](void* self, Args... args) -> R {
        return invoke(*static_cast<Function*>(self), std::forward<Args>(args)...);
      };
      if constexpr (!isPlainBytes<Function>) move_ = moveInline<Function>;
    } else {
      ::new (storage_) Function*(new Function(std::forward<F>(function)));
      call_ = [](void* self, Args... args) -> R {
        return invoke(**static_cast<Function**>(self), std::forward<Args>(args)...);
      };
      move_ = moveHeap<Function>;
    }
  }

  Callback(Callback&& other) noexcept { take(other); }
  Callback& operator=(Callback&& other) noexcept {
    if (this != &other) {
      // The old function goes last: what it owns may, when it goes, look at this Callback.
      Callback old(std::move(*this));
      take(other);
    }
    return *this;
  }
  ~Callback() {
    if (move_) move_(storage_, nullptr);
  }

  R operator()(Args... args) { return call_(storage_, std::forward<Args>(args)...); }
  explicit operator bool() const noexcept { return call_ != nullptr; }

 private:
  template <class F>
  static constexpr bool fitsInline =
      sizeof(F) <= inlineSize &&
      alignof(F) <= alignof(void*) && std::is_nothrow_move_constructible_v<F>;
  template <class F>
  static constexpr bool isPlainBytes =
      std::is_trivially_copyable_v<F>&& std::is_trivially_destructible_v<F>;

  // A Callback<void()> takes a function of any result and drops it.
  template <class F>
  static R invoke(F& function, Args&&... args) {
    if constexpr (std::is_void_v<R>) {
      static_cast<void>(function(std::forward<Args>(args)...));
    } else {
      return function(std::forward<Args>(args)...);
    }
  }

  // Moves the function from one storage to another, or destroys it where `to` is null. Plain bytes
  // need neither: their `move_` is null.
  template <class F>
  static void moveInline(void* from, void* to) noexcept {
    F& function = *static_cast<F*>(from);
    if (to) ::new (to) F(std::move(function));
    function.~F();
  }
  template <class F>
  static void moveHeap(void* from, void* to) noexcept {
    F* function = *static_cast<F**>(from);
    if (to) {
      ::new (to) F*(function);
    } else {
      delete function;
    }
  }

  void take(Callback& other) noexcept {
    call_ = std::exchange(other.call_, nullptr);
    move_ = std::exchange(other.move_, nullptr);
    if (move_) {
      move_(other.storage_, storage_);
    } else {
      std::memcpy(storage_, other.storage_, inlineSize);
    }
  }
  R (*call_)(void*, Args...) = nullptr;
  void (*move_)(void* from, void* to) noexcept = nullptr;
  alignas(void*) unsigned char storage_[inlineSize] = {};
};

// What the loop's queues hold: a callback without arguments.
using Task = Callback<void()>;

}  // namespace nodelab
