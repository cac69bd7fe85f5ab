// FhirEhr, the pure half: what a filing becomes.
#include <algorithm>

#include "connectors/ehr/fhir_ehr.h"
#include "fhir/json/write.h"

namespace chartbridge::ehr {
namespace {

using bridge::BinaryContent;
using bridge::FilingPart;
using bridge::Payload;
using bridge::PlanRequest;

FilingPart ToPart(const mappings::MappedPart& mapped) {
  FilingPart part;
  part.part = mapped.part;
  part.type = mapped.type;
  part.identity = mapped.identity;
  return part;
}

mappings::Context ContextOf(const PlanRequest& request) {
  mappings::Context context = request.context;
  for (const FilingPart& part : request.standing) {
    const bool current =
        part.state == bridge::PartState::kConfirmed || part.state == bridge::PartState::kAmended;
    if (current && !part.reference.empty()) context.standing[part.part] = part.reference;
  }
  return context;
}

// Files that travel inside the Bundle get their Binary entry there. A medium that is ready without
// a file would leave a document without bytes.
Result<void, Issue> PlaceFiles(const PlanRequest& request, std::uint64_t room,
                               mappings::Context& context) {
  for (mappings::MediaState& state : context.media) {
    state.data_base64.reset();
    const bool wanted = !request.medium || *request.medium == state.number;
    if (state.presence != mappings::MediaPresence::kReady || !wanted) continue;
    const std::string name = "binary:" + std::to_string(state.number);
    const auto file =
        std::find_if(request.files.begin(), request.files.end(),
                     [&](const BinaryContent& content) { return content.part == name; });
    if (file == request.files.end())
      return Fault("required", "files", "a medium that is ready has no file");
    state.binary_entry = file->size <= room;
    if (state.binary_entry) room -= file->size;
  }
  return {};
}

// The file with the place that the payload names, whether the caller knew it or not.
BinaryContent Placed(BinaryContent content, const PlanRequest& request) {
  for (const mappings::MediaState& state : request.context.media) {
    if (content.part == "binary:" + std::to_string(state.number))
      content.reference = mappings::BinaryReference(request.item, request.context, state.number);
  }
  return content;
}

FilingPart AheadPart(const BinaryContent& content) {
  FilingPart part;
  part.part = content.part;
  part.type = "Binary";
  part.identity = content.reference.substr(content.reference.find('/') + 1);
  return part;
}

}  // namespace

Result<Payload, Issue> FhirEhr::Plan(const PlanRequest& request) const {
  mappings::Context context = ContextOf(request);
  if (auto placed = PlaceFiles(request, inline_bytes_, context); !placed)
    return Unexpected<Issue>(placed.error());
  const auto mapped = request.medium
                          ? mappings::ToMediaBundle(request.item, context, *request.medium)
                          : mappings::ToBundle(request.item, context);
  if (!mapped) return Unexpected<Issue>(mapped.error());
  Payload payload;
  payload.type = "application/fhir+json; transaction";
  payload.body = fhir::json::Write(mapped->bundle);
  for (const BinaryContent& file : request.files) {
    const BinaryContent content = Placed(file, request);
    if (content.reference.empty() || payload.body.find(content.reference) == std::string::npos)
      continue;
    payload.files.push_back(content);
    const bool inside =
        std::any_of(mapped->parts.begin(), mapped->parts.end(),
                    [&](const mappings::MappedPart& part) { return part.part == content.part; });
    if (!inside) payload.parts.push_back(AheadPart(content));
  }
  for (const mappings::MappedPart& part : mapped->parts) payload.parts.push_back(ToPart(part));
  return payload;
}

Result<Payload, Issue> FhirEhr::PlanAmendment(const PlanRequest& request) const {
  mappings::Context context = ContextOf(request);
  // Documents are written again without their bytes, which do not change.
  for (mappings::MediaState& state : context.media) state.data_base64.reset();
  const auto mapped = mappings::ToNewVersions(request.item, context, request.medium);
  if (!mapped) return Unexpected<Issue>(mapped.error());
  Payload payload;
  payload.type = "application/fhir+json; update";
  if (mapped->parts.empty()) return payload;
  payload.body = fhir::json::Write(mapped->bundle);
  for (const mappings::MappedPart& part : mapped->parts) {
    payload.parts.push_back(ToPart(part));
    payload.parts.back().reference = context.standing.at(part.part);
  }
  return payload;
}

}  // namespace chartbridge::ehr
