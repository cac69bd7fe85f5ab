#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <climits>
#include <stdexcept>

#include "connectors/crypto/crypto.h"

namespace chartbridge::crypto {

Digest Sha256(std::string_view bytes) {
  Digest digest{};
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr) != 1) {
    throw std::runtime_error("SHA-256 is not available");
  }
  return digest;
}

Digest HmacSha256(std::string_view key, std::string_view bytes) {
  // A null key pointer would mean "the key of last time" to OpenSSL; an empty key is legal here.
  const char* key_bytes = key.empty() ? "" : key.data();
  Digest digest{};
  if (key.size() > INT_MAX || HMAC(EVP_sha256(), key_bytes, int(key.size()),
                                   reinterpret_cast<const unsigned char*>(bytes.data()),
                                   bytes.size(), digest.data(), nullptr) == nullptr) {
    throw std::runtime_error("HMAC-SHA256 failed");
  }
  return digest;
}

Digest HmacSha256(const Key& key, std::string_view bytes) {
  return HmacSha256(std::string_view(reinterpret_cast<const char*>(key.data()), key.size()), bytes);
}

bool ConstantTimeEqual(std::string_view left, std::string_view right) {
  return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace chartbridge::crypto
