// What would happen on a loop without phases?
//
// Boost.Asio's io_context is the other famous loop, and C++'s. It keeps one
// queue of handlers that are ready to run. Both are asked the same questions.
// No twin: Node has nothing of the kind.
#include <chrono>
#include <string>
#include <string_view>
#include <utility>  // Asio 1.74 needs it

#include <boost/asio.hpp>

#include "lesson.h"
#include "nodelab/loop/next_tick.h"
#include "nodelab/loop/timers.h"
#include "nodelab/process/run.h"
#include "nodelab/promise/promise.h"

using namespace nodelab;
using namespace lesson;
namespace asio = boost::asio;
using namespace std::chrono_literals;

Promise<void> puzzle();
void postAndDispatch();
Promise<void> starvation();

Promise<void> script() {
  card({
      .asked = "How does Boost.Asio's loop differ from Node's?",
      .say =
          "An io_context has one queue and no phases. post() puts a handler at "
          "its end, and so do timers and sockets when they are ready. Nothing "
          "goes first, as ticks and microtasks do in Node: nothing starves "
          "I/O, and the kind of a callback says nothing about its turn.",
      .trap =
          "\"post is nextTick\": it is nearer to setImmediate. And run() may "
          "be called in many threads, where handlers run at the same time: "
          "what Node's one thread gives for nothing takes a strand there.",
  });
  co_await puzzle();
  postAndDispatch();
  co_await starvation();
  done();
}

std::string order;  // what ran, in the order in which it ran
void log(std::string_view name) {
  if (!order.empty()) order += ", ";
  order += name;
}

// A handler, for either loop.
auto logs(const char* name) {
  return [name](auto&&...) { log(name); };
}

// Shows the order and claims that it follows the rule.
void conclude(std::string_view expected, std::string_view rule) {
  show("{}", order);
  claim(rule, std::exchange(order, "") == expected);
}

// Fulfils one turn of Node's loop later.
Promise<void> nextTurn() {
  auto [promise, resolver] = Promise<void>::withResolvers();
  setImmediate([resolver = resolver] { resolver.resolve(); });
  return promise;
}

void spin(double ms) {
  const double end = performance::now() + ms;
  while (performance::now() < end) continue;
}

Promise<void> puzzle() {
  step("A timer that is due, and three callbacks queued after it");
  // Node goes by kinds: the queues of ticks and microtasks, then its phases.
  setTimeout(logs("timer"), 1);
  setImmediate(logs("immediate"));
  queueMicrotask(logs("microtask"));
  process::nextTick(logs("tick"));
  spin(2);
  co_await nextTurn();
  conclude("tick, microtask, timer, immediate", "Node: by kind");
  // Asio knows one kind. The reactor, which asks the system about sockets and
  // looks at the timers, stands in the queue too, once each round; what it
  // finds goes to the end. So it is by the time at which each was seen ready.
  asio::io_context context;
  asio::steady_timer timer(context, 1ms);
  timer.async_wait(logs("timer"));
  asio::post(context, logs("post 1"));
  asio::post(context, logs("post 2"));
  asio::post(context, logs("post 3"));
  spin(2);
  context.run();  // returns when nothing is left to do, like Node's loop
  conclude("post 1, post 2, post 3, timer", "Asio: first come, first served");
}

void postAndDispatch() {
  step("Called in a handler: post, dispatch");
  // Here a tick would come before "next". post has to stand in line behind it,
  // and dispatch means "here and now, if this is a thread of the loop": then
  // the caller is not done yet.
  asio::io_context context;
  asio::post(context, [&context] {
    asio::post(context, logs("post"));
    asio::dispatch(context, logs("dispatch"));
    log("handler");
  });
  asio::post(context, logs("next"));
  context.run();
  conclude("dispatch, handler, next, post",
           "post goes to the end of the queue, dispatch is a call");
}

// A tick that queues a tick, for 5 ms.
void tick(double end) {
  if (performance::now() < end) return process::nextTick(tick, end);
  log("no more ticks");
}

// A handler that queues itself until the timer has come.
void post(asio::io_context& context, const bool& fired) {
  if (fired) return log("no more posts");
  asio::post(context, [&] { post(context, fired); });
}

Promise<void> starvation() {
  step("A handler that queues itself again and again, and a timer of 1 ms");
  // Node's loop goes on when no tick is left. (setImmediate would let it on.)
  setTimeout(logs("timer"), 1);
  tick(performance::now() + 5);
  co_await nextTurn();
  conclude("no more ticks, timer", "Node: ticks starve the timer");
  // Between a handler and its next turn is all the rest of the queue, with the
  // reactor. This would go on for ever if the timer did not get its turn.
  asio::io_context context;
  asio::steady_timer timer(context, 1ms);
  bool fired = false;
  timer.async_wait([&fired](const boost::system::error_code&) {
    fired = true;
    log("timer");
  });
  post(context, fired);
  context.run();
  conclude("timer, no more posts", "Asio: a post starves nobody");
}

int main(int argc, char** argv) { return run(argc, argv, script); }
