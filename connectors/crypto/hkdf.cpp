#include "connectors/crypto/hkdf.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>

#include "connectors/crypto/crypto.h"

namespace chartbridge::crypto {
namespace {

using Kdf = std::unique_ptr<EVP_KDF, decltype(&EVP_KDF_free)>;
using KdfContext = std::unique_ptr<EVP_KDF_CTX, decltype(&EVP_KDF_CTX_free)>;

// OSSL_PARAM takes no const pointer, though it only reads.
OSSL_PARAM Octets(const char* name, std::string_view bytes) {
  return OSSL_PARAM_construct_octet_string(name, const_cast<char*>(bytes.data()), bytes.size());
}

}  // namespace

std::string Hkdf(std::string_view key, std::string_view salt, std::string_view info,
                 std::size_t length) {
  const Kdf kdf(EVP_KDF_fetch(nullptr, "HKDF", nullptr), EVP_KDF_free);
  const KdfContext context(kdf ? EVP_KDF_CTX_new(kdf.get()) : nullptr, EVP_KDF_CTX_free);
  char digest[] = "SHA256";
  std::array<OSSL_PARAM, 5> parameters{
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
      Octets(OSSL_KDF_PARAM_KEY, key), OSSL_PARAM_construct_end(), OSSL_PARAM_construct_end(),
      OSSL_PARAM_construct_end()};
  std::size_t used = 2;  // an absent salt or info is the same as an empty one
  if (!salt.empty()) parameters[used++] = Octets(OSSL_KDF_PARAM_SALT, salt);
  if (!info.empty()) parameters[used++] = Octets(OSSL_KDF_PARAM_INFO, info);
  std::string derived(length, '\0');
  if (!context || EVP_KDF_derive(context.get(), reinterpret_cast<unsigned char*>(derived.data()),
                                 length, parameters.data()) != 1) {
    throw std::runtime_error("HKDF-SHA256 failed");
  }
  return derived;
}

Key DeriveKey(const Key& master, std::string_view purpose) {
  std::string derived =
      Hkdf({reinterpret_cast<const char*>(master.data()), master.size()}, {}, purpose, 32);
  Key key{};
  std::copy(derived.begin(), derived.end(), key.begin());
  OPENSSL_cleanse(derived.data(), derived.size());
  return key;
}

}  // namespace chartbridge::crypto
