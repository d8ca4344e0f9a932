// EventsPlayer: one run of an events program: its segments, its lines, its budget.
#pragma once

#include <string>
#include <vector>

#include "tools/programs/events_stage.h"
#include "tools/programs/events_waits.h"
#include "tools/programs/programs.h"

namespace nodelab::programs {

// Must outlive the loop that the program runs on.
class EventsPlayer final : public EventsStage {
 public:
  EventsPlayer(const Json& program, Outcome& outcome);

  // The main script.
  void start();

 private:
  static constexpr std::size_t mostLines = 60;

  void note(const std::string& line) override;
  void say(const std::string& line) override;
  void deviate(const char* reason) override;
  Ref<Event> event() const override { return event_; }
  void call(const std::string& function, const std::string& self,
            const EventsArguments& arguments) override;

  void listen();
  void runSegment(std::size_t from);
  void perform(const Json& op);
  std::string resultOf(const Json& op);
  std::string tryAll(const Json& op);
  // Until the result goes, what is said is indented further.
  auto deeper();

  const Json& program_;
  Outcome& outcome_;
  EventsWaits waits_;
  Ref<Event> event_;
  int budget_;
  int depth_ = 0;
  bool ended_ = false;
};

}  // namespace nodelab::programs
