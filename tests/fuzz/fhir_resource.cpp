// What a client of the embedded chart sends: a path or a query on the first line, a resource on the
// rest. Faults name elements and rules and are few; a query is either refused or plain terms.
#include "base/codec.h"
#include "connectors/chart/exchange.h"
#include "connectors/chart/outcome.h"
#include "connectors/chart/search_parameters.h"
#include "fhir/json/parse.h"
#include "fhir/json/utf8.h"
#include "tests/fuzz/targets.h"

namespace chartbridge::fuzz {
namespace {

using fhir::json::Value;

const chart::Site& Site() {
  static const chart::Site site;
  return site;
}

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
  for (const chart::Span& span : chart::IndexOf(*rules, *resource, Site()).spans)
    Require(span.low < span.high);
}

// nullopt for a refusal, which must be a proper one.
template <class Step>
auto Try(const Step& step) -> std::optional<std::invoke_result_t<Step>> {
  try {
    return step();
  } catch (const chart::Refused& refused) {
    CheckRefusal(refused.refusal);
    return std::nullopt;
  }
}

void CheckQuery(std::string_view text) {
  const auto pairs = Try([&] { return chart::ReadPairs(text); });
  for (const chart::TypeRules& type : chart::AllTypes()) {
    const auto query =
        Try([&] { return chart::PlanSearch(type, pairs.value_or(http::Pairs()), Site()); });
    if (query) Require(query->all.size() <= 50 && query->limit >= 0 && query->limit <= 500);
    const auto criteria = Try([&] { return chart::PlanCriteria(type, text, Site()); });
    if (criteria) Require(!criteria->all.empty() && criteria->limit == 2);
  }
}

void CheckWords(std::string_view text) {
  if (const auto range = chart::ReadDateRange(text, Site().time)) Require(range->low < range->high);
  Try([&] { return chart::ReadAddress(text); });
  if (!fhir::json::IsValidUtf8(text) || text.find('\0') != std::string_view::npos) return;
  const auto back = Try([&] { return chart::ReadPairs("a=" + Escape(text)); });
  Require(back && back->size() == 1 && back->front().second == text);
  for (const std::string& word : chart::FoldedWords(text))
    Require(!word.empty() && fhir::json::IsValidUtf8(word));
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
