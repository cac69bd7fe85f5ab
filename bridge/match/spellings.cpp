// The search that finds a number however the EHR's staff typed it: servers compare the stored text
// (reference/fhir.md section 7), so we ask for every spelling we know of.
#include <phonenumbers/phonenumberutil.h>

#include <algorithm>
#include <array>

#include "bridge/match/match_patient.h"

namespace chartbridge::bridge::match {
namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

// Keeps the first of equal spellings.
class Collection {
 public:
  void Add(std::string spelling) {
    if (std::find(all_.begin(), all_.end(), spelling) == all_.end())
      all_.push_back(std::move(spelling));
  }
  std::vector<std::string> Take() { return std::move(all_); }

 private:
  std::vector<std::string> all_;
};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// The runs of digits in a formatted number: {"050", "123", "4567"}.
std::vector<std::string> Groups(const std::string& formatted) {
  std::vector<std::string> groups;
  bool open = false;
  for (const char c : formatted) {
    if (IsDigit(c) && !open) groups.emplace_back();
    open = IsDigit(c);
    if (open) groups.back() += c;
  }
  return groups;
}

std::vector<std::string> Threes(const std::string& digits) {
  std::vector<std::string> groups;
  for (std::size_t at = 0; at < digits.size(); at += 3) groups.push_back(digits.substr(at, 3));
  return groups;
}

std::string Joined(const std::vector<std::string>& groups, const std::string& between) {
  std::string text;
  for (std::size_t i = 0; i < groups.size(); ++i) text += (i == 0 ? "" : between) + groups[i];
  return text;
}

std::string AllButFirst(const std::vector<std::string>& groups) {
  return Joined({groups.begin() + 1, groups.end()}, "");
}

constexpr const char* kNoBreakSpace = "\xC2\xA0";
constexpr std::array kSeparators = {" ", "-", ".", "/", kNoBreakSpace};

// How people cut digits: as the country does, in threes, the first group set off.
std::vector<std::vector<std::string>> Cuts(const std::vector<std::string>& groups) {
  std::vector<std::vector<std::string>> cuts{groups, Threes(Joined(groups, ""))};
  if (groups.size() > 2) cuts.push_back({groups.front(), AllButFirst(groups)});
  const std::string digits = Joined(groups, "");
  constexpr std::size_t kArea = 3;
  if (digits.size() > kArea) cuts.push_back({digits.substr(0, kArea), digits.substr(kArea)});
  return cuts;
}

void AddCut(const std::string& prefix, const std::vector<std::string>& groups, Collection& into) {
  for (const auto& cut : Cuts(groups)) {
    for (const char* between : kSeparators) into.Add(prefix + Joined(cut, between));
  }
  if (groups.size() < 2) return;
  const std::string rest = AllButFirst(groups);
  into.Add(prefix + "(" + groups.front() + ") " + rest);
  into.Add(prefix + "(" + groups.front() + ")" + rest);
}

// Where people dial 0 before a national number, they write it behind the country code too.
bool HasTrunkZero(const PhoneNumber& number) {
  const auto& phones = *PhoneNumberUtil::GetInstance();
  std::string region;
  std::string trunk;
  phones.GetRegionCodeForCountryCode(number.country_code(), &region);
  phones.GetNddPrefixForRegion(region, true, &trunk);
  return trunk == "0";
}

// As dialled at home, in one.
std::string NationalDigits(const PhoneNumber& number) {
  std::string formatted;
  PhoneNumberUtil::GetInstance()->Format(number, PhoneNumberUtil::NATIONAL, &formatted);
  return Joined(Groups(formatted), "");
}

// What stands before the national number, however it is cut.
void AddInternational(const PhoneNumber& number, const std::string& national, Collection& into) {
  const auto& phones = *PhoneNumberUtil::GetInstance();
  const std::string code = std::to_string(number.country_code());
  std::string formatted;
  for (const std::string& prefix :
       {"+" + code, code, "00" + code, "tel:+" + code, "+" + code + " ", "+" + code + "-",
        "+" + code + ".", "00" + code + " ", "00" + code + "-", "(+" + code + ") ",
        "(+" + code + ")", "(00" + code + ") ", "(00" + code + ")", code + " "}) {
    into.Add(prefix + national);
  }
  phones.Format(number, PhoneNumberUtil::RFC3966, &formatted);
  into.Add(formatted);
  phones.Format(number, PhoneNumberUtil::INTERNATIONAL, &formatted);
  into.Add(formatted);
  std::vector<std::string> groups = Groups(formatted);
  groups.erase(groups.begin());
  if (HasTrunkZero(number)) {
    for (const char* zero : {" (0)", " (0) ", "(0)"}) into.Add("+" + code + zero + national);
    into.Add("+" + code + " (0)" + Joined(groups, " "));
  }
  for (const auto& cut : Cuts(groups)) {
    for (const char* between : kSeparators) {
      const std::string joined = Joined(cut, between);
      into.Add("+" + code + between + joined);
      into.Add("+" + code + " " + joined);
    }
    const std::string blanks = Joined(cut, " ");
    into.Add("+" + code + blanks);
    for (const std::string& prefix : {"00" + code + " ", "(+" + code + ") ", "(+" + code + ")",
                                      "(00" + code + ") ", code + " "}) {
      into.Add(prefix + blanks);
    }
    into.Add("00" + code + "-" + Joined(cut, "-"));
    into.Add("(+" + code + ") " + Joined(cut, "-"));
    into.Add("tel:+" + code + "-" + Joined(cut, "-"));
  }
  if (groups.size() > 1) into.Add("+" + code + " (" + groups.front() + ") " + AllButFirst(groups));
  for (const char* link : {"https://wa.me/", "http://wa.me/", "wa.me/", "https://wa.me/+",
                           "https://api.whatsapp.com/send?phone="}) {
    into.Add(link + code + national);
  }
}

void AddNational(const PhoneNumber& number, const std::string& national, Collection& into) {
  const auto& phones = *PhoneNumberUtil::GetInstance();
  std::string formatted;
  phones.Format(number, PhoneNumberUtil::NATIONAL, &formatted);
  const std::vector<std::string> groups = Groups(formatted);
  const std::string digits = Joined(groups, "");
  into.Add(digits);
  into.Add(formatted);
  into.Add(national);
  into.Add("tel:" + digits);
  AddCut("", groups, into);
  for (const char* between : kSeparators) into.Add(Joined(Threes(national), between));
  if (digits.size() > national.size() && digits.ends_with(national)) {
    const std::string trunk = digits.substr(0, digits.size() - national.size());
    for (const char* between : kSeparators) into.Add(trunk + Joined(Threes(national), between));
  }
}

}  // namespace

