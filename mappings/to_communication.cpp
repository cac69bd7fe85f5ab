#include "mappings/to_communication.h"

#include "fhir/r4/text.h"
#include "mappings/file_title.h"
#include "mappings/identity.h"
#include "mappings/payload_text.h"

namespace chartbridge::mappings {
namespace {

using fhir::r4::Coding;
using fhir::r4::Communication;
using fhir::r4::Payload;
using fhir::r4::Reference;

const Media* MediaOf(const Message& message) {
  const auto* content = std::get_if<MediaContent>(&message.content);
  return content != nullptr ? &content->media : nullptr;
}

struct KindOfContent {
  std::string_view operator()(const Text&) const { return "text"; }
  std::string_view operator()(const MediaContent& content) const {
    return MediaTableKey(content.media);
  }
  std::string_view operator()(const Location&) const { return "location"; }
  std::string_view operator()(const ContactCards&) const { return "contacts"; }
  std::string_view operator()(const Reaction&) const { return "reaction"; }
  std::string_view operator()(const Answer&) const { return "answer"; }
};

Coding MediumOf(const MappingInput& input) {
  const Tables& tables = input.tables;
  const std::string_view kind = std::visit(KindOfContent{}, input.message.content);
  if (tables.kinds.find(kind)->second.spoken) return tables.spoken;
  for (const Coding& written : tables.written) {
    if (written.code == input.context.written_code) return written;
  }
  return tables.written.front();
}

std::string NotKeptSentence(const Tables& tables, const Media& media, const std::string& why) {
  const auto found = tables.not_kept.find(why);
  std::string label = tables.media_types.find(MediaTableKey(media))->second.label;
  const std::string title = media.file_name ? TitleOf(*media.file_name) : std::string();
  if (!title.empty()) label += " \"" + title + "\"";
  return Fill(found != tables.not_kept.end() ? found->second : tables.not_kept_otherwise, "label",
              label);
}

std::vector<Payload> PayloadOf(const MappingInput& input) {
  std::vector<Payload> payload;
  for (std::string& words : PayloadTextOf(input.message, input.tables)) {
    payload.emplace_back(std::move(words));
  }
  const Media* media = MediaOf(input.message);
  if (media == nullptr) return payload;
  const MediaState state = StateOf(input, *media);
  if (state.presence == MediaPresence::kNotKept) {
    payload.emplace_back(NotKeptSentence(input.tables, *media, state.why));
    return payload;
  }
  const std::string& label = input.tables.media_types.find(MediaTableKey(*media))->second.label;
  payload.emplace_back(
      PartReference(input, "DocumentReference", MediaPart("media", media->number), label));
  return payload;
}

std::vector<std::string_view> FlagsOf(const Message& message) {
  std::vector<std::string_view> flags;
  if (IsForwarded(message)) flags.push_back("forwarded");
  if (message.frequently_forwarded) flags.push_back("frequently-forwarded");
  if (message.in_group) flags.push_back("group");
  return flags;
}

std::vector<Coding> CategoriesOf(const MappingInput& input) {
  std::vector<Coding> categories{{kKindSystem, "message", ""},
                                 {"http://terminology.hl7.org/CodeSystem/communication-category",
                                  "notification", "Notification"}};
  for (const std::string_view flag : FlagsOf(input.message)) {
    categories.push_back(
        {kFlagSystem, std::string(flag), input.tables.flags.find(flag)->second.display});
  }
  return categories;
}

std::vector<std::string> NotesOf(const MappingInput& input) {
  const Message& message = input.message;
  std::vector<std::string> notes;
  for (const std::string_view code : FlagsOf(message)) {
    if (code == "forwarded" && message.frequently_forwarded) continue;  // the stronger note says it
    const Flag& flag = input.tables.flags.find(code)->second;
    notes.push_back(input.item.direction == Direction::kIn ? flag.note_in : flag.note_out);
  }
  if (input.item.sent_implausible) {
    notes.push_back(input.tables.sentences.find("time-implausible")->second);
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
  const bool in = input.item.direction == Direction::kIn;
  Communication communication{
      .security = Security(input, input.labels),
      .tags = SourceTags(input.item),
      .identifier = IdentifierOf(IdentityOf(input, "message")),
      .part_of = PartOf(input),
      .in_response_to = InResponseTo(input),
      .status = "completed",
      .categories = CategoriesOf(input),
      .media = {MediumOf(input)},
      .subject = Patient(input),
      .recipients = {in ? ClinicLine(input) : Patient(input)},
      .sender = in ? Patient(input) : ClinicLine(input),
      .payload = PayloadOf(input),
      .notes = NotesOf(input),
  };
  SetTimes(input, communication);
  return communication;
}

}  // namespace chartbridge::mappings
