#include "bridge/consent/record.h"

#include <algorithm>

#include "bridge/consent/decide.h"

namespace chartbridge::bridge::consent {
namespace {

using fhir::json::Value;

constexpr std::string_view kSeries = "urn:chartbridge:consent-series";

Policy ReadPolicy(const Element& consent) {
  Policy policy;
  std::vector<Code> codes;
  if (const auto rule = consent.Object("policyRule")) AppendConcept(*rule, codes);
  bool permits = false;
  bool denies = false;
  for (const Code& code : codes) {
    const auto says = [&](std::string_view word, Side side) {
      return Names({kActCode, word}, code, side);
    };
    if (says("OPTINR", Side::kPermit)) policy.with_restrictions = true;
    permits = permits || says("OPTIN", Side::kPermit) || says("OPTINR", Side::kPermit);
    denies = denies || says("OPTOUT", Side::kDeny) || says("OPTOUTE", Side::kDeny);
  }
  policy.contradictory = permits && denies;
  if (permits) policy.type = RuleType::kPermit;
  if (denies) policy.type = RuleType::kDeny;
  return policy;
}

// Rule R3.4 asks whether the record is about privacy at all.
enum class Scope { kPrivacy, kOther, kMissing };

Scope ReadScope(const Element& consent) {
  std::vector<Code> scopes;
  std::vector<Code> categories;
  if (const auto scope = consent.Object("scope")) AppendConcept(*scope, scopes);
  consent.ForEach("category",
                  [&](const Element& category) { AppendConcept(category, categories); });
  for (const Code& code : categories) {
    if (code.system == kConsentScope) scopes.push_back(code);
  }
  constexpr Code kPrivacy{kConsentScope, "patient-privacy"};
  const auto is = [&](Side side) {
    return std::any_of(scopes.begin(), scopes.end(),
                       [&](const Code& c) { return Names(kPrivacy, c, side); });
  };
  if (is(Side::kPermit)) return Scope::kPrivacy;
  // Without its system it may be meant, which is not enough to permit and too much to look away.
  return scopes.empty() || is(Side::kDeny) ? Scope::kMissing : Scope::kOther;
}

bool IsTestData(const Element& consent, Order& order, const ClinicTime& clock) {
  bool test = false;
  const auto meta = consent.Object("meta");
  if (!meta) return false;
  meta->Text("versionId");
  if (const auto updated = meta->Text("lastUpdated")) {
    const auto at = clock.Read(*updated);
    if (!at) meta->Defect("lastUpdated");
    if (at) order.at = *at->first;
    order.readable = at.has_value();
  }
  meta->ForEach("security", [&](const Element& label) {
    if (const auto code = ReadCoding(label)) test = test || *code == Code{kActReason, "HTEST"};
  });
  return test;
}

// The date of the choice goes before the date of the last write (rule R12).
std::optional<Instant> ReadChoiceTime(const Element& consent, const ClinicTime& clock,
                                      Order& order) {
  const auto text = consent.Text("dateTime");
  if (!text) return std::nullopt;
  const auto at = clock.Read(*text);
  if (!at) {
    consent.Defect("dateTime");
    order.readable = order.readable && order.at != Instant::min();
    return std::nullopt;
  }
  order = Order{*at->first, true};
  return at->first;
}

void ReadVerifications(const Element& consent, const ClinicTime& clock, Record& record) {
  consent.ForEach("verification", [&](const Element& entry) {
    entry.RefuseModifiers();
    Verification read{entry.Boolean("verified").value_or(false)};
    if (const auto date = entry.Text("verificationDate")) {
      const auto at = clock.Read(*date);
      if (!at) entry.Defect("verificationDate");
      if (at) read.at = *at->first;
    }
    record.verifications.push_back(read);
  });
}

void ReadPeople(const Element& consent, const ReferenceNames& names, Record& record) {
  consent.ForEach("performer", [&](const Element& performer) {
    Performer read{ReadReference(performer, names), performer.Text("type").value_or("")};
    if (!read.who.reference.empty()) read.type = TypeOf(read.who.reference);
    record.performers.push_back(std::move(read));
  });
  consent.ForEach("identifier", [&](const Element& identifier) {
    const auto system = identifier.Text("system");
    const auto value = identifier.Text("value");
    if (system == kSeries && value && !value->empty()) record.series.push_back(*value);
  });
}

// Rules R1 and R3.2, first half: whose record is it?
enum class Whose { kOurs, kRelated, kSomebodyElses, kUnknown };

bool Lists(const std::vector<std::string_view>& references, std::string_view reference) {
  return std::find(references.begin(), references.end(), reference) != references.end();
}

bool SharesIdentifier(const Identity& who, const Request& request) {
  return std::any_of(request.patient_identifiers.begin(), request.patient_identifiers.end(),
                     [&](const Identifier& identifier) {
                       return !identifier.system.empty() &&
                              std::count(who.identifiers.begin(), who.identifiers.end(),
                                         identifier) > 0;
                     });
}

Whose ReadPatient(const Value& consent, const RecordContext& context) {
  // Found by a search for this patient, it is about them until it clearly says otherwise.
  const Whose untied = context.searched_by_patient ? Whose::kUnknown : Whose::kSomebodyElses;
  const Value* patient = consent.Find("patient");
  if (patient == nullptr) return untied;
  if (!patient->is_object()) return Whose::kUnknown;
  Faults faults;
  const Identity who = ReadReference(Element(*patient, faults), context.names);
  if (!faults.shape.empty()) return Whose::kUnknown;
  const Request& request = context.request;
  if (Lists(request.patients, who.reference)) return Whose::kOurs;
  if (Lists(request.related_patients, who.reference)) return Whose::kRelated;
  const bool ours_by_identifier = SharesIdentifier(who, request);
  if (who.reference.empty()) return ours_by_identifier ? Whose::kOurs : untied;
  if (!context.searched_by_patient) return Whose::kSomebodyElses;
  const bool of_our_server = IsPatientId(who.reference);
  if (of_our_server) return ours_by_identifier ? Whose::kUnknown : Whose::kSomebodyElses;
  return ours_by_identifier ? Whose::kOurs : Whose::kUnknown;
}

std::optional<Standing> StandingOf(std::string_view status) {
  if (status == "inactive") return Standing::kRevoked;
  if (status == "rejected") return Standing::kRejected;
  if (status == "draft" || status == "proposed") return Standing::kPending;
  return std::nullopt;
}

struct Reading {
  std::string_view status;
  std::optional<Instant> chosen;
  Scope scope = Scope::kMissing;
  bool test = false;
  Faults faults;
};

Reading ReadConsent(const Value& json, const RecordContext& context, Record& record) {
  Reading reading;
  const Element consent(json, reading.faults);
  consent.Text("id");
  reading.status = consent.Text("status").value_or("");
  if (consent.Text("implicitRules")) consent.Defect("implicitRules");
  consent.RefuseModifiers();
  reading.test = IsTestData(consent, record.order, context.clock);
  reading.chosen = ReadChoiceTime(consent, context.clock, record.order);
  reading.scope = ReadScope(consent);
  consent.ForEach("policy", [](const Element& policy) { policy.RefuseModifiers(); });
  ReadVerifications(consent, context.clock, record);
  ReadPeople(consent, context.names, record);
  const Policy policy = ReadPolicy(consent);
  if (const auto provision = consent.Object("provision")) {
    record.rules = ReadRules(*provision, context.clock, context.names);
  }
  ChooseBase(policy, record);
  if (record.base == Base::kInvalid) consent.Defect(policy.type ? "policyRule" : "provision");
  return reading;
}

void SetStanding(Standing standing, std::string path, Record& record) {
  record.standing = standing;
  record.fault = std::move(path);
}

// Rules R3.2 (second half) to R3.7, first match wins.
void Classify(const Reading& read, const RecordContext& context, Record& record) {
  const auto by_status = StandingOf(read.status);
  if (!read.faults.shape.empty()) {
    if (by_status) return SetStanding(*by_status, "status", record);
    return SetStanding(Standing::kInvalid, read.faults.shape, record);
  }
  if (read.test && !context.accept_test_data)
    return SetStanding(Standing::kIgnored, "meta.security", record);
  if (read.scope == Scope::kOther) return SetStanding(Standing::kIgnored, "scope", record);
  if (by_status) return SetStanding(*by_status, "status", record);
  if (read.scope == Scope::kMissing) return SetStanding(Standing::kInvalid, "scope", record);
  if (!record.rules.empty()) {
    const Period& valid = record.rules.front().criteria.period;
    if (valid.IsOver(context.request.time))
      return SetStanding(Standing::kExpired, "provision.period", record);
    if (valid.IsBefore(context.request.time))
      return SetStanding(Standing::kNotYetValid, "provision.period", record);
  }
  if (read.chosen && *read.chosen > context.request.time + context.skew) {
    return SetStanding(Standing::kNotYetValid, "dateTime", record);
  }
  if (read.status != "active") return SetStanding(Standing::kInvalid, "status", record);
  if (!read.faults.defect.empty())
    return SetStanding(Standing::kInvalid, read.faults.defect, record);
  SetStanding(Standing::kCandidate, "", record);
}

}  // namespace

Record ReadRecord(const Value& consent, const RecordContext& context) {
  Record record;
  if (consent["resourceType"].text() != "Consent") return record;
  if (consent["status"].text() == "entered-in-error") return record;
  const Whose whose = ReadPatient(consent, context);
  if (whose == Whose::kSomebodyElses) return record;
  record.reference = VersionedReference(consent);
  const Reading read = ReadConsent(consent, context, record);
  record.related = whose == Whose::kRelated;
  if (whose == Whose::kUnknown) {
    SetStanding(Standing::kInvalid, "patient", record);
  } else {
    Classify(read, context, record);
  }
  return record;
}

}  // namespace chartbridge::bridge::consent
