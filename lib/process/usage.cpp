#include "nodelab/process/usage.h"

#include <uv.h>

#include <string>
#include <string_view>

#include "nodelab/base/error.h"

namespace nodelab::process {

namespace {

uv_rusage_t systemUsage() {
  uv_rusage_t usage;
  throwIfFailed(uv_getrusage(&usage), "uv_getrusage");
  return usage;
}

int64_t microseconds(const uv_timeval_t& time) {
  return int64_t{time.tv_sec} * 1'000'000 + time.tv_usec;
}

void checkPrevious(std::string_view field, int64_t value) {
  if (value >= 0) return;
  throw Error("ERR_INVALID_ARG_VALUE",
              "The property 'prevValue." + std::string(field) + "' is invalid. Received " +
                  numberText(value),
              "RangeError");
}

}  // namespace

uint64_t MemoryUsageFunction::rss() const {
  std::size_t bytes = 0;
  throwIfFailed(uv_resident_set_memory(&bytes), "uv_resident_set_memory");
  return bytes;
}

CpuUsage cpuUsage() {
  const uv_rusage_t usage = systemUsage();
  return {microseconds(usage.ru_utime), microseconds(usage.ru_stime)};
}

CpuUsage cpuUsage(CpuUsage previous) {
  checkPrevious("user", previous.user);
  checkPrevious("system", previous.system);
  const CpuUsage now = cpuUsage();
  return {now.user - previous.user, now.system - previous.system};
}

ResourceUsage resourceUsage() {
  const uv_rusage_t usage = systemUsage();
  return {
      .userCPUTime = microseconds(usage.ru_utime),
      .systemCPUTime = microseconds(usage.ru_stime),
      .maxRSS = usage.ru_maxrss,
      .sharedMemorySize = usage.ru_ixrss,
      .unsharedDataSize = usage.ru_idrss,
      .unsharedStackSize = usage.ru_isrss,
      .minorPageFault = usage.ru_minflt,
      .majorPageFault = usage.ru_majflt,
      .swappedOut = usage.ru_nswap,
      .fsRead = usage.ru_inblock,
      .fsWrite = usage.ru_oublock,
      .ipcSent = usage.ru_msgsnd,
      .ipcReceived = usage.ru_msgrcv,
      .signalsCount = usage.ru_nsignals,
      .voluntaryContextSwitches = usage.ru_nvcsw,
      .involuntaryContextSwitches = usage.ru_nivcsw,
  };
}

}  // namespace nodelab::process
