// process::env: the environment, as names and values.
//
//   const std::string home = process::env.get("HOME").value_or("/");
//
// On the main thread it is the program's own environment: what is set is seen by `getenv` and by
// children. A Worker has a copy, made when the Worker was: what it sets, only it and its children
// see. Every read goes through to the system on the main thread, so what is read often is worth
// keeping. A missing name is nullopt where JavaScript has undefined.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nodelab::process {

using EnvEntries = std::vector<std::pair<std::string, std::string>>;

class Env {
 public:
  // `env.NAME`.
  std::optional<std::string> get(std::string_view name) const;
  // `'NAME' in env`.
  bool has(std::string_view name) const { return get(name).has_value(); }
  // `env.NAME = value`. Does nothing, as in Node, for a name that none can have: empty, or with
  // '='.
  void set(std::string_view name, std::string_view value) const;
  // `delete env.NAME`.
  void remove(std::string_view name) const;
  // `Object.entries(env)`.
  EnvEntries entries() const;
};

inline constexpr Env env;

}  // namespace nodelab::process
