#include <phonenumbers/phonenumbermatch.h>
#include <phonenumbers/phonenumbermatcher.h>
#include <phonenumbers/phonenumberutil.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "bridge/match/match_patient.h"

namespace chartbridge::bridge::match {
namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberMatch;
using i18n::phonenumbers::PhoneNumberMatcher;
using i18n::phonenumbers::PhoneNumberUtil;

constexpr std::size_t kLongestText = 250;

// Marks without width that right-to-left text and copied numbers carry, in UTF-8: U+200B-U+200F,
// U+202A-U+202E, U+2060-U+2069, U+FEFF.
std::size_t InvisibleAt(std::string_view text, std::size_t at) {
  const std::string_view mark = text.substr(at, 3);
  if (mark.size() < 3) return 0;
  const auto between = [&](std::string_view first, std::string_view last) {
    return mark >= first && mark <= last;
  };
  const bool invisible = between("\xE2\x80\x8B", "\xE2\x80\x8F") ||
                         between("\xE2\x80\xAA", "\xE2\x80\xAE") ||
                         between("\xE2\x81\xA0", "\xE2\x81\xA9") || mark == "\xEF\xBB\xBF";
  return invisible ? 3 : 0;
}

// Blanks that do not look different: U+00A0, U+2000-U+200A, U+202F, U+3000, as many bytes.
std::size_t OddBlankAt(std::string_view text, std::size_t at) {
  if (text.substr(at, 2) == "\xC2\xA0") return 2;
  const std::string_view mark = text.substr(at, 3);
  if (mark.size() < 3) return 0;
  const bool between = mark >= "\xE2\x80\x80" && mark <= "\xE2\x80\x8A";
  return between || mark == "\xE2\x80\xAF" || mark == "\xE3\x80\x80" ? 3 : 0;
}

std::string Plain(std::string_view text) {
  std::string plain;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t skip = InvisibleAt(text, at);
    const std::size_t blank = skip == 0 ? OddBlankAt(text, at) : 0;
    if (blank > 0) plain += ' ';
    if (skip + blank == 0) plain += text[at];
    at += std::max<std::size_t>(skip + blank, 1);
  }
  return plain;
}

// The "+" and digits of a link that opens a chat with a number ("https://wa.me/34…"); otherwise the
// text itself.
std::string WithoutLink(const std::string& text) {
  for (const std::string_view link :
       {"wa.me/", "whatsapp.com/send?phone=", "whatsapp.com/send/?phone=", "whatsapp:"}) {
    const auto at = text.find(link);
    if (at == std::string::npos) continue;
    std::string_view number = std::string_view(text).substr(at + link.size());
    if (number.starts_with("%2B")) number.remove_prefix(3);
    if (number.starts_with('+')) number.remove_prefix(1);
    const auto end = std::min(number.find_first_not_of("0123456789"), number.size());
    if (end > 0) return "+" + std::string(number.substr(0, end));
  }
  return text;
}

// "+" and digits of what `text` means to somebody in `country`; "" when that is no valid number.
std::string Reading(const std::string& text, const std::string& country) {
  const auto& phones = *PhoneNumberUtil::GetInstance();
  PhoneNumber parsed;
  if (phones.Parse(text, country, &parsed) != PhoneNumberUtil::NO_PARSING_ERROR) return {};
  parsed.clear_extension();
  std::string digits;
  phones.Format(parsed, PhoneNumberUtil::E164, &digits);
  return digits;
}

bool IsValidIn(const std::string& text, const std::string& country) {
  const auto& phones = *PhoneNumberUtil::GetInstance();
  PhoneNumber parsed;
  return phones.Parse(text, country, &parsed) == PhoneNumberUtil::NO_PARSING_ERROR &&
         phones.IsValidNumber(parsed);
}

// The same number without the "+" that E.164 wants: as WhatsApp writes it, or dialled with 00.
std::string WithPlus(const std::string& text) {
  std::string digits = text;
  PhoneNumberUtil::GetInstance()->NormalizeDigitsOnly(&digits);
  if (digits.starts_with("00")) digits.erase(0, 2);
  return "+" + digits;
}

bool IsAmong(const std::vector<std::string>& candidates, const std::string& reading) {
  if (reading.empty()) return false;
  return std::any_of(candidates.begin(), candidates.end(), [&](const std::string& candidate) {
    return candidate == reading || Reading(candidate, "ZZ") == reading;
  });
}

// Any of the numbers among words or beside each other ("móvil 691…", "691… / 692…").
bool NamesAmongOthers(const std::vector<std::string>& candidates, const std::string& text,
                      const std::string& country) {
  constexpr int kMostTries = 64;
  const auto& phones = *PhoneNumberUtil::GetInstance();
  PhoneNumberMatcher matcher(phones, text, country, PhoneNumberMatcher::VALID, kMostTries);
  while (matcher.HasNext()) {
    PhoneNumberMatch found;
    if (!matcher.Next(&found)) break;
    PhoneNumber number = found.number();
    number.clear_extension();
    std::string digits;
    phones.Format(number, PhoneNumberUtil::E164, &digits);
    if (IsAmong(candidates, digits)) return true;
  }
  return false;
}

}  // namespace

bool SameNumber(const mappings::PhoneNumber& number, const std::string& written,
                const std::string& country) {
  // No number is that long, and the library's work grows with the square of the length.
  if (written.size() > kLongestText) return false;
  const std::vector<std::string> candidates = CandidateNumbers(number);
  const std::string text = WithoutLink(Plain(written));
  if (candidates.empty() || text.empty()) return false;
  // As E.164 writes it, to the letter: nothing to interpret.
  if (std::find(candidates.begin(), candidates.end(), text) != candidates.end()) return true;
  if (IsAmong(candidates, Reading(text, country))) return true;
  // What is a good number at home means that one, even if its digits are those of one abroad.
  if (IsValidIn(text, country)) return false;
  return IsAmong(candidates, Reading(WithPlus(text), "ZZ")) ||
         NamesAmongOthers(candidates, text, country);
}

}  // namespace chartbridge::bridge::match
