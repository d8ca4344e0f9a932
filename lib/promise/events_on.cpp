#include "nodelab/promise/events_on.h"

#include "nodelab/base/hooks.h"

namespace nodelab::events {

namespace detail {

IterationCore::~IterationCore() = default;

void IterationCore::listenTo(AbortSignal& signal) {
  onAbort_ = AbortListener(
      signal, [self = Ref<IterationCore>(this), &signal] { self->fail(abortError(signal)); });
}

void IterationCore::fail(const Error& error) {
  if (hasRequests()) {
    rejectRequest(error);
  } else {
    error_ = error;
  }
  close();
}

// As Node does it: what was added last goes first, and until all have gone events still come.
void IterationCore::close() {
  const Ref<IterationCore> self(this);
  onAbort_ = {};
  while (!attachments_.empty()) {
    const Ref<Attachment> last = std::move(attachments_.back());
    attachments_.pop_back();
    last->remove();
  }
  finished_ = true;
  while (hasRequests()) endRequest();
}

void IterationCore::abandon() noexcept {
  abandoned_ = true;
  if (!hasRequests()) closeQuietly();
}

// What a listener of `removeListener` throws has no caller here to go to.
void IterationCore::closeQuietly() noexcept {
  try {
    close();
  } catch (...) {
    hooks::reportError(std::current_exception());
  }
}

void IterationCore::dispose() {
  const Ref<IterationCore> self(this);
  dropRequests();
  if (abandoned_) closeQuietly();
}

void IterationCore::requested() {
  if (!linked()) EventLoop::current().track(*this);
}

void IterationCore::served() {
  if (abandoned_ && !hasRequests()) closeQuietly();
}

void throwIfAborted(const AbortSignal* signal) {
  if (signal && signal->aborted()) throw abortError(*signal);
}

}  // namespace detail

AsyncIterator<Ref<Event>> on(EventTarget& target, std::string_view type, OnTargetOptions options) {
  using detail::TargetAttachment;
  detail::throwIfAborted(options.signal.get());
  auto iteration = make<detail::IterationOf<Ref<Event>>>();
  AsyncIterator<Ref<Event>> iterator(iteration);

  auto happened = make<TargetAttachment>(target, type);
  iteration->attached(happened);
  happened->add({}, [iteration](Event& event) {
    iteration->happened(std::tuple<Ref<Event>>(Ref<Event>(&event)));
  });
  for (const std::string_view name : options.close) {
    auto close = make<TargetAttachment>(target, name);
    iteration->attached(close);
    close->add({}, [iteration](Event&) { iteration->close(); });
  }
  if (options.signal) iteration->listenTo(*options.signal);
  return iterator;
}

}  // namespace nodelab::events
