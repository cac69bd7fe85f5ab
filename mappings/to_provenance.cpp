#include "mappings/to_provenance.h"

#include "mappings/codes.h"
#include "mappings/identity.h"

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

std::vector<Provenance::Agent> AgentsOf(const MappingInput& input) {
  std::vector<Provenance::Agent> agents;
  const fhir::r4::Reference author = AuthorReference(input);
  if (author != fhir::r4::Reference{}) {
    agents.push_back({.type = AuthorRole(input.message), .who = author});
  }
  agents.push_back({.type = {kParticipant, "assembler", "Assembler"},
                    .who = {.reference = input.context.device},
                    .on_behalf_of = Organization(input)});
  return agents;
}

// R4 counts a patient's consent among the policies that an activity was defined by
// (provenance-definitions.html, Provenance.policy), and its own example names one there.
std::vector<std::string> PoliciesOf(const MappingInput& input) {
  std::vector<std::string> policies = input.context.policy_uris;
  policies.insert(policies.end(), input.context.consents.begin(), input.context.consents.end());
  return policies;
}

// What the resources were made from is what the provider delivered, by the derived name under which
// the bridge keeps it whatever becomes of its filings.
Provenance::Entity DeliveryOf(const MappingInput& input) {
  const std::string uuid = DeriveIdentity(
      {input.context.tenant, input.item.channel, input.item.item_key, 0}, "delivery");
  return {"source",
          {.identifier = {"urn:chartbridge:delivery", "urn:uuid:" + uuid},
           .display = input.words.Say("provenance.delivery")}};
}

}  // namespace

Provenance ToProvenance(const MappingInput& input, std::string_view part,
                        std::vector<fhir::r4::Reference> targets) {
  return {
      .id = IdentityOf(input, part),
      .security = input.labels,
      .tags = {{kMappingSystem, kMappingVersion, ""}},
      .targets = std::move(targets),
      .occurred = ToDateTimeText(SentAt(input)),
      .recorded = ToInstantText(input.context.recorded),
      .policies = PoliciesOf(input),
      .reason = {"http://terminology.hl7.org/CodeSystem/v3-ActReason", "TREAT", "treatment"},
      .activity = {"http://terminology.hl7.org/CodeSystem/v3-DataOperation", "CREATE", "create"},
      .agents = AgentsOf(input),
      .entities = {DeliveryOf(input)},
  };
}

}  // namespace chartbridge::mappings
