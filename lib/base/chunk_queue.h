// ChunkQueue<T>: a first-in, first-out queue whose elements never move.
//
// The tick and microtask queues are ChunkQueues: an element is made in its place and used there,
// while others are queued behind it. The places come in chunks; those that were used are kept for
// the next elements, so in steady state nothing is allocated. Memory stays at the longest length
// that the queue ever had, until it is destroyed.
#pragma once

#include <cstddef>
#include <utility>

namespace nodelab {

template <class T>
class ChunkQueue {
 public:
  ChunkQueue() noexcept = default;
  ChunkQueue(const ChunkQueue&) = delete;
  ChunkQueue& operator=(const ChunkQueue&) = delete;
  ~ChunkQueue() {
    clear();
    deleteChain(first_);
    deleteChain(spare_);
  }

  bool empty() const noexcept { return head_ == tail_; }
  // Counts chunk by chunk.
  std::size_t size() const noexcept {
    if (empty()) return 0;
    std::size_t places = 0;
    for (const Chunk* chunk = first_; chunk != last_; chunk = chunk->next)
      places += Chunk::capacity;
    return places + static_cast<std::size_t>(tail_ - last_->begin()) -
           static_cast<std::size_t>(head_ - first_->begin());
  }

  template <class... Args>
  void emplaceBack(Args&&... args) {
    if (tail_ == end_) addChunk();
    ::new (static_cast<void*>(tail_)) T(std::forward<Args>(args)...);
    ++tail_;
  }

  // Takes the first element off, calls `use(element)`, and destroys it: it is no longer in the
  // queue meanwhile, but still in its place. `use` may queue more; it must not take off others.
  template <class Use>
  void consumeFront(Use&& use) {
    if (head_ == first_->end()) nextChunk();
    const AtEnd atEnd{head_++};
    use(*atEnd.element);
  }

  void clear() {
    while (!empty()) consumeFront([](T&) {});
  }

 private:
  struct Chunk {
    static constexpr std::size_t capacity = 256;
    Chunk* next = nullptr;
    alignas(T) unsigned char places[capacity * sizeof(T)];
    T* begin() noexcept { return reinterpret_cast<T*>(places); }
    T* end() noexcept { return begin() + capacity; }
  };
  struct AtEnd {
    T* element;
    ~AtEnd() { element->~T(); }
  };

  void addChunk() {
    Chunk* chunk = spare_ ? std::exchange(spare_, spare_->next) : new Chunk;
    chunk->next = nullptr;
    if (last_) {
      last_->next = chunk;
    } else {
      first_ = chunk;
      head_ = chunk->begin();
    }
    last_ = chunk;
    tail_ = chunk->begin();
    end_ = chunk->end();
  }

  // The first chunk is used up, and there is another. It becomes the last spare one, so that chunks
  // are used again in the order in which they lie in memory.
  void nextChunk() {
    Chunk* used = std::exchange(first_, first_->next);
    used->next = nullptr;
    (spare_ ? lastSpare_->next : spare_) = used;
    lastSpare_ = used;
    head_ = first_->begin();
  }

  static void deleteChain(Chunk* chunk) {
    while (chunk) delete std::exchange(chunk, chunk->next);
  }

  T* head_ = nullptr;  // the first element, or the place behind the first chunk
  T* tail_ = nullptr;  // the place for the next one
  T* end_ = nullptr;   // behind the last chunk
  Chunk* first_ = nullptr;
  Chunk* last_ = nullptr;
  Chunk* spare_ = nullptr;
  Chunk* lastSpare_ = nullptr;  // if there is a spare one
};

}  // namespace nodelab
