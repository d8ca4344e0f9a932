#include "nodelab/process/rejection_error.h"

#include <string>

namespace nodelab::process {

namespace {

Error unhandledRejection(const std::string& reason) {
  return Error("ERR_UNHANDLED_REJECTION",
               "This error originated either by throwing inside of an async function without a "
               "catch block, or by rejecting a promise which was not handled with .catch(). The "
               "promise rejected with the reason \"" +
                   reason + "\".",
               "UnhandledPromiseRejection");
}

}  // namespace

Error rejectionError(const std::exception_ptr& reason) {
  try {
    std::rethrow_exception(reason);
  } catch (const std::exception&) {
    return toError(reason);
  } catch (const char* text) {
    return unhandledRejection(text);
  } catch (const std::string& text) {
    return unhandledRejection(text);
  } catch (int number) {
    return unhandledRejection(std::to_string(number));
  } catch (...) {
    return unhandledRejection("[object]");
  }
}

}  // namespace nodelab::process
