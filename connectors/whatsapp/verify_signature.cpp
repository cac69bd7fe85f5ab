#include "connectors/whatsapp/verify_signature.h"

#include <array>

#include "connectors/crypto/crypto.h"

namespace chartbridge::whatsapp {
namespace {

constexpr std::string_view kPrefix = "sha256=";
constexpr std::size_t kHeaderLength = kPrefix.size() + 64;

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<crypto::Digest> ReadHeader(std::string_view header) {
  if (header.size() != kHeaderLength || header.substr(0, kPrefix.size()) != kPrefix) {
    return std::nullopt;
  }
  const std::string_view hex = header.substr(kPrefix.size());
  crypto::Digest digest{};
  for (std::size_t i = 0; i < digest.size(); ++i) {
    const int high = HexDigit(hex[2 * i]);
    const int low = HexDigit(hex[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    digest[i] = static_cast<unsigned char>(high * 16 + low);
  }
  return digest;
}

std::string_view Bytes(const crypto::Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace

std::optional<std::size_t> VerifySignature(std::string_view body, std::string_view header,
                                           std::span<const std::string> secrets) {
  const std::optional<crypto::Digest> claimed = ReadHeader(header);
  if (!claimed) return std::nullopt;
  for (std::size_t i = 0; i < secrets.size(); ++i) {
    if (secrets[i].empty()) continue;
    const crypto::Digest ours = crypto::HmacSha256(std::string_view(secrets[i]), body);
    if (crypto::ConstantTimeEqual(Bytes(ours), Bytes(*claimed))) return i;
  }
  return std::nullopt;
}

}  // namespace chartbridge::whatsapp
