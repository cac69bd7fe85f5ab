#include <algorithm>
#include <iostream>

#include "bridge/app/commands.h"
#include "bridge/app/opening.h"
#include "bridge/consent/request_json.h"
#include "connectors/api/item_json.h"
#include "fhir/json/write.h"

namespace chartbridge {
namespace {

using fhir::json::Value;

struct Standing {
  std::vector<Value> consents;  // newest first
  std::vector<bridge::ItemRow> held;
};

Value ConsentJson(const Value& consent) {
  Value json;
  json.Set("consent", bridge::consent::VersionedReference(consent));
  json.Set("status", consent["status"]);
  json.Set("dateTime", consent["dateTime"]);
  json.Set("wording", consent["policy"].at(0)["uri"]);
  json.Set("evidence", consent.Find("sourceAttachment") != nullptr
                           ? Value(consent["sourceAttachment"]["title"])
                           : consent["sourceReference"]["reference"]);
  json.Set("period", consent["provision"]["period"]);
  return json;
}

void PrintStanding(const Standing& standing, bool as_json, const bridge::Channels& channels) {
  fhir::json::Array consents;
  fhir::json::Array held;
  for (const Value& consent : standing.consents) consents.push_back(ConsentJson(consent));
  for (const bridge::ItemRow& row : standing.held) held.push_back(ToJson(row, channels));
  if (as_json) {
    Value json;
    json.Set("consents", std::move(consents));
    json.Set("held", std::move(held));
    std::cout << fhir::json::Write(json) << "\n";
    return;
  }
  if (consents.empty()) std::cout << "no Consent is recorded for this patient\n";
  for (const Value& one : consents) {
    std::cout << one["consent"].text() << "  " << one["status"].text() << "  "
              << one["dateTime"].text();
    if (one["wording"].is_string()) std::cout << "  wording " << one["wording"].text();
    if (one["evidence"].is_string()) std::cout << "  evidence " << one["evidence"].text();
    std::cout << "\n";
  }
  std::cout << (standing.held.empty() ? "nothing is held for this patient\n" : "held:\n");
  for (const bridge::ItemRow& row : standing.held)
    std::cout << "  " << ToLine(row, channels) << "\n";
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
  if (patient.rfind("Patient/", 0) != 0)
    return Complain("--patient takes a reference such as Patient/123", kWrongUse);
  return WithStore(common, [&](const Settings& settings, StoreParts& parts) {
    auto ehr = OpenEhr(settings, parts, OwnAddressesOf(settings));
    if (!ehr) return Complain(ehr.error());
    const auto known = (*ehr)->directory->Read(patient);
    std::vector<std::string> ids{patient};
    if (known) ids.insert(ids.end(), known->merged.begin(), known->merged.end());
    auto consents = (*ehr)->consents->Current(ids);
    if (!consents) {
      const bool embedded = settings.ehr.embedded();
      return Complain(
          "the consents cannot be read: " + consents.error().text +
          (embedded ? " (the embedded chart answers while `chartbridge serve` runs)" : ""));
    }
    Standing standing{std::move(*consents), {}};
    std::sort(
        standing.consents.begin(), standing.consents.end(),
        [](const Value& a, const Value& b) { return a["dateTime"].text() > b["dateTime"].text(); });
    bridge::ItemFilter filter;
    filter.progress = bridge::Progress::kHeld;
    filter.patient = patient;
    const auto listed = parts.store->queries().List(filter, [&](const bridge::ItemRow& row) {
      standing.held.push_back(row);
      return true;
    });
    if (!listed) return Complain(listed.error().text);
    PrintStanding(standing, common.json, parts.channels);
    return kDone;
  });
}

}  // namespace chartbridge
