#include "mappings/to_document.h"

#include "mappings/codes.h"
#include "mappings/file_title.h"

namespace chartbridge::mappings {
namespace {

using fhir::r4::Coding;
using fhir::r4::DocumentReference;
using fhir::r4::Reference;

// The medium's own labels when it has some; CheckReady has read them before.
std::vector<Coding> LabelsOf(const MappingInput& input, const MediaState& state) {
  return state.labels.empty() ? input.labels : *ReadLabels(state.labels);
}

// The author is who made it; of a forwarded medium, or where nobody knows who sent it, nobody
// knows.
std::vector<Reference> AuthorsOf(const MappingInput& input) {
  const Reference author = AuthorReference(input);
  if (IsForwarded(input.message) || author == Reference{}) return {};
  return {author};
}

}  // namespace

Result<void, Issue> CheckReady(const MediaState& state) {
  if (state.presence != MediaPresence::kReady) {
    return Fault("value", "context.media.presence", "is not ready");
  }
  if (state.content_type.empty() || state.content_type.find(' ') != std::string::npos) {
    return Fault("value", "context.media.content_type", "is not a plain MIME type");
  }
  if (state.size > 0x7FFFFFFF) return Fault("too-long", "context.media.size", "is beyond FHIR's");
  if (state.sha1_base64.size() != 28) {
    return Fault("value", "context.media.sha1_base64", "is not a SHA-1 in base64");
  }
  if (auto labels = ReadLabels(state.labels); !labels) return Unexpected<Issue>(labels.error());
  return {};
}

// What a profile may want and nobody knows is left out: docStatus (nobody has looked at it), when
// the file was made, the time of a service. A file without a name has no title, it has a
// description.
DocumentReference ToDocumentReference(const MappingInput& input, const Media& media,
                                      const MediaState& state) {
  const Tables& tables = input.tables;
  const std::string_view type = TypeOf(media);
  const MediaType& loinc = tables.media_types.find(type)->second;
  const bool in = input.item.direction == Direction::kIn;
  const std::string uuid = IdentityOf(input, MediaPart("media", media.number));
  const std::vector<Coding> labels = LabelsOf(input, state);
  const char* how = IsForwarded(input.message) ? "forwarded" : in ? "in" : "out";
  return {
      .security = Security(input, labels),
      .tags = SourceTags(input),
      .language = ResourceLanguage(input),
      .master_identifier = {"urn:ietf:rfc:3986", "urn:uuid:" + uuid},
      .identifiers = {IdentifierOf(uuid)},
      .status = "current",
      .type = in ? loinc.in : loinc.out,
      .categories = tables.document_categories,
      .subject = Patient(input),
      .date = ToInstantText(input.item.received),
      .authors = AuthorsOf(input),
      .custodian = Organization(input),
      .description = input.words.Say(std::string("document.") + how,
                                     {{"file", Coded(input.words, kTypeSystem, type).display}}),
      .security_labels = labels,
      .attachment = {.content_type = state.content_type,
                     .url = BinaryReference(input.item, input.context, media.number),
                     .size = state.size,
                     .hash = state.sha1_base64,
                     .title = media.file_name ? TitleOf(*media.file_name) : std::string()},
      .related = {PartReference(input, "Communication", "message", "")},
  };
}

// The patient, not the DocumentReference, is the proxy for access: it is there already when the
// bytes are sent ahead of the Bundle.
fhir::r4::Binary ToBinary(const MappingInput& input, const MediaState& state) {
  return {.id = IdentityOf(input, MediaPart("binary", state.number)),
          .security = LabelsOf(input, state),
          .content_type = state.content_type,
          .security_context = Patient(input),
          .data_base64 = state.data_base64.value_or("")};
}

}  // namespace chartbridge::mappings
