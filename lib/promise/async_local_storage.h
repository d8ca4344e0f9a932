// AsyncLocalStorage<T>: a variable that follows a piece of work wherever it goes asynchronously.
//
// A server sets it once a request; whatever the request leads to (timers, ticks, promises, files,
// sockets) finds that request's value, however many are under way. It is to asynchronous work what
// a thread-local variable is to a thread.
//
//   AsyncLocalStorage<std::string> requestId;
//   requestId.run("42", [] {
//     setTimeout([] { console::log("{}", *requestId.getStore()); }, 10);  // 42
//   });
//
// What is made to run later takes the stores with it when it is made: a timer at setTimeout, a
// handler at `then`, a coroutine at its co_await, a callback at the call that it is passed to.
// Whoever makes it run later does not matter.
//
// A store is a T, made once a `run` or `enterWith`; all that find it share it, as JavaScript shares
// an object. It goes with the last piece of work that carries it. An AsyncLocalStorage must outlive
// the code that asks it, and belongs to one thread; a program with workers makes it `thread_local`.
#pragma once

#include <atomic>
#include <concepts>
#include <cstdint>
#include <functional>
#include <type_traits>
#include <utility>

#include "nodelab/base/ref.h"
#include "nodelab/loop/async_context.h"

namespace nodelab {

namespace detail {

template <class T>
struct Store final : ContextValue {
  explicit Store(T its) : value(std::move(its)) {}
  T value;
};

// A number that no other AsyncLocalStorage has, of any thread.
inline uint64_t newStoreKey() {
  static std::atomic<uint64_t> last = 0;
  return ++last;
}

// A place in the program, whose stores can be entered again. What is entered there (`enterWith`)
// stays for the next time, as with Node's AsyncResource.
struct Place : RefCounted<Place> {
  template <class Function, class... Args>
  decltype(auto) run(Function&& function, Args&&... args) {
    const AsyncScope scope(context);
    return std::invoke(std::forward<Function>(function), std::forward<Args>(args)...);
  }
  AsyncContext context = AsyncContext::current();
};

}  // namespace detail

// What `snapshot` returns: `snapshot(function, args...)` calls the function with all the stores of
// the place where the snapshot was made, and returns what it returns. Copies are the same snapshot.
class AsyncSnapshot {
 public:
  AsyncSnapshot() : place_(make<detail::Place>()) {}

  template <class Function, class... Args>
  decltype(auto) operator()(Function&& function, Args&&... args) const {
    return place_->run(std::forward<Function>(function), std::forward<Args>(args)...);
  }

 private:
  Ref<detail::Place> place_;
};

template <class T>
class AsyncLocalStorage {
 public:
  AsyncLocalStorage() = default;
  AsyncLocalStorage(const AsyncLocalStorage&) = delete;
  AsyncLocalStorage& operator=(const AsyncLocalStorage&) = delete;

  // The store that is current here, or null (JavaScript's undefined). It stays valid while it is
  // current.
  T* getStore() const noexcept {
    ContextValue* value = enabled_ ? AsyncContext::get(key_) : nullptr;
    return value ? &static_cast<detail::Store<T>*>(value)->value : nullptr;
  }

  // Calls `function(args...)` with this store, and returns what it returns. Afterwards, also when
  // it throws, the store is the former one again. With a store that equals the current one it is
  // only a call, as in Node: what is entered in it stays.
  template <class Function, class... Args>
  decltype(auto) run(T store, Function&& function, Args&&... args) {
    if (isCurrent(store)) {
      return std::invoke(std::forward<Function>(function), std::forward<Args>(args)...);
    }
    enable();
    const Restore atEnd{*this, Ref(AsyncContext::get(key_))};
    enterWith(std::move(store));
    return std::invoke(std::forward<Function>(function), std::forward<Args>(args)...);
  }

  // The same without a store.
  template <class Function, class... Args>
  decltype(auto) exit(Function&& function, Args&&... args) {
    const Enable atEnd{setAside() ? this : nullptr};
    return std::invoke(std::forward<Function>(function), std::forward<Args>(args)...);
  }

  // The store is this one for the rest of the callback that is running, and what that leads to.
  void enterWith(T store) {
    enable();
    AsyncContext::set(key_, make<detail::Store<T>>(std::move(store)));
  }

  // There is no store until `run` or `enterWith` is called again; and none here then, nor in what
  // was made meanwhile.
  void disable() {
    setAside();
    aside_ = nullptr;
  }

  // The stores of all AsyncLocalStorages, as they are here: see AsyncSnapshot.
  static AsyncSnapshot snapshot() { return AsyncSnapshot(); }

  // A function that calls `function` with the stores as they are here.
  template <class Function>
  static auto bind(Function function) {
    return
        [here = snapshot(), bound = std::move(function)](auto&&... args) mutable -> decltype(auto) {
          return here(bound, std::forward<decltype(args)>(args)...);
        };
  }

 private:
  bool isCurrent(const T& store) const {
    if constexpr (std::equality_comparable<T>) {
      const T* current = getStore();
      return current && *current == store;
    }
    return false;
  }

  struct Restore {
    ~Restore() { AsyncContext::set(storage.key_, std::move(store)); }
    AsyncLocalStorage& storage;
    Ref<ContextValue> store;
  };
  struct Enable {
    ~Enable() {
      if (storage) storage->enable();
    }
    AsyncLocalStorage* storage;
  };

  // loop fact 53, as Node does it: `exit` disables the storage, and the first that enables it again
  // finds the store that was there before. Returns whether it was enabled.
  bool setAside() {
    if (!std::exchange(enabled_, false)) return false;
    aside_ = Ref(AsyncContext::get(key_));
    AsyncContext::set(key_, nullptr);
    return true;
  }
  void enable() {
    if (std::exchange(enabled_, true)) return;
    if (aside_) AsyncContext::set(key_, std::exchange(aside_, nullptr));
  }

  const uint64_t key_ = detail::newStoreKey();
  bool enabled_ = true;
  Ref<ContextValue> aside_;
};

}  // namespace nodelab
