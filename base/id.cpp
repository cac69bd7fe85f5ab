#include "base/id.h"

#include <openssl/evp.h>

#include <array>
#include <stdexcept>

namespace chartbridge {
namespace {

bool IsDash(std::size_t at) { return at == 8 || at == 13 || at == 18 || at == 23; }

int Hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

}  // namespace

bool IsUuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (IsDash(i) ? text[i] != '-' : Hex(text[i]) < 0) return false;
  }
  return true;
}

std::string UuidV5(std::string_view space, std::string_view name) {
  if (!IsUuid(space)) throw std::logic_error("UuidV5: the namespace is not a UUID");
  std::string input;
  for (std::size_t i = 0; i < space.size(); i += 2) {
    if (IsDash(i)) ++i;
    input.push_back(char(Hex(space[i]) * 16 + Hex(space[i + 1])));
  }
  input.append(name);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  if (EVP_Digest(input.data(), input.size(), digest.data(), &length, EVP_sha1(), nullptr) != 1) {
    throw std::runtime_error("UuidV5: SHA-1 is not available");
  }
  digest[6] = static_cast<unsigned char>((digest[6] & 0x0f) | 0x50);
  digest[8] = static_cast<unsigned char>((digest[8] & 0x3f) | 0x80);
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text.push_back('-');
    text.push_back(kDigits[digest[i] >> 4]);
    text.push_back(kDigits[digest[i] & 15]);
  }
  return text;
}

}  // namespace chartbridge
