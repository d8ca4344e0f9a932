// A folder of its own for one test, gone at its end; and how many descriptors point into it.
#pragma once

#include <filesystem>
#include <string>
#include <system_error>

#include "nodelab/fs/fs.h"

namespace nodelab {

class TempFolder {
 public:
  TempFolder()
      : path_(
            fs::mkdtempSync((std::filesystem::temp_directory_path() / "nodelab-test-").string())) {}
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  std::string file(const std::string& name) const { return path_ + "/" + name; }
  const std::string& path() const { return path_; }

  int openDescriptors() const {
    int count = 0;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
      std::error_code gone;
      const auto target = std::filesystem::read_symlink(entry.path(), gone);
      if (!gone && target.string().starts_with(path_)) ++count;
    }
    return count;
  }

 private:
  std::string path_;
};

}  // namespace nodelab
