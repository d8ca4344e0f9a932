// events::on: all events of a name from now on, to be taken one by one.
//
//   auto messages = events::on(emitter, message, {.signal = controller.signal(), .close = {end}});
//   while (auto arguments = co_await messages.next()) {
//     auto& [from, text] = *arguments;
//     …
//   }
//
// It is Node's async iterator, and a coroutine's `while` is its `for await`. It listens from the
// call on: what is emitted while nobody waits is kept, without any limit, and the next calls of
// `next` get it at once. (So a consumer that is slower than its emitter grows the memory; Node's
// highWaterMark, which pauses a stream meanwhile, is not here.)
//
// It ends by an `error` event, by an abort, by an event of `close`, by return_ or throw_; its
// listeners are gone then. What was kept before can still be had. Where Node's loop is left by
// `break`, this one ends with the last copy of its handle; what `next` has promised before is
// still delivered.
#pragma once

#include <initializer_list>
#include <optional>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "nodelab/base/ref.h"
#include "nodelab/base/ring.h"
#include "nodelab/events/abort_listener.h"
#include "nodelab/events/signal_option.h"
#include "nodelab/loop/event_loop.h"
#include "nodelab/promise/attachment.h"
#include "nodelab/promise/promise.h"

namespace nodelab::events {

namespace detail {

// The iteration apart from the type of its events. What waits for one ends with the loop, where the
// coroutine that waits is destroyed.
class IterationCore : public RefCounted<IterationCore>, public LoopResource {
 public:
  ~IterationCore() override;

  void attached(Ref<Attachment> attachment) { attachments_.push_back(std::move(attachment)); }
  void listenTo(AbortSignal& signal);

  // An `error` event, an abort, throw_ (events fact 27). A null error is none that is kept.
  void fail(const Error& error);
  void close();
  // The last handle is gone.
  void abandon() noexcept;
  void dispose() override;

 protected:
  bool finished() const { return finished_; }
  // The error that is kept, if there is one, once.
  Error takeError() { return std::exchange(error_, {}); }
  // To be called when a request was added, and when one was served.
  void requested();
  void served();

  // The requests that wait, the oldest first, and what becomes of that one.
  virtual bool hasRequests() const = 0;
  virtual void rejectRequest(const Error& error) = 0;
  virtual void endRequest() = 0;
  virtual void dropRequests() = 0;

 private:
  void closeQuietly() noexcept;

  std::vector<Ref<Attachment>> attachments_;
  AbortListener onAbort_;
  Error error_;
  bool finished_ = false;
  bool abandoned_ = false;
};

template <class... Args>
class IterationOf final : public IterationCore {
 public:
  using Arguments = std::tuple<Args...>;
  static constexpr bool bare = sizeof...(Args) == 0;
  using Item = std::conditional_t<bare, bool, std::optional<Arguments>>;

  // In the order of events fact 26.
  Promise<Item> next() {
    if (!events_.empty()) return Promise<Item>::resolve(item(events_.popFront()));
    if (const Error error = takeError()) return Promise<Item>::reject(error);
    if (finished()) return finish();
    auto [promise, resolver] = Promise<Item>::withResolvers();
    requests_.pushBack(resolver);
    requested();
    return promise;
  }
  Promise<Item> finish() {
    close();
    return Promise<Item>::resolve(nothing());
  }

  void happened(Arguments arguments) {
    if (requests_.empty()) return events_.pushBack(std::move(arguments));
    requests_.popFront().resolve(item(std::move(arguments)));
    served();
  }

 private:
  static Item item(Arguments&& arguments) {
    if constexpr (bare) {
      return true;
    } else {
      return Item(std::move(arguments));
    }
  }

  // GCC 12 takes an empty optional that it sees through for one that is not initialized.
  [[gnu::noinline]] static Item nothing() { return {}; }

  bool hasRequests() const override { return !requests_.empty(); }
  void rejectRequest(const Error& error) override { requests_.popFront().reject(error); }
  void endRequest() override { requests_.popFront().resolve(nothing()); }
  void dropRequests() override { requests_.clear(); }

  Ring<Arguments> events_;
  Ring<Resolver<Item>> requests_;
};

}  // namespace detail

// An event of an emitter that ends an iteration: an EventName of any arguments.
class CloseEvent {
 public:
  template <class... Args>
  CloseEvent(const EventName<Args...>& name) : key_(name), attach_(&attach<Args...>) {}

