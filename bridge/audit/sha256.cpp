#include "bridge/audit/sha256.h"

#include <openssl/evp.h>

#include <array>
#include <stdexcept>

namespace chartbridge::bridge::audit {
namespace {

using Bytes = std::array<unsigned char, 32>;

constexpr std::string_view kTag("chartbridge-audit-v1\0", 21);
constexpr char kDigits[] = "0123456789abcdef";

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

void PutHex(const Bytes& bytes, std::string& hex) {
  hex.resize(64);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    hex[2 * i] = kDigits[bytes[i] >> 4U];
    hex[2 * i + 1] = kDigits[bytes[i] & 15U];
  }
}

}  // namespace

bool IsHash(std::string_view text) {
  if (text.size() != 64) return false;
  for (const char c : text) {
    if (HexValue(c) < 0) return false;
  }
  return true;
}

std::string Sha256Hex(std::string_view bytes) {
  Bytes digest{};
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr) != 1) {
    throw std::runtime_error("SHA-256 is not available");
  }
  std::string hex;
  PutHex(digest, hex);
  return hex;
}

LinkHasher::LinkHasher()
    : digest_(EVP_MD_fetch(nullptr, "SHA256", nullptr)), context_(EVP_MD_CTX_new()) {
  if (digest_ == nullptr || context_ == nullptr) {
    EVP_MD_CTX_free(context_);
    EVP_MD_free(digest_);
    throw std::runtime_error("SHA-256 is not available");
  }
}

LinkHasher::~LinkHasher() {
  EVP_MD_CTX_free(context_);
  EVP_MD_free(digest_);
}

void LinkHasher::Hash(std::string_view previous, std::string_view canonical, std::string& hash) {
  if (!IsHash(previous)) throw std::logic_error("LinkHash: the previous hash is not 64 hex digits");
  Bytes bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] =
        static_cast<unsigned char>(HexValue(previous[2 * i]) * 16 + HexValue(previous[2 * i + 1]));
  }
  if (EVP_DigestInit_ex2(context_, digest_, nullptr) != 1 ||
      EVP_DigestUpdate(context_, kTag.data(), kTag.size()) != 1 ||
      EVP_DigestUpdate(context_, bytes.data(), bytes.size()) != 1 ||
      EVP_DigestUpdate(context_, canonical.data(), canonical.size()) != 1 ||
      EVP_DigestFinal_ex(context_, bytes.data(), nullptr) != 1) {
    throw std::runtime_error("SHA-256 failed");
  }
  PutHex(bytes, hash);
}

}  // namespace chartbridge::bridge::audit
