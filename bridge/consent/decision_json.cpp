// A decision as contract.md prints it, and the name of a Consent's version.
#include "bridge/consent/decide.h"

namespace chartbridge::bridge::consent {

using fhir::json::Array;
using fhir::json::Object;
using fhir::json::Value;

std::string_view ToString(Verdict verdict) {
  switch (verdict) {
    case Verdict::kPermit:
      return "permit";
    case Verdict::kDeny:
      return "deny";
    case Verdict::kHold:
      break;
  }
  return "hold";
}

std::string VersionedReference(const Value& consent) {
  const std::string& id = consent["id"].text();
  const std::string& version = consent["meta"]["versionId"].text();
  std::string reference = "Consent";
  if (!id.empty()) reference += "/" + id;
  if (!id.empty() && !version.empty()) reference += "/_history/" + version;
  return reference;
}

Value ToJson(const Decision& decision) {
  Array because;
  for (const Because& each : decision.because) {
    because.push_back(Object{{"consent", each.consent}, {"path", each.path}});
  }
  return Object{{"decision", ToString(decision.verdict)},
                {"reason", decision.reason},
                {"basis", Array(decision.basis.begin(), decision.basis.end())},
                {"redact", Array(decision.redact.begin(), decision.redact.end())},
                {"because", std::move(because)},
                {"text", decision.text}};
}

}  // namespace chartbridge::bridge::consent
