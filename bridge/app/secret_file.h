// A secret in a file of its own: never in the settings, the arguments or the environment. The file
// is read again when it changes, so that secrets rotate without a restart.
#pragma once

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string>

#include "base/failure.h"

namespace chartbridge {

// What is in the file without white space around it; a Failure names the file.
Result<std::string, Failure> ReadSecret(const std::filesystem::path& path);

// Any thread.
class SecretFile {
 public:
  explicit SecretFile(std::filesystem::path path);

  // The value as the file has it now. While the file is unusable (half written, gone) the last good
  // value stays: a secret is taken back by writing another. A Failure when there never was a
  // good one.
  Result<std::string, Failure> Read();

 private:
  // What changes when a file is written or replaced.
  struct Version {
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
    std::int64_t size = -1;
    std::int64_t modified = 0;  // nanoseconds
    std::int64_t changed = 0;
    bool operator==(const Version&) const = default;
  };
  static Version Look(const std::filesystem::path& path);

  std::filesystem::path path_;
  std::mutex mutex_;
  Version version_;
  std::string value_;
};

}  // namespace chartbridge
