#include "tools/programs/events_functions.h"

#include "tools/programs/buffer_text.h"
#include "tools/programs/json_parts.h"

namespace nodelab::programs {

EventListener EventsFunctions::eventListener(const std::string& function) {
  Known& known = known_[{function, "", nullptr}];
  if (!known) {
    known = make<Event&>(function, [this, function](Event& event) {
      // Nobody dispatches it: addAbortListener, with a signal that was aborted.
      if (!event.currentTarget()) return caller_.call(function, "undefined", {});
      caller_.call(function, targets_.at(event.currentTarget()), received(Ref<Event>(&event)));
    });
    names_[known.get()] = function;
  }
  return EventListener(known);
}

EventsArguments EventsFunctions::received(const EventId& name, const AnyListener& listener) const {
  if (const EventsArguments* carried = values_.carriedBy(listener)) return *carried;
  return {{.shown = programs::show(name)}, {.shown = show(listener)}};
}

EventsArguments EventsFunctions::received(const Ref<Event>& event) const {
  return {{.shown = "Event(" + quote(event->type()) + ")", .event = event}};
}

bool EventsFunctions::returnsPromise(const std::string& function) const {
  return functions_[function].contains("result");
}

Promise<void> EventsFunctions::promise(const std::string& function) const {
  const Json& body = functions_[function];
  if (body["result"] == "resolve") return Promise<void>::resolve();
  return Promise<void>::reject(Error(body["err"].get<std::string>()));
}

std::string EventsFunctions::nameOf(const Function& function) const {
  const auto found = names_.find(&function);
  return found == names_.end() ? "internal" : found->second;
}

}  // namespace nodelab::programs
