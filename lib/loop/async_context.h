// AsyncContext: what every AsyncLocalStorage finds at one moment, wherever a program's asynchronous
// work has led it.
//
// The thread has a current context. Whatever is made to run later (a timer, a tick, a promise, a
// request) takes a copy of it when it is made, and is run in that copy: so a store follows the work
// through every callback. As in Node 20 the copy belongs to what was made (Node: its resource), and
// `set` changes the one that is entered: an interval whose callback sets a store finds it again the
// next time.
//
// A context is one pointer to an immutable list, null while no store is set; a program that has no
// AsyncLocalStorage pays a few instructions a callback for it.
//
// Internal to the rooms; programs use AsyncLocalStorage (promise/async_local_storage.h).
#pragma once

#include <cstdint>
#include <utility>

#include "nodelab/base/ref.h"

namespace nodelab {

// The value of one store in a context.
class ContextValue : public RefCounted<ContextValue> {
 public:
  virtual ~ContextValue() = default;
};

class AsyncContext {
 public:
  // The empty context: no store is set.
  constexpr AsyncContext() noexcept = default;
  AsyncContext(const AsyncContext& other) noexcept : AsyncContext(other.entries_) {}
  AsyncContext(AsyncContext&& other) noexcept : entries_(std::exchange(other.entries_, nullptr)) {}
  AsyncContext& operator=(AsyncContext other) noexcept {
    std::swap(entries_, other.entries_);
    return *this;
  }
  ~AsyncContext() {
    if (entries_) release();
  }

  // A copy of this thread's current context.
  static AsyncContext current() noexcept { return AsyncContext(currentEntries); }

  // The value for the key in the current context, or null. The context owns it.
  static ContextValue* get(uint64_t key) noexcept;
  // Replaces the current context by one with another value for the key; null removes it.
  static void set(uint64_t key, Ref<ContextValue> value);
  // Makes the current context the empty one.
  static void reset() noexcept { AsyncContext().swapWithCurrent(); }

  // Puts this context in the place of the current one, and that one here.
  void swapWithCurrent() noexcept { std::swap(entries_, currentEntries); }

 private:
  struct Entry;
  explicit AsyncContext(Entry* entries) noexcept : entries_(entries) {
    if (entries_) retain();
  }
  void retain() noexcept;
  void release() noexcept;

  // The current context is a plain pointer that owns its entries, so that reading it costs no more
  // than a load.
  static inline constinit thread_local Entry* currentEntries = nullptr;

  Entry* entries_ = nullptr;
};

// While it lives, `context` is the current one, and holds what was current before.
class AsyncScope {
 public:
  explicit AsyncScope(AsyncContext& context) noexcept : context_(context) {
    context_.swapWithCurrent();
  }
  ~AsyncScope() { context_.swapWithCurrent(); }
  AsyncScope(const AsyncScope&) = delete;
  AsyncScope& operator=(const AsyncScope&) = delete;

 private:
  AsyncContext& context_;
};

}  // namespace nodelab
