// The limit of listeners of an event, and the warning beyond it.
#include <fmt/core.h>

#include <cmath>

#include "nodelab/base/warning.h"
#include "nodelab/events/event_emitter.h"

namespace nodelab {

namespace {

thread_local double defaultLimit = 10;

std::string limitText(double limit) {
  if (std::isinf(limit)) return limit < 0 ? "-Infinity" : "Infinity";
  if (std::isnan(limit)) return "NaN";
  if (limit == std::floor(limit) && std::abs(limit) < 9e18) {
    return numberText(static_cast<int64_t>(limit));
  }
  return fmt::format("{}", limit);
}

}  // namespace

namespace detail {

void checkLimit(double limit, std::string_view name) {
  if (!(limit >= 0)) throw outOfRange(name, ">= 0", limitText(limit));
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
  const std::size_t count = entry.listeners.size();
  if (limit == 0 || static_cast<double>(count) <= limit || entry.listeners.block()->warned) return;
  entry.listeners.block()->warned = true;
  warn(Error("",
             fmt::format("Possible EventEmitter memory leak detected. {} {} listeners added to "
                         "[EventEmitter]. MaxListeners is {}. Use emitter.setMaxListeners() to "
                         "increase limit",
                         count, entry.name.toString(), limitText(limit)),
             "MaxListenersExceededWarning"));
}

}  // namespace nodelab
