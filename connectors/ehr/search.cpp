#include "connectors/ehr/search.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>

#include "bridge/consent/decide.h"
#include "connectors/ehr/outcome.h"
#include "fhir/json/write.h"

namespace chartbridge::ehr {
namespace {

using fhir::json::Value;

constexpr std::size_t kMostPages = 100;

bool SaysDoubt(const Value& outcome, SearchRules::Outcomes rules) {
  constexpr std::string_view kMissing[] = {"incomplete", "timeout", "throttled", "too-costly"};
  for (const Value& issue : outcome["issue"].items()) {
    const std::string& severity = issue["severity"].text();
    if (severity == "error" || severity == "fatal") return true;
    if (std::count(std::begin(kMissing), std::end(kMissing), issue["code"].text()) > 0) return true;
  }
  return rules == SearchRules::Outcomes::kBelieved && bridge::consent::SaysIncomplete(outcome);
}

Unexpected<Failure> Doubtful(const Value& page) {
  Failure failure;
  failure.kind = FailureKind::kCorrupt;
  failure.text = "The EHR's search result says that it is not complete.";
  failure.issues = ReadOutcome(fhir::json::Write(page));
  return Unexpected<Failure>(std::move(failure));
}

struct Found {
  std::vector<Value> matches;
  std::size_t outcomes = 0;
};

// Checks the outcomes that ride in a page (search.mode outcome), then takes its matches.
Result<void, Failure> TakePage(const Value& page, const std::string& type, const SearchRules& rules,
                               Found& found) {
  if (page["resourceType"].text() == "OperationOutcome") return Doubtful(page);
  if (page["resourceType"].text() != "Bundle" || page["type"].text() != "searchset") {
    return Fail(FailureKind::kCorrupt, "The EHR's answer to a search is not a searchset.");
  }
  if (const Value* entry = page.Find("entry"); entry != nullptr && !entry->is_array()) {
    return Fail(FailureKind::kCorrupt, "The EHR's search result has a malformed list.");
  }
  std::size_t matches = 0;
  bool plausible = false;
  for (const Value& entry : page["entry"].items()) {
    const std::string& mode = entry["search"]["mode"].text();
    const Value& resource = entry["resource"];
    if (SaysDoubt(entry["response"]["outcome"], rules.outcomes)) return Doubtful(page);
    if (mode == "outcome" || resource["resourceType"].text() == "OperationOutcome") {
      if (SaysDoubt(resource, rules.outcomes)) return Doubtful(page);
      ++found.outcomes;
      continue;
    }
    if (mode == "include") continue;
    if (resource["resourceType"].text() != type ||
        ReferenceOf(type + "/" + resource["id"].text(), type).empty()) {
      return Fail(FailureKind::kCorrupt,
                  "The EHR's search result has a match of another type or without id.");
    }
    ++matches;
    plausible = plausible || !rules.plausible || rules.plausible(resource);
    found.matches.push_back(resource);
  }
  if (matches > 0 && !plausible)
    return Fail(FailureKind::kNotOffered, "The EHR ignores what was searched for.");
  return {};
}

std::string LinkOf(const Value& page, std::string_view relation) {
  for (const Value& link : page["link"].items()) {
    if (link["relation"].text() == relation) return link["url"].text();
  }
  return "";
}

bool HasLink(const Value& page, std::string_view relation) {
  const auto& links = page["link"].items();
  return std::any_of(links.begin(), links.end(),
                     [&](const Value& link) { return link["relation"].text() == relation; });
}

// The path of the next page; nullopt on the last one.
Result<std::optional<std::string>, Failure> NextPage(const BaseUrl& base, const Value& page,
                                                     const std::string& type) {
  if (!HasLink(page, "next")) return std::optional<std::string>();
  auto path = base.PageOf(LinkOf(page, "next"), type);
  if (path) return path;
  return Fail(
      FailureKind::kCorrupt,
      "A page link of the EHR leads to no search of ours: set [ehr] base_url to the address "
      "that the EHR gives itself.");
}

}  // namespace

Result<std::vector<Value>, Failure> SearchAll(FhirRest& rest, const std::string& type,
                                              const std::string& query, const SearchRules& rules) {
  Found found;
  std::set<std::string> seen;
  std::optional<std::int64_t> total;
  std::optional<std::string> path = type + "?" + query;
  while (path) {
    if (!seen.insert(*path).second || seen.size() > kMostPages) {
      return Fail(FailureKind::kCorrupt, "The EHR's search result has pages without end.");
    }
    const auto page = rest.Get(*path);
    if (!page) return Unexpected<Failure>(page.error());
    if (seen.size() == 1) total = (*page)["total"].integer();
    if (auto taken = TakePage(*page, type, rules, found); !taken)
      return Unexpected<Failure>(std::move(taken).error());
    if (rules.self_link) rules.self_link(LinkOf(*page, "self"));
    auto next = NextPage(rest.base(), *page, type);
    if (!next) return Unexpected<Failure>(std::move(next).error());
    path = std::move(*next);
  }
  if (total && std::int64_t(found.matches.size() + found.outcomes) < *total) {
    return Fail(FailureKind::kCorrupt, "The EHR's search result is shorter than its total.");
  }
  return std::move(found.matches);
}

Result<std::vector<std::string>, Failure> FindByIdentifier(FhirRest& rest, const std::string& type,
                                                           const std::string& system,
                                                           const std::string& value) {
  const auto found =
      SearchAll(rest, type, "identifier=" + SearchValue(system) + "%7C" + SearchValue(value));
  if (!found) return Unexpected<Failure>(found.error());
  std::vector<std::string> references;
  for (const Value& resource : *found) {
    for (const Value& identifier : resource["identifier"].items()) {
      if (identifier["system"].text() != system || identifier["value"].text() != value) continue;
      references.push_back(type + "/" + resource["id"].text());
      break;
    }
  }
  return references;
}

}  // namespace chartbridge::ehr
