#include "bridge/ports/item_rows.h"

#include <algorithm>

#include "bridge/ports/links.h"

namespace chartbridge::bridge {
namespace {

// The filing that speaks for the item: only once it is matched, and not after the item itself was
// held, dropped or failed anew.
const Filing* Speaker(const ItemRow& row) {
  return row.state == Progress::kMatched ? NewestFiling(row) : nullptr;
}

bool WaitsForReview(Reason reason) {
  return IsOfIdentity(reason) || reason == Reason::kConflictingCopy ||
         reason == Reason::kUnparsable || reason == Reason::kKindNotDocumented;
}

}  // namespace

Progress ItemRow::progress() const {
  const Filing* filing = Speaker(*this);
  return filing == nullptr ? state : ProgressOf(filing->state);
}

Reason ItemRow::reason() const {
  const Filing* filing = Speaker(*this);
  if (filing == nullptr) return state_reason;
  const bool taken_back =
      filing->state == FilingState::kRetracting || filing->state == FilingState::kRetracted;
  return taken_back && filing->reason == Reason::kNone ? Reason::kRetracted : filing->reason;
}

int ItemRow::filing() const {
  const Filing* filing = NewestFiling(*this);
  return filing == nullptr ? 0 : filing->number;
}

int ItemRow::attempts() const {
  int most = 0;
  if (const Filing* filing = Speaker(*this)) most = filing->attempts;
  for (const Job& job : jobs) {
    if (job.kind == JobKind::kMatch || job.kind == JobKind::kDecide)
      most = std::max(most, job.attempts);
  }
  return most;
}

StaffQueue ItemRow::queue() const {
  switch (progress()) {
    case Progress::kFailed:
      return StaffQueue::kDeadLetters;
    case Progress::kFiled: {
      const bool dead = std::any_of(media.begin(), media.end(), [](const MediaRow& medium) {
        return medium.progress == MediaProgress::kFailed || medium.progress == MediaProgress::kHeld;
      });
      return dead ? StaffQueue::kDeadLetters : StaffQueue::kNone;
    }
    case Progress::kHeld:
      return WaitsForReview(reason()) ? StaffQueue::kReview : StaffQueue::kNone;
    default:
      return StaffQueue::kNone;
  }
}

std::optional<Instant> ItemRow::due() const {
  std::optional<Instant> first;
  for (const Job& job : jobs) {
    if (job.due && (!first || *job.due < *first)) first = job.due;
  }
  return first;
}

std::vector<std::string> ItemRow::resources() const {
  std::vector<std::string> all;
  for (const Filing& filing : filings) {
    for (const FilingPart& part : filing.parts) {
      const bool current = part.state == PartState::kConfirmed || part.state == PartState::kAmended;
      if (current && !part.reference.empty()) all.push_back(part.reference);
    }
  }
  return all;
}

const Filing* NewestFiling(const ItemRow& row) {
  return row.filings.empty() ? nullptr : &row.filings.back();
}

const Filing* FindFiling(const ItemRow& row, int number) {
  const auto found = std::find_if(row.filings.begin(), row.filings.end(),
                                  [&](const Filing& filing) { return filing.number == number; });
  return found == row.filings.end() ? nullptr : &*found;
}

const MediaRow* FindMedia(const ItemRow& row, int number) {
  const auto found = std::find_if(row.media.begin(), row.media.end(),
                                  [&](const MediaRow& media) { return media.number == number; });
  return found == row.media.end() ? nullptr : &*found;
}

const Job* FindJob(const ItemRow& row, JobKind kind, int number) {
  const auto found = std::find_if(row.jobs.begin(), row.jobs.end(), [&](const Job& job) {
    return job.kind == kind && job.number == number;
  });
  return found == row.jobs.end() ? nullptr : &*found;
}

bool IsByRule(const PatientLink& link) { return link.confirmed_by.starts_with("rule:"); }

}  // namespace chartbridge::bridge
