#include "connectors/ehr/search.h"

#include <optional>
#include <set>

#include "connectors/ehr/outcome.h"
#include "fhir/json/write.h"

namespace chartbridge::ehr {
namespace {

using fhir::json::Value;

constexpr std::size_t kMostPages = 100;

bool IsSerious(const std::vector<Issue>& issues) {
  for (const Issue& issue : issues) {
    if (issue.severity == Severity::kFatal || issue.severity == Severity::kError) return true;
  }
  return false;
}

// Checks the outcomes that ride in a page (search.mode outcome), then takes its matches.
Result<void, Failure> TakePage(const Value& page, const std::string& type,
                               std::vector<Value>& found) {
  const auto issues = ReadOutcome(fhir::json::Write(page));
  if (IsSerious(issues)) {
    Failure failure{
        FailureKind::kCorrupt, "The EHR's search result reports an error.", {}, 0, issues};
    return Unexpected<Failure>(std::move(failure));
  }
  if (page["resourceType"].text() != "Bundle" || page["type"].text() != "searchset") {
    return Fail(FailureKind::kCorrupt, "The EHR's answer to a search is not a searchset.");
  }
  if (const Value* entry = page.Find("entry"); entry != nullptr && !entry->is_array()) {
    return Fail(FailureKind::kCorrupt, "The EHR's search result has a malformed list.");
  }
  for (const Value& entry : page["entry"].items()) {
    const std::string& mode = entry["search"]["mode"].text();
    const Value& resource = entry["resource"];
    if (mode == "include" || mode == "outcome" ||
        resource["resourceType"].text() == "OperationOutcome")
      continue;
    if (resource["resourceType"].text() != type ||
        ReferenceOf(type + "/" + resource["id"].text(), type).empty()) {
      return Fail(FailureKind::kCorrupt,
                  "The EHR's search result has a match of another type or without id.");
    }
    found.push_back(resource);
  }
  return {};
}

// The path of the next page; nullopt on the last one.
Result<std::optional<std::string>, Failure> NextPage(const BaseUrl& base, const Value& page) {
  for (const Value& link : page["link"].items()) {
    if (link["relation"].text() != "next") continue;
    auto path = base.Relative(link["url"].text());
    if (!path) {
      return Fail(FailureKind::kCorrupt,
                  "A page link of the EHR leads outside [ehr] base_url: set it to the address that "
                  "the EHR gives "
                  "itself.");
    }
    return path;
  }
  return std::optional<std::string>();
}

}  // namespace

Result<std::vector<Value>, Failure> SearchAll(FhirRest& rest, const std::string& type,
                                              const std::string& query) {
  std::vector<Value> found;
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
    if (auto taken = TakePage(*page, type, found); !taken)
      return Unexpected<Failure>(taken.error());
    auto next = NextPage(rest.base(), *page);
    if (!next) return Unexpected<Failure>(next.error());
    path = std::move(*next);
  }
  if (total && std::int64_t(found.size()) < *total) {
    return Fail(FailureKind::kCorrupt, "The EHR's search result is shorter than its total.");
  }
  return found;
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
