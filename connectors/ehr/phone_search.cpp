#include "connectors/ehr/phone_search.h"

#include <algorithm>
#include <iterator>

#include "connectors/ehr/person.h"
#include "connectors/ehr/search.h"

namespace chartbridge::ehr {
namespace {

using fhir::json::Value;

constexpr std::chrono::minutes kRefusalHolds(10);
// Of the whole URL gateways take 8,000 characters and some 4,000.
constexpr std::size_t kLongestList = 3500;
// One by one `telecom` is asked for the likeliest spellings alone: it is beside `phone`.
constexpr std::size_t kBesidePhone = 12;

// The server will not be asked this way: another way may do.
bool IsRefusal(const Failure& failure) {
  return failure.kind == FailureKind::kRefused || failure.kind == FailureKind::kNotOffered ||
         failure.kind == FailureKind::kForbidden || failure.kind == FailureKind::kTooLarge;
}

// Rights and gateways change from one moment to the next; what a server can be asked does not.
bool IsLasting(const Failure& failure) {
  const bool ignored = failure.kind == FailureKind::kNotOffered && failure.http_status == 0;
  return ignored || failure.kind == FailureKind::kRefused || failure.kind == FailureKind::kTooLarge;
}

// A list may be what it does not take.
bool MayBeOfTheList(const Failure& failure) {
  return failure.kind == FailureKind::kRefused || failure.kind == FailureKind::kTooLarge;
}

void Append(std::vector<Value> some, std::vector<Value>& all) {
  for (Value& one : some) {
    const auto same = [&](const Value& known) { return known["id"].text() == one["id"].text(); };
    if (std::none_of(all.begin(), all.end(), same)) all.push_back(std::move(one));
  }
}

std::vector<std::string> EveryTelecom(const Value& person) {
  std::vector<std::string> values;
  for (const Value& telecom : person["telecom"].items()) values.push_back(telecom["value"].text());
  return values;
}

}  // namespace

Result<PhoneSearch::Resources, Failure> PhoneSearch::Find(
    const std::string& type, const std::vector<std::string>& spellings) {
  const auto named = [&](Failure failure) {
    failure.text = "The EHR could not be asked for a " + type + " by phone: " + failure.text;
    return Unexpected<Failure>(std::move(failure));
  };
  auto by_phone = Ask(type, "phone", spellings);
  if (!by_phone && !IsRefusal(by_phone.error())) return named(by_phone.error());
  std::vector<std::string> beside = spellings;
  const bool one_by_one = Known(type + " telecom").of_lists.has_value();
  if (by_phone && one_by_one && beside.size() > kBesidePhone) beside.resize(kBesidePhone);
  auto by_telecom = Ask(type, "telecom", beside);
  if (!by_telecom && !IsRefusal(by_telecom.error())) return named(by_telecom.error());
  if (!by_phone && !by_telecom) {
    Forget(type);  // where nothing is offered, each question is asked anew: somebody may have
                   // mended it
    return named(by_phone.error());
  }
  Resources found;
  if (by_phone) Append(*std::move(by_phone), found);
  if (by_telecom) Append(*std::move(by_telecom), found);
  return found;
}

Result<PhoneSearch::Resources, Failure> PhoneSearch::Ask(
    const std::string& type, const std::string& parameter,
    const std::vector<std::string>& spellings) {
  const std::string key = type + " " + parameter;
  Refusal known = Known(key);
  if (known.of_all) return Unexpected<Failure>(*known.of_all);
  known.until = rest_.Now() + kRefusalHolds;
  if (!known.of_lists) {
    auto found = AskByLists(type, parameter, spellings);
    if (found || !IsLasting(found.error())) return found;
    if (!MayBeOfTheList(found.error())) {
      known.of_all = found.error();
      Remember(key, known);
      return found;
    }
    known.of_lists = found.error();
  }
  auto found = AskOneByOne(type, parameter, spellings);
  if (!found && !IsLasting(found.error())) return found;
  if (!found) known.of_all = found.error();
  Remember(key, known);
  return found;
}

Result<PhoneSearch::Resources, Failure> PhoneSearch::AskByLists(
    const std::string& type, const std::string& parameter,
    const std::vector<std::string>& spellings) {
  Resources all;
  std::string list;
  for (std::size_t i = 0; i < spellings.size(); ++i) {
    list += (list.empty() ? "" : ",") + SearchValue(spellings[i]);
    if (i + 1 < spellings.size() && list.size() < kLongestList) continue;
    auto some = AskFor(type, parameter, list, spellings);
    if (!some) return some;
    Append(*std::move(some), all);
    list.clear();
  }
  return all;
}

Result<PhoneSearch::Resources, Failure> PhoneSearch::AskOneByOne(
    const std::string& type, const std::string& parameter,
    const std::vector<std::string>& spellings) {
  Resources all;
  for (std::size_t i = 0; i < spellings.size(); ++i) {
    auto some = AskFor(type, parameter, SearchValue(spellings[i]), spellings);
    // Once it took the plainest, it only dislikes the characters of an odd one.
    if (!some && (i == 0 || !MayBeOfTheList(some.error()))) return some;
    if (some) Append(*std::move(some), all);
  }
  return all;
}

Result<PhoneSearch::Resources, Failure> PhoneSearch::AskFor(
    const std::string& type, const std::string& parameter, const std::string& values,
    const std::vector<std::string>& spellings) {
  SearchRules rules;
  rules.self_link = [&](const std::string& url) { names_.NoteSelfLink(url, type); };
  if (parameter == "telecom") {
    rules.plausible = [&](const Value& person) {
      return HasSameDigits(EveryTelecom(person), spellings);
    };
  }
  return SearchAll(rest_, type, parameter + "=" + values + "&_count=100", rules);
}

PhoneSearch::Refusal PhoneSearch::Known(const std::string& key) {
  const std::lock_guard lock(mutex_);
  const auto found = refusals_.find(key);
  if (found == refusals_.end()) return {};
  const Instant now = rest_.Now();
  if (now < found->second.until && found->second.until - now <= kRefusalHolds) return found->second;
  refusals_.erase(found);
  return {};
}

void PhoneSearch::Forget(const std::string& type) {
  const std::lock_guard lock(mutex_);
  for (const char* parameter : {" phone", " telecom"}) refusals_.erase(type + parameter);
}

void PhoneSearch::Remember(const std::string& key, Refusal refusal) {
  const std::lock_guard lock(mutex_);
  refusals_[key] = std::move(refusal);
}

}  // namespace chartbridge::ehr
