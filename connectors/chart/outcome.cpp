#include "connectors/chart/outcome.h"

namespace chartbridge::chart {

using fhir::json::Array;
using fhir::json::Object;
using fhir::json::Value;

void Refuse(int status, Issue issue) { throw Refused({status, {std::move(issue)}, {}, {}}); }

void Refuse(int status, std::string code, std::string text, std::string expression) {
  Refuse(status, {Severity::kError, std::move(code), std::move(expression), std::move(text)});
}

void RefuseFor(const Failure& failure) { throw Refused(ToRefusal(failure)); }

Refusal ToRefusal(const Failure& failure) {
  const auto refusal = [](int status, const char* code, const char* text) {
    return Refusal{status, {{Severity::kError, code, "", text}}, {}, {}};
  };
  using enum FailureKind;
  if (failure.kind == kConflict)
    return refusal(409, "conflict", "The resource was changed meanwhile.");
  if (failure.kind == kFull || failure.kind == kBusy || failure.kind == kUnreachable)
    return refusal(503, "transient", "The chart cannot store or read at the moment.");
  return refusal(500, "exception", "What the chart has stored cannot be read.");
}

Value ToOutcome(const std::vector<Issue>& issues) {
  Array list;
  for (const Issue& issue : issues) {
    Object entry{{"severity", ToString(issue.severity)}, {"code", issue.code}};
    if (!issue.text.empty()) entry.emplace_back("diagnostics", issue.text);
    if (!issue.expression.empty()) entry.emplace_back("expression", Array{issue.expression});
    list.emplace_back(std::move(entry));
  }
  return Object{{"resourceType", "OperationOutcome"}, {"issue", std::move(list)}};
}

}  // namespace chartbridge::chart
