// How often the program has called `operator new`; whoever links allocations.cpp counts.
#pragma once

#include <cstddef>

namespace nodelab {

std::size_t allocations();

}  // namespace nodelab
