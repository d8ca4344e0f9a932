#include "nodelab/worker_threads/mailbox.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "nodelab/base/error.h"

namespace nodelab::worker_threads::detail {

void Mailbox::post(Letter letter) {
  const std::lock_guard lock(mutex_);
  if (closed_) return;
  queue_.pushBack(std::move(letter));
  if (queue_.size() == 1 && receiver_) uv_async_send(receiver_);
}

void Mailbox::close() {
  // Letters are destroyed outside of the lock: what is in them may post.
  Ring<Letter> dropped;
  const std::lock_guard lock(mutex_);
  closed_ = true;
  dropped.swap(queue_);
}

void Mailbox::setReceiver(uv_async_t* receiver) {
  const std::lock_guard lock(mutex_);
  receiver_ = receiver;
}

void Mailbox::takeAll(Ring<Letter>& batch) {
  const std::lock_guard lock(mutex_);
  if (batch.empty()) return batch.swap(queue_);
  while (!queue_.empty()) batch.pushBack(queue_.popFront());
}

MailboxReader::MailboxReader(EventLoop& loop, std::shared_ptr<Mailbox> mailbox,
                             EventEmitter& receiver)
    : loop_(loop), mailbox_(std::move(mailbox)), receiver_(receiver) {
  auto async = std::make_unique<uv_async_t>();
  const auto onWake = [](uv_async_t* handle) {
    // The last owner may let go of the reader in a letter.
    const Ref<MailboxReader> self(static_cast<MailboxReader*>(handle->data));
    self->onWake();
  };
  throwIfFailed(uv_async_init(loop_.uv(), async.get(), onWake), "uv_async_init");
  async_.reset(async.release());
  async_->data = this;
  setRef(false);
  mailbox_->setReceiver(async_.get());
}

void MailboxReader::start() {
  if (reading_ || !async_) return;
  reading_ = true;
  uv_async_send(async_.get());  // for what came before
}

void MailboxReader::setRef(bool refed) {
  if (!async_) return;
  (refed ? uv_ref : uv_unref)(asHandle(async_.get()));
}

bool MailboxReader::hasRef() const { return async_ && uv_has_ref(asHandle(async_.get())); }

void MailboxReader::close(Task onClosed) {
  if (!async_) return;
  reading_ = false;
  mailbox_->setReceiver(nullptr);
  mailbox_->close();
  batch_.clear();
  if (onClosed) {
    closeHandle(std::move(async_), std::move(onClosed));
  } else {
    async_.reset();
  }
}

bool MailboxReader::letterWaits() {
  if (batch_.empty()) mailbox_->takeAll(batch_);
  return !batch_.empty();
}

// worker_threads fact 26: one turn delivers what was queued at its start, or 1000 where that is
// more, so that two ports which answer each other do not starve the loop.
void MailboxReader::onWake() {
  mailbox_->takeAll(batch_);
  std::size_t allowed = std::max<std::size_t>(batch_.size(), 1000);
  while (reading_ && !loop_.stopped() && allowed-- > 0 && letterWaits()) {
    Letter letter = batch_.popFront();
    loop_.runCallback(resource_, [&] { letter(receiver_); });
  }
  if (reading_ && !batch_.empty()) uv_async_send(async_.get());
}

}  // namespace nodelab::worker_threads::detail
