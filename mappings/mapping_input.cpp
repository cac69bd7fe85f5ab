#include "mappings/mapping_input.h"

#include "fhir/json/utf8.h"
#include "fhir/r4/bundle.h"
#include "fhir/r4/references.h"
#include "mappings/identity.h"

namespace chartbridge::mappings {

using fhir::json::IsValidUtf8;
using fhir::r4::Coding;
using fhir::r4::Reference;

namespace {

bool IsPerson(std::string_view reference) {
  const std::string_view type = reference.substr(0, reference.find('/'));
  return fhir::r4::IsRelativeReference(reference) &&
         (type == "Patient" || type == "RelatedPerson" || type.starts_with("Practitioner"));
}

Result<void, Issue> CheckContext(const Context& context, const Tables& tables) {
  if (context.tenant.empty()) return Fault("required", "context.tenant", "is missing");
  if (context.conversation.empty()) return Fault("required", "context.conversation", "is missing");
  if (!context.patient.starts_with("Patient/") || !fhir::r4::IsRelativeReference(context.patient)) {
    return Fault("value", "context.patient", "is not of the form Patient/ID");
  }
  if (!fhir::r4::IsReference(context.organization)) {
    return Fault("value", "context.organization", "is not a FHIR reference");
  }
  if (!fhir::r4::IsReference(context.device)) {
    return Fault("value", "context.device", "is not a FHIR reference");
  }
  if (!context.contact.empty() && !IsPerson(context.contact)) {
    return Fault("value", "context.contact", "is no Patient, RelatedPerson or Practitioner");
  }
  for (const std::string& consent : context.consents) {
    if (!consent.starts_with("Consent/") || !fhir::r4::IsRelativeReference(consent)) {
      return Fault("value", "context.consents", "is not of the form Consent/ID/_history/V");
    }
  }
  for (const Coding& written : tables.written) {
    if (context.written_code.empty() || written.code == context.written_code) return {};
  }
  return Fault("code-invalid", "context.written_code", "is not in mappings/tables/kinds.json");
}

IdentityScope ScopeOf(const Item& item, const Context& context) {
  return {context.tenant, item.channel, item.item_key, context.filing};
}

}  // namespace

Result<MappingInput, Issue> Prepare(const Item& item, const Context& context,
                                    const Tables& tables) {
  const auto* message = std::get_if<Message>(&item.body);
  if (message == nullptr) return Fault("not-supported", "item.body", "is not a message");
  if (item.item_key.empty()) return Fault("required", "item.item_key", "is missing");
  const ProviderId* target = TargetOf(*message);
  if (!IsValidUtf8(item.item_key) || (target != nullptr && !IsValidUtf8(target->Reveal()))) {
    return Fault("value", "item", "a provider's id is not valid UTF-8, so no identity derives");
  }
  if (auto ok = CheckContext(context, tables); !ok) return Unexpected<Issue>(ok.error());
  auto labels = ReadLabels(context.labels);
  if (!labels) return Unexpected<Issue>(labels.error());
  for (const auto& [part, reference] : context.standing) {
    if (!fhir::r4::IsReference(reference))
      return Fault("value", "context.standing", "is not a FHIR reference");
  }
  return MappingInput{item,
                      *message,
                      context,
                      tables,
                      words::CatalogueOf(context.language),
                      std::move(*labels),
                      context.standing};
}

std::string IdentityOf(const MappingInput& input, std::string_view part) {
  return DeriveIdentity(ScopeOf(input.item, input.context), part);
}

std::string MediaPart(const char* part, int number) {
  return std::string(part) + ":" + std::to_string(number);
}

fhir::r4::Identifier IdentifierOf(std::string_view uuid) {
  return {std::string(kIdentifierSystem), "urn:uuid:" + std::string(uuid)};
}

Reference LogicalReference(const char* type, std::string_view uuid, std::string display) {
  return {.type = type, .identifier = IdentifierOf(uuid), .display = std::move(display)};
}

Reference EntryReference(std::string_view uuid) { return {.reference = fhir::r4::EntryUrl(uuid)}; }

Reference PartReference(const MappingInput& input, const char* type, const std::string& part,
                        std::string display) {
  Reference reference = LogicalReference(type, IdentityOf(input, part), std::move(display));
  const auto literal = input.references.find(part);
  if (literal != input.references.end()) reference.reference = literal->second;
  return reference;
}

Reference Patient(const MappingInput& input) { return {.reference = input.context.patient}; }

Reference Organization(const MappingInput& input) {
  return {.reference = input.context.organization};
}

Reference Contact(const MappingInput& input) { return {.reference = input.context.contact}; }

Reference AuthorReference(const MappingInput& input) {
  return input.item.direction == Direction::kIn ? Contact(input) : Organization(input);
}

bool IsForwarded(const Message& message) {
  return message.forwarded || message.frequently_forwarded;
}

const ProviderId* TargetOf(const Message& message) {
  const auto* reaction = std::get_if<Reaction>(&message.content);
  const ProviderId* target = message.reply_to ? &*message.reply_to : nullptr;
  if (reaction != nullptr) target = &reaction->target;
  return target != nullptr && !target->empty() ? target : nullptr;
}

Instant SentAt(const MappingInput& input) {
  const Item& item = input.item;
  return item.sent && !item.sent_implausible ? *item.sent : item.received;
}

std::vector<Coding> Security(const MappingInput& input, std::vector<Coding> labels) {
  const std::string& contact = input.context.contact;
  const bool reported = contact.starts_with("Patient/") || contact.starts_with("RelatedPerson/");
  if (reported && input.item.direction == Direction::kIn) labels.push_back(PatientReported());
  return labels;
}

std::vector<Coding> SourceTags(const MappingInput& input) {
  const Item& item = input.item;
  std::vector<Coding> tags;
  if (item.source != Source::kLive)
    tags.push_back(Coded(input.words, kSourceSystem, ToString(item.source)));
  if (item.sent_implausible) tags.push_back(Coded(input.words, kFlagSystem, "time-of-receipt"));
  return tags;
}

std::string ResourceLanguage(const MappingInput& input) {
  const std::string language = input.words.language();
  return language == "he" ? std::string() : language;
}

MediaState StateOf(const MappingInput& input, const Media& media) {
  for (const MediaState& state : input.context.media) {
    if (state.number == media.number) return state;
  }
  MediaState state;
  state.number = media.number;
  if (media.unavailable) {
    state.presence = MediaPresence::kNotKept;
    state.why = "unavailable";
  }
  return state;
}

std::string BinaryReference(const Item& item, const Context& context, int number) {
  return "Binary/" + DeriveIdentity(ScopeOf(item, context), MediaPart("binary", number));
}

}  // namespace chartbridge::mappings
