// An item while one event is applied to it: the row that it becomes, and the small moves that the
// rules of item.cpp, filing.cpp and medium.cpp share. Internal to this folder.
#pragma once

#include <algorithm>
#include <chrono>
#include <string_view>
#include <utility>

#include "bridge/flow/advance.h"

namespace chartbridge::bridge::flow {

// The EHR is read back and asked for so long before a person must act (redesign.md section 2).
inline constexpr std::chrono::hours kDoubtEnds{24};
// A provider forgets a medium after so long.
inline constexpr std::chrono::days kProviderKeeps{7};
// What will not pass by itself is asked again at this pace.
inline constexpr std::chrono::minutes kSlowly{15};

class Draft {
 public:
  Draft(const ItemRow& before, Instant now, double jitter, const FlowSettings& settings)
      : now(now), jitter(jitter), settings(settings) {
    next.row = before;
    next.row.content.clear();
  }

  Next next;
  ItemRow& row() { return next.row; }
  const Instant now;
  const double jitter;
  const FlowSettings& settings;

  // --- Jobs.
  void Put(JobKind kind, int number, Turn turn, std::optional<Instant> due, int attempts = 0,
           bool urgent = false);
  void Remove(JobKind kind, int number);
  void RemoveAll(JobKind kind);
  int AttemptsOf(JobKind kind, int number) const;

  // --- Filings.
  Filing* Find(int number);
  Filing* Newest() { return next.row.filings.empty() ? nullptr : &next.row.filings.back(); }
  MediaRow* Medium(int number);
  // The filing for this patient that goes on: the newest, if it is open and this patient's, else a
  // new one; an open one of another patient is superseded.
  Filing& FilingFor(const std::string& patient);
  // It will not go on: what of it may stand in a chart is looked up and taken back, the rest ends.
  void EndFiling(Filing& filing, Reason reason);
  bool by_person = false;  // what follows from it waits for no pause of the EHR
  void HoldFiling(Filing& filing, Reason reason, std::optional<std::chrono::hours> keep,
                  bool fetch);
  void FailFiling(Filing& filing, Reason reason);

  // --- The item itself.
  void HoldItem(Reason reason, bool fetch);
  void DropItem(Reason policy);
  void HoldUntil(std::optional<std::chrono::hours> keep);
  std::chrono::hours HoldTime() const {
    return std::chrono::hours(24) * settings.retention.hold_days;
  }

  // --- Media.
  void FetchWaiting();  // those left on purpose are fetched
  void LeavePending();  // those not fetched yet are left
  void Fetch(MediaRow& medium, bool urgent = false);
  void DropMedium(MediaRow& medium, Reason reason);
  // Files it in a Bundle of its own, where its message stands in the chart.
  void PushIfFiled(MediaRow& medium, bool urgent = false);
  // The Communication in the chart shall say what became of it.
  void AmendIfFiled();

  // Puts in order what depends on the rest: the job of the earliest deadline, the order of jobs.
  Next Finish(bool changed);
};

bool IsOpen(FilingState state);       // may still go on to be filed
bool IsOfConsent(Reason reason);      // the gate said no or wait
bool MayStand(const Filing& filing);  // something of it may be current in a chart

// The rules, by what the event speaks of. Each says whether the event meant anything.
bool On(Draft& draft, const Matched& event);
bool On(Draft& draft, const MatchFailed& event);
bool On(Draft& draft, const DeadlineCame& event);
bool On(Draft& draft, const Unreadable& event);
bool On(Draft& draft, const Release& event);
bool On(Draft& draft, const Assign& event);
bool On(Draft& draft, const Drop& event);
bool On(Draft& draft, const ExtendHold& event);

bool On(Draft& draft, const Decided& event);
bool On(Draft& draft, const CouldNotAsk& event);
bool On(Draft& draft, const Planned& event);
bool On(Draft& draft, const CannotPlan& event);
bool On(Draft& draft, const Confirmed& event);
bool On(Draft& draft, const Leaving& event);
bool On(Draft& draft, const NothingToSend& event);
bool On(Draft& draft, const LookedUp& event);
bool On(Draft& draft, const PushEnded& event);
bool On(Draft& draft, const Retracted& event);
bool On(Draft& draft, const MediaRetracted& event);
bool On(Draft& draft, const Amended& event);
bool On(Draft& draft, const Verified& event);

bool On(Draft& draft, const MediumConfirmed& event);
bool On(Draft& draft, const MediumLeaving& event);
bool On(Draft& draft, const MediumPushEnded& event);
bool On(Draft& draft, const MediumLookedUp& event);
bool On(Draft& draft, const MediumCannotPlan& event);
bool On(Draft& draft, const Fetched& event);
bool On(Draft& draft, const FetchFailed& event);
bool On(Draft& draft, const Forgotten& event);
bool On(Draft& draft, const NothingToFetch& event);
bool On(Draft& draft, const NothingToPush& event);
bool On(Draft& draft, const NothingToRetract& event);
bool On(Draft& draft, const PartsKnown& event);
bool On(Draft& draft, const ReleaseMedium& event);
bool On(Draft& draft, const RetryMedium& event);
bool On(Draft& draft, const DropMedium& event);

// What the gate said of one medium that has not left.
void Apply(Draft& draft, MediaRow& medium, const GateAnswer& answer);
// A server that answers «not here» or «not you» while it is not well says nothing of the message.
Failure AsSaid(const Failure& failure, bool server_is_well);
// Parts that the EHR told of: new references, versions and states.
void Take(Filing& filing, const std::vector<FilingPart>& told);

}  // namespace chartbridge::bridge::flow
