#include "tools/programs/loop_timers.h"

#include <cmath>
#include <cstdlib>
#include <limits>
#include <utility>

#include "tools/programs/json_parts.h"

namespace nodelab::programs {
namespace {

// JavaScript's conversion of what a program writes for `ms` (1.4).
double delayOf(const Json& ms) {
  if (ms.is_number()) return ms.get<double>();
  const std::string& text = ms.get_ref<const std::string&>();
  if (text == "null") return 0;
  char* end = nullptr;
  const double number = std::strtod(text.c_str(), &end);
  return *end == '\0' ? number : std::numeric_limits<double>::quiet_NaN();
}

double durationOf(double delay) {
  return delay >= 1 && delay <= 2147483647 ? std::trunc(delay) : 1;
}

}  // namespace

LoopArguments argumentsOf(const Json& op) { return op.value("args", LoopArguments()); }

// Starting.

LoopTimers::Record& LoopTimers::add(const Json& op, double duration) {
  Record& record = records_.emplace_back();
  record.op = &op;
  record.duration = duration;
  record.ticket = stage_.calls().expect(duration);
  return record;
}

void LoopTimers::enter(Record& record) {
  const Json& op = *record.op;
  stage_.calls().clock().check();
  if (op.contains("id")) byId_[op["id"]] = &record;
  if (flag(op, "unref")) unref(record);
}

void LoopTimers::timeout(const Json& op) {
  const double delay = delayOf(op["ms"]);
  Record& record = add(op, durationOf(delay));
  record.timer = setTimeout([this, &record](const LoopArguments& values) { fire(record, values); },
                            delay, argumentsOf(op));
  enter(record);
}

void LoopTimers::interval(const Json& op) {
  const double delay = delayOf(op["ms"]);
  Record& record = add(op, durationOf(delay));
  record.timer =
      setInterval([this, &record](const LoopArguments& values) { fireInterval(record, values); },
                  delay, argumentsOf(op));
  enter(record);
}

void LoopTimers::immediate(const Json& op) {
  Record& record = add(op, 0);
  record.isImmediate = true;
  record.immediate = setImmediate(
      [this, &record](const LoopArguments& values) { fire(record, values); }, argumentsOf(op));
  enter(record);
}

// Firing.

void LoopTimers::fire(Record& record, const LoopArguments& values) {
  record.armed = false;
  stage_.calls().run(record.ticket, [&] {
    stage_.mark((*record.op)["m"], values);
    stage_.call(partOf(*record.op, "body"));
  });
}

void LoopTimers::fireInterval(Record& record, const LoopArguments& values) {
  const Json& op = *record.op;
  const LoopCalls::Ticket now = record.ticket;
  stage_.calls().run(now, [&] {
    record.ticket = stage_.calls().expect(record.duration);
    const bool last = ++record.fired == op["times"];
    auto stop = [&] {
      if (last && record.armed) clear(record, "clearInterval");
    };
    if (op["clearAt"] == "start") stop();
    try {
      stage_.mark(op["m"], values);
      stage_.call(partOf(op, "body"));
    } catch (...) {
      stop();
      throw;
    }
    stop();
  });
}

// Ops on what was started.

LoopTimers::Record* LoopTimers::find(const Json& op) {
  const auto found = byId_.find(op["id"]);
  return found == byId_.end() ? nullptr : found->second;
}

void LoopTimers::clear(const Json& op) {
  if (Record* record = find(op)) clear(*record, op["how"]);
}

void LoopTimers::clear(Record& record, const std::string& how) {
  if (how == "clearTimeout") clearTimeout(record.timer);
  if (how == "clearInterval") clearInterval(record.timer);
  if (how == "clearImmediate") clearImmediate(record.immediate);
  if (how == "close") record.timer.close();
  if (how == "number") clearTimeout(record.timer.id());
  if (how == "string") clearTimeout(std::to_string(record.timer.id()));
  if (record.isImmediate != (how == "clearImmediate")) return;
  record.cleared = true;
  if (!record.armed) {
    record.clearedUnarmed = true;
    return stage_.calls().forget(record.ticket);
  }
  record.armed = false;
  // loop fact 8: the empty list of an unref'd timer still expires.
  record.unrefed ? void(record.ticket->stale = true) : stage_.calls().forget(record.ticket);
  stage_.calls().settle();
}

void LoopTimers::refresh(const Json& op) {
  Record* record = find(op);
  if (!record || record->isImmediate || record->clearedUnarmed) return;
  record->timer.refresh();
  stage_.calls().clock().check();
  if (record->cleared) return;
  const LoopCalls::Ticket before = record->ticket;
  record->ticket = stage_.calls().expect(record->duration);
  stage_.calls().forget(before);
  if (std::exchange(record->armed, true)) stage_.calls().settle();
}

void LoopTimers::ref(const Json& op) {
  Record* record = find(op);
  if (!record) return;
  record->isImmediate ? void(record->immediate.ref()) : void(record->timer.ref());
}

void LoopTimers::unref(const Json& op) {
  if (Record* record = find(op)) unref(*record);
}

void LoopTimers::unref(Record& record) {
  record.unrefed = !record.isImmediate;
  record.isImmediate ? void(record.immediate.unref()) : void(record.timer.unref());
}

void LoopTimers::hasRef(const Json& op) {
  Record* record = find(op);
  if (!record) return;
  const bool refed = record->isImmediate ? record->immediate.hasRef() : record->timer.hasRef();
  stage_.say("hasRef " + op["id"].get<std::string>() + (refed ? " true" : " false"));
}

}  // namespace nodelab::programs
