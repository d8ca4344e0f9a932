// cluster: one server program in several processes, on one port.
//
//   int main(int argc, char** argv) {
//     return nodelab::run(argc, argv, [] {
//       if (cluster::isPrimary()) {
//         for (int i = 0; i < 4; ++i) cluster::fork();
//         cluster::on(cluster::event::exit, [](const Ref<cluster::Worker>& worker, auto...) {
//           if (!worker->exitedAfterDisconnect()) cluster::fork();
//         });
//       } else {
//         net::createServer(answer)->listen(8080, "127.0.0.1");
//       }
//     });
//   }
//
// A worker is the same program, started again; it finds out by its environment that it is one. They
// share no memory. A server that listens in a worker does not bind: it asks the primary, which
// binds once for all workers that ask for the same address and port, accepts, and hands each
// connection to the worker that has been ready the longest: round robin (SCHED_RR, the only policy
// here). A worker gets its next connection when it has acknowledged the last. Who asks for port 0
// gets the port that the others got for their port 0.
//
// A connection is kept by the primary until the worker has taken it. Where a worker refuses it
// (because it is closing, or has its maximum) or dies before, the next worker gets it.
//
// Nothing is restarted by itself. A worker whose primary dies exits with code 0. All this is about
// the main thread of each process; call it within nodelab::run.
//
// What differs from Node: a message that reaches a worker before it listens is kept, and a
// connection that was on its way to a worker that died is not lost.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "nodelab/base/callback.h"
#include "nodelab/child_process/child_process.h"
#include "nodelab/cluster/worker.h"
#include "nodelab/events/event_emitter.h"

namespace nodelab::cluster {

namespace event {
using namespace nodelab::event;
// In the primary, of any worker; each comes after the worker's own event of that name, but for
// 'message', which comes before it.
inline constexpr EventName<Ref<Worker>> fork{"fork"};
inline constexpr EventName<Ref<Worker>> online{"online"};
inline constexpr EventName<Ref<Worker>, Address> listening{"listening"};
inline constexpr EventName<Ref<Worker>, Message> message{"message"};
inline constexpr EventName<Ref<Worker>> disconnect{"disconnect"};
inline constexpr EventName<Ref<Worker>, std::optional<int>, std::string> exit{"exit"};
}  // namespace event

// Which of the two this process is. Exactly one is true.
bool isPrimary();
inline bool isWorker() { return !isPrimary(); }

// In a worker: the worker itself. Null in the primary.
Ref<Worker> worker();

// In the primary: the workers that run and were not asked to disconnect, by id.
std::vector<Ref<Worker>> workers();

// Starts a worker: this program with the same arguments, and with `env` added to the environment.
Ref<Worker> fork(const child_process::Environment& env = {});

// Disconnects all workers; `done` is called when none is left, and never at once.
void disconnect(Task done = {});

// The emitter of the events above.
EventEmitter& emitter();
template <class... Args, class Function>
void on(EventName<Args...> name, Function&& listener) {
  emitter().on(name, std::forward<Function>(listener));
}
template <class... Args, class Function>
void once(EventName<Args...> name, Function&& listener) {
  emitter().once(name, std::forward<Function>(listener));
}

}  // namespace nodelab::cluster
