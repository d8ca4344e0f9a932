// The errors of streams, in Node's words.
#pragma once

#include <string>

#include "nodelab/base/error.h"

namespace nodelab::stream {

inline Error pushAfterEof() { return {"ERR_STREAM_PUSH_AFTER_EOF", "stream.push() after EOF"}; }
inline Error unshiftAfterEnd() {
  return {"ERR_STREAM_UNSHIFT_AFTER_END_EVENT", "stream.unshift() after end event"};
}
inline Error writeAfterEnd() { return {"ERR_STREAM_WRITE_AFTER_END", "write after end"}; }
inline Error streamDestroyed(const std::string& call) {
  return {"ERR_STREAM_DESTROYED", "Cannot call " + call + " after a stream was destroyed"};
}
inline Error alreadyFinished(const std::string& call) {
  return {"ERR_STREAM_ALREADY_FINISHED", "Cannot call " + call + " after a stream was finished"};
}
inline Error multipleCallback() {
  return {"ERR_MULTIPLE_CALLBACK", "Callback called multiple times"};
}
inline Error methodNotImplemented(const std::string& method) {
  return {"ERR_METHOD_NOT_IMPLEMENTED", "The " + method + " method is not implemented"};
}
inline Error prematureClose() { return {"ERR_STREAM_PREMATURE_CLOSE", "Premature close"}; }

}  // namespace nodelab::stream
