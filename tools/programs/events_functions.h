// The functions of an events program, as listeners of whatever they are added to.
//
// In JavaScript one function listens to anything. Here a listener has the arguments of its event,
// so a function of the program is a family of Listeners, one for each signature and emitter; the
// trace cannot tell them apart.
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <utility>

#include "nodelab/events/event_target.h"
#include "nodelab/promise/promise.h"
#include "tools/programs/events_values.h"
#include "tools/programs/json.h"

namespace nodelab::programs {

// Runs a function of the program, given what it is called with.
class EventsCaller {
 public:
  virtual void call(const std::string& function, const std::string& self,
                    const EventsArguments& arguments) = 0;

 protected:
  ~EventsCaller() = default;
};

class EventsFunctions {
 public:
  // `functions` are the `fns` of the program.
  EventsFunctions(const Json& functions, EventsCaller& caller, EventsValues& values)
      : functions_(functions), caller_(caller), values_(values) {}

  // The function as a listener of such events of the emitter with that id.
  template <class... Args>
  Listener<Args...> listener(const EventName<Args...>&, const std::string& function,
                             const std::string& emitter) {
    Known& known = known_[{function, emitter, &nodelab::detail::signature<Args...>}];
    if (!known) {
      known = make<Args...>(function, [this, function, emitter](const auto&... args) {
        caller_.call(function, emitter, received(args...));
      });
      names_[known.get()] = function;
    }
    return Listener<Args...>(known);
  }
  // The function as a listener of targets and signals, whose ids `nameTarget` says.
  EventListener eventListener(const std::string& function);
  void nameTarget(const EventTarget& target, const std::string& id) { targets_[&target] = id; }

  // `fn A`, `once A`, `fn internal`, `once internal`.
  template <class AnyKindOfListener>
  std::string show(const AnyKindOfListener& listener) const {
    if (const auto original = listener.listener()) return "once " + nameOf(*original->function());
    return "fn " + nameOf(*listener.function());
  }
  template <class AnyKindOfListener>
  std::string show(const std::vector<AnyKindOfListener>& listeners) const {
    EventsArguments shown;
    for (const auto& listener : listeners) shown.push_back({.shown = show(listener)});
    return programs::show(shown);
  }

  // The arguments of an event of any kind, as the program sees them.
  EventsArguments received(const EventsArguments& arguments) const { return arguments; }
  EventsArguments received(const Error& error) const { return values_.received(error); }
  EventsArguments received(const EventId& name, const AnyListener& listener) const;
  EventsArguments received(const Ref<Event>& event) const;

 private:
  using Function = nodelab::detail::ListenerFunction;
  using Known = Ref<Function>;

  template <class... Args, class Call>
  Known make(const std::string& function, Call call) {
    if (!returnsPromise(function)) return Listener<Args...>(std::move(call)).function();
    return Listener<Args...>([this, function, call = std::move(call)](EventArg<Args>... args) {
             call(args...);
             return promise(function);
           })
        .function();
  }

  bool returnsPromise(const std::string& function) const;
  Promise<void> promise(const std::string& function) const;
  std::string nameOf(const Function& function) const;

  const Json& functions_;
  EventsCaller& caller_;
  EventsValues& values_;
  std::map<std::tuple<std::string, std::string, const char*>, Known> known_;
  std::map<const Function*, std::string> names_;
  std::map<const EventTarget*, std::string> targets_;
};

}  // namespace nodelab::programs
