#include "bridge/run/gate_facts.h"

#include <set>

#include "bridge/consent/reference.h"

namespace chartbridge::bridge::run {
namespace {

using fhir::json::Array;
using fhir::json::Object;
using fhir::json::Value;

constexpr std::chrono::seconds kRecallable(5);
constexpr std::chrono::seconds kRecipientIsFresh(60);
constexpr int kMostLevels = 8;           // of organizations; more are a circle
constexpr std::size_t kMostGroups = 32;  // named by the Consents of one patient
constexpr std::size_t kMostRemembered = 256;

std::string RecallKey(const std::string& patient, const std::string& recipient) {
  return patient + " " + recipient;
}

// References to groups among the actors of a provision and of those nested in it.
void CollectGroups(const Value& provision, const consent::ReferenceNames& names, int depth,
                   std::set<std::string>& groups) {
  constexpr int kDeepest = 64;
  if (depth > kDeepest) return;
  for (const Value& actor : provision["actor"].items()) {
    const std::string_view named = names.Normalize(actor["reference"]["reference"].text());
    const std::string_view type = consent::TypeOf(named);
    if ((type == "Group" || type == "CareTeam") && !consent::IsForeign(named))
      groups.emplace(named);
  }
  for (const Value& nested : provision["provision"].items())
    CollectGroups(nested, names, depth + 1, groups);
}

std::vector<consent::FactIdentifier> AsFacts(const std::vector<PatientIdentifier>& identifiers) {
  std::vector<consent::FactIdentifier> facts;
  for (const PatientIdentifier& one : identifiers) facts.push_back({one.system, one.value});
  return facts;
}

}  // namespace

consent::RequestFacts RequestFactsOf(const GateFacts& facts) {
  consent::RequestFacts about;
  about.patients = facts.Ids();
  about.related = facts.patient.related;
  about.patient_identifiers = AsFacts(facts.patient.identifiers);
  about.birth_date = facts.patient.birth_date;
  about.organization_identifiers = AsFacts(facts.recipient_identifiers);
  return about;
}

consent::Environment EnvironmentOf(const GateFacts& facts) {
  consent::Environment environment;
  environment.directory = facts.relations;
  environment.searched_by_patient = true;
  return environment;
}

consent::Settings WithOwnNames(consent::Settings settings, const GateFacts& facts) {
  settings.fhir_bases.insert(settings.fhir_bases.end(), facts.own_names.begin(),
                             facts.own_names.end());
  return settings;
}

std::vector<std::string> GateFacts::Ids() const {
  std::vector<std::string> ids{patient.reference};
  ids.insert(ids.end(), patient.merged.begin(), patient.merged.end());
  return ids;
}

Result<GateFacts, Failure> GateFactsSource::Read(const std::string& patient,
                                                 const std::string& recipient) {
  GateFacts facts;
  auto known = directory_.Read(patient);
  if (!known) return Unexpected<Failure>(std::move(known).error());
  facts.patient = std::move(*known);
  auto actor = ReadRecipient(recipient);
  if (!actor) return Unexpected<Failure>(std::move(actor).error());
  facts.relations = std::move(actor->relations);
  facts.recipient_identifiers = std::move(actor->identifiers);
  std::vector<std::string> everybody = facts.Ids();
  everybody.insert(everybody.end(), facts.patient.related.begin(), facts.patient.related.end());
  auto consents = consents_.Current(everybody);
  if (!consents) return Unexpected<Failure>(std::move(consents).error());
  facts.consents = std::move(*consents);
  facts.own_names = directory_.OwnNames();
  if (auto added = AddMembers(facts); !added) return Unexpected<Failure>(std::move(added).error());
  facts.read = clock_.Now();
  Remember(patient, recipient, facts);
  return facts;
}

Result<GateFactsSource::Recipient, Failure> GateFactsSource::ReadRecipient(
    const std::string& recipient) {
  const Instant now = clock_.Now();
  {
    const std::lock_guard lock(mutex_);
    const auto known = recipients_.find(recipient);
    if (known != recipients_.end() && now >= known->second.read &&
        now - known->second.read < kRecipientIsFresh)
      return known->second;
  }
  Recipient made;
  std::string part = recipient;
  // Who speaks of the hospital speaks of its clinics, by reference or by identifier (rule R10.2).
  for (int level = 0; level < kMostLevels; ++level) {
    auto identifiers = directory_.IdentifiersOf(part);
    if (!identifiers) return Unexpected<Failure>(std::move(identifiers).error());
    made.identifiers.insert(made.identifiers.end(), identifiers->begin(), identifiers->end());
    const auto whole = directory_.ParentOf(part);
    if (!whole) return Unexpected<Failure>(whole.error());
    if (whole->empty() || made.relations.Find(part) != nullptr) break;
    made.relations.Set(part, Value(Object{{"partOf", *whole}}));
    part = *whole;
  }
  made.read = clock_.Now();
  const std::lock_guard lock(mutex_);
  if (recipients_.size() >= kMostRemembered) recipients_.clear();
  recipients_[recipient] = made;
  return made;
}

Result<void, Failure> GateFactsSource::AddMembers(GateFacts& facts) {
  const consent::ReferenceNames names(facts.own_names);
  std::set<std::string> groups;
  for (const Value& consent : facts.consents) CollectGroups(consent["provision"], names, 0, groups);
  std::size_t asked = 0;
  for (const std::string& group : groups) {
    if (++asked > kMostGroups) break;  // the rest stays unknown, which holds
    const auto members = directory_.MembersOf(group);
    if (!members) return Unexpected<Failure>(members.error());
    // Nobody known is not the same as nobody: a deny that names the group must not be lost.
    if (members->empty()) continue;
    facts.relations.Set(group,
                        Value(Object{{"members", Value(Array(members->begin(), members->end()))}}));
  }
  return {};
}

std::optional<GateFacts> GateFactsSource::Recall(const std::string& patient,
                                                 const std::string& recipient) {
  const Instant now = clock_.Now();
  const std::lock_guard lock(mutex_);
  const auto found = recent_.find(RecallKey(patient, recipient));
  if (found == recent_.end()) return std::nullopt;
  if (now < found->second.read || now - found->second.read > kRecallable) {
    recent_.erase(found);
    return std::nullopt;
  }
  return found->second;
}

void GateFactsSource::Remember(const std::string& patient, const std::string& recipient,
                               const GateFacts& facts) {
  const std::lock_guard lock(mutex_);
  std::erase_if(recent_, [&](const auto& entry) {
    return facts.read < entry.second.read || facts.read - entry.second.read > kRecallable;
  });
  if (recent_.size() >= kMostRemembered) recent_.clear();
  recent_[RecallKey(patient, recipient)] = facts;
}

}  // namespace chartbridge::bridge::run
