#include <phonenumbers/phonenumberutil.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "bridge/match/match_patient.h"

namespace chartbridge::bridge::match {
namespace {

using i18n::phonenumbers::PhoneNumber;
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

std::string WithoutInvisible(std::string_view text) {
  std::string visible;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t skip = InvisibleAt(text, at);
    if (skip == 0) visible += text[at];
    at += std::max<std::size_t>(skip, 1);
  }
  return visible;
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

}  // namespace

bool SameNumber(const mappings::PhoneNumber& number, const std::string& written,
                const std::string& country) {
  // No number is that long, and the library's work grows with the square of the length.
  if (written.size() > kLongestText) return false;
  const std::vector<std::string> candidates = CandidateNumbers(number);
  const std::string text = WithoutInvisible(written);
  if (candidates.empty() || text.empty()) return false;
  if (IsAmong(candidates, Reading(text, country))) return true;
  // What is a good number at home means that one, even if its digits are those of one abroad.
  if (IsValidIn(text, country)) return false;
  return IsAmong(candidates, Reading(WithPlus(text), "ZZ"));
}

}  // namespace chartbridge::bridge::match
