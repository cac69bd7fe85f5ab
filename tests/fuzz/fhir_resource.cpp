// What a client of the embedded chart sends: a path or a query on the first line, a resource on the
// rest. Faults name elements and rules and are few; a query is either refused or plain terms.
#include "connectors/chart/address.h"
#include "connectors/chart/date_range.h"
#include "connectors/chart/index_keys.h"
#include "connectors/chart/query_text.h"
#include "connectors/chart/search_plan.h"
#include "connectors/chart/text_fold.h"
#include "connectors/chart/validate.h"
#include "connectors/crypto/crypto.h"
#include "connectors/http/client.h"
#include "fhir/json/parse.h"
#include "fhir/json/utf8.h"
#include "tests/fuzz/targets.h"

namespace chartbridge::fuzz {
namespace {

using fhir::json::Value;

constexpr std::string_view kBase = "http://127.0.0.1:8080/fhir";

void CheckRefusal(const chart::Refusal& refusal) {
  Require(refusal.status >= 400 && refusal.status < 500 && !refusal.issues.empty());
}

void CheckResource(std::string_view text) {
  const auto resource = fhir::json::Parse(text);
  if (!resource) return;
  const std::string& type = (*resource)["resourceType"].text();
  const chart::TypeRules* rules = chart::FindType(type);
  if (rules == nullptr) return;
  const auto faults = chart::Validate(type, *resource, type);
  Require(faults.size() <= 50);
  for (const Issue& fault : faults)
    Require(!fault.code.empty() && !fault.text.empty() && fault.expression.starts_with(type));
  if (!faults.empty()) return;
  for (const chart::Span& span : chart::IndexOf(*rules, *resource, kBase).spans)
    Require(span.low < span.high);
}

void CheckQuery(std::string_view text) {
  const http::Pairs pairs = chart::ReadPairs(text);
  for (const chart::TypeRules& type : chart::AllTypes()) {
    for (const bool strict : {false, true}) {
      const auto plan = chart::PlanSearch(type, pairs, kBase, strict);
      if (!plan) {
        CheckRefusal(plan.error());
        continue;
      }
      Require(plan->used.size() <= pairs.size() && (!strict || plan->used.size() == pairs.size()));
      Require(plan->query.all.size() <= 50);
      Require(plan->query.limit >= 0 && plan->query.limit <= 500);
    }
    const auto criteria = chart::PlanCriteria(type, text, kBase);
    if (!criteria) CheckRefusal(criteria.error());
    if (criteria) Require(!criteria->all.empty() && criteria->limit == 2);
  }
}

void CheckWords(std::string_view text) {
  if (const auto range = chart::ReadDateRange(text)) Require(range->low < range->high);
  if (const auto address = chart::ReadAddress(text); !address) CheckRefusal(address.error());
  const http::Pairs back = chart::ReadPairs("a=" + Escape(text));
  Require(back.size() == 1 && back.front().second == text);
  const auto bytes = chart::FromBase64Url(ToBase64Url(text));
  Require(bytes.has_value() && *bytes == text);
  if (!fhir::json::IsValidUtf8(text)) return;
  const std::string folded = chart::FoldText(text);
  Require(chart::FoldText(folded) == folded);
  for (const std::string& prefix : chart::FoldedPrefixes(text))
    Require(fhir::json::IsValidUtf8(prefix));
}

}  // namespace

int FhirResource(const std::uint8_t* data, std::size_t size) {
  const auto [line, resource] = SplitFirstLine(TextOf(data, size));
  CheckQuery(line);
  CheckWords(line);
  CheckResource(resource);
  return 0;
}

}  // namespace chartbridge::fuzz
