// What ItemRun does once the message itself is filed, and with the media of its item.
#include "bridge/run/filer.h"
#include "bridge/run/item_run.h"
#include "mappings/to_bundle.h"

namespace chartbridge::bridge::run {

Result<void, Failure> ItemRun::FileLateMedia() {
  standing_.due.reset();
  // One that is still on its way makes the item due when it comes (Ledger::RecordMedia).
  for (MediaRow& media : row_.media) {
    if (media.progress != MediaProgress::kStored) continue;
    if (auto filed = FileOneLate(media); !filed) return filed;
  }
  return Save();
}

Result<void, Failure> ItemRun::FileOneLate(MediaRow& media) {
  const auto again = [&](const Failure& failure) {
    ++standing_.attempts;
    const auto wait = flow::NextAttempt(failure, standing_.attempts, Jitter(ports_.entropy));
    if (!wait)
      Change({media.number,
              MediaProgress::kFailed,
              "ehr-" + std::string(ToString(failure.kind)),
              {},
              {},
              false});
    if (wait) standing_.due = ports_.clock.Now() + *wait;
    return Result<void, Failure>();
  };
  const auto subject = Subject();
  if (!subject) return again(subject.error());
  const auto answers =
      Gate(ports_, settings_)
          .Ask(*subject,
               {{PartOf(media), "DocumentReference", consent::ContentClass::kMedia, labels_}});
  decisions_.push_back(ToRecord(answers.front(), "push", ports_.clock.Now()));
  audit_.push_back(ToAudit(answers.front(), standing_.patient, row_.key));
  if (answers.front().disposition.retry)
    return again({FailureKind::kUnreachable, "consents cannot be read", {}, 0, {}});
  if (answers.front().disposition.fate != consent::Fate::kForward) {
    if (const auto change = ChangeFor(media, answers.front())) Change(*change);
    return {};
  }
  mappings::Context context = MakeContext(true);
  context.consents = answers.front().decision.basis;
  const auto mapped = mappings::ToMediaBundle(item_, context, media.number);
  if (!mapped) {
    Change({media.number, MediaProgress::kFailed, "mapping-" + mapped.error().code, {}, {}, false});
    return {};
  }
  auto filed = ports_.ehr.File({mapped->bundle, {EnclosureOf(item_, context, media)}}, true);
  if (!filed) return again(filed.error());
  std::vector<std::string> all = resources_.value_or(row_.resources);
  all.insert(all.end(), filed->resources.begin(), filed->resources.end());
  resources_ = std::move(all);
  standing_.attempts = 0;
  Change({media.number, MediaProgress::kFiled, "", {}, filed->resources, false});
  ++ports_.metrics.media_filed;
  for (const std::string& resource : filed->resources)
    Audit("ehr.create", "svc:forward", 0, resource, "");
  return {};
}

void ItemRun::SetMedia(MediaProgress from, MediaProgress to) {
  for (MediaRow& media : row_.media) {
    if (media.progress == from) Change({media.number, to, "", {}, {}, false});
  }
}

void ItemRun::DestroyMedia() {
  for (MediaRow& media : row_.media) {
    if (media.progress != MediaProgress::kDropped)
      Change({media.number, MediaProgress::kDropped, standing_.reason, {}, {}, true});
  }
}

void ItemRun::Change(const MediaChange& change) {
  media_changes_.push_back(change);
  for (MediaRow& media : row_.media) {
    if (media.number == change.number) Apply(change, media);
  }
}

}  // namespace chartbridge::bridge::run
