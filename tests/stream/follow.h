// What a stream says about itself: each event is a line of the trace, with the stream's name before
// it if it has one. The same listeners, in the same order, were on the streams under Node.
#pragma once

#include <array>
#include <string>

#include "nodelab/stream/readable.h"
#include "nodelab/stream/writable.h"
#include "support/trace.h"

namespace nodelab {

// `disk full`, `ERR_STREAM_DESTROYED`; `ok` for none.
inline std::string brief(const Error& error) {
  if (!error) return "ok";
  return error.code().empty() ? error.message() : error.code();
}

// A callback that says how something ended: `cb a disk full`, `cb a ok`.
inline auto saysHow(std::string what) {
  return [what](const Error& error) { trace::say("{} {}", what, brief(error)); };
}

template <class S>
Ref<S> follow(Ref<S> stream, const std::string& id = "") {
  const std::string prefix = id.empty() ? "" : id + " ";
  constexpr std::array events{event::resume,    event::pause,  event::end,  event::drain,
                              event::prefinish, event::finish, event::close};
  for (const auto& each : events) {
    stream->on(each, [line = prefix + std::string(each.name)] { trace::say("{}", line); });
  }
  stream->on(event::unpipe,
             [prefix](const Ref<stream::Stream>&) { trace::say("{}unpipe", prefix); });
  stream->on(event::error,
             [prefix](const Error& error) { trace::say("{}error {}", prefix, brief(error)); });
  return stream;
}

// A source of these chunks.
template <class T>
Ref<stream::Readable<T>> sourceOf(std::vector<T> chunks) {
  return stream::Readable<T>::create({.read = [chunks = std::move(chunks), next = std::size_t{0}](
                                                  auto& self, std::size_t) mutable {
    next < chunks.size() ? self.push(chunks[next++]) : self.push(nullptr);
  }});
}
inline Ref<stream::Readable<Buffer>> sourceOf(std::initializer_list<std::string_view> texts) {
  std::vector<Buffer> chunks;
  for (const auto text : texts) chunks.push_back(Buffer::from(text));
  return sourceOf(std::move(chunks));
}

// A source that has nothing to give.
inline Ref<stream::Readable<Buffer>> silentSource() {
  return stream::Readable<Buffer>::create({.read = [](auto&, std::size_t) {}});
}

// A destination that says what it gets and is done with it at once.
inline Ref<stream::Writable<Buffer>> sayingSink() {
  return stream::Writable<Buffer>::create({.write = [](const Buffer& chunk, stream::Done done) {
    trace::say("_write {}", chunk.toString());
    done();
  }});
}

}  // namespace nodelab
