#include "mappings/to_communication.h"

#include "fhir/r4/text.h"
#include "mappings/codes.h"
#include "mappings/file_title.h"
#include "mappings/identity.h"

namespace chartbridge::mappings {
namespace {

using fhir::r4::Annotation;
using fhir::r4::Coding;
using fhir::r4::Communication;
using fhir::r4::Extension;
using fhir::r4::Payload;
using fhir::r4::Reference;

const Media* MediaOf(const Message& message) {
  const auto* content = std::get_if<MediaContent>(&message.content);
  return content != nullptr ? &content->media : nullptr;
}

Coding MediumOf(const MappingInput& input, const std::string& type) {
  const Tables& tables = input.tables;
  if (tables.spoken_types.contains(type)) return tables.spoken;
  for (const Coding& written : tables.written) {
    if (written.code == input.context.written_code) return written;
  }
  return tables.written.front();
}

std::vector<Coding> CategoriesOf(const MappingInput& input, const Said& said) {
  std::vector<Coding> categories{Coded(input.words, kKindSystem, "message"),
                                 Coded(input.words, kTypeSystem, said.type)};
  for (const std::string& flag : said.flags)
    categories.push_back(Coded(input.words, kFlagSystem, flag));
  return categories;
}

// A file that will never be there: its type, why, and the name that its sender gave it.
void AddNotKept(const MappingInput& input, const Media& media, const std::string& why, Said& said) {
  const bool known = input.words.Has("note.not-kept." + why);
  const Coding type = Coded(input.words, kTypeSystem, said.type);
  const Coding reason = Coded(input.words, kNotKeptSystem, known ? why : "other");
  std::vector<Extension> parts{Inner(CodingExtension("type", type)),
                               Inner(CodingExtension("reason", reason))};
  const std::string title = media.file_name ? TitleOf(*media.file_name) : std::string();
  if (!title.empty()) parts.push_back(Inner(TextExtension("title", title)));
  said.extensions.push_back(GroupExtension("file-not-kept", parts));
  said.statements.push_back(
      {kNotKeptSystem, reason.code,
       input.words.Say("note.not-kept." + reason.code, {{"file", type.display}})});
}

// A file that is there or will be: by reference; until it is, that is said.
Payload FileOf(const MappingInput& input, const Media& media, const MediaState& state, Said& said) {
  const Coding type = Coded(input.words, kTypeSystem, said.type);
  const std::string part = MediaPart("media", media.number);
  Payload payload{PartReference(input, "DocumentReference", part, type.display), {}};
  if (state.presence == MediaPresence::kPending) {
    const Coding pending = Coded(input.words, kFileStateSystem, "pending");
    payload.extensions.push_back(CodingExtension("file-state", pending));
    said.statements.push_back(
        {kFileStateSystem, "pending",
         input.words.Say("note.file-state.pending", {{"file", type.display}})});
  }
  return payload;
}

std::vector<Payload> PayloadOf(const MappingInput& input, Said& said) {
  std::vector<Payload> payload;
  for (std::string& text : said.texts) payload.push_back({std::move(text), {}});
  const Media* media = MediaOf(input.message);
  if (media == nullptr) return payload;
  const MediaState state = StateOf(input, *media);
  if (state.presence == MediaPresence::kNotKept) {
    AddNotKept(input, *media, state.why, said);
  } else {
    payload.push_back(FileOf(input, *media, state, said));
  }
  return payload;
}

// Each statement once more as a note of the Device, for readers who do not know our codes.
std::vector<Annotation> NotesOf(const MappingInput& input, const Said& said) {
  std::vector<Annotation> notes;
  for (const Statement& statement : said.statements) {
    notes.push_back({{CodingExtension("statement", {statement.system, statement.code, ""})},
                     {.reference = input.context.device},
                     statement.text});
  }
  return notes;
}

// The quoted message, or the one that is reacted to. By its derived identity: the EHR's id for it
// may be unknown, and it may be filed later than its answer.
std::vector<Reference> InResponseTo(const MappingInput& input) {
  const ProviderId* target = TargetOf(input.message);
  if (target == nullptr) return {};
  const std::string uuid = DeriveIdentity(
      {input.context.tenant, input.item.channel, target->Reveal(), input.context.target_filing},
      "message");
  return {LogicalReference("Communication", uuid, "")};
}

// The thread: an entry of the same Bundle, or where it stands. A new version of a message whose
// thread is not known says nothing of it.
std::vector<Reference> PartOf(const MappingInput& input) {
  const auto thread = input.references.find("thread");
  if (thread == input.references.end()) return {};
  return {{.reference = thread->second}};
}

// The clinic, by the number that was written to: it may have several. Bare digits are a number in
// international form.
Reference ClinicLine(const MappingInput& input) {
  Reference clinic = Organization(input);
  const std::string& told = input.context.clinic_number;
  std::string number = fhir::r4::CleanText(told.empty() ? input.item.clinic_number : told);
  if (fhir::r4::IsBlank(number)) return clinic;
  const bool bare = number.find_first_not_of("0123456789") == std::string::npos;
  clinic.display = (bare ? "WhatsApp +" : "WhatsApp ") + number;
  return clinic;
}

// What came from the patient arrived when the webhook did. When the patient got what the clinic
// sent is not ours to say, so that side has `sent` alone.
void SetTimes(const MappingInput& input, Communication& communication) {
  const Item& item = input.item;
  const bool in = item.direction == Direction::kIn;
  if (!in || (item.sent && !item.sent_implausible)) {
    communication.sent = ToDateTimeText(SentAt(input));
  }
  if (in) communication.received = ToInstantText(item.received);
}

}  // namespace

std::string ThreadIdentity(const MappingInput& input) {
  return DeriveThreadIdentity(input.context.tenant, input.item.channel, input.context.conversation,
                              input.context.patient);
}

// in-progress: a thread has no end of its own; the next message may come in a year.
Communication ToThread(const MappingInput& input) {
  return {.security = {{kConfidentiality, "N", ""}},
          .identifier = IdentifierOf(ThreadIdentity(input)),
          .status = "in-progress",
          .categories = {{kKindSystem, "thread", ""}},
          .subject = Patient(input)};
}

Communication ToCommunication(const MappingInput& input) {
  Said said = Read(input.message, input.words);
  if (input.item.sent_implausible) {
    said.statements.push_back(
        {kFlagSystem, "time-of-receipt", input.words.Say("note.flag.time-of-receipt")});
  }
  std::vector<Payload> payload = PayloadOf(input, said);
  const bool in = input.item.direction == Direction::kIn;
  Communication communication{
      .security = Security(input, input.labels),
      .tags = SourceTags(input),
      .language = ResourceLanguage(input),
      .extensions = said.extensions,
      .identifier = IdentifierOf(IdentityOf(input, "message")),
      .part_of = PartOf(input),
      .in_response_to = InResponseTo(input),
      .status = "completed",
      .categories = CategoriesOf(input, said),
      .media = {MediumOf(input, said.type)},
      .subject = Patient(input),
      .recipients = {in ? ClinicLine(input) : Contact(input)},
      .sender = in ? Contact(input) : ClinicLine(input),
      .payload = std::move(payload),
      .notes = NotesOf(input, said),
  };
  SetTimes(input, communication);
  return communication;
}

}  // namespace chartbridge::mappings
