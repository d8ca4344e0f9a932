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
