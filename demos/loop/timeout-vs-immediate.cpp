// setTimeout 0 or setImmediate: who is first?
//
// It depends on where the two are queued. From the main script it is a race,
// and a race is what we run: many times, with the counts. From I/O it is not.
#include <memory>
#include <string>
#include <utility>

#include "lesson.h"
#include "nodelab/fs/fs.h"
#include "nodelab/loop/timers.h"
#include "nodelab/process/run.h"
#include "nodelab/promise/promise.h"

using namespace nodelab;
using namespace lesson;

Promise<void> fromMain();
Promise<void> whenDue();
Promise<void> fromIo();

Promise<void> script() {
  card({
      .asked = "setTimeout 0 against setImmediate: which one runs first?",
      .say =
          "From an I/O callback the immediate, always: check comes right after "
          "poll, timers come later. From the main script nobody can say: a "
          "delay of 0 is 1 ms, and the timeout is first only if that "
          "millisecond has passed when the loop gets to its timers.",
      .trap =
          "There is no rule for the main script: do not learn one, and write "
          "no code that needs one. And setImmediate is not \"immediately\", it "
          "is \"when I/O had its turn\". What runs at once is nextTick.",
  });
  co_await fromMain();
  co_await whenDue();
  co_await fromIo();
  done();
}

// Queues both; fulfils with the name of the first when both have run.
Promise<std::string> race() {
  auto [promise, resolver] = Promise<std::string>::withResolvers();
  auto arrived = [first = std::make_shared<std::string>(),
                  resolver = resolver](std::string name) {
    if (!first->empty()) resolver.resolve(*first);
    *first = name;
  };
  setTimeout(arrived, 0, "timeout");
  setImmediate(arrived, "immediate");
  return promise;
}

void spin(double ms) {
  const double end = performance::now() + ms;
  while (performance::now() < end) continue;
}

constexpr int races = 100;

using InCallback = void (*)(Task callback);
using Work = void (*)(int i);

Promise<std::string> raceIn(InCallback inCallback, Work work, int i) {
  auto [promise, resolver] = Promise<std::string>::withResolvers();
  inCallback([resolver = resolver, work, i] {
    resolver.resolve(race());
    work(i);
  });
  return promise;
}

// One race after the other, each begun in a callback of one kind and followed
// by `work(i)` in that callback. Fulfils with how often the timeout was first.
Promise<int> timeoutsFirst(InCallback inCallback, Work work) {
  int count = 0;
  for (int i = 0; i < races; i++) {
    if (co_await raceIn(inCallback, work, i) == "timeout") count += 1;
  }
  co_return count;
}

void inImmediate(Task callback) { setImmediate(std::move(callback)); }
void inIo(Task callback) {
  fs::stat(".", [callback = std::move(callback)](
                    const Error&, fs::Stats) mutable { callback(); });
}

void upToTheMillisecond(int i) { spin(i % 10 / 10.0); }
void twoMilliseconds(int) { spin(2); }

Promise<void> fromMain() {
  step("From the main script: a race");
  // After the main script the loop looks at its timers first, then comes check.
  // If a millisecond has passed since setTimeout (Node was busy starting, the
  // machine was), the timeout is due. If not, the loop goes on to check. A
  // program starts only once, so the many races begin in an immediate, which
  // stands just where the main script does, and after 0 to 0.9 ms of work.
  const std::string first = co_await race();
  measured("in the main script itself the {} came first", first);
  const int count = co_await timeoutsFirst(inImmediate, upToTheMillisecond);
  measured("the timeout came first in {} of {} races", count, races);
}

Promise<void> whenDue() {
  step("The same, but 2 ms pass before the loop goes on");
  // What decides is only whether the timer is due when the loop looks at it. If
  // we wait until it is, there is no race left.
  const int count = co_await timeoutsFirst(inImmediate, twoMilliseconds);
  claim(
      fmt::format("the timeout is first in {} of {}: it was due", count, races),
      count == races);
}

Promise<void> fromIo() {
  step("From an I/O callback: no race");
  // I/O callbacks run in the poll phase, and from there the way to the timers
  // leads through check. The 2 ms make the timer long due, and do not help it.
  // The same holds in a timer's callback, for a new timer: check comes between.
  const int count = co_await timeoutsFirst(inIo, twoMilliseconds);
  claim(fmt::format("the immediate is first in {} of {}", races - count, races),
        count == 0);
}

int main(int argc, char** argv) { return run(argc, argv, script); }
