#include "connectors/login/internal_token.h"

#include <fcntl.h>
#include <unistd.h>

#include "connectors/crypto/crypto.h"
#include "connectors/login/secrets.h"

namespace chartbridge::login {

InternalToken InternalToken::Make(Entropy& entropy) { return InternalToken(RandomToken(entropy)); }

bool InternalToken::Is(std::string_view shown) const {
  return crypto::ConstantTimeEqual(HashOf(text_), HashOf(shown));
}

Result<void, Failure> InternalToken::Write(const std::filesystem::path& path) const {
  const std::filesystem::path fresh = path.string() + "." + std::to_string(::getpid());
  ::unlink(fresh.c_str());
  const int file =
      ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  const std::string line = text_ + "\n";
  const bool written = file >= 0 && ::write(file, line.data(), line.size()) == ssize_t(line.size());
  if (file >= 0) ::close(file);
  if (written && ::rename(fresh.c_str(), path.c_str()) == 0) return {};
  ::unlink(fresh.c_str());
  return Fail(FailureKind::kFull, "The chart's token file cannot be written.");
}

}  // namespace chartbridge::login
