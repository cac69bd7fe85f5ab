// libFuzzer entry: the request on the first line, the Consents on the rest. Whatever they are, the
// gate answers, an unreachable store never permits, and a deny of everything is never overruled.
// Corpus: the cases of tests/fixtures/consent/cases.json, written so.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "bridge/consent/decide.h"
#include "bridge/consent/request_json.h"
#include "fhir/json/parse.h"
#include "fhir/json/write.h"

namespace {

using chartbridge::fhir::json::Parse;
using chartbridge::fhir::json::Value;
using namespace chartbridge::bridge::consent;  // NOLINT(google-build-using-namespace)

void Require(bool promise) {
  if (!promise) std::abort();
}

Value DenyOfEverything(const Value& patient) {
  constexpr std::string_view kDeny =
      R"({"resourceType":"Consent","id":"no","status":"active","scope":{"coding":[{"system":)"
      R"("http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]},)"
      R"("provision":{"type":"deny"}})";
  Value consent = *Parse(kDeny);
  const Value& first = patient.is_array() ? patient.at(0) : patient;
  const Value& reference = first.is_object() ? first["reference"] : first;
  consent.Set("patient", chartbridge::fhir::json::Object{{"reference", reference}});
  return consent;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::string_view request = bytes.substr(0, bytes.find('\n'));
  const std::string_view consents = bytes.substr(std::min(request.size() + 1, bytes.size()));
  auto input = ReadCaseText(consents, request);
  if (!input) return 0;
  const Decision decision =
      Decide(input->consents, input->request, input->settings, input->environment);
  Require(!decision.reason.empty() && !decision.text.empty());
  Require(!chartbridge::fhir::json::Write(ToJson(decision)).empty());
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
