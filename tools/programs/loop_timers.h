// The timers and immediates of a loop program, by their ids.
#pragma once

#include <list>
#include <map>
#include <string>

#include "nodelab/loop/timers.h"
#include "tools/programs/loop_stage.h"

namespace nodelab::programs {

class LoopTimers {
 public:
  explicit LoopTimers(LoopStage& stage) : stage_(stage) {}

  // The ops of those names.
  void timeout(const Json& op);
  void interval(const Json& op);
  void immediate(const Json& op);
  void clear(const Json& op);
  void refresh(const Json& op);
  void ref(const Json& op);
  void unref(const Json& op);
  void hasRef(const Json& op);

 private:
  // A timer or an immediate, kept after its end: later ops may still name it.
  struct Record {
    const Json* op;
    bool isImmediate = false;
    Timeout timer = {};
    Immediate immediate = {};
    double duration = 0;
    bool armed = true;  // its callback is to come
    bool cleared = false;
    bool clearedUnarmed = false;
    bool unrefed = false;
    int fired = 0;
    LoopCalls::Ticket ticket = {};
  };

  Record& add(const Json& op, double duration);
  void enter(Record& record);
  Record* find(const Json& op);
  void fire(Record& record, const LoopArguments& values);
  void fireInterval(Record& record, const LoopArguments& values);
  void unref(Record& record);
  void clear(Record& record, const std::string& how);

  LoopStage& stage_;
  std::list<Record> records_;
  std::map<std::string, Record*> byId_;
};

// The arguments of an op, if any.
LoopArguments argumentsOf(const Json& op);

}  // namespace nodelab::programs
