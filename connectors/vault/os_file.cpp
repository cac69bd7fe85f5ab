#include "connectors/vault/os_file.h"

#include <unistd.h>

#include <cerrno>
#include <string>

namespace chartbridge::vault {
namespace {

FailureKind KindOf(int error) {
  switch (error) {
    case ENOSPC:
    case EDQUOT:
      return FailureKind::kFull;
    case EFBIG:
      return FailureKind::kTooLarge;
    case ENOENT:
      return FailureKind::kNotFound;
    case EACCES:
    case EPERM:
    case EROFS:
      return FailureKind::kForbidden;
    case EMFILE:
    case ENFILE:
      return FailureKind::kBusy;
    default:
      return FailureKind::kUnreachable;
  }
}

std::string_view Reason(int error) {
  switch (KindOf(error)) {
    case FailureKind::kFull:
      return "the disk is full";
    case FailureKind::kTooLarge:
      return "the file would be larger than the system allows";
    case FailureKind::kNotFound:
      return "it is not there";
    case FailureKind::kForbidden:
      return "the system does not permit it";
    case FailureKind::kBusy:
      return "too many files are open";
    default:
      return "the disk failed";
  }
}

}  // namespace

OsFile::~OsFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Unexpected<Failure> SystemFailure(int error, std::string_view doing) {
  std::string text = "the vault cannot ";
  text.append(doing).append(": ").append(Reason(error));
  text.append(" (error ").append(std::to_string(error)).append(")");
  return Fail(KindOf(error), std::move(text));
}

Result<void, Failure> WriteAll(const OsFile& file, std::span<const char> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return SystemFailure(errno, "write an object");
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return {};
}

Result<std::size_t, Failure> ReadAll(const OsFile& file, std::span<char> into) {
  std::size_t filled = 0;
  while (filled < into.size()) {
    const ssize_t got = ::read(file.get(), into.data() + filled, into.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return SystemFailure(errno, "read an object");
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  return filled;
}

Result<void, Failure> Sync(const OsFile& file) {
  if (::fsync(file.get()) != 0) return SystemFailure(errno, "make an object durable");
  return {};
}

}  // namespace chartbridge::vault
