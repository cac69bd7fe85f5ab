#include <openssl/evp.h>

#include <climits>
#include <memory>
#include <stdexcept>

#include "connectors/crypto/crypto.h"

namespace chartbridge::crypto {
namespace {

constexpr std::size_t kHeaderSize = 7;  // "CB", algorithm, key version
constexpr std::size_t kNonceSize = 12;
constexpr std::size_t kTagSize = 16;
constexpr char kAesGcm = 1;

using Cipher = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

Cipher NewCipher() {
  Cipher cipher(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  if (!cipher) throw std::bad_alloc();
  return cipher;
}

std::string Header(std::uint32_t key_version) {
  std::string header = "CB";
  header.push_back(kAesGcm);
  for (int shift = 24; shift >= 0; shift -= 8) {
    header.push_back(static_cast<char>((key_version >> static_cast<unsigned>(shift)) & 0xffU));
  }
  return header;
}

// The header has a fixed length, so header and context cannot be taken for each other.
std::string AssociatedData(std::string_view header, std::string_view context) {
  return std::string(header).append(context);
}

}  // namespace

std::string Seal(const Key& key, std::uint32_t key_version, std::string_view context,
                 std::string_view plain) {
  std::string sealed = Header(key_version);
  const std::string associated = AssociatedData(sealed, context);
  if (plain.size() > INT_MAX || associated.size() > INT_MAX) {
    throw std::length_error("Seal: larger than two gigabytes");
  }
  sealed.resize(kHeaderSize + kNonceSize + plain.size() + kTagSize);
  unsigned char* nonce = Bytes(sealed) + kHeaderSize;
  unsigned char* body = nonce + kNonceSize;
  SystemEntropy().Fill({nonce, kNonceSize});
  const Cipher cipher = NewCipher();
  int length = 0;
  const bool sealed_all =
      EVP_EncryptInit_ex2(cipher.get(), EVP_aes_256_gcm(), key.data(), nonce, nullptr) == 1 &&
      EVP_EncryptUpdate(cipher.get(), nullptr, &length, Bytes(associated),
                        static_cast<int>(associated.size())) == 1 &&
      EVP_EncryptUpdate(cipher.get(), body, &length, Bytes(plain),
                        static_cast<int>(plain.size())) == 1 &&
      EVP_EncryptFinal_ex(cipher.get(), body + plain.size(), &length) == 1 &&
      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_AEAD_GET_TAG, kTagSize, body + plain.size()) == 1;
  if (!sealed_all) throw std::runtime_error("AES-256-GCM failed");
  return sealed;
}

Result<std::string, Failure> Open(const Key& key, std::string_view context,
                                  std::string_view sealed) {
  const auto corrupt = [] {
    return Fail(FailureKind::kCorrupt,
                "encrypted content was changed, moved, or sealed with another key");
  };
  if (sealed.size() < kHeaderSize + kNonceSize + kTagSize || sealed.size() > INT_MAX ||
      !sealed.starts_with("CB") || sealed[2] != kAesGcm) {
    return corrupt();
  }
  const std::string associated = AssociatedData(sealed.substr(0, kHeaderSize), context);
  const std::string_view nonce = sealed.substr(kHeaderSize, kNonceSize);
  std::string_view body = sealed.substr(kHeaderSize + kNonceSize);
  std::string tag(body.substr(body.size() - kTagSize));
  body.remove_suffix(kTagSize);
  std::string plain(body.size(), '\0');
  const Cipher cipher = NewCipher();
  int length = 0;
  const bool opened =
      EVP_DecryptInit_ex2(cipher.get(), EVP_aes_256_gcm(), key.data(), Bytes(nonce), nullptr) ==
          1 &&
      EVP_DecryptUpdate(cipher.get(), nullptr, &length, Bytes(associated),
                        static_cast<int>(associated.size())) == 1 &&
      EVP_DecryptUpdate(cipher.get(), Bytes(plain), &length, Bytes(body),
                        static_cast<int>(body.size())) == 1 &&
      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_AEAD_SET_TAG, kTagSize, tag.data()) == 1 &&
      EVP_DecryptFinal_ex(cipher.get(), Bytes(plain) + plain.size(), &length) == 1;
  if (!opened) return corrupt();
  return plain;
}

}  // namespace chartbridge::crypto
