// Files as the operating system gives them: owned descriptors, whole reads and writes, and what its
// error numbers mean for the caller.
#pragma once

#include <span>
#include <string_view>
#include <utility>

#include "base/failure.h"

namespace chartbridge::vault {

class OsFile {
 public:
  OsFile() = default;
  explicit OsFile(int descriptor) : descriptor_(descriptor) {}
  OsFile(OsFile&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  OsFile& operator=(OsFile&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~OsFile();
  int get() const { return descriptor_; }
  bool is_open() const { return descriptor_ >= 0; }

 private:
  int descriptor_ = -1;
};

// `error` is an errno, `doing` completes "the vault cannot …". Out of room is kFull, absent is
// kNotFound, all else is worth another try later.
Unexpected<Failure> SystemFailure(int error, std::string_view doing);

Result<void, Failure> WriteAll(const OsFile& file, std::span<const char> bytes);
// Less than asked for only at the end of the file.
Result<std::size_t, Failure> ReadAll(const OsFile& file, std::span<char> into);
Result<void, Failure> Sync(const OsFile& file);

}  // namespace chartbridge::vault
