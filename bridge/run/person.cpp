#include "bridge/run/person.h"

#include <algorithm>
#include <tuple>

namespace chartbridge::bridge::run {
namespace {

flow::Standing StandingOf(const ItemRow& row) {
  flow::Standing standing;
  standing.progress = row.progress;
  standing.reason = row.reason;
  standing.patient = row.patient;
  standing.filing = row.filing;
  standing.deadline = row.deadline;
  return standing;
}

// A message can be taken up again; what was never one has nothing to file.
bool IsMessage(const ItemRow& row) {
  return row.kind != "unsupported" && row.kind != "unparsable" && row.kind != "status";
}

// A late medium may be in the chart before we know it, and only what is known there can be undone.
bool MayStandUnconfirmed(const ItemRow& row) {
  return row.progress == Progress::kFiled &&
         std::any_of(row.media.begin(), row.media.end(), [](const MediaRow& media) {
           return media.progress == MediaProgress::kStored;
         });
}

}  // namespace

void Person::Saw(const ItemRow& row) {
  seen_ = row;
  seen_->content.clear();
}

bool Person::StandsAsSeen(const ItemRow& row) const {
  if (!seen_ || seen_->key != row.key) return true;
  const auto standing = [](const ItemRow& r) {
    return std::tie(r.progress, r.reason, r.patient, r.filing, r.attempts);
  };
  return standing(*seen_) == standing(row);
}

Result<ItemRow, Failure> Person::Release(const ItemKey& key) {
  auto row = ledger_.Find(key);
  if (!row) return Unexpected<Failure>(row.error());
  if (*row && !IsMessage(**row)) {
    return Fail(FailureKind::kRefused,
                "this item is no message that could be filed; `messages drop` ends its hold");
  }
  return Step(key, flow::Release{}, "message.released");
}

Result<ItemRow, Failure> Person::FileFor(const ItemKey& key, const std::string& patient) {
  auto row = ledger_.Find(key);
  if (!row) return Unexpected<Failure>(row.error());
  if (*row && !IsMessage(**row))
    return Fail(FailureKind::kRefused, "this item is no message that could be filed");
  if (*row && MayStandUnconfirmed(**row)) {
    return Fail(FailureKind::kBusy,
                "a file of this message is just being filed; try again in a moment");
  }
  auto filed = Step(key, flow::FileFor{patient}, "review.filed");
  if (!filed) return filed;
  auto shared = SharedNumber(key);
  if (!shared) return Unexpected<Failure>(shared.error());
  if (!*shared && !filed->conversation.empty()) {
    const PatientLink link{filed->conversation, patient, who_, clock_.Now()};
    auto remembered = ledger_.Remember(
        link, {{"link.remembered", who_, 0, patient, filed->conversation, {}, "by-person", ""}});
    if (!remembered) return Unexpected<Failure>(remembered.error());
    if (auto others = TakeUpOthers(*filed); !others) return Unexpected<Failure>(others.error());
  }
  return filed;
}

Result<ItemRow, Failure> Person::Drop(const ItemKey& key, const std::string& policy) {
  return Step(key, flow::Drop{policy}, "message.dropped");
}

Result<ItemRow, Failure> Person::Step(const ItemKey& key, const flow::Event& event,
                                      const std::string& ev) {
  auto row = ledger_.Find(key);
  if (!row) return Unexpected<Failure>(row.error());
  if (!*row) return Fail(FailureKind::kNotFound, "there is no item with that key");
  if (!StandsAsSeen(**row))
    return Fail(FailureKind::kConflict, "the item was changed meanwhile; look at it again");
  if ((*row)->destroyed)
    return Fail(FailureKind::kRefused,
                "the content of this item was destroyed; nothing can be filed any more");
  const flow::Next next = flow::Advance(StandingOf(**row), event, clock_.Now(), settings_);
  if (next.standing.progress == (*row)->progress && next.standing.patient == (*row)->patient) {
    return Fail(FailureKind::kRefused, "this cannot be done with an item that is " +
                                           std::string(ToString((*row)->progress)));
  }
  if (auto recorded = Record(**row, next, ev); !recorded)
    return Unexpected<Failure>(recorded.error());
  auto after = ledger_.Find(key);
  if (!after) return Unexpected<Failure>(after.error());
  return **after;
}

Result<void, Failure> Person::Record(const ItemRow& row, const flow::Next& next,
                                     const std::string& ev) {
  Transition step;
  step.key = row.key;
  step.from = row.progress;
  step.to = next.standing.progress;
  step.reason = next.standing.reason;
  step.patient = next.standing.patient;
  step.filing = next.standing.filing;
  step.due = next.standing.due;
  step.deadline = next.standing.deadline;
  step.destroy_content = std::find(next.effects.begin(), next.effects.end(),
                                   flow::Effect::kDestroyContent) != next.effects.end();
  for (const MediaRow& media : row.media) {
    if (step.destroy_content)
      step.media.push_back(
          {media.number, MediaProgress::kDropped, next.standing.reason, {}, {}, true});
    const bool again =
        media.progress == MediaProgress::kFailed || media.progress == MediaProgress::kHeld;
    // A good copy in the vault is kept: the provider may have forgotten its own.
    const bool kept = media.key_id != 0 && media.reason != "infected";
    if (!step.destroy_content && again) {
      step.media.push_back({media.number,
                            kept ? MediaProgress::kStored : MediaProgress::kWaiting,
                            "",
                            {},
                            {},
                            !kept});
    }
  }
  step.audit.push_back({ev,
                        who_,
                        0,
                        next.standing.patient.empty() ? row.conversation : next.standing.patient,
                        row.key,
                        {},
                        next.standing.reason,
                        ""});
  return ledger_.Record(step);
}

Result<bool, Failure> Person::SharedNumber(const ItemKey& key) {
  auto decisions = ledger_.Decisions(key);
  if (!decisions) return Unexpected<Failure>(decisions.error());
  const auto last = std::find_if(decisions->rbegin(), decisions->rend(),
                                 [](const DecisionRecord& d) { return d.stage == "match"; });
  return last != decisions->rend() && (last->decision == "several" || last->decision == "staff");
}

Result<void, Failure> Person::TakeUpOthers(const ItemRow& row) {
  ItemFilter filter;
  filter.progress = Progress::kHeld;
  std::vector<ItemKey> waiting;
  auto listed = ledger_.List(filter, [&](const ItemRow& other) {
    if (other.conversation == row.conversation && other.reason == "patient-unresolved")
      waiting.push_back(other.key);
    return true;
  });
  if (!listed) return listed;
  for (const ItemKey& key : waiting) {
    auto released = Step(key, flow::Release{}, "message.released");
    if (!released && released.error().kind != FailureKind::kRefused)
      return Unexpected<Failure>(released.error());
  }
  return {};
}

}  // namespace chartbridge::bridge::run
