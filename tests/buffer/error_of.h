// The error that a call throws, as "NAME [CODE]: MESSAGE"; "" where it throws none.
#pragma once

#include <string>

#include "nodelab/base/error.h"

template <class Function>
std::string errorOf(Function function) {
  try {
    function();
    return "";
  } catch (const nodelab::Error& error) {
    return error.toString();
  }
}

// What Node's validators say of a number outside of its range.
inline std::string outOfRangeText(const std::string& name, const std::string& range, int received) {
  return "RangeError [ERR_OUT_OF_RANGE]: The value of \"" + name +
         "\" is out of range. It must be " + range + ". Received " + std::to_string(received);
}
