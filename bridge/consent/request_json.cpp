#include "bridge/consent/request_json.h"

#include "fhir/json/parse.h"

namespace chartbridge::bridge::consent {
namespace {

using fhir::json::Array;
using fhir::json::Object;
using fhir::json::Value;

constexpr std::string_view kContent = "urn:chartbridge:cs:content";

Value Coding(std::string_view text) {
  const auto bar = text.rfind('|');
  if (bar == text.npos) return Object{{"code", text}};
  return Object{{"system", text.substr(0, bar)}, {"code", text.substr(bar + 1)}};
}

Array Codings(const std::vector<std::string>& texts) {
  Array codings;
  for (const std::string& text : texts) codings.push_back(Coding(text));
  return codings;
}

Array Strings(const std::vector<std::string>& texts) { return Array(texts.begin(), texts.end()); }

Array Identifiers(const std::vector<FactIdentifier>& identifiers) {
  Array array;
  for (const FactIdentifier& one : identifiers) {
    if (one.value.empty()) continue;
    Value identifier = Object{{"value", one.value}};
    if (!one.system.empty()) identifier.Set("system", one.system);
    array.push_back(std::move(identifier));
  }
  return array;
}

bool HasNextPage(const Value& bundle) {
  for (const Value& link : bundle["link"].items()) {
    if (link["relation"].text() == "next") return true;
  }
  return false;
}

Result<void, Issue> ReadConsents(const Value& consents, CaseInput& input) {
  if (consents.is_array()) {
    input.consents = consents.items();
  } else if (consents["resourceType"].text() == "Bundle") {
    for (const Value& entry : consents["entry"].items())
      input.consents.push_back(entry["resource"]);
    if (HasNextPage(consents)) input.environment.consent_store = "partial";
  } else if (consents.is_object()) {
    input.consents.push_back(consents);
  } else {
    return Fault("structure", "consents", "the consents must be an array, a Bundle or one Consent");
  }
  return {};
}

Result<void, Issue> ReadEnvironment(const Value& environment, CaseInput& input) {
  if (environment.is_null()) return {};
  if (!environment.is_object()) {
    return Fault("structure", "environment", "environment must be an object");
  }
  if (const Value* store = environment.Find("consentStore")) {
    // Whatever is not the word "ok" is a store that cannot be trusted.
    if (store->text() != "ok")
      input.environment.consent_store = store->is_string() ? store->text() : "unknown";
  }
  input.environment.directory = environment["directory"];
  if (!input.environment.directory.is_null() && !input.environment.directory.is_object()) {
    return Fault("structure", "environment.directory", "environment.directory must be an object");
  }
  return {};
}

}  // namespace

Value MakeRequest(const RequestFacts& facts) {
  Value recipient = facts.organization;
  const Array identifiers = Identifiers(facts.organization_identifiers);
  if (!identifiers.empty())
    recipient = Object{{"reference", facts.organization}, {"identifier", identifiers}};
  Array actors{std::move(recipient)};
  if (!facts.device.empty()) actors.push_back(facts.device);
  const std::string_view content =
      facts.content == ContentClass::kText ? "whatsapp-text" : "whatsapp-media";
  Value request = Object{{"patient", Strings(facts.patients)},
                         {"time", ToInstantText(facts.now)},
                         {"actor", std::move(actors)},
                         {"purpose", Array{facts.purpose}},
                         {"action", Array{facts.action}},
                         {"resourceType", facts.resource_type},
                         {"channel", facts.channel},
                         {"class", Array{Object{{"system", kContent}, {"code", content}}}},
                         {"code", Codings(facts.codes)}};
  if (facts.labels) request.Set("labels", Codings(*facts.labels));
  if (facts.data_time) request.Set("dataTime", ToInstantText(*facts.data_time));
  if (facts.authors) request.Set("author", Strings(*facts.authors));
  // What is filed is new: it is itself, and nothing that existed before.
  request.Set("data", Object{{"instance", Array()}, {"related", Array()}, {"dependents", Array()}});
  if (!facts.related.empty()) request.Set("relatedPatient", Strings(facts.related));
  if (!facts.patient_identifiers.empty())
    request.Set("patientIdentifiers", Identifiers(facts.patient_identifiers));
  if (!facts.birth_date.empty()) request.Set("patientBirthDate", facts.birth_date);
  return request;
}

Settings CaseDefaults() {
  Settings settings;
  settings.channel_must_be_named = false;
  return settings;
}

Result<CaseInput, Issue> ReadCase(const Value& consents, const Value& request) {
  CaseInput input;
  if (!request.is_object()) return Fault("structure", "request", "the request must be an object");
  if (auto read = ReadConsents(consents, input); !read) return Unexpected(read.error());
  if (auto read = ReadEnvironment(request["environment"], input); !read)
    return Unexpected(read.error());
  auto settings = ReadSettings(request["config"], CaseDefaults());
  if (!settings) return Unexpected(settings.error());
  input.settings = *settings;
  input.request = request;
  input.request.Erase("config");
  input.request.Erase("environment");
  return input;
}

Result<CaseInput, Issue> ReadCaseText(std::string_view consents, std::string_view request) {
  fhir::json::ParseLimits limits;
  limits.max_depth = 1024;
  const auto records = fhir::json::Parse(consents, limits);
  if (!records) return Unexpected(records.error());
  const auto asked = fhir::json::Parse(request, limits);
  if (!asked) return Unexpected(asked.error());
  return ReadCase(*records, *asked);
}

}  // namespace chartbridge::bridge::consent
