#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <memory>
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

namespace {

using MacContext = std::unique_ptr<EVP_MAC_CTX, decltype(&EVP_MAC_CTX_free)>;

// HMAC-SHA256 without a key yet: looking both up by name costs more than a short digest.
MacContext MakeHmac() {
  const std::unique_ptr<EVP_MAC, decltype(&EVP_MAC_free)> mac(
      EVP_MAC_fetch(nullptr, "HMAC", nullptr), &EVP_MAC_free);
  MacContext context(mac ? EVP_MAC_CTX_new(mac.get()) : nullptr, &EVP_MAC_CTX_free);
  char digest[] = "SHA256";
  const OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                               OSSL_PARAM_construct_end()};
  if (!context || EVP_MAC_CTX_set_params(context.get(), params) != 1)
    throw std::runtime_error("HMAC-SHA256 is not available");
  return context;
}

}  // namespace

Digest HmacSha256(std::string_view key, std::string_view bytes) {
  static const MacContext kWithoutKey = MakeHmac();
  const MacContext context(EVP_MAC_CTX_dup(kWithoutKey.get()), &EVP_MAC_CTX_free);
  // A null key pointer would mean "the key of last time" to OpenSSL; an empty key is legal here.
  const char* key_bytes = key.empty() ? "" : key.data();
  Digest digest{};
  std::size_t size = 0;
  if (!context ||
      EVP_MAC_init(context.get(), reinterpret_cast<const unsigned char*>(key_bytes), key.size(),
                   nullptr) != 1 ||
      EVP_MAC_update(context.get(), reinterpret_cast<const unsigned char*>(bytes.data()),
                     bytes.size()) != 1 ||
      EVP_MAC_final(context.get(), digest.data(), &size, digest.size()) != 1) {
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
