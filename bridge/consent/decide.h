// The gate's decision (reference/consent-and-privacy.md section 1, rules R0-R14). Values in, a
// decision out: no clock, no network, no log; the same answer for any order of `consents`.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/issue.h"
#include "fhir/json/value.h"

namespace chartbridge::bridge::consent {

enum class Verdict { kPermit, kDeny, kHold };
std::string_view ToString(Verdict verdict);  // "permit", "deny", "hold"

// `configDefaults` of the cases, and what [consent] of the settings says.
struct Settings {
  std::string no_consent = "deny";          // rule R13: deny, hold, permit-treatment
  std::string conflict = "deny-overrides";  // or most-recent
  bool require_verification = false;
  bool channel_must_be_named = true;  // rule R8a; the engine's own default in the cases is false
  bool accept_test_data = false;
  int majority_age = 18;
  std::string timezone = "UTC";  // IANA zone of the clinic
  std::string default_confidentiality = "N";
  int clock_skew_seconds = 300;
  std::vector<std::string> fhir_bases;
};

// What the caller knows of the world. `consent_store` other than "ok" is rule R1.
struct Environment {
  std::string consent_store = "ok";
  fhir::json::Value directory;  // reference -> {partOf}, {members}, {sameAs} or null
  // The Consents are what a server answered when it was asked for those of the patients: each must
  // be tied to them, or it counts as invalid (rule R1).
  bool searched_by_patient = false;
};

struct Because {
  std::string consent;  // "Consent/ID/_history/V"
  std::string path;     // "provision.provision[0]"
};

struct Decision {
  Verdict verdict = Verdict::kHold;
  std::string reason;  // code: permitted-by-consent, no-consent, consent-revoked, ...
  std::vector<std::string> basis;
  std::vector<std::string> redact;
  std::vector<Because> because;
  std::string text;  // one plain sentence for compliance, without patient content
};

// `request` has the members of rule R0 (patient, time, actor, purpose, action, resourceType,
// channel, class, code, labels, dataTime, author, data, patientIdentifiers, patientBirthDate), and
// `relatedPatient`: records that may be the same person; their Consents may deny or hold, and never
// permit.
// Never throws; whatever cannot be read makes it hold.
Decision Decide(const std::vector<fhir::json::Value>& consents, const fhir::json::Value& request,
                const Settings& settings, const Environment& environment);

// True when an OperationOutcome among the results of a search for Consents says that they may not
// be all (rule R1): severity error, or any severity with code incomplete, timeout, throttled,
// too-costly, not-supported or processing.
bool SaysIncomplete(const fhir::json::Value& outcome);

// "Consent/ID/_history/V" of a Consent resource ("Consent/ID" without a version).
std::string VersionedReference(const fhir::json::Value& consent);

// The decision as contract.md prints it.
fhir::json::Value ToJson(const Decision& decision);

// Settings from the `config` object of a case over `defaults`; unknown or ill-typed members are a
// Fault.
Result<Settings, Issue> ReadSettings(const fhir::json::Value& config, const Settings& defaults);

}  // namespace chartbridge::bridge::consent
