#include "mappings/to_provenance.h"

namespace chartbridge::mappings {
namespace {

using fhir::r4::Coding;
using fhir::r4::Provenance;

constexpr const char* kParticipant =
    "http://terminology.hl7.org/CodeSystem/provenance-participant-type";

// Who forwards has not written it, but vouches for having got it.
Coding AuthorRole(const Message& message) {
  if (IsForwarded(message)) return {kParticipant, "informant", "Informant"};
  return {kParticipant, "author", "Author"};
}

// R4's Provenance has no place for the Consent that permitted an act but `entity`; of its roles
// `source` is the one that claims least. The display keeps the version where a server strips it
// from the reference.
std::vector<Provenance::Entity> EntitiesOf(const MappingInput& input) {
  std::vector<Provenance::Entity> entities{
      {"source",
       {.identifier = IdentifierOf(IdentityOf(input, "message")), .display = "WhatsApp message"}}};
  for (const std::string& consent : input.context.consents) {
    entities.push_back(
        {"source",
         {.reference = consent, .type = "Consent", .display = "Permitted by " + consent}});
  }
  return entities;
}

}  // namespace

Provenance ToProvenance(const MappingInput& input, std::string_view part,
                        std::vector<fhir::r4::Reference> targets) {
  return {
      .id = IdentityOf(input, part),
      .security = input.labels,
      .targets = std::move(targets),
      .occurred = ToDateTimeText(SentAt(input)),
      .recorded = ToInstantText(input.context.recorded),
      .policies = input.context.policy_uris,
      .reason = {"http://terminology.hl7.org/CodeSystem/v3-ActReason", "TREAT", "treatment"},
      .activity = {"http://terminology.hl7.org/CodeSystem/v3-DataOperation", "CREATE", "create"},
      .agents = {{.type = AuthorRole(input.message), .who = AuthorReference(input)},
                 {.type = {kParticipant, "assembler", "Assembler"},
                  .who = {.reference = input.context.device},
                  .on_behalf_of = Organization(input)}},
      .entities = EntitiesOf(input),
  };
}

}  // namespace chartbridge::mappings
