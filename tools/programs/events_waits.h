// The ops of events programs that wait: events.once, events.on and addAbortListener.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "nodelab/events/abort_listener.h"
#include "nodelab/promise/promise.h"
#include "tools/programs/events_stage.h"

namespace nodelab::programs {

class EventsWaits {
 public:
  explicit EventsWaits(EventsStage& stage) : stage_(stage) {}

  // What the op says after its name.
  std::string eventsOnce(const Json& op);
  std::string eventsOn(const Json& op);
  std::string next(const Json& op);
  std::string return_(const Json& op);
  std::string throwInto(const Json& op);
  std::string addAbortListener(const Json& op);
  std::string dispose(const Json& op);

  // Says what became of the promises that were settled since, in the order in which they were made;
  // at the end also of those that were not.
  void sayOutcomes(bool atEnd);
  // Lets go of iterators and listeners.
  void end();

 private:
  // What the program made with `events.on`.
  struct Iterator {
    virtual ~Iterator() = default;
    virtual void next(const std::string& as) = 0;
    virtual void return_(const std::string& as) = 0;
    virtual void throw_(const Error& error) = 0;
  };
  template <class... Args>
  struct IteratorOf;

  struct Outcome {
    std::string id;
    std::optional<std::string> text;
    bool said = false;
  };

  // What the program made with `addAbortListener`.
  struct Disposable {
    AbortListener listener;
    std::string what;  // the signal and the function
    bool disposed = false;
  };

  // The arguments in a tuple, as the program sees them.
  template <class Arguments>
  std::string shown(const Arguments& arguments);
  // Tells of the promise by that name; `show` makes a text of its value.
  template <class T, class Show>
  void track(const std::string& id, const Promise<T>& promise, Show show);
  Iterator* find(const Json& op);

  EventsStage& stage_;
  std::vector<std::shared_ptr<Outcome>> outcomes_;
  std::map<std::string, std::unique_ptr<Iterator>> iterators_;
  std::map<std::string, Disposable> disposables_;
};

}  // namespace nodelab::programs
