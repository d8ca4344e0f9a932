#include "tools/programs/loop_body.h"

#include <utility>

#include "tools/programs/json_parts.h"

namespace nodelab::programs {

LoopBody::LoopBody(LoopOps& program, const Json& ops) : program_(program) {
  blocks_.push_back({.part = Part::function, .ops = &ops});
}

const Json* LoopBody::run() {
  while (!blocks_.empty()) {
    Block& block = blocks_.back();
    if (block.next == block.ops->size()) {
      leave({});
      continue;
    }
    const Json& op = (*block.ops)[block.next++];
    if (!program_.admits(op)) continue;
    if (op["op"] == "await") return &op;
    try {
      step(op);
    } catch (...) {
      fail(std::current_exception());
    }
  }
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
  return nullptr;
}

void LoopBody::fail(std::exception_ptr reason) { leave({.thrown = std::move(reason)}); }

void LoopBody::step(const Json& op) {
  if (op["op"] == "try") {
    enter(Part::body, op);
  } else if (op["op"] == "return") {
    leave({.returned = program_.valueOf(partOf(op, "v"))});
  } else {
    program_.perform(op);
  }
}

void LoopBody::enter(Part part, const Json& tryOp, Completion before) {
  const char* field = part == Part::body ? "body" : part == Part::handler ? "catch" : "finally";
  blocks_.push_back(
      {.part = part, .ops = &tryOp[field], .tryOp = &tryOp, .before = std::move(before)});
}

// The innermost block has ended.
void LoopBody::leave(Completion completion) {
  Block block = std::move(blocks_.back());
  blocks_.pop_back();
  switch (block.part) {
    case Part::function:
      if (completion.returned) result_ = *completion.returned;
      failure_ = completion.thrown;
      return;
    case Part::body:
      if (!completion.thrown || !block.tryOp->contains("catch")) break;
      program_.mark((*block.tryOp)["m"], LoopValue(toError(completion.thrown)));
      return enter(Part::handler, *block.tryOp);
    case Part::handler:
      break;
    case Part::finalizer:
      // What it returns or throws replaces what was before.
      const bool replaces = completion.returned || completion.thrown;
      return leaveTry(Json(), replaces ? std::move(completion) : std::move(block.before));
  }
  leaveTry(*block.tryOp, std::move(completion));
}

void LoopBody::leaveTry(const Json& tryOp, Completion completion) {
  if (tryOp.contains("finally")) {
    enter(Part::finalizer, tryOp, std::move(completion));
  } else if (completion.returned || completion.thrown) {
    leave(std::move(completion));
  }
}

}  // namespace nodelab::programs
