// The streams of a program: each is made as its JSON says, its `_read`, `_write`, `_transform`…
// log that they were called and do what the program planned for that call.
//
// Streams are typed and ops are not, so an op sees a stream through its sides, which take and give
// a Value.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "nodelab/base/callback.h"
#include "nodelab/stream/readable.h"
#include "nodelab/stream/writable.h"
#include "tools/programs/json.h"
#include "tools/programs/stream_values.h"

namespace nodelab::programs {

// What the streams need of the program that they are part of.
class Stage {
 public:
  virtual void log(std::string line) = 0;
  // See Trace::deviate.
  virtual void deviate(std::string reason) = 0;
  virtual void execute(const Json& ops) = 0;
  // Calls `task` now or later: `at` is null, a word, or a list of words for one call each.
  virtual void schedule(const Json& at, std::size_t call, Task task) = 0;

 protected:
  ~Stage() = default;
};

using ErrorCallback = Callback<void(const Error&)>;

class WritableFace {
 public:
  virtual ~WritableFace() = default;
  virtual stream::WritableBase& base() = 0;
  virtual bool write(const Value& value, ErrorCallback callback) = 0;
  // Null: without a last chunk.
  virtual void end(const Value& value, ErrorCallback callback) = 0;
};

class ReadableFace {
 public:
  virtual ~ReadableFace() = default;
  virtual stream::ReadableBase& base() = 0;
  virtual Value read(std::optional<std::size_t> size) = 0;
  virtual bool push(const Value& value) = 0;
  virtual bool unshift(const Value& value) = 0;
  // Listens to 'data'; the task takes the listener off again.
  virtual Task onData(Callback<void(const Value&)> listener, bool once) = 0;
  // Of the same mode.
  virtual void pipe(WritableFace& destination, bool end) = 0;
  virtual void unpipe(WritableFace& destination) = 0;
};

struct Actor {
  std::string id;
  const Json* spec = nullptr;
  Ref<stream::Stream> stream;
  std::unique_ptr<ReadableFace> readable;  // null where it has no such side
  std::unique_ptr<WritableFace> writable;
  bool finishHeard = false;

  bool readsObjects() const;
  bool writesObjects() const;
};

// Makes the stream; `spec` and `stage` must outlive it.
Actor makeActor(const Json& spec, Stage& stage);

}  // namespace nodelab::programs
