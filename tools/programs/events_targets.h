// The ops of events programs that are about targets, their events and signals.
#pragma once

#include <string>

#include "tools/programs/events_emitters.h"

namespace nodelab::programs {

EventsOp findTargetOp(const std::string& name);

}  // namespace nodelab::programs
