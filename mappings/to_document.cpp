#include "mappings/to_document.h"

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

// The author is who made it; of a forwarded medium nobody knows.
std::vector<Reference> AuthorsOf(const MappingInput& input) {
  if (IsForwarded(input.message)) return {};
  return {AuthorReference(input)};
}

std::string TitleFor(const Media& media, const MediaType& type) {
  const std::string title = media.file_name ? TitleOf(*media.file_name) : std::string();
  return title.empty() ? type.label : title;
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
  if (state.sha256_hex.size() != 64) {
    return Fault("value", "context.media.sha256_hex", "is not a SHA-256 in hex");
  }
  if (auto labels = ReadLabels(state.labels); !labels) return Unexpected<Issue>(labels.error());
  return {};
}

DocumentReference ToDocumentReference(const MappingInput& input, const Media& media,
                                      const MediaState& state) {
  const Tables& tables = input.tables;
  const MediaType& type = tables.media_types.find(MediaTableKey(media))->second;
  const bool in = input.item.direction == Direction::kIn;
  const MediaType::Sent& sent = in ? type.in : type.out;
  const std::string uuid = IdentityOf(input, MediaPart("media", media.number));
  const std::string said = ToDateTimeText(SentAt(input));
  const std::vector<Coding> labels = LabelsOf(input, state);
  return {
      .security = Security(input, labels),
      .tags = SourceTags(input.item),
      .master_identifier = {"urn:ietf:rfc:3986", "urn:uuid:" + uuid},
      .identifiers = {IdentifierOf(uuid), {kSha256System, state.sha256_hex}},
      .status = "current",
      .doc_status = in ? tables.doc_status_in : tables.doc_status_out,
      .type = sent.type,
      .categories = tables.document_categories,
      .subject = Patient(input),
      .date = ToInstantText(input.item.received),
      .authors = AuthorsOf(input),
      .custodian = Organization(input),
      .description = IsForwarded(input.message) ? type.forwarded : sent.description,
      .security_labels = labels,
      .attachment = {.content_type = state.content_type,
                     .url = BinaryReference(input.item, input.context, media.number),
                     .size = state.size,
                     .hash = state.sha1_base64,
                     .title = TitleFor(media, type),
                     .creation = said},
      .period_start = said,
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
