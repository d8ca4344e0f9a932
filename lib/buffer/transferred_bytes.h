// TransferredBytes: the bytes of a Buffer on their way to another thread.
//
// A Buffer belongs to the thread that made it, because its storage counts owners without atomics.
// `postMessage(std::move(buffer))` therefore takes the bytes out of it, sends them, and makes a new
// Buffer of them on the other side; that is what Node's transfer list does with an ArrayBuffer:
//
//   TransferredBytes bytes = std::move(buffer).transfer();   // here; `buffer` is empty now
//   Buffer received = Buffer::adopt(std::move(bytes));       // there
//
// It owns the bytes alone, belongs to no thread, and may be moved and destroyed on any. Handing it
// over must synchronise the two threads, as a locked queue does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include "nodelab/buffer/storage.h"

namespace nodelab {

class TransferredBytes {
 public:
  // No bytes.
  TransferredBytes() noexcept = default;
  TransferredBytes(TransferredBytes&& other) noexcept { swap(other); }
  TransferredBytes& operator=(TransferredBytes&& other) noexcept {
    TransferredBytes(std::move(other)).swap(*this);
    return *this;
  }
  // Frees the bytes that nobody adopted.
  ~TransferredBytes() {
    if (storage_) storage_->destroy();
  }

  std::size_t size() const noexcept { return size_; }

 private:
  friend class Buffer;
  TransferredBytes(detail::Storage* storage, uint8_t* data, std::size_t size) noexcept
      : storage_(storage), data_(data), size_(size) {}
  void swap(TransferredBytes& other) noexcept {
    std::swap(storage_, other.storage_);
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
  }

  detail::Storage* storage_ = nullptr;
  uint8_t* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace nodelab
