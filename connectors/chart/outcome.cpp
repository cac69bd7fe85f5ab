#include "connectors/chart/outcome.h"

namespace chartbridge::chart {

using fhir::json::Array;
using fhir::json::Object;
using fhir::json::Value;

Unexpected<Refusal> Refuse(int status, Issue issue) {
  return Unexpected<Refusal>(Refusal{status, {std::move(issue)}, {}});
}

Unexpected<Refusal> Refuse(int status, std::string code, std::string text, std::string expression) {
  return Refuse(status,
                {Severity::kError, std::move(code), std::move(expression), std::move(text)});
}

Refusal ToRefusal(const Failure& failure) {
  switch (failure.kind) {
    case FailureKind::kNotFound:
      return Refuse(404, "not-found", "There is no such resource.").error();
    case FailureKind::kConflict:
      return Refuse(409, "conflict", "The resource was changed meanwhile.").error();
    case FailureKind::kTooLarge:
      return Refuse(413, "too-long", "The body is too large.").error();
    case FailureKind::kFull:
    case FailureKind::kBusy:
    case FailureKind::kUnreachable:
      return Refuse(503, "transient", "The chart cannot store or read at the moment.").error();
    case FailureKind::kCorrupt:
      return Refuse(500, "exception", "What the chart has stored cannot be read.").error();
    default:
      return Refuse(500, "exception", "The chart failed.").error();
  }
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