std::vector<std::string> Spellings(const mappings::PhoneNumber& number,
                                   const std::string& country) {
  const auto& phones = *PhoneNumberUtil::GetInstance();
  Collection spellings;
  const int home = phones.GetCountryCodeForRegion(country);
  // What most registries hold comes first: servers that take one value a search are asked in this
  // order.
  for (const std::string& candidate : CandidateNumbers(number)) {
    spellings.Add(candidate);
    spellings.Add(candidate.substr(1));
    PhoneNumber parsed;
    if (phones.Parse(candidate, "ZZ", &parsed) != PhoneNumberUtil::NO_PARSING_ERROR) continue;
    if (parsed.country_code() == home) spellings.Add(NationalDigits(parsed));
  }
  for (const std::string& candidate : CandidateNumbers(number)) {
    PhoneNumber parsed;
    if (phones.Parse(candidate, "ZZ", &parsed) != PhoneNumberUtil::NO_PARSING_ERROR) continue;
    std::string national;
    phones.GetNationalSignificantNumber(parsed, &national);
    AddInternational(parsed, national, spellings);
    // A national spelling means a number of the clinic's own country.
    if (parsed.country_code() == home) AddNational(parsed, national, spellings);
  }
  return spellings.Take();
}

}  // namespace chartbridge::bridge::match
