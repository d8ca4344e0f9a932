// LoopBody: runs a list of ops as the text of a function: `try`, `throw`, `return` and `await`.
//
// Its place is data, not a place on the C++ stack: so an async body is one coroutine, however deep
// its `await` stands in `try` blocks, and no turn is spent on the way.
#pragma once

#include <exception>
#include <optional>
#include <vector>

#include "tools/programs/json.h"
#include "tools/programs/loop_values.h"

namespace nodelab::programs {

// What a body needs of the program that it is part of.
class LoopOps {
 public:
  // Whether the op is to run at this time.
  virtual bool admits(const Json& op) = 0;
  // Does what an op other than `try`, `return` and `await` does; may throw.
  virtual void perform(const Json& op) = 0;
  virtual LoopResult valueOf(const Json& value) = 0;
  virtual void mark(const Json& label, const LoopValue& value) = 0;

 protected:
  ~LoopOps() = default;
};

// How a list of ops ended: at its end, by `return`, by an exception.
struct Completion {
  std::optional<LoopResult> returned = {};
  std::exception_ptr thrown = {};
};

class LoopBody {
 public:
  // `ops` is a list or null; both must outlive the body.
  LoopBody(LoopOps& program, const Json& ops);

  // Runs up to the next `await` and returns it, or to the end and returns null. Throws what leaves
  // the function.
  const Json* run();
  // Throws at the place where the body stands; what it leads to comes in the next run.
  void fail(std::exception_ptr reason);
  // After the end.
  const LoopResult& result() const { return result_; }

 private:
  enum class Part { function, body, handler, finalizer };
  struct Block {
    Part part;
    const Json* ops;
    const Json* tryOp = nullptr;  // that it is a part of
    std::size_t next = 0;
    Completion before = {};  // in a finalizer: how the rest of the `try` ended
  };

  void step(const Json& op);
  void enter(Part part, const Json& tryOp, Completion before = {});
  void leave(Completion completion);
  void leaveTry(const Json& tryOp, Completion completion);

  LoopOps& program_;
  std::vector<Block> blocks_;
  LoopResult result_;
  std::exception_ptr failure_;
};

}  // namespace nodelab::programs
