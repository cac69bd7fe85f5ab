#include "connectors/smart/internal_token.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>

#include "connectors/crypto/crypto.h"
#include "connectors/smart/form_text.h"

namespace chartbridge::smart {
namespace {

constexpr std::size_t kLength = 43;  // 32 bytes in base64url

class File {
 public:
  File(const std::filesystem::path& path, int flags)
      : descriptor_(::open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW, 0600)) {}
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  bool is_open() const { return descriptor_ >= 0; }
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

bool IsToken(std::string_view text) {
  return text.size() == kLength && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                  c == '-' || c == '_';
         });
}

// nullopt: there is no file yet.
Result<std::optional<InternalToken>, Failure> Read(const std::filesystem::path& path) {
  const File file(path, O_RDONLY);
  if (!file.is_open()) {
    if (errno == ENOENT) return std::optional<InternalToken>();
    return Fail(FailureKind::kForbidden, "The chart's token file cannot be read by this user.");
  }
  struct stat status {};
  if (::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode) ||
      (status.st_mode & 077U) != 0) {
    return Fail(FailureKind::kForbidden,
                "The chart's token file may be used by others: remove it, a new one is made.");
  }
  std::array<char, kLength + 2> bytes{};
  const ssize_t got = ::read(file.get(), bytes.data(), bytes.size());
  std::string_view text(bytes.data(), got < 0 ? 0 : std::size_t(got));
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (!IsToken(text)) {
    return Fail(FailureKind::kCorrupt,
                "The chart's token file holds no token: remove it, a new one is made.");
  }
  return std::optional(InternalToken(std::string(text)));
}

// False: somebody else was faster.
Result<bool, Failure> Write(const std::filesystem::path& path, const InternalToken& token) {
  const std::filesystem::path fresh = path.string() + "." + std::to_string(::getpid());
  ::unlink(fresh.c_str());
  {
    const File file(fresh, O_WRONLY | O_CREAT | O_EXCL);
    const std::string line = token.text() + "\n";
    if (!file.is_open() || ::write(file.get(), line.data(), line.size()) != ssize_t(line.size()) ||
        ::fsync(file.get()) != 0) {
      ::unlink(fresh.c_str());
      return Fail(FailureKind::kFull, "The chart's token file cannot be written.");
    }
  }
  // A link, unlike a rename, does not take the place of one that is there.
  const bool placed = ::link(fresh.c_str(), path.c_str()) == 0;
  const bool taken = !placed && errno == EEXIST;
  ::unlink(fresh.c_str());
  if (!placed && !taken)
    return Fail(FailureKind::kFull, "The chart's token file cannot be written.");
  return placed;
}

}  // namespace

InternalToken InternalToken::Make(Entropy& entropy) {
  std::array<unsigned char, 32> bytes{};
  entropy.Fill(bytes);
  return InternalToken(ToBase64Url({reinterpret_cast<const char*>(bytes.data()), bytes.size()}));
}

bool InternalToken::Is(std::string_view shown) const {
  const auto left = crypto::Sha256(text_);
  const auto right = crypto::Sha256(shown);
  return crypto::ConstantTimeEqual({reinterpret_cast<const char*>(left.data()), left.size()},
                                   {reinterpret_cast<const char*>(right.data()), right.size()});
}

Result<InternalToken, Failure> ReadOrMakeInternalToken(const std::filesystem::path& path,
                                                       Entropy& entropy) {
  auto read = Read(path);
  if (!read) return Unexpected(read.error());
  if (*read) return std::move(**read);
  InternalToken made = InternalToken::Make(entropy);
  auto written = Write(path, made);
  if (!written) return Unexpected(written.error());
  if (*written) return made;
  read = Read(path);
  if (!read) return Unexpected(read.error());
  if (*read) return std::move(**read);
  return Fail(FailureKind::kBusy, "The chart's token file comes and goes.");
}

}  // namespace chartbridge::smart
