// 'message': an event whose argument depends on who emits it.
//
// A worker's message is of the type that the worker was made for, a child process's is JSON. The
// name is one, `event::message`; each emitter takes listeners for its own type, and no others
// compile:
//
//   worker->on(event::message, [](uint64_t result) { … });
#pragma once

#include <cstddef>
#include <utility>

#include "nodelab/events/event_emitter.h"

namespace nodelab::event {
struct Message {};
inline constexpr Message message;
}  // namespace nodelab::event

namespace nodelab {

// What an emitter class derives from to have 'message' with a T; Base is its EventEmitter.
template <class T, class Base>
class MessageEmitter : public Base {
 public:
  using Base::listenerCount;
  using Base::off;
  using Base::on;
  using Base::once;
  using Base::removeAllListeners;

  template <class Function>
  MessageEmitter& on(event::Message, Function&& function) {
    Base::on(messageName, std::forward<Function>(function));
    return *this;
  }
  template <class Function>
  MessageEmitter& once(event::Message, Function&& function) {
    Base::once(messageName, std::forward<Function>(function));
    return *this;
  }
  MessageEmitter& off(event::Message, const Listener<T>& listener) {
    Base::off(messageName, listener);
    return *this;
  }
  void removeAllListeners(event::Message) { Base::removeAllListeners(messageName); }
  std::size_t listenerCount(event::Message) const { return Base::listenerCount(messageName); }

 protected:
  using Base::Base;
  static constexpr EventName<T> messageName{"message"};
};

}  // namespace nodelab
