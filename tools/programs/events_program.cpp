#include "tools/programs/events_program.h"

#include "nodelab/events/event_emitter.h"
#include "nodelab/process/program.h"
#include "tools/programs/events_player.h"

namespace nodelab::programs {

void runEventsProgram(const Json& program, Outcome& outcome) {
  EventsPlayer player(program, outcome);
  {
    EventLoop loop;
    process::Program process(loop, process::Program::Kind::main, {"program"});
    process.run([&player] { player.start(); });
  }
  EventEmitter::setDefaultMaxListeners(10);
  EventEmitter::setCaptureRejections(false);
}

}  // namespace nodelab::programs
