#include "bridge/run/media_parts.h"

namespace chartbridge::bridge::run {

using consent::Fate;

std::string PartOf(const MediaRow& media) { return "media:" + std::to_string(media.number); }

std::vector<GateQuestion> QuestionsFor(const ItemRow& row, const std::vector<std::string>& labels) {
  std::vector<GateQuestion> questions{
      {"message", "Communication", consent::ContentClass::kText, labels}};
  for (const MediaRow& media : row.media) {
    const bool open = media.progress == MediaProgress::kWaiting ||
                      media.progress == MediaProgress::kPending ||
                      media.progress == MediaProgress::kStored;
    if (open)
      questions.push_back(
          {PartOf(media), "DocumentReference", consent::ContentClass::kMedia, labels});
  }
  return questions;
}

std::optional<MediaChange> ChangeFor(const MediaRow& media, const GateAnswer& answer) {
  MediaChange change;
  change.number = media.number;
  change.progress = media.progress;
  change.reason = answer.decision.reason;
  switch (answer.disposition.fate) {
    case Fate::kForward:
      if (media.progress != MediaProgress::kWaiting) return std::nullopt;
      change.progress = MediaProgress::kPending;
      change.reason.clear();
      return change;
    case Fate::kDrop:
      change.progress = MediaProgress::kDropped;
      change.destroy = true;
      return change;
    case Fate::kQuarantine:
    case Fate::kHold:
      change.progress = MediaProgress::kHeld;
      return change;
  }
  return std::nullopt;
}

void Apply(const MediaChange& change, MediaRow& row) {
  row.progress = change.progress;
  row.reason = change.reason;
  if (!change.resources.empty()) row.resources = change.resources;
}

mappings::MediaState ToMediaState(const MediaRow& media, bool with_ready) {
  mappings::MediaState state;
  state.number = media.number;
  state.why = media.reason;
  switch (media.progress) {
    case MediaProgress::kStored:
    case MediaProgress::kFiled:
      state.presence =
          with_ready ? mappings::MediaPresence::kReady : mappings::MediaPresence::kPending;
      break;
    case MediaProgress::kDropped:
    case MediaProgress::kFailed:
      state.presence = mappings::MediaPresence::kNotKept;
      break;
    case MediaProgress::kPending:
    case MediaProgress::kWaiting:
    case MediaProgress::kHeld:
      state.presence = mappings::MediaPresence::kPending;
      break;
  }
  state.content_type = media.content_type;
  state.size = media.size;
  state.sha1_base64 = media.sha1_base64;
  state.sha256_hex = media.sha256_hex;
  return state;
}

Enclosure EnclosureOf(const mappings::Item& item, const mappings::Context& context,
                      const MediaRow& media) {
  return {mappings::BinaryReference(item, context, media.number), media.content_type, media.size,
          media.object, media.key_id};
}

std::vector<Enclosure> EnclosuresIn(const std::string& bundle, const ItemRow& row,
                                    const mappings::Item& item, const mappings::Context& context) {
  std::vector<Enclosure> enclosures;
  for (const MediaRow& media : row.media) {
    if (media.progress != MediaProgress::kStored) continue;
    const Enclosure enclosure = EnclosureOf(item, context, media);
    if (bundle.find(enclosure.binary) != bundle.npos) enclosures.push_back(enclosure);
  }
  return enclosures;
}

}  // namespace chartbridge::bridge::run
