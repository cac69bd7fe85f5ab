#include "mappings/to_communication.h"

#include "fhir/r4/text.h"
#include "mappings/identity.h"
#include "mappings/words.h"

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

Coding MediumOf(const Situation& situation) {
  const Tables& tables = situation.tables;
  const std::string_view kind = std::visit(KindOfContent{}, situation.message.content);
  if (tables.kinds.find(kind)->second.spoken) return tables.spoken;
  for (const Coding& written : tables.written) {
    if (written.code == situation.context.written_code) return written;
  }
  return tables.written.front();
}

std::string NotKeptSentence(const Tables& tables, const Media& media, const std::string& why) {
  const auto found = tables.not_kept.find(why);
  return Fill(found != tables.not_kept.end() ? found->second : tables.not_kept_otherwise, "label",
              tables.media_types.find(MediaTableKey(media))->second.label);
}

std::vector<Payload> PayloadOf(const Situation& situation) {
  std::vector<Payload> payload;
  for (std::string& words : WordsOf(situation.message, situation.tables)) {
    payload.emplace_back(std::move(words));
  }
  const Media* media = MediaOf(situation.message);
  if (media == nullptr) return payload;
  const MediaState state = StateOf(situation, *media);
  if (state.presence == MediaPresence::kNotKept) {
    payload.emplace_back(NotKeptSentence(situation.tables, *media, state.why));
    return payload;
  }
  const std::string& label = situation.tables.media_types.find(MediaTableKey(*media))->second.label;
  payload.emplace_back(LogicalReference(
      "DocumentReference", IdentityOf(situation, MediaPart("media", media->number)), label));
  return payload;
}

std::vector<std::string_view> FlagsOf(const Message& message) {
  std::vector<std::string_view> flags;
  if (IsForwarded(message)) flags.push_back("forwarded");
  if (message.frequently_forwarded) flags.push_back("frequently-forwarded");
  if (message.in_group) flags.push_back("group");
  return flags;
}

std::vector<Coding> CategoriesOf(const Situation& situation) {
  std::vector<Coding> categories{{kKindSystem, "message", ""},
                                 {"http://terminology.hl7.org/CodeSystem/communication-category",
                                  "notification", "Notification"}};
  for (const std::string_view flag : FlagsOf(situation.message)) {
    categories.push_back(
        {kFlagSystem, std::string(flag), situation.tables.flags.find(flag)->second.display});
  }
  return categories;
}

std::vector<std::string> NotesOf(const Situation& situation) {
  const Message& message = situation.message;
  std::vector<std::string> notes;
  for (const std::string_view code : FlagsOf(message)) {
    if (code == "forwarded" && message.frequently_forwarded) continue;  // the stronger note says it
    const Flag& flag = situation.tables.flags.find(code)->second;
    notes.push_back(situation.item.direction == Direction::kIn ? flag.note_in : flag.note_out);
  }
  if (situation.item.sent_implausible) {
    notes.push_back(situation.tables.sentences.find("time-implausible")->second);
  }
  return notes;
}

// The quoted message, or the one that is reacted to. By its derived identity: the EHR's id for it
// may be unknown, and it may be filed later than its answer.
std::vector<Reference> InResponseTo(const Situation& situation) {
  const ProviderId* target = TargetOf(situation.message);
  if (target == nullptr) return {};
  const std::string uuid = DeriveIdentity({situation.context.tenant, situation.item.channel,
                                           target->Reveal(), situation.context.target_filing},
                                          "message");
  return {LogicalReference("Communication", uuid, "")};
}

// The clinic, by the number that was written to: it may have several.
Reference ClinicLine(const Situation& situation) {
  Reference clinic = Organization(situation);
  const std::string number = fhir::r4::CleanText(situation.context.clinic_number);
  if (!fhir::r4::IsBlank(number)) clinic.display = "WhatsApp " + number;
  return clinic;
}

// What came from the patient arrived when the webhook did. When the patient got what the clinic
// sent is not ours to say, so that side has `sent` alone.
void SetTimes(const Situation& situation, Communication& communication) {
  const Item& item = situation.item;
  const bool in = item.direction == Direction::kIn;
  if (!in || (item.sent && !item.sent_implausible)) {
    communication.sent = ToDateTimeText(SaidAt(situation));
  }
  if (in) communication.received = ToInstantText(item.received);
}

}  // namespace

std::string ThreadIdentity(const Situation& situation) {
  return DeriveThreadIdentity(situation.context.tenant, situation.item.channel,
                              situation.context.conversation, situation.context.patient);
}

// in-progress: a thread has no end of its own; the next message may come in a year.
Communication ToThread(const Situation& situation) {
  return {.security = {{kConfidentiality, "N", ""}},
          .identifier = IdentifierOf(ThreadIdentity(situation)),
          .status = "in-progress",
          .categories = {{kKindSystem, "thread", ""}},
          .subject = Patient(situation)};
}

Communication ToCommunication(const Situation& situation) {
  const bool in = situation.item.direction == Direction::kIn;
  Communication communication{
      .security = Security(situation, situation.labels),
      .tags = SourceTags(situation.item),
      .identifier = IdentifierOf(IdentityOf(situation, "message")),
      .part_of = {EntryReference(ThreadIdentity(situation))},
      .in_response_to = InResponseTo(situation),
      .status = "completed",
      .categories = CategoriesOf(situation),
      .media = {MediumOf(situation)},
      .subject = Patient(situation),
      .recipients = {in ? ClinicLine(situation) : Patient(situation)},
      .sender = in ? Patient(situation) : ClinicLine(situation),
      .payload = PayloadOf(situation),
      .notes = NotesOf(situation),
  };
  SetTimes(situation, communication);
  return communication;
}

}  // namespace chartbridge::mappings
