// When this program began, for everything that counts from there: `performance.now()` and the time
// stamp of an Event.
#pragma once

namespace nodelab {

// Milliseconds, with fractions, since the origin: the first call of either function.
double millisecondsSinceOrigin();

// The origin by the wall clock: milliseconds since 1970.
double wallClockOrigin();

}  // namespace nodelab
