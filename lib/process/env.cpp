#include "nodelab/process/env.h"

#include <uv.h>

#include <algorithm>
#include <mutex>

#include "nodelab/base/error.h"
#include "nodelab/process/program.h"

namespace nodelab::process {

namespace {

// The system's environment is one for all threads, and not made for that.
std::mutex systemMutex;

std::optional<std::string> systemValue(const std::string& name) {
  std::string value(256, '\0');
  std::size_t size = value.size();
  int status = uv_os_getenv(name.c_str(), value.data(), &size);
  if (status == UV_ENOBUFS) {
    value.resize(size);
    status = uv_os_getenv(name.c_str(), value.data(), &size);
  }
  if (status < 0) return std::nullopt;
  value.resize(size);
  return value;
}

EnvEntries systemEntries() {
  uv_env_item_t* items = nullptr;
  int count = 0;
  throwIfFailed(uv_os_environ(&items, &count), "uv_os_environ");
  EnvEntries all;
  for (int i = 0; i < count; ++i) all.emplace_back(items[i].name, items[i].value);
  uv_os_free_environ(items, count);
  return all;
}

bool canBeName(std::string_view name) { return !name.empty() && name.find('=') == name.npos; }

auto find(EnvEntries& copy, std::string_view name) {
  return std::find_if(copy.begin(), copy.end(),
                      [&](const auto& entry) { return entry.first == name; });
}

}  // namespace

std::optional<std::string> Env::get(std::string_view name) const {
  if (EnvEntries* copy = Program::envCopy()) {
    const auto entry = find(*copy, name);
    return entry == copy->end() ? std::nullopt : std::optional(entry->second);
  }
  if (!canBeName(name)) return std::nullopt;
  const std::lock_guard lock(systemMutex);
  return systemValue(std::string(name));
}

void Env::set(std::string_view name, std::string_view value) const {
  if (!canBeName(name)) return;
  if (EnvEntries* copy = Program::envCopy()) {
    const auto entry = find(*copy, name);
    if (entry == copy->end()) {
      copy->emplace_back(name, value);
    } else {
      entry->second = value;
    }
    return;
  }
  const std::lock_guard lock(systemMutex);
  uv_os_setenv(std::string(name).c_str(), std::string(value).c_str());
}

void Env::remove(std::string_view name) const {
  if (EnvEntries* copy = Program::envCopy()) {
    std::erase_if(*copy, [&](const auto& entry) { return entry.first == name; });
    return;
  }
  if (!canBeName(name)) return;
  const std::lock_guard lock(systemMutex);
  uv_os_unsetenv(std::string(name).c_str());
}

EnvEntries Env::entries() const {
  if (const EnvEntries* copy = Program::envCopy()) return *copy;
  const std::lock_guard lock(systemMutex);
  return systemEntries();
}

}  // namespace nodelab::process
