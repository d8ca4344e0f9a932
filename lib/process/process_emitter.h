// ProcessEmitter: the emitter behind `process::on`, for which a listener of a signal means
// something.
//
// The first listener of a signal takes the place of what the system would do, the last one to go
// gives it back: so a second SIGINT ends a program that listened `once`. Signals are handed out
// from the poll phase, never in the midst of running code, and do not keep the loop alive. Only the
// main program gets them.
//
// Internal to the room. Must go before its loop.
#pragma once

#include <uv.h>

#include <map>
#include <string_view>
#include <utility>

#include "nodelab/base/ref.h"
#include "nodelab/base/unique_handle.h"
#include "nodelab/events/event_emitter.h"
#include "nodelab/loop/event_loop.h"

namespace nodelab::process {

class ProcessEmitter final : public EventEmitter {
 public:
  ProcessEmitter(EventLoop& loop, bool getsSignals) : loop_(loop), getsSignals_(getsSignals) {}

 protected:
  // Throws EINVAL for a signal that cannot be caught; the listener is not there then.
  void onListenerAdded(const EventKey& event) override;
  void onListenerRemoved(const EventKey& event) override;

 private:
  // One name that is listened to; libuv's handle points to it.
  struct Watch : RefCounted<Watch> {
    Watch(ProcessEmitter& its, EventName<std::string_view, int> name,
          UniqueHandle<uv_signal_t> opened)
        : emitter(its), event(name), handle(std::move(opened)) {}
    ProcessEmitter& emitter;
    EventName<std::string_view, int> event;
    UniqueHandle<uv_signal_t> handle;
    AsyncResource resource{"SIGNALWRAP"};
  };
  void start(EventName<std::string_view, int> event, int number);
  static void arrived(uv_signal_t* handle, int number);

  EventLoop& loop_;
  const bool getsSignals_;
  std::map<std::string_view, Ref<Watch>> watches_;
};

}  // namespace nodelab::process
