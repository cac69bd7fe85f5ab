#include "bridge/app/secret_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>

#include "words/say.h"

namespace chartbridge {
namespace {

constexpr std::int64_t kLargest = 64 << 10;
constexpr std::string_view kWhiteSpace = " \t\r\n";

Unexpected<Failure> Unusable(FailureKind kind, const std::filesystem::path& path,
                             words::Code code) {
  return Fail(kind, words::Say(code, {{"file", path.string()}}));
}

std::string Trim(const std::string& text) {
  const std::size_t from = text.find_first_not_of(kWhiteSpace);
  if (from == std::string::npos) return "";
  return text.substr(from, text.find_last_not_of(kWhiteSpace) - from + 1);
}

// Rights and content of the same open file: a path could be given another in between.
class OpenFile {
 public:
  explicit OpenFile(const std::filesystem::path& path)
      : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)), error_(errno) {}
  ~OpenFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  bool is_open() const { return descriptor_ >= 0; }
  int error() const { return error_; }
  int get() const { return descriptor_; }

 private:
  int descriptor_;
  int error_;
};

bool ReadWhole(const OpenFile& file, std::string& content) {
  std::size_t filled = 0;
  while (filled < content.size()) {
    const ssize_t got = ::read(file.get(), content.data() + filled, content.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return false;
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  content.resize(filled);
  return true;
}

std::int64_t Nanoseconds(const timespec& time) {
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

}  // namespace

Result<std::string, Failure> ReadSecret(const std::filesystem::path& path) {
  const OpenFile file(path);
  if (!file.is_open()) {
    return file.error() == ENOENT || file.error() == ENOTDIR
               ? Unusable(FailureKind::kNotFound, path, "secret-missing")
               : Unusable(FailureKind::kForbidden, path, "secret-forbidden");
  }
  struct stat status {};
  if (::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) {
    return Unusable(FailureKind::kRefused, path, "secret-no-file");
  }
  if ((status.st_mode & 07U) != 0) {
    return Unusable(FailureKind::kForbidden, path, "secret-open-to-all");
  }
  if (status.st_size > kLargest) return Unusable(FailureKind::kTooLarge, path, "secret-too-large");
  std::string content(static_cast<std::size_t>(status.st_size), '\0');
  if (!ReadWhole(file, content))
    return Unusable(FailureKind::kForbidden, path, "secret-unreadable");
  std::string value = Trim(content);
  if (value.empty()) return Unusable(FailureKind::kRefused, path, "secret-blank");
  return value;
}

SecretFile::SecretFile(std::filesystem::path path) : path_(std::move(path)) {}

SecretFile::Version SecretFile::Look(const std::filesystem::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return {};
  return {status.st_dev, status.st_ino, status.st_size, Nanoseconds(status.st_mtim),
          Nanoseconds(status.st_ctim)};
}

Result<std::string, Failure> SecretFile::Read() {
  const std::lock_guard lock(mutex_);
  const Version version = Look(path_);
  if (!value_.empty() && version == version_) return value_;
  auto read = ReadSecret(path_);
  if (!read) return value_.empty() ? std::move(read) : Result<std::string, Failure>(value_);
  value_ = std::move(read.value());
  version_ = version;
  return value_;
}

}  // namespace chartbridge
