#include "connectors/sql/key_range.h"

#include <string>

namespace chartbridge::sql {
namespace {

constexpr std::size_t kFewestDigits = 6;
constexpr std::string_view kLowest = "00000000-0000-0000-0000-000000000000";

bool IsHexDigit(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

int Nibble(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

// The 16 bytes of hexadecimal digits, what is missing being `fill`.
Bytes Filled(std::string digits, char fill) {
  digits.resize(32, fill);
  Bytes bytes;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    bytes.value.push_back(char(Nibble(digits[i]) << 4 | Nibble(digits[i + 1])));
  }
  return bytes;
}

}  // namespace

std::optional<KeyRange> KeysThatBegin(std::string_view prefix) {
  if (prefix.size() > kLowest.size()) return std::nullopt;
  std::string digits;
  for (std::size_t i = 0; i < prefix.size(); ++i) {
    const char c = prefix[i] >= 'A' && prefix[i] <= 'F' ? char(prefix[i] - 'A' + 'a') : prefix[i];
    if (kLowest[i] == '-' ? c != '-' : !IsHexDigit(c)) return std::nullopt;
    if (c != '-') digits.push_back(c);
  }
  if (digits.size() < kFewestDigits) return std::nullopt;
  return KeyRange{Filled(digits, '0'), Filled(digits, 'f')};
}

}  // namespace chartbridge::sql
