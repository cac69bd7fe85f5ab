// The request on the first line, the Consents on the rest. Whatever they are, the gate answers, an
// unreachable store never permits, and a deny of everything is never overruled.
#include <string_view>

#include "bridge/consent/decide.h"
#include "bridge/consent/request_json.h"
#include "fhir/json/parse.h"
#include "fhir/json/write.h"
#include "tests/fuzz/targets.h"

namespace chartbridge::fuzz {
namespace {

using bridge::consent::Decide;
using bridge::consent::Decision;
using bridge::consent::Environment;
using bridge::consent::Verdict;
using fhir::json::Value;

Value DenyOfEverything(const Value& patient) {
  constexpr std::string_view kDeny =
      R"({"resourceType":"Consent","id":"no","status":"active","scope":{"coding":[{"system":)"
      R"("http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]},)"
      R"("provision":{"type":"deny"}})";
  Value consent = *fhir::json::Parse(kDeny);
  const Value& first = patient.is_array() ? patient.at(0) : patient;
  const Value& reference = first.is_object() ? first["reference"] : first;
  consent.Set("patient", fhir::json::Object{{"reference", reference}});
  return consent;
}

}  // namespace

int ConsentDecide(const std::uint8_t* data, std::size_t size) {
  const auto [request, consents] = SplitFirstLine(TextOf(data, size));
  auto input = bridge::consent::ReadCaseText(consents, request);
  if (!input) return 0;
  const Decision decision =
      Decide(input->consents, input->request, input->settings, input->environment);
  Require(!decision.reason.empty() && !decision.text.empty());
  Require(!fhir::json::Write(bridge::consent::ToJson(decision)).empty());
  Environment unreachable = input->environment;
  unreachable.consent_store = "unreachable";
  Require(Decide(input->consents, input->request, input->settings, unreachable).verdict !=
          Verdict::kPermit);
  input->settings.conflict = "deny-overrides";
  input->consents.push_back(DenyOfEverything(input->request["patient"]));
  Require(Decide(input->consents, input->request, input->settings, input->environment).verdict !=
          Verdict::kPermit);
  return 0;
}

}  // namespace chartbridge::fuzz
