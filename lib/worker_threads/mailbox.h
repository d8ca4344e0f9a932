// Mailbox: a queue that any thread may fill and one event loop empties.
//
// A letter is what the receiver shall emit, made by the sender with everything that is in it:
//
//   mailbox->post([](EventEmitter& receiver) { receiver.emit(event::online); });
//
// It travels as a function, so the queue needs to know nothing of messages and their types. Letters
// arrive in the order in which they were posted, each as a callback of the receiver's loop of its
// own (in its poll phase), with ticks and microtasks drained in between (worker_threads fact 25).
//
// The queue is not bounded, as in Node: a sender that is faster than its receiver grows memory.
//
// Internal to the room; programs use MessagePort and Worker.
#pragma once

#include <uv.h>

#include <memory>
#include <mutex>

#include "nodelab/base/callback.h"
#include "nodelab/base/ref.h"
#include "nodelab/base/ring.h"
#include "nodelab/base/unique_handle.h"
#include "nodelab/events/event_emitter.h"
#include "nodelab/loop/event_loop.h"

namespace nodelab::worker_threads::detail {

using Letter = Callback<void(EventEmitter&)>;

// The shared part, held by both sides. Every function may be called on any thread.
class Mailbox {
 public:
  // Adds a letter at the end and wakes the receiver if the queue was empty. After `close` the
  // letter is dropped. Letters that come before the receiver wait for it.
  void post(Letter letter);

  // Drops what is queued, and what will be posted.
  void close();

 private:
  friend class MailboxReader;

  // Whom to wake; null: nobody now.
  void setReceiver(uv_async_t* receiver);
  // Moves all letters to the end of `batch`.
  void takeAll(Ring<Letter>& batch);

  std::mutex mutex_;
  Ring<Letter> queue_;
  uv_async_t* receiver_ = nullptr;
  bool closed_ = false;
};

// The receiving end, on the thread of its loop. It begins stopped and unref'd; letters wait until
// `start`. It must be closed before the loop ends.
class MailboxReader : public RefCounted<MailboxReader> {
 public:
  // `receiver` must be there until `close`.
  MailboxReader(EventLoop& loop, std::shared_ptr<Mailbox> mailbox, EventEmitter& receiver);
  ~MailboxReader() { close(); }

  void start();
  void stop() { reading_ = false; }
  // What calls back.
  AsyncResource& resource() { return resource_; }
  // Whether it keeps the loop alive.
  void setRef(bool refed);
  bool hasRef() const;

  // Closes the mailbox; no letter is delivered any more. `onClosed` is called in the loop's close
  // phase. Idempotent.
  void close(Task onClosed = {});
  bool closed() const { return !async_; }

 private:
  void onWake();
  bool letterWaits();

  EventLoop& loop_;
  std::shared_ptr<Mailbox> mailbox_;
  EventEmitter& receiver_;
  UniqueHandle<uv_async_t> async_;
  AsyncResource resource_{"MESSAGEPORT"};
  Ring<Letter> batch_;  // taken from the mailbox, but not yet delivered
  bool reading_ = false;
};

}  // namespace nodelab::worker_threads::detail
