// MessagePort<In, Out>: one end of a channel between two threads. Node's class of that name.
//
// In a Worker it is `parentPort`, the way to the thread that started it: what the parent posts
// arrives as 'message' with an In, `postMessage` sends an Out.
//
//   parentPort->on(event::message, [parentPort](int n) { parentPort->postMessage(n * 2); });
//
// A port is stopped and does not keep its loop alive until it has a 'message' listener; messages
// wait meanwhile. Removing the last listener stops it again. So a worker that listens lives until
// its port is closed or unref'd, and one that listens with `once` lives for one message.
//
// A message arrives as a callback of the loop of its own, in the poll phase, never in a tick or
// microtask of the sender, also where both ends are on one thread. What may be sent, and what is
// copied, is in message_traits.h. There is no backpressure.
//
// A port belongs to its thread. It lives until it is closed or its loop ends, and drops its
// listeners then; a listener may hold a Ref to its own port.
#pragma once

#include <memory>
#include <string_view>
#include <type_traits>
#include <utility>

#include "nodelab/base/ref.h"
#include "nodelab/events/event_emitter.h"
#include "nodelab/events/message_event.h"
#include "nodelab/loop/event_loop.h"
#include "nodelab/worker_threads/mailbox.h"
#include "nodelab/worker_threads/message_traits.h"

namespace nodelab::worker_threads {

namespace event {
using namespace nodelab::event;
// Of a port: it was closed. Emitted in the close phase.
inline constexpr EventName<> close{"close"};
}  // namespace event

namespace detail {

// A message of type T, as the letter that makes the receiver emit it.
template <class T, class Value>
Letter messageLetter(Value&& value) {
  return [wire = toWire<T>(std::forward<Value>(value))](EventEmitter& receiver) mutable {
    receiver.emit(EventName<T>("message"), fromWire<T>(std::move(wire)));
  };
}
// Where the message is made of something else than a T, such as a literal.
template <class T, class Value>
Letter anyMessageLetter(Value&& value) {
  static_assert(Postable<T>,
                "A message of this type holds what belongs to its thread; see message_traits.h");
  if constexpr (std::is_same_v<std::remove_cvref_t<Value>, T>) {
    return messageLetter<T>(std::forward<Value>(value));
  } else {
    return messageLetter<T>(T(std::forward<Value>(value)));
  }
}

// The port without its types.
class PortBase : public RefCounted<PortBase>, public EventEmitter, public LoopResource {
 public:
  // Closes both directions: what was posted before still arrives at the other end, what is posted
  // later, on either side, is dropped. 'close' follows. Idempotent.
  void close();

  // Whether an open port keeps the loop alive; a first 'message' listener calls ref().
  void ref() { reader_->setRef(true); }
  void unref() { reader_->setRef(false); }
  bool hasRef() const { return reader_->hasRef(); }

  void dispose() override;

 protected:
  PortBase(EventLoop& loop, std::shared_ptr<Mailbox> inbox, std::shared_ptr<Mailbox> outbox);
  void post(Letter letter) {
    if (!reader_->closed()) outbox_->post(std::move(letter));
  }
  void onListenerAdded(const EventKey& event) override;
  void onListenerRemoved(const EventKey& event) override;

 private:
  EventLoop& loop_;
  std::shared_ptr<Mailbox> outbox_;
  Ref<MailboxReader> reader_;
  Ref<PortBase> self_;  // while it is open
};

}  // namespace detail

// In and Out are Postable; void where that direction is not used.
template <class In, class Out>
class MessagePort final : public MessageEmitter<In, detail::PortBase> {
 public:
  // Sends a copy of an lvalue; moves what is moved or temporary. Never blocks. Does nothing on a
  // closed port, or when nobody is there any more.
  template <class T = Out>
  requires std::is_convertible_v<T, Out>
  void postMessage(T&& value) { this->post(detail::anyMessageLetter<Out>(std::forward<T>(value))); }

  // Internal: a Worker makes its ports.
  MessagePort(EventLoop& loop, std::shared_ptr<detail::Mailbox> inbox,
              std::shared_ptr<detail::Mailbox> outbox)
      : MessageEmitter<In, detail::PortBase>(loop, std::move(inbox), std::move(outbox)) {}
};

}  // namespace nodelab::worker_threads
