#include "nodelab/events/abort_signal.h"

#include "nodelab/events/abort_controller.h"

namespace nodelab {

namespace {

// Node's is a DOMException, whose code is the number 20: it has no textual one.
Error orDefault(Error reason) {
  return reason ? reason : Error("", "This operation was aborted", "AbortError");
}

}  // namespace

Error abortError(const AbortSignal& signal) { return abortError().withCause(signal.reason()); }

AbortController::AbortController() : source_(make<Source>()) {}

void AbortController::abort(Error reason) const {
  const Ref<Source> alive = source_;  // a listener may drop this handle
  alive->signal->signalAbort(orDefault(std::move(reason)));
}

Ref<AbortSignal> AbortSignal::abort(Error reason) {
  Ref<AbortSignal> signal(new AbortSignal);
  signal->signalAbort(orDefault(std::move(reason)));
  return signal;
}

Ref<AbortSignal> AbortSignal::any(const std::vector<Ref<AbortSignal>>& signals) {
  Ref<AbortSignal> result(new AbortSignal);
  result->keepsItself();
  for (const auto& signal : signals) {
    if (signal->aborted()) {
      result->signalAbort(signal->reason());
      return result;
    }
    result->followAllOf(*signal);
  }
  if (result->links_.empty()) result->abandon();
  return result;
}

AbortSignal::~AbortSignal() {
  loseFollowers();
  unfollow();
}

void AbortSignal::signalAbort(Error reason) {
  if (aborted()) return;
  const Ref<AbortSignal> alive(this);
  reason_ = std::move(reason);
  unfollow();
  dispatchEvent(make<Event>("abort"));
  while (!followers_.empty()) {
    Link& link = followers_.front();
    link.unlink();
    link.follower->signalAbort(reason_);
  }
  end();
}

void AbortSignal::abandon() {
  if (aborted() || over_) return;
  const Ref<AbortSignal> alive(this);
  loseFollowers();
  end();
}

void AbortSignal::end() {
  over_ = true;
  const Ref<AbortSignal> self = std::exchange(self_, nullptr);
  const std::optional<EventListener> dropped = std::exchange(onabort_, std::nullopt);
  removeAll("abort");
}

void AbortSignal::onListenersChanged(std::string_view type) {
  if (type != "abort") return;
  if (over_) return removeAll("abort");
  updateSelf();
}

// The last that a function does: without a listener, this may be the end of the signal.
void AbortSignal::updateSelf() {
  const bool kept = keepsItself_ && !over_ && (isListenedTo() || !followers_.empty());
  if (kept == static_cast<bool>(self_)) return;
  if (kept) {
    self_ = Ref<AbortSignal>(this);
  } else {
    const Ref<AbortSignal> last = std::exchange(self_, nullptr);
  }
}

bool AbortSignal::isListenedTo() const {
  const std::size_t unused = hasOnabort_ && !onabort_ ? 1 : 0;
  return listenerCount("abort") > unused;
}

// As in Node the listener in the list stays, and calls what the property holds.
void AbortSignal::setOnabort(std::optional<EventListener> listener) {
  if (over_) return;
  onabort_ = std::move(listener);
  if (hasOnabort_) return updateSelf();
  hasOnabort_ = true;
  addEventListener("abort", [this](Event& event) {
    using nodelab::detail::Emission;
    const auto current = onabort_;
    if (!current) return;
    nodelab::detail::callListener<Event&>(*current->function(), Emission::uncaught, event);
  });
}

// A follower is aborted by the signals from which an abort comes first (Node: no chains).
void AbortSignal::followAllOf(AbortSignal& signal) {
  if (signal.over_) return;
  if (signal.links_.empty()) return follow(signal);
  for (const auto& link : signal.links_) {
    if (link->linked()) follow(*link->source);
  }
}

void AbortSignal::follow(AbortSignal& source) {
  auto& link = *links_.emplace_back(std::make_unique<Link>());
  link.source = &source;
  link.follower = this;
  source.followers_.pushBack(link);
  source.updateSelf();
}

void AbortSignal::unfollow() {
  for (const auto& link : std::exchange(links_, {})) {
    if (!link->linked()) continue;
    link->unlink();
    link->source->updateSelf();
  }
}

void AbortSignal::loseFollowers() {
  while (!followers_.empty()) {
    Link& link = followers_.front();
    link.unlink();
    link.follower->sourceLost();
  }
}

void AbortSignal::sourceLost() {
  for (const auto& link : links_) {
    if (link->linked()) return;
  }
  abandon();
}

}  // namespace nodelab
