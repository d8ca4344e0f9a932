// AbortSignal: tells many operations at once that they are no longer wanted.
//
//   auto controller = AbortController();
//   controller.signal()->addEventListener("abort", [] { … });
//   controller.abort();
//
// A signal is aborted once, by its controller, by a timer (`timeout`) or by other signals (`any`),
// and stays so. Its `abort` listeners are called in that call of `abort`, on its stack. Cancelling
// is cooperative: an operation that takes a signal listens to it, ends early and rejects with an
// AbortError whose cause is the signal's reason; what takes no notice goes on.
//
// What differs from Node: a reason is an Error. And there is no garbage collector, so
// - when nothing can abort a signal any more (it was aborted; its controller is gone, its loop has
//   ended, all signals that it follows have come to that) its `abort` listeners are dropped: they
//   would never be called. A listener may therefore own its signal.
// - a signal of `timeout` or `any` that somebody listens to lives until then, also when no Ref
//   holds it. Without listeners it goes with its last Ref, and a timeout's timer with it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "nodelab/base/error.h"
#include "nodelab/base/intrusive_list.h"
#include "nodelab/base/ref.h"
#include "nodelab/events/event_target.h"

namespace nodelab {

class AbortListener;
class AbortSignal;

namespace events::detail {
// For events::addAbortListener. It may need a microtask: its code is in nodelab::promise.
AbortListener addAbortListener(AbortSignal& signal, const EventListener& listener);
}

class AbortSignal : public EventTarget {
 public:
  // A signal that is aborted already. Without a reason (a null Error) the reason is Node's
  // `AbortError: This operation was aborted`.
  static Ref<AbortSignal> abort(Error reason = {});

  // A signal that is aborted after `delay` ms with `TimeoutError: The operation was aborted due to
  // timeout`. The timer does not keep the loop alive. Throws ERR_OUT_OF_RANGE for a delay that is
  // negative or does not fit 32 bits. It needs a loop: its code is in nodelab::promise.
  static Ref<AbortSignal> timeout(int64_t delay);

  // A signal that is aborted as soon as one of the others is, after that one's listeners have been
  // called, and with its reason; at once if one is aborted already.
  static Ref<AbortSignal> any(const std::vector<Ref<AbortSignal>>& signals);

  bool aborted() const noexcept { return static_cast<bool>(reason_); }
  // Null while it is not aborted.
  const Error& reason() const noexcept { return reason_; }
  // Throws the reason if it is aborted.
  void throwIfAborted() const {
    if (aborted()) throw reason_;
  }

  // The listener in the property of that name (null: none). It is called at the place in the list
  // which the first one set got.
  template <class Function>
  void onabort(Function&& listener) {
    setOnabort(toEventListener(std::forward<Function>(listener)));
  }
  void onabort(std::nullptr_t) { setOnabort(std::nullopt); }

 protected:
  AbortSignal() = default;
  ~AbortSignal() override;

  // For whatever may abort this signal. A signal which its source does not own keeps itself while
  // somebody listens: `keepsItself` is to be called by the subclass that has such a source.
  void keepsItself() { keepsItself_ = true; }
  // Aborts it, if it is not aborted yet.
  void signalAbort(Error reason);
  // Nothing can abort it any more. May let go of this object, as signalAbort may.
  void abandon();

 private:
  friend class AbortController;
  friend AbortListener events::detail::addAbortListener(AbortSignal&, const EventListener&);

  // A signal that follows another (`any`). It lies in the follower, and in a list of the other one.
  struct Link : ListNode<Link> {
    AbortSignal* source = nullptr;
    AbortSignal* follower = nullptr;
  };

  void onListenersChanged(std::string_view type) override;
  std::string_view inspected() const override { return "[AbortSignal]"; }
  void setOnabort(std::optional<EventListener> listener);
  bool isListenedTo() const;
  void updateSelf();
  void end();

  void followAllOf(AbortSignal& signal);
  void follow(AbortSignal& source);
  void unfollow();
  void loseFollowers();
  void sourceLost();

  Error reason_;
  bool over_ = false;  // no abort can come any more
  bool keepsItself_ = false;
  bool hasOnabort_ = false;
  std::optional<EventListener> onabort_;
  std::vector<std::unique_ptr<Link>> links_;
  IntrusiveList<Link> followers_;
  Ref<AbortSignal> self_;
};

// What an operation that the signal aborted fails with: Node's `AbortError: The operation was
// aborted` (ABORT_ERR), its cause the signal's reason.
Error abortError(const AbortSignal& signal);

}  // namespace nodelab
