#include "connectors/http/public_address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

namespace chartbridge::http {
namespace {

struct Block4 {
  std::uint32_t first;
  int bits;
};

constexpr std::array<Block4, 16> kSpecial4 = {{
    {0x00000000, 8},   // this network, unspecified
    {0x0a000000, 8},   // private
    {0x64400000, 10},  // carrier-grade NAT
    {0x7f000000, 8},   // loopback
    {0xa9fe0000, 16},  // link-local, metadata services
    {0xac100000, 12},  // private
    {0xc0000000, 24},  // IETF protocol assignments
    {0xc0000200, 24},  // documentation
    {0xc0586300, 24},  // 6to4 relays
    {0xc0a80000, 16},  // private
    {0xc6120000, 15},  // benchmarks
    {0xc6336400, 24},  // documentation
    {0xcb007100, 24},  // documentation
    {0xa83f8110, 32},  // a cloud's wire server, public by its number only
    {0xe0000000, 4},   // multicast
    {0xf0000000, 4},   // reserved, broadcast
}};

bool IsPublic4(std::uint32_t address) {
  return std::none_of(kSpecial4.begin(), kSpecial4.end(), [address](const Block4& block) {
    return ((address ^ block.first) >> static_cast<unsigned>(32 - block.bits)) == 0;
  });
}

std::uint32_t Word(std::span<const unsigned char> bytes) {
  return static_cast<std::uint32_t>(bytes[0]) << 24U | static_cast<std::uint32_t>(bytes[1]) << 16U |
         static_cast<std::uint32_t>(bytes[2]) << 8U | bytes[3];
}

// Only 2000::/3 is handed out for the public; loopback, unique local, link-local, multicast, mapped
// and NAT64 addresses all lie outside.
bool IsPublic6(std::span<const unsigned char> bytes) {
  if ((bytes[0] & 0xe0U) != 0x20U) return false;
  const std::uint32_t first = Word(bytes.first(4));
  if (first == 0x20010db8U) return false;                  // documentation
  if ((first & 0xfffffe00U) == 0x20010000U) return false;  // 2001::/23: Teredo, ORCHID, ...
  if (first >> 16U == 0x2002U) return false;               // 6to4 wraps a v4 address
  if (first >> 12U == 0x3fff0U) return false;              // documentation (RFC 9637)
  return true;
}

}  // namespace

bool IsPublicAddress(const std::string& address) {
  std::array<unsigned char, 16> bytes{};
  if (inet_pton(AF_INET, address.c_str(), bytes.data()) == 1)
    return IsPublic4(Word(std::span(bytes).first(4)));
  if (inet_pton(AF_INET6, address.c_str(), bytes.data()) == 1) return IsPublic6(bytes);
  return false;
}

}  // namespace chartbridge::http
