#include "connectors/login/hasher.h"

#include <argon2.h>

#include <array>

#include "connectors/crypto/crypto.h"

namespace chartbridge::login {
namespace {

constexpr std::size_t kSaltBytes = 16;
constexpr std::size_t kHashBytes = 32;
constexpr int kMostWaiting = 16;

struct Cost {
  std::uint32_t passes;
  std::uint32_t kibibytes;
};
constexpr Cost kPassword{3, 64 * 1024};
constexpr Cost kRecoveryCode{2, 19 * 1024};

std::string RandomBytes(Entropy& entropy, std::size_t size) {
  std::string bytes(size, '\0');
  entropy.Fill({reinterpret_cast<unsigned char*>(bytes.data()), bytes.size()});
  return bytes;
}

std::optional<std::string> Encode(const Cost& cost, std::string_view salt,
                                  std::string_view secret) {
  std::string encoded(
      argon2_encodedlen(cost.passes, cost.kibibytes, 1, kSaltBytes, kHashBytes, Argon2_id), '\0');
  const int done =
      argon2id_hash_encoded(cost.passes, cost.kibibytes, 1, secret.data(), secret.size(),
                            salt.data(), salt.size(), kHashBytes, encoded.data(), encoded.size());
  if (done != ARGON2_OK) return std::nullopt;
  encoded.resize(encoded.find('\0'));
  return encoded;
}

// Argon2's own spelling has no padding.
std::string Unpadded(std::string_view bytes) {
  std::string text = ToBase64(bytes);
  while (text.ends_with('=')) text.pop_back();
  return text;
}

// The salt in "$argon2id$v=19$m=…,t=…,p=…$salt$hash"; "" when there is none.
std::string SaltOf(std::string_view encoded) {
  const std::size_t end = encoded.rfind('$');
  if (end == std::string_view::npos || end == 0) return {};
  const std::size_t start = encoded.rfind('$', end - 1);
  if (start == std::string_view::npos) return {};
  const auto salt = FromBase64(std::string(encoded.substr(start + 1, end - start - 1)) + "==");
  return salt && salt->size() == kSaltBytes ? *salt : std::string();
}

}  // namespace

class Hasher::Turn {
 public:
  explicit Turn(Hasher& hasher) : hasher_(hasher) {
    if (hasher_.waiting_.fetch_add(1) >= kMostWaiting) return;
    hasher_.places_.acquire();
    mine_ = true;
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn() {
    if (mine_) hasher_.places_.release();
    hasher_.waiting_.fetch_sub(1);
  }
  explicit operator bool() const { return mine_; }

 private:
  Hasher& hasher_;
  bool mine_ = false;
};

std::optional<std::string> Hasher::HashPassword(std::string_view password) {
  const Turn turn(*this);
  if (!turn) return std::nullopt;
  return Encode(kPassword, RandomBytes(entropy_, kSaltBytes), password);
}

std::optional<bool> Hasher::VerifyPassword(const std::string& encoded, std::string_view password) {
  const Turn turn(*this);
  if (!turn) return std::nullopt;
  const int done = argon2id_verify(encoded.c_str(), password.data(), password.size());
  if (done == ARGON2_MEMORY_ALLOCATION_ERROR) return std::nullopt;
  return done == ARGON2_OK;
}

std::optional<std::string> Hasher::HashCode(std::string_view salt, const std::string& code) {
  const Turn turn(*this);
  if (!turn) return std::nullopt;
  return Encode(kRecoveryCode, salt, code);
}

std::optional<std::vector<std::string>> Hasher::HashCodes(const std::vector<std::string>& codes) {
  const std::string salt = RandomBytes(entropy_, kSaltBytes);
  std::vector<std::string> hashes;
  for (const std::string& code : codes) {
    auto hash = HashCode(salt, code);
    if (!hash) return std::nullopt;
    hashes.push_back(std::move(*hash));
  }
  return hashes;
}

std::optional<std::size_t> Hasher::FindCode(const std::vector<std::string>& hashes,
                                            const std::string& code) {
  std::string salt = hashes.empty() ? std::string() : SaltOf(hashes.front());
  if (salt.empty()) salt = RandomBytes(entropy_, kSaltBytes);
  const auto hash = HashCode(salt, code);
  if (!hash) return std::nullopt;
  std::size_t found = hashes.size();
  for (std::size_t n = 0; n < hashes.size(); ++n) {
    if (crypto::ConstantTimeEqual(hashes[n], *hash)) found = n;
  }
  return found;
}

std::string Hasher::HashOfNothing() {
  return "$argon2id$v=19$m=65536,t=3,p=1$" + Unpadded(RandomBytes(entropy_, kSaltBytes)) + "$" +
         Unpadded(RandomBytes(entropy_, kHashBytes));
}

}  // namespace chartbridge::login
