// What does a timer promise?
//
// Less than its name says: to run once, in the timers phase, not before its
// delay is over. All timers of one delay stand in one list, in the order in
// which they were started, so the one that is due next is always at the front.
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lesson.h"
#include "nodelab/loop/timers.h"
#include "nodelab/process/run.h"

using namespace nodelab;
using namespace lesson;

void zeroIsOne();
void refreshAndClear();
void delayIsMinimum();
void noCatchingUp();
void unreferenced();

void script() {
  card({
      .asked = "What does setTimeout guarantee, and what about setInterval?",
      .say =
          "A timer runs when the loop comes to its timers after the delay: the "
          "delay is a minimum, and 0 means 1 ms. An interval counts from the "
          "start of each call: it drifts, and does not make up for missed "
          "calls. Both keep the process alive, unless you unref() them.",
      .trap =
          "unref() is not clear: the timer runs if something else keeps the "
          "loop going. refresh() revives a timer that has fired, but not one "
          "that was cleared. And a delay above 2^31-1 ms becomes 1 ms.",
  });
  zeroIsOne();  // each step begins the next one
}

std::string order;  // which timers ran
void ran(std::string_view name) {
  order.append(order.empty() ? "" : ", ").append(name);
}

// Shows which timers ran, and claims that this follows the rule.
void conclude(std::string_view expected, std::string_view rule) {
  const std::string seen = std::exchange(order, {});
  show("{}", seen);
  claim(rule, seen == expected);
}

void spin(double ms) {
  const double end = performance::now() + ms;
  while (performance::now() < end) continue;
}

void zeroIsOne() {
  step("Delays of 1, 0 and -5 ms");
  // All of these are 1 ms: that is the least, and whatever is less becomes it.
  // So they stand in one list, and none of them overtakes another.
  setTimeout(ran, 1, "A: 1");
  setTimeout(ran, 0, "B: 0");
  setTimeout(ran, -5, "C: -5");
  const auto end = [] {
    conclude("A: 1, B: 0, C: -5", "0 is no sooner than 1: all come in turn");
    refreshAndClear();
  };
  setTimeout(end, 1);
}

void refreshAndClear() {
  step("A, B and C of 5 ms; A is refreshed, B is cleared");
  // refresh() starts the delay again, without a new timer or callback: A moves
  // to the end of its list. It is how Node itself times out idle sockets, once
  // for every packet. clearTimeout takes B out.
  Timeout a = setTimeout(ran, 5, "A");
  Timeout b = setTimeout(ran, 5, "B");
  setTimeout(ran, 5, "C");
  a.refresh();
  clearTimeout(b);
  const auto end = [] {
    conclude("C, A", "A is the last now, and B never comes");
    delayIsMinimum();
  };
  setTimeout(end, 5);
}

void delayIsMinimum() {
  step("A delay of 10 ms, and 30 ms of work");
  // Nothing interrupts a callback. The timer is due after 10 ms, but the loop
  // comes to its timers when we let it. (The other way round, a timer may seem
  // up to 1 ms early on a finer clock: libuv counts whole milliseconds.)
  const auto end = [start = performance::now()] {
    const double after = performance::now() - start;
    measured("it came after {:.1f} ms", after);
    claim("it came when the work was done, 20 ms late at least", after >= 30);
    noCatchingUp();
  };
  setTimeout(end, 10);
  spin(30);
}

double start;  // of the interval
Timeout interval;
std::vector<int> times;  // of its calls, in ms
void call();
void afterThree();

void noCatchingUp() {
  step("An interval of 5 ms whose calls take 12");
  // The next call is due 5 ms after this one began. That moment passes twice
  // while we work, but the calls do not pile up: there is one, at the next
  // timers phase, after poll and check had their turn. And what is late stays
  // late: for a fixed rhythm, set each timeout by the clock.
  start = performance::now();
  interval = setInterval(call, 5);
}

void call() {
  times.push_back(static_cast<int>(performance::now() - start));
  ran("call");
  setImmediate(ran, "immediate");
  if (times.size() == 3) {
    clearInterval(interval);
    setImmediate(afterThree);
  }
  spin(12);
}

void afterThree() {
  conclude("call, immediate, call, immediate, call, immediate",
           "one call for all missed ones, and the loop goes on between");
  measured("calls at {}, {}, {} ms instead of 5, 10, 15", times[0], times[1],
           times[2]);
  unreferenced();
}

void unreferenced() {
  step("An unref()ed timeout of an hour");
  // The loop ends when nothing is left that is ref'd, and 'beforeExit' tells.
  // For what should not keep a program alive: a watchdog, a cache's cleaning.
  const Timeout timer = setTimeout(ran, 3600000, "an hour later").unref();
  process::once(process::event::beforeExit, [timer](int) {
    claim("the loop has ended, and the timer still waits",
          order.empty() && !timer.hasRef());
    done();
  });
}

int main(int argc, char** argv) { return run(argc, argv, script); }
