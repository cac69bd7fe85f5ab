// Requests to the gate as JSON: made from facts for our own gate, and read from files for the CLI.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "bridge/consent/decide.h"
#include "fhir/json/value.h"

namespace chartbridge::bridge::consent {

enum class ContentClass {
  kText,   // "whatsapp-text"
  kMedia,  // "whatsapp-media"
};

struct FactIdentifier {
  std::string system;
  std::string value;
};

// One resource about to leave. By default it is filed into the clinic's own EHR.
struct RequestFacts {
  std::vector<std::string> patients;  // the matched Patient and every id merged into it
  std::vector<std::string> related;   // records that may be the same person: never permit
  std::vector<FactIdentifier> patient_identifiers;
  std::string action = "collect";
  std::string purpose = "TREAT";
  Instant now;               // the moment of forwarding, never the message's time
  std::string organization;  // the recipient, "Organization/clinic"
  std::vector<FactIdentifier> organization_identifiers;
  std::string device;  // ours, "" when there is none
  std::string resource_type = "Communication";
  std::string channel = "whatsapp";
  ContentClass content = ContentClass::kText;
  std::vector<std::string> codes;  // "system|code", found in the content
  // "system|code". Empty: the labeller ran and found nothing; absent: it did not run.
  std::optional<std::vector<std::string>> labels = std::vector<std::string>();
  std::optional<Instant> data_time;
  std::optional<std::vector<std::string>> authors;  // references; absent: not known
  std::string birth_date;                           // "" when unknown
};

fhir::json::Value MakeRequest(const RequestFacts& facts);

// `consent decide` of contract.md: everything the decision needs.
struct CaseInput {
  std::vector<fhir::json::Value> consents;
  fhir::json::Value request;
  Settings settings;
  Environment environment;
};

// `configDefaults` of the decision cases: the engine's own, not what the program ships with.
Settings CaseDefaults();

// `consents` is an array of Consents, a Bundle of them or a single one; a Bundle that has another
// page makes the store "partial" (rule R1). `request` may carry `config` and `environment` beside
// its own members. A fault names the member and never quotes it.
Result<CaseInput, Issue> ReadCase(const fhir::json::Value& consents,
                                  const fhir::json::Value& request);

// The same from text. Deeper nesting is read than elsewhere, so that a Consent of too many levels
// is a decision and not an unreadable file.
Result<CaseInput, Issue> ReadCaseText(std::string_view consents, std::string_view request);

}  // namespace chartbridge::bridge::consent
