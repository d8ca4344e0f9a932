// process::memoryUsage, cpuUsage, resourceUsage: what the whole process has used, all its threads.
//
// Node's heapTotal, heapUsed, external and arrayBuffers are not here: they are V8's, and there is
// no heap of that kind in a C++ program.
#pragma once

#include <cstdint>

namespace nodelab::process {

struct MemoryUsage {
  uint64_t rss = 0;  // bytes in physical memory
};

// A function with a function, as in Node, where the second is the cheaper one.
struct MemoryUsageFunction {
  MemoryUsage operator()() const { return {rss()}; }
  uint64_t rss() const;
};
inline constexpr MemoryUsageFunction memoryUsage;

// Microseconds of CPU time, in the program's own code and in the system's on its behalf.
struct CpuUsage {
  int64_t user = 0;
  int64_t system = 0;
};
CpuUsage cpuUsage();
// What has been used since `previous`. Throws ERR_INVALID_ARG_VALUE where that is negative.
CpuUsage cpuUsage(CpuUsage previous);

// Names and units are Node's: times in microseconds, maxRSS in KiB, the rest are counts.
struct ResourceUsage {
  int64_t userCPUTime = 0;
  int64_t systemCPUTime = 0;
  uint64_t maxRSS = 0;
  uint64_t sharedMemorySize = 0;
  uint64_t unsharedDataSize = 0;
  uint64_t unsharedStackSize = 0;
  uint64_t minorPageFault = 0;
  uint64_t majorPageFault = 0;
  uint64_t swappedOut = 0;
  uint64_t fsRead = 0;
  uint64_t fsWrite = 0;
  uint64_t ipcSent = 0;
  uint64_t ipcReceived = 0;
  uint64_t signalsCount = 0;
  uint64_t voluntaryContextSwitches = 0;
  uint64_t involuntaryContextSwitches = 0;
};
ResourceUsage resourceUsage();

}  // namespace nodelab::process
