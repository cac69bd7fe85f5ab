#include "connectors/api/reach.h"

#include "bridge/consent/disposition.h"

namespace chartbridge::api {

using bridge::ItemRow;
using bridge::Progress;
using bridge::access::Grant;

bool Reach::Covers(const ItemRow& row) const {
  return all || (matched && !row.patient.empty()) ||
         (waiting && row.queue() == bridge::StaffQueue::kReview);
}

bool Reach::Narrow(bridge::ItemFilter& filter) const {
  using bridge::Audience;
  using bridge::StaffQueue;
  if (all) return true;
  if (matched) {
    filter.audience = waiting ? Audience::kOfPatientsAndReview : Audience::kOfPatients;
    return true;
  }
  const bool elsewhere = filter.queue != StaffQueue::kNone && filter.queue != StaffQueue::kReview;
  filter.queue = StaffQueue::kReview;
  return waiting && !elsewhere;
}

Reach ReachOf(const Ask& ask, bridge::access::Permission permission) {
  Reach reach;
  bool plain = false;
  for (const std::string& role : ask.caller.roles) {
    switch (ask.ports.roles.Ask({role}, permission)) {
      case Grant::kYes:
        reach.all = plain = true;
        break;
      case Grant::kMasked:
        reach.all = reach.masked = true;
        break;
      case Grant::kWithReason:
        reach.with_reason = true;
        break;
      case Grant::kOwn:
        reach.matched = reach.matched || role == "clinician";
        reach.waiting = reach.waiting || role == "clinician" || role == "front-desk";
        break;
      case Grant::kNo:
      case Grant::kCounters:
      case Grant::kSecondPerson:
        break;
    }
  }
  if (plain) reach.masked = false;
  return reach;
}

bool IsQuarantined(bridge::Reason reason) {
  using bridge::consent::DispositionOf;
  const std::string word(bridge::ToString(reason));
  return DispositionOf(bridge::consent::Verdict::kHold, word, {}).kind !=
         bridge::consent::DispositionKind::kHold;
}

Words WordsOf(const ItemRow& row) {
  if (row.destroyed) return Words::kDestroyed;
  switch (row.progress()) {
    case Progress::kReceived:
    case Progress::kParsed:
    case Progress::kMatched:
      return Words::kQuarantined;  // the gate has not been asked yet
    case Progress::kHeld:
      return IsQuarantined(row.reason()) ? Words::kQuarantined : Words::kReadable;
    case Progress::kPermitted:
    case Progress::kMapped:
    case Progress::kFiled:
    case Progress::kNoted:
    case Progress::kFailed:
      return Words::kReadable;
    case Progress::kDropped:
      break;  // not destroyed yet: what of it may stand in a chart is being taken back
  }
  return Words::kQuarantined;
}

Answer<ItemRow> FindWithin(const Ask& ask, const Reach& reach, const std::string& key) {
  auto row = ask.ports.items.Find(key);
  if (!row) return RefuseFor(row.error());
  if (!*row || !(reach.with_reason || reach.Covers(**row))) return Refuse(404, "not-found");
  return std::move(**row);
}

}  // namespace chartbridge::api
