// What does one failure mean for the rest?
//
// Promise.all, allSettled, race and any wait for several promises, and differ
// in when they have seen enough. They start nothing and stop nothing: what they
// are given is under way. Here a piece of work takes some turns of the loop, is
// noted when it is done, and may fail then.
#include <string>
#include <utility>
#include <vector>

#include "lesson.h"
#include "nodelab/process/run.h"
#include "nodelab/promise/combinators.h"
#include "nodelab/promise/timers_promises.h"

using namespace nodelab;
using namespace lesson;

Promise<void> inOrder();
Promise<void> failFast();
Promise<void> settled();
Promise<void> firstOfThem();
Promise<void> nobody();

Promise<void> script() {
  card({
      .asked =
          "all, allSettled, race or any: which, and what does a failure do?",
      .say =
          "all wants every result and rejects on the first failure, allSettled "
          "waits for everybody and never rejects, race takes the first that is "
          "settled either way, any the first success. The results of all come "
          "in the order of the arguments.",
      .trap =
          "\"all runs them in parallel\": the calls started them. \"It cancels "
          "the others\": they go on, also the losers of a race, unless they "
          "listen to an AbortSignal. Next: loop/abort.",
  });
  co_await inOrder();
  co_await failFast();
  co_await settled();
  co_await firstOfThem();
  co_await nobody();
  done();
}

std::string happened;  // in the order in which it happened
void log(const std::string& text) {
  happened += (happened.empty() ? "" : ", ") + text;
}

// Shows what happened, and claims the rule, when all work is done.
Promise<void> conclude(const char* expected, const char* rule) {
  for (int i = 0; i < 5; i++) co_await timers::promises::setImmediate();
  show("{}", happened);
  claim(rule, std::exchange(happened, "") == expected);
}

using Work = Promise<std::string>;

Work work(std::string name, int turns) {
  for (int i = 0; i < turns; i++) co_await timers::promises::setImmediate();
  log(name);
  co_return name;
}
Work fail(std::string name, int turns) {
  co_await work(name, turns);
  throw Error(name + " failed");
}

Promise<void> inOrder() {
  step("all: slow takes 3 turns of the loop, fast takes 1");
  // Both are under way when all is called. It keeps each result at the place of
  // its promise, whoever comes first, and fulfils with the last of them.
  const auto all = Promise<>::all(work("slow", 3), work("fast", 1));
  const auto [first, second] = co_await all;
  log("all: " + first + " " + second);
  co_await conclude("fast, slow, all: slow fast",
                    "results in the order of the arguments, not of the ends");
}

Promise<void> failFast() {
  step("all: one fails after 2 turns");
  // That is enough: there will be no complete result. slow does not know of it
  // and goes on to its end; its result is dropped, and so would be its error.
  // That is a waste at best. At worst it writes where we have cleaned up.
  try {
    co_await Promise<>::all(work("slow", 3), fail("bad", 2), work("fast", 1));
  } catch (const Error& error) {
    log("all: " + error.message());
  }
  co_await conclude("fast, bad, all: bad failed, slow",
                    "all rejects at once, and cancels nothing");
}

Promise<void> settled() {
  step("allSettled: the same three");
  // It tells about each how it ended, and its promise is never rejected: look
  // at the statuses, or failures pass in silence.
  const std::vector<Work> three = {work("slow", 3), fail("bad", 2),
                                   work("fast", 1)};
  std::string statuses = "settled:";
  for (const auto& result : co_await Promise<>::allSettled(three)) {
    statuses += " " + std::string(result.status);
  }
  log(statuses);
  co_await conclude("fast, bad, slow, settled: fulfilled rejected fulfilled",
                    "allSettled waits for everybody");
}

Promise<void> firstOfThem() {
  step("race against any: slow succeeds, bad fails first");
  // race settles as the first one does, be it a failure: it is for a deadline
  // against the work. any is for several ways to one answer, and passes over
  // failures as long as somebody may still succeed.
  const std::vector<Work> both = {work("slow", 2), fail("bad", 1)};
  Promise<>::race(both).catch_([](const Error& error) {
    log("race: " + error.message());
    return "";
  });
  Promise<>::any(both).then(
      [](const std::string& result) { log("any: " + result); });
  co_await conclude("bad, race: bad failed, slow, any: slow",
                    "race takes the first end, any the first success");
}

Promise<void> nobody() {
  step("any: all fail");
  // There is no first success, so it has to wait for the last failure. Its
  // error holds them all, in the order of the arguments. (And with no arguments
  // at all? any rejects, all fulfils, race waits for ever.)
  try {
    co_await Promise<>::any(fail("late", 2), fail("early", 1));
  } catch (const Error& error) {
    log(error.name());
    for (const Error& each : error.errors()) log(each.message());
  }
  co_await conclude("early, late, AggregateError, late failed, early failed",
                    "it ends with the last failure, and holds them all");
}

int main(int argc, char** argv) { return run(argc, argv, script); }
