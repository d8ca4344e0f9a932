#include "nodelab/events/max_listeners.h"

#include <fmt/core.h>

#include <cmath>

#include "nodelab/base/number_text.h"
#include "nodelab/base/warning.h"
#include "nodelab/events/event_emitter.h"

namespace nodelab {

namespace {

thread_local double defaultLimit = 10;

// As Node's errors show it.
std::string receivedText(double limit) {
  const bool isInteger = limit == std::floor(limit) && std::abs(limit) < 9e18;
  return isInteger ? numberText(static_cast<int64_t>(limit)) : formatNumber(limit);
}

}  // namespace

namespace detail {

void checkLimit(double limit, std::string_view name) {
  if (!(limit >= 0)) throw outOfRange(name, ">= 0", receivedText(limit));
}

void warnOfLeak(const Leak& leak) {
  const std::string message = fmt::format(
      "Possible {} memory leak detected. {} {} listeners added to {}. MaxListeners is {}. "
      "Use {} to increase limit",
      leak.kind, leak.count, leak.event, leak.object, formatNumber(leak.limit), leak.remedy);
  warn(maxListenersExceededWarning(message, leak.count));
}

}  // namespace detail

EventEmitter& EventEmitter::setMaxListeners(double n) {
  detail::checkLimit(n, "setMaxListeners");
  maxListeners_ = n;
  return *this;
}

double EventEmitter::getMaxListeners() const noexcept {
  return maxListeners_ < 0 ? defaultLimit : maxListeners_;
}

void EventEmitter::setDefaultMaxListeners(double n) {
  detail::checkLimit(n, "defaultMaxListeners");
  defaultLimit = n;
}

double EventEmitter::defaultMaxListeners() noexcept { return defaultLimit; }

// events fact 16.
void EventEmitter::warnIfMany(detail::EventEntry& entry) const {
  const double limit = getMaxListeners();
  detail::ListenerArray& array = *entry.listeners.array();
  const std::size_t count = array.size;
  if (limit == 0 || static_cast<double>(count) <= limit || array.warned) return;
  array.warned = true;
  detail::warnOfLeak({.kind = "EventEmitter",
                      .object = "[EventEmitter]",
                      .event = entry.name.toString(),
                      .count = count,
                      .limit = limit,
                      .remedy = "emitter.setMaxListeners()"});
}

}  // namespace nodelab
