// What happens to I/O while a callback queues itself, again and again?
//
// In each step an immediate, a timeout and a file operation wait while such a
// recursion goes on. We count its turns: how many passed before each one came?
#include <fmt/ranges.h>

#include <memory>
#include <utility>
#include <vector>

#include "lesson.h"
#include "nodelab/fs/fs.h"
#include "nodelab/loop/next_tick.h"
#include "nodelab/loop/timers.h"
#include "nodelab/process/run.h"
#include "nodelab/promise/promise.h"

using namespace nodelab;
using namespace lesson;

Promise<void> ticks();
Promise<void> promises();
Promise<void> immediates();

Promise<void> script() {
  card({
      .asked = "Why is recursive nextTick dangerous, and setImmediate not?",
      .say =
          "The tick queue is emptied before the loop goes on, with all that is "
          "added meanwhile. A tick that queues a tick keeps it from ever being "
          "empty: no I/O, no timer, no immediate runs. setImmediate queues for "
          "the next round, so all other phases get their turn in between.",
      .trap =
          "Promises starve the loop just as well: an endless loop of awaits on "
          "what is ready blocks like while (true). To give way, use "
          "setImmediate. And call it starvation; \"priority inversion\" is "
          "about locks.",
  });
  co_await ticks();
  co_await promises();
  co_await immediates();
  done();
}

using Waits = std::vector<int>;
using Queue = void (*)(Task task);

struct Recursion {
  Queue queue;
  int limit;
  Resolver<Waits> resolver;
  int turns = 0;
  Waits waits = {};
};

void again(const std::shared_ptr<Recursion>& self) {
  self->turns += 1;
  if (self->turns == self->limit || self->waits.size() == 3) return;
  self->queue([self] { again(self); });
}

// Lets three callbacks wait, and starts a function that queues itself until all
// three have come, or `limit` turns have passed. Fulfils when the three have
// come, with the number of turns that each of them had to wait.
Promise<Waits> recursion(Queue queue, int limit) {
  auto [promise, resolver] = Promise<Waits>::withResolvers();
  const auto self =
      std::make_shared<Recursion>(Recursion{queue, limit, resolver});
  const auto came = [self] {
    self->waits.push_back(self->turns);
    if (self->waits.size() == 3) self->resolver.resolve(self->waits);
  };
  setImmediate(came);
  setTimeout(came, 1);
  fs::stat(".", [came](const Error&, fs::Stats) { came(); });
  queue([self] { again(self); });
  return promise;
}

constexpr int limit = 100000;
constexpr int noLimit = -1;
bool allWaited(const Waits& waits) { return waits == Waits(3, limit); }

void queueTick(Task task) { process::nextTick(std::move(task)); }
void queuePromise(Task task) { Promise<void>::resolve().then(std::move(task)); }
void queueImmediate(Task task) { setImmediate(std::move(task)); }

Promise<void> ticks() {
  step("process.nextTick");
  // Node empties the tick queue before it goes on, but each tick puts the next
  // one in. The loop stands still: its immediate, its timer that is due, its
  // stat that is done can only wait. If we did not stop, they would wait for
  // ever, with the process at 100 % CPU.
  const Waits waits = co_await recursion(queueTick, limit);
  show("turns before they came: {}", fmt::join(waits, ", "));
  claim("all three waited for the last tick", allWaited(waits));
}

Promise<void> promises() {
  step("A promise callback");
  // The microtask queue is emptied in the same way, so promises are no cure. It
  // looks harmless as `while (more()) await next();`: when next() is ready each
  // time, because it comes from a cache, say, nothing else gets a turn.
  const Waits waits = co_await recursion(queuePromise, limit);
  show("turns before they came: {}", fmt::join(waits, ", "));
  claim("all three waited for the last microtask", allWaited(waits));
}

Promise<void> immediates() {
  step("setImmediate");
  // The check phase takes the immediates that are there when it begins. What
  // they queue is for the next round, and that leads through close, timers and
  // poll. So here we may set no limit at all: the recursion would go on for
  // ever, and yet all three come, each as soon as it is ready.
  const Waits waits = co_await recursion(queueImmediate, noLimit);
  measured("turns before they came: {}", fmt::join(waits, ", "));
  claim("all three came while the recursion went on", waits.size() == 3);
}

int main(int argc, char** argv) { return run(argc, argv, script); }
