// Attachment: a listener that events::once or events::on has added and takes away again.
//
// A wait is owned by its listeners, so that it lasts as long as something can happen. It knows of
// each only by an Attachment, which notices when the listener goes: with its emitter, by
// removeAllListeners, or because it was called and was there once.
//
// Internal; programs use events::once and events::on.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "nodelab/base/ref.h"
#include "nodelab/events/event_emitter.h"
#include "nodelab/events/event_target.h"

namespace nodelab::events::detail {

enum class Times { once, always };

class Attachment : public RefCounted<Attachment> {
 public:
  virtual ~Attachment() = default;

  // Takes the listener off, if it is still there.
  void remove() {
    if (function_) takeOff(Ref(function_));
  }

 protected:
  using Function = nodelab::detail::ListenerFunction;

  // What the listener owns: it goes with it.
  class Presence {
   public:
    explicit Presence(Ref<Attachment> of) : attachment_(std::move(of)) {}
    Presence(Presence&&) noexcept = default;
    Presence& operator=(Presence&&) = delete;
    ~Presence() {
      if (attachment_) attachment_->function_ = nullptr;
    }

   private:
    Ref<Attachment> attachment_;
  };

  void isThere(const Ref<Function>& function) { function_ = function.get(); }

 private:
  virtual void takeOff(Ref<Function> function) = 0;

  Function* function_ = nullptr;  // of the listener; null when that is gone
};

template <class... Args>
class EmitterAttachment final : public Attachment {
 public:
  EmitterAttachment(EventEmitter& emitter, EventName<Args...> name)
      : emitter_(emitter), name_(name) {}

  template <class Call>
  void add(Times times, Call call) {
    const Listener<Args...> listener(
        [presence = Presence(Ref<Attachment>(this)),
         call = std::move(call)](EventArg<Args>... args) mutable { call(args...); });
    isThere(listener.function());
    times == Times::once ? emitter_.once(name_, listener) : emitter_.on(name_, listener);
  }

 private:
  void takeOff(Ref<Function> function) override {
    emitter_.off(name_, Listener<Args...>(std::move(function)));
  }

  EventEmitter& emitter_;
  EventName<Args...> name_;
};

class TargetAttachment final : public Attachment {
 public:
  TargetAttachment(EventTarget& target, std::string_view type) : target_(target), type_(type) {}

  template <class Call>
  void add(const AddEventListenerOptions& options, Call call) {
    const EventListener listener([presence = Presence(Ref<Attachment>(this)),
                                  call = std::move(call)](Event& event) mutable { call(event); });
    isThere(listener.function());
    target_.addEventListener(type_, listener, options);
  }

 private:
  void takeOff(Ref<Function> function) override {
    target_.removeEventListener(type_, EventListener(std::move(function)));
  }

  EventTarget& target_;
  std::string type_;
};

}  // namespace nodelab::events::detail