  // Internal: has it close the iteration.
  void attachTo(EventEmitter& emitter, const Ref<detail::IterationCore>& iteration) const {
    attach_(emitter, key_, iteration);
  }

 private:
  template <class... Args>
  static void attach(EventEmitter& emitter, const EventKey& key,
                     const Ref<detail::IterationCore>& iteration) {
    auto attachment = make<detail::EmitterAttachment<Args...>>(emitter, EventName<Args...>(key));
    iteration->attached(attachment);
    attachment->add(detail::Times::always,
                    [iteration](const EventArg<Args>&...) { iteration->close(); });
  }

  EventKey key_;
  void (*attach_)(EventEmitter&, const EventKey&, const Ref<detail::IterationCore>&);
};

// The events of `close` end the iteration, without an error.
struct OnOptions {
  SignalOption signal = {};
  std::initializer_list<CloseEvent> close = {};
};
struct OnTargetOptions {
  SignalOption signal = {};
  std::initializer_list<std::string_view> close = {};
};
static_assert(std::is_trivially_destructible_v<OnOptions>);
static_assert(std::is_trivially_destructible_v<OnTargetOptions>);

// What events::on gives. A handle: copies are the same iteration.
template <class... Args>
class AsyncIterator {
 public:
  using Item = typename detail::IterationOf<Args...>::Item;

  // Internal: made by events::on.
  explicit AsyncIterator(Ref<detail::IterationOf<Args...>> iteration)
      : handle_(make<Handle>(std::move(iteration))) {}

  // The next event: fulfilled with its arguments, a tuple in an optional (for an event without any:
  // with true). Empty (false) when the iteration has ended. Rejects once, with the `error` event or
  // an AbortError that ended it (ABORT_ERR, its cause the signal's reason), after the events that
  // came before. Calls may overlap; an event goes to the oldest.
  Promise<Item> next() const { return handle_->iteration->next(); }

  // Ends the iteration: nobody listens any more, every `next` that waits is fulfilled with nothing,
  // and so is what this returns. (`return` is a keyword of C++, as `catch` is.)
  Promise<Item> return_() const { return handle_->iteration->finish(); }

  // Ends it as an `error` event does: the oldest `next` that waits is rejected, or the one that
  // follows after the events that were kept. It gives no promise, as in Node. Throws
  // ERR_INVALID_ARG_TYPE for a null error.
  void throw_(const Error& error) const {
    if (!error) {
      throw Error("ERR_INVALID_ARG_TYPE",
                  "The \"EventEmitter.AsyncIterator\" property must be an instance of Error. "
                  "Received null",
                  "TypeError");
    }
    handle_->iteration->fail(error);
  }

 private:
  // Shared by the copies.
  struct Handle : RefCounted<Handle> {
    explicit Handle(Ref<detail::IterationOf<Args...>> held) : iteration(std::move(held)) {}
    ~Handle() { iteration->abandon(); }
    Ref<detail::IterationOf<Args...>> iteration;
  };
  Ref<Handle> handle_;
};

namespace detail {

void throwIfAborted(const AbortSignal* signal);

}  // namespace detail

// All such events from now on. With a signal that is aborted already it throws the AbortError.
// An `error` event, unless that is the name, ends it with the error. Without the emitter nothing
// comes any more: `next` waits for ever.
template <class... Args>
AsyncIterator<Args...> on(EventEmitter& emitter, EventName<Args...> name, OnOptions options = {}) {
  detail::throwIfAborted(options.signal.get());
  auto iteration = make<detail::IterationOf<Args...>>();
  AsyncIterator<Args...> iterator(iteration);

  auto happened = make<detail::EmitterAttachment<Args...>>(emitter, name);
  iteration->attached(happened);
  happened->add(detail::Times::always, [iteration](EventArg<Args>... args) {
    iteration->happened(std::tuple<Args...>(args...));
  });
  if (!(name == event::error)) {
    auto failed = make<detail::EmitterAttachment<Error>>(emitter, event::error);
    iteration->attached(failed);
    failed->add(detail::Times::always, [iteration](const Error& error) { iteration->fail(error); });
  }
  for (const CloseEvent& close : options.close) close.attachTo(emitter, iteration);
  if (options.signal) iteration->listenTo(*options.signal);
  return iterator;
}

// The same for an EventTarget: gives tuples of the event. No type is an error there.
AsyncIterator<Ref<Event>> on(EventTarget& target, std::string_view type,
                             OnTargetOptions options = {});

}  // namespace nodelab::events
