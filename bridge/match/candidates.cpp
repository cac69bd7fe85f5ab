// WhatsApp's id of a number is not always the number people dial (reference/whatsapp.md section 5):
// three countries added or dropped a digit for mobiles, and both forms live on in registries.
#include <algorithm>

#include "bridge/match/match_patient.h"

namespace chartbridge::bridge::match {
namespace {

constexpr std::size_t kShortest = 7;
constexpr std::size_t kLongest = 15;  // ITU-T E.164

bool IsNumber(const std::string& digits) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return digits.size() >= kShortest && digits.size() <= kLongest && digits[0] != '0' &&
         std::all_of(digits.begin(), digits.end(), is_digit);
}

// Brazil: area code of two digits, then eight, before which mobiles got a 9 from 2012 on.
std::string BrazilVariant(const std::string& digits) {
  if (!digits.starts_with("55")) return {};
  constexpr std::size_t kAfterArea = 4;
  if (digits.size() == 13 && digits[kAfterArea] == '9') {
    return digits.substr(0, kAfterArea) + digits.substr(kAfterArea + 1);
  }
  // Landlines begin with 2 to 5 and never got one.
  if (digits.size() == 12 && digits[kAfterArea] >= '6') {
    return digits.substr(0, kAfterArea) + "9" + digits.substr(kAfterArea);
  }
  return {};
}

// A digit after the country code that is written from abroad and not at home: Mexico's 1 (until
// 2020), Argentina's 9. The national number has ten digits.
std::string MobileDigitVariant(const std::string& digits, const std::string& country, char mobile) {
  constexpr std::size_t kNational = 10;
  if (!digits.starts_with(country)) return {};
  const std::string rest = digits.substr(country.size());
  if (rest.size() == kNational + 1 && rest[0] == mobile) return country + rest.substr(1);
  if (rest.size() == kNational) return country + mobile + rest;
  return {};
}

}  // namespace

std::vector<std::string> CandidateNumbers(const mappings::PhoneNumber& number) {
  const std::string& digits = number.Reveal();
  if (!IsNumber(digits)) return {};
  std::vector<std::string> candidates{"+" + digits};
  for (const std::string& variant : {BrazilVariant(digits), MobileDigitVariant(digits, "52", '1'),
                                     MobileDigitVariant(digits, "54", '9')}) {
    if (!variant.empty()) candidates.push_back("+" + variant);
  }
  return candidates;
}

}  // namespace chartbridge::bridge::match
