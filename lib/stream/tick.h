// A tick that keeps its stream alive: how everything that Node does "in the next tick" is queued.
#pragma once

#include "nodelab/loop/next_tick.h"
#include "nodelab/stream/stream.h"

namespace nodelab::stream {

template <class Function>
void nextTick(Stream& stream, Function function) {
  process::nextTick(
      [keep = Ref<Stream>(&stream), function = std::move(function)]() mutable { function(); });
}

}  // namespace nodelab::stream
