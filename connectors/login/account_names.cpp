#include "connectors/login/account_names.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>

namespace chartbridge::login {
namespace {

constexpr std::size_t kLongestTyped = 4096;  // bytes
constexpr UChar32 kReplacement = 0xFFFD;     // what bytes that are no UTF-8 are read as

}  // namespace

std::size_t Characters(std::string_view utf8) {
  return std::size_t(std::count_if(utf8.begin(), utf8.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = char(c - 'A' + 'a');
  }
  return lower;
}

std::string ReadName(std::string_view typed, std::size_t longest) {
  if (typed.size() > kLongestTyped) return {};
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* nfkc = icu::Normalizer2::getNFKCInstance(error);
  icu::UnicodeString text =
      icu::UnicodeString::fromUTF8(icu::StringPiece(typed.data(), std::int32_t(typed.size())));
  icu::UnicodeString seen;
  for (std::int32_t at = 0; at < text.length(); at = text.moveIndex32(at, 1)) {
    if (u_charType(text.char32At(at)) != U_FORMAT_CHAR) seen.append(text.char32At(at));
  }
  if (U_SUCCESS(error)) text = nfkc->normalize(seen, error);
  if (U_FAILURE(error)) return {};
  text.trim();
  for (std::int32_t at = 0; at < text.length(); at = text.moveIndex32(at, 1)) {
    const UChar32 c = text.char32At(at);
    if (!u_isprint(c) || c == kReplacement) return {};
  }
  std::string name;
  text.toUTF8String(name);
  return Characters(name) <= longest ? name : std::string();
}

std::string ReadLanguage(std::string_view language) {
  return language == "es" || language == "he" ? std::string(language) : std::string("en");
}

}  // namespace chartbridge::login
