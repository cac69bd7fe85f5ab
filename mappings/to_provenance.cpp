#include "mappings/to_provenance.h"

namespace chartbridge::mappings {
namespace {

using fhir::r4::Coding;
using fhir::r4::Provenance;

constexpr const char* kParticipant =
    "http://terminology.hl7.org/CodeSystem/provenance-participant-type";

// Who forwards has not written it, but vouches for having got it.
Coding SayerRole(const Message& message) {
  if (IsForwarded(message)) return {kParticipant, "informant", "Informant"};
  return {kParticipant, "author", "Author"};
}

// R4's Provenance has no place for the Consent that permitted an act but `entity`; of its roles
// `source` is the one that claims least. The display keeps the version where a server strips it
// from the reference.
std::vector<Provenance::Entity> EntitiesOf(const Situation& situation) {
  std::vector<Provenance::Entity> entities{
      {"source",
       {.identifier = IdentifierOf(IdentityOf(situation, "message")),
        .display = "WhatsApp message"}}};
  for (const std::string& consent : situation.context.consents) {
    entities.push_back(
        {"source",
         {.reference = consent, .type = "Consent", .display = "Permitted by " + consent}});
  }
  return entities;
}

}  // namespace

Provenance ToProvenance(const Situation& situation, std::string_view part,
                        std::vector<fhir::r4::Reference> targets) {
  return {
      .id = IdentityOf(situation, part),
      .security = situation.labels,
      .targets = std::move(targets),
      .occurred = ToDateTimeText(SaidAt(situation)),
      .recorded = ToInstantText(situation.context.recorded),
      .policies = situation.context.policy_uris,
      .reason = {"http://terminology.hl7.org/CodeSystem/v3-ActReason", "TREAT", "treatment"},
      .activity = {"http://terminology.hl7.org/CodeSystem/v3-DataOperation", "CREATE", "create"},
      .agents = {{.type = SayerRole(situation.message), .who = Sayer(situation)},
                 {.type = {kParticipant, "assembler", "Assembler"},
                  .who = {.reference = situation.context.device},
                  .on_behalf_of = Organization(situation)}},
      .entities = EntitiesOf(situation),
  };
}

}  // namespace chartbridge::mappings
