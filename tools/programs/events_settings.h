// The ops of events programs that are about limits and captured rejections.
#pragma once

#include <string>

#include "tools/programs/events_emitters.h"

namespace nodelab::programs {

EventsOp findSettingOp(const std::string& name);

}  // namespace nodelab::programs
