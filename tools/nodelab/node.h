// The Node.js of this machine, if there is one. nodelab does not need it: it runs the twins.
#pragma once

#include <string>

namespace nodelab::command {

struct Node {
  std::string program;  // empty: none in PATH
  std::string version;  // as it says itself: "v20.20.2"
  int major = 0;

  // The twins need Node 18 or later.
  bool usable() const { return major >= 18; }
  // One sentence on what stands in the way, without a full stop: "Node is not installed".
  std::string whyNot() const;
};

// Looks for `node`, then `nodejs`, in PATH, and asks it for its version.
Node findNode();

// The number before the first dot of "v20.20.2"; 0 when there is none.
int majorOf(const std::string& version);

}  // namespace nodelab::command
