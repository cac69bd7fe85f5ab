// The search that finds a number however the EHR's staff typed it: servers compare the stored text
// (reference/fhir.md section 7), so we ask for every spelling we know of.
#include <phonenumbers/phonenumberutil.h>

#include <algorithm>

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

void AddSeparated(const std::string& prefix, const std::vector<std::string>& groups,
                  Collection& into) {
  for (const char* between : {" ", "-", "."}) into.Add(prefix + Joined(groups, between));
}

// "050-1234567", "(050) 1234567": the first group set off, the rest in one.
void AddSplitOnce(const std::string& prefix, const std::vector<std::string>& groups,
                  Collection& into) {
  if (groups.size() < 2) return;
  const std::string rest = AllButFirst(groups);
  into.Add(prefix + groups.front() + "-" + rest);
  into.Add(prefix + groups.front() + " " + rest);
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

void AddInternational(const PhoneNumber& number, const std::string& national, Collection& into) {
  const auto& phones = *PhoneNumberUtil::GetInstance();
  const std::string code = std::to_string(number.country_code());
  std::string formatted;
  into.Add("+" + code + national);
  into.Add(code + national);
  into.Add("00" + code + national);
  into.Add("tel:+" + code + national);
  phones.Format(number, PhoneNumberUtil::RFC3966, &formatted);
  into.Add(formatted);
  phones.Format(number, PhoneNumberUtil::INTERNATIONAL, &formatted);
  into.Add(formatted);
  std::vector<std::string> groups = Groups(formatted);
  groups.erase(groups.begin());
  into.Add("+" + code + " " + national);
  into.Add("+" + code + "-" + national);
  if (HasTrunkZero(number)) {
    into.Add("+" + code + " (0)" + national);
    into.Add("+" + code + " (0) " + national);
    into.Add("+" + code + "(0)" + national);
    into.Add("+" + code + " (0)" + Joined(groups, " "));
  }
  for (const auto& cut : {groups, Threes(national)}) {
    into.Add("+" + code + " " + Joined(cut, " "));
    into.Add("+" + code + "-" + Joined(cut, "-"));
    into.Add("+" + code + " " + Joined(cut, "-"));
    into.Add("+" + code + "." + Joined(cut, "."));
    into.Add("00" + code + " " + Joined(cut, " "));
  }
  AddSplitOnce("+" + code + " ", groups, into);
  AddSplitOnce("+" + code + "-", groups, into);
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
  AddSeparated("", groups, into);
  AddSplitOnce("", groups, into);
  AddSeparated("", Threes(national), into);
  AddSeparated("", Threes(digits), into);
  if (digits.size() > national.size() && digits.ends_with(national)) {
    AddSeparated(digits.substr(0, digits.size() - national.size()), Threes(national), into);
  }
}

}  // namespace

std::vector<std::string> Spellings(const mappings::PhoneNumber& number,
                                   const std::string& country) {
  const auto& phones = *PhoneNumberUtil::GetInstance();
  Collection spellings;
  const int home = phones.GetCountryCodeForRegion(country);
  for (const std::string& candidate : CandidateNumbers(number)) {
    spellings.Add(candidate);
    spellings.Add(candidate.substr(1));
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
