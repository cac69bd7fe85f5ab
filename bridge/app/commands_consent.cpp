#include <iostream>

#include "bridge/app/commands.h"
#include "bridge/app/opening.h"
#include "bridge/consent/request_json.h"
#include "bridge/service/consent_status.h"
#include "fhir/json/write.h"

namespace chartbridge {
namespace {

using fhir::json::Value;

void Print(const Value& status) {
  if (status["consents"].items().empty()) std::cout << "no Consent is recorded for this patient\n";
  for (const Value& one : status["consents"].items()) {
    std::cout << one["reference"].text() << "/_history/" << one["version"].text() << "  "
              << one["status"].text() << "  " << one["given"].text();
    if (one["wording"].is_string()) std::cout << "  wording " << one["wording"].text();
    if (one["source"].is_string()) std::cout << "  evidence " << one["source"].text();
    std::cout << "\n";
  }
  for (const Value& one : status["history"].items())
    std::cout << "before: " << one["reference"].text() << "/_history/" << one["version"].text()
              << "  " << one["status"].text() << "  " << one["changed"].text() << "\n";
  const auto& held = status["held"].items();
  std::cout << (held.empty() ? "nothing is held for this patient\n" : "held:\n");
  for (const Value& row : held)
    std::cout << "  " << row["received_at"].text() << "  " << row["key"].text() << "  "
              << row["kind"].text() << "  " << row["reason"].text() << "  until "
              << row["deadline"].text() << "\n";
  for (const Value& sentence : status["sentences"].items()) std::cout << sentence.text() << "\n";
}

}  // namespace

int ConsentDecide(const std::string& consents, const std::string& request) {
  const auto consents_text = ReadWholeFile(consents);
  if (!consents_text) return Complain("cannot read the file of consents", kWrongUse);
  const auto request_text = ReadWholeFile(request);
  if (!request_text) return Complain("cannot read the file of the request", kWrongUse);
  const auto input = bridge::consent::ReadCaseText(*consents_text, *request_text);
  if (!input) {
    const Issue& why = input.error();
    return Complain((why.expression.empty() ? "" : why.expression + ": ") + why.text, kWrongUse);
  }
  const bridge::consent::Decision decision =
      bridge::consent::Decide(input->consents, input->request, input->settings, input->environment);
  std::cout << fhir::json::Write(bridge::consent::ToJson(decision)) << "\n";
  return kDone;
}

int ConsentStatus(const Common& common, const std::string& patient) {
  if (!IsPatient(patient))
    return Complain("--patient takes a reference such as Patient/123", kWrongUse);
  return WithStore(common, [&](const Settings& settings, StoreParts& parts) {
    auto ehr = OpenEhr(settings, parts, OwnAddressesOf(settings));
    if (!ehr) return Complain(ehr.error());
    const auto gate = MakeGateSettings(settings);
    const bridge::service::ConsentPorts reading{
        *(*ehr)->directory, *(*ehr)->consents,
        [&](const std::string& path) { return (*ehr)->rest->Get(path); }};
    const auto status = bridge::service::ConsentStatusJson(
        reading, ItemsOf(parts), {gate.consent, gate.organization, gate.device, parts.clock},
        patient, bridge::ItemFilter());
    if (!status && status.error().kind == FailureKind::kNotFound)
      return Complain("the EHR knows no " + patient);
    if (!status) {
      const bool embedded = settings.ehr.embedded();
      return Complain(
          "the consents cannot be read: " + status.error().text +
          (embedded ? " (the embedded chart answers while `chartbridge serve` runs)" : ""));
    }
    if (common.json) {
      std::cout << fhir::json::Write(*status) << "\n";
    } else {
      Print(*status);
    }
    return Printed();
  });
}

}  // namespace chartbridge
