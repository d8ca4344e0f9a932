// How do you compute for long without making everybody wait?
//
// By giving the loop a turn now and then. The same work is done here in one go,
// in slices with a promise between them, and in slices with setImmediate. An
// interval of 1 ms stands for everybody else: we count its ticks meanwhile.
#include "lesson.h"
#include "nodelab/process/event_loop_delay.h"
#include "nodelab/process/performance.h"
#include "nodelab/process/run.h"
#include "nodelab/promise/timers_promises.h"

using namespace nodelab;
using namespace lesson;
using namespace nodelab::timers;

Promise<void> inOneGo();
Promise<void> slicedByPromises();
Promise<void> slicedByImmediates();

int ticks = 0;

Promise<void> script() {
  card({
      .asked =
          "A computation blocks the event loop: how do you notice, and then?",
      .say =
          "monitorEventLoopDelay keeps a histogram of how late the loop comes "
          "round; its maximum is the longest block. I slice the work and yield "
          "with setImmediate, which lets timers and I/O in between. If it is "
          "much, I move it to a worker thread.",
      .trap =
          "\"An await between the slices is enough\": only if it waits for the "
          "loop. Promises and nextTick run before the loop goes on. And watch "
          "the high percentiles: the mean hides a block.",
  });
  const Timeout ticking = setInterval([] { ticks += 1; }, 1);
  co_await inOneGo();
  co_await slicedByPromises();
  co_await slicedByImmediates();
  clearInterval(ticking);
  done();
}

void spin(double ms) {
  const double end = performance::now() + ms;
  while (performance::now() < end) continue;
}

struct Seen {
  int during;      // ticks of the interval while the work was done
  double maximum;  // the longest delay of the loop, in milliseconds
};

using Histogram = Ref<perf_hooks::IntervalHistogram>;

// Fulfils when the histogram has another value: it begins to watch with the
// first, and has seen the end of a block only with the next.
Promise<void> anotherOf(Histogram histogram) {
  const auto count = histogram->count();
  while (histogram->count() == count) co_await promises::setTimeout(1);
}

// Does the work and watches the loop.
Promise<Seen> watch(Promise<void> (*work)()) {
  const Histogram histogram =
      perf_hooks::monitorEventLoopDelay({.resolution = 1});
  histogram->enable();
  co_await anotherOf(histogram);
  const int before = ticks;
  co_await work();
  const int during = ticks - before;
  co_await anotherOf(histogram);
  histogram->disable();
  const double median = histogram->percentile(50) / 1e6;
  const double maximum = histogram->max() / 1e6;
  measured("ticks: {}; delay: median {:.1f} ms, maximum {:.1f} ms", during,
           median, maximum);
  co_return Seen{during, maximum};
}

Promise<void> oneGo() {
  spin(100);
  co_return;
}

Promise<void> inOneGo() {
  step("100 ms of work in one go");
  // The histogram has a timer too, and notes how long it took from one firing
  // to the next: 1 ms, and once a hundred. That is what a request would have
  // waited that came at the begin of the work. The median does not see it.
  const auto [during, maximum] = co_await watch(oneGo);
  claim("no tick while we compute", during == 0);
  claim("the histogram saw a delay of at least 100 ms", maximum >= 100);
}

Promise<void> withPromises() {
  for (int slice = 0; slice < 50; slice++) {
    spin(2);
    co_await Promise<void>::resolve();
  }
}

Promise<void> slicedByPromises() {
  step("In 50 slices of 2 ms, with an await after each");
  // An await gives way to other microtasks, and to nobody else. For the loop 50
  // slices of one drain of the queue are as one. nextTick would be the same.
  const auto [during, maximum] = co_await watch(withPromises);
  claim("still no tick", during == 0);
  claim("and still a delay of at least 100 ms", maximum >= 100);
}

Promise<void> withImmediates() {
  for (int slice = 0; slice < 50; slice++) {
    spin(2);
    co_await promises::setImmediate();
  }
}

Promise<void> slicedByImmediates() {
  step("In 50 slices of 2 ms, with setImmediate after each");
  // From one immediate to the next the loop goes once round all its phases. The
  // interval, overdue after each slice, gets its tick; sockets and files would
  // get their turn. The work takes as long as before, or a little longer, but
  // nobody waits for more than a slice: choose its length by that.
  const auto [during, maximum] = co_await watch(withImmediates);
  claim("the interval ticks from slice to slice", during >= 49);
}

int main(int argc, char** argv) { return run(argc, argv, script); }
