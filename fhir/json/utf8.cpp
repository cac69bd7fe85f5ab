#include "fhir/json/utf8.h"

namespace chartbridge::fhir::json {
namespace {

constexpr char32_t kBad = 0xFFFFFFFF;

// The code point at `at`, which is moved past it; kBad, moved by one byte, when there is none.
char32_t Next(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(at);
  const std::size_t length = first < 0x80                    ? 1
                             : first >= 0xC2 && first < 0xE0 ? 2
                             : first >= 0xE0 && first < 0xF0 ? 3
                             : first >= 0xF0 && first < 0xF5 ? 4
                                                             : 0;
  if (length == 0 || at + length > text.size()) return ++at, kBad;
  char32_t code = length == 1 ? first : first & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0U) != 0x80U) return ++at, kBad;
    code = (code << 6U) | (byte(at + i) & 0x3FU);
  }
  const bool overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
  if (overlong || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return ++at, kBad;
  at += length;
  return code;
}

}  // namespace

bool IsValidUtf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (Next(text, at) == kBad) return false;
  }
  return true;
}

std::string ToValidUtf8(std::string_view text) {
  std::string valid;
  valid.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t from = at;
    if (Next(text, at) == kBad) {
      valid.append("\xEF\xBF\xBD");
    } else {
      valid.append(text.substr(from, at - from));
    }
  }
  return valid;
}

std::u16string ToUtf16(std::string_view text) {
  std::u16string units;
  for (std::size_t at = 0; at < text.size();) {
    char32_t code = Next(text, at);
    if (code == kBad) code = 0xFFFD;
    if (code >= 0x10000) {
      units.push_back(char16_t(0xD800 + ((code - 0x10000) >> 10)));
      units.push_back(char16_t(0xDC00 + ((code - 0x10000) & 0x3FF)));
    } else {
      units.push_back(char16_t(code));
    }
  }
  return units;
}

}  // namespace chartbridge::fhir::json
