#include "bridge/run/staff_actions.h"

#include <algorithm>

#include "bridge/match/match_patient.h"
#include "fhir/json/parse.h"
#include "words/say.h"

namespace chartbridge::bridge::run {
namespace {

constexpr int kRaces = 5;

// A number that several share, or a staff member's, is no patient's: each message is chosen by
// itself.
bool IsSharedNumber(const std::vector<DecisionRecord>& decisions) {
  const auto last = std::find_if(decisions.rbegin(), decisions.rend(),
                                 [](const DecisionRecord& d) { return d.stage == "match"; });
  return last != decisions.rend() && (last->decision == "several" || last->decision == "staff");
}

words::Statement NotInThisState(const ItemRow& row) {
  return words::Say("not-in-this-state", {{"progress", std::string(ToString(row.progress()))}});
}

std::string SubjectOf(const ItemRow& row) {
  return row.patient.empty() ? row.conversation : row.patient;
}

}  // namespace

void StaffActions::ExpectUnchanged(const ItemRow& row) { expected_.emplace(row.key, row.version); }

Result<ItemRow, Failure> StaffActions::Step(const ItemKey& key, const flow::Event& event,
                                            const Words& words) {
  for (int race = 0; race < kRaces; ++race) {
    auto row = ports_.items.Find(key);
    if (!row) return Unexpected<Failure>(row.error());
    if (!*row) return Fail(FailureKind::kNotFound, words::Say("item-unknown"));
    const ItemRow& before = **row;
    if (expected_ && expected_->first == key && expected_->second != before.version)
      return Fail(FailureKind::kConflict, words::Say("changed"));
    if (before.destroyed) return Fail(FailureKind::kRefused, words::Say("destroyed"));
    constexpr double kNoJitter = 0.5;
    flow::Next next = flow::Advance(before, event, ports_.clock.Now(), kNoJitter, settings_.flow);
    if (!next.changed) return Fail(FailureKind::kRefused, NotInThisState(before));
    ItemStep step;
    step.before = before;
    step.after = std::move(next.row);
    step.destroy_content = next.destroy_content;
    step.lost_keys = std::move(next.lost_keys);
    step.link = std::move(next.link);
    if (step.link) {
      step.link->confirmed_by = settings_.who;
      step.audit.push_back({"link.remembered",
                            settings_.who,
                            0,
                            step.link->patient,
                            before.conversation,
                            {},
                            "by-person",
                            ""});
    }
    const std::string reason =
        words.reason.empty() ? std::string(ToString(step.after.reason())) : words.reason;
    step.audit.push_back({words.ev, settings_.who, 0, SubjectOf(step.after), key, {}, reason, ""});
    const auto recorded = ports_.items.Record(step);
    if (!recorded) {
      if (recorded.error().kind == FailureKind::kConflict) continue;
      return Unexpected<Failure>(recorded.error());
    }
    expected_.reset();
    auto after = ports_.items.Find(key);
    if (!after) return Unexpected<Failure>(after.error());
    if (!*after) return Fail(FailureKind::kNotFound, "the item is gone");
    return **std::move(after);
  }
  return Fail(FailureKind::kConflict, words::Say("changed"));
}

Result<ItemRow, Failure> StaffActions::Release(const ItemKey& key) {
  return Step(key, flow::Release{}, {"message.released", ""});
}

Result<ItemRow, Failure> StaffActions::AssignPatient(const ItemKey& key, const std::string& patient,
                                                     bool approved) {
  auto row = ports_.items.Find(key);
  if (!row) return Unexpected<Failure>(row.error());
  if (!*row) return Fail(FailureKind::kNotFound, words::Say("item-unknown"));
  if (!flow::MayAssign(**row)) return Fail(FailureKind::kRefused, NotInThisState(**row));
  auto known = ports_.directory.Read(patient);
  if (!known) {
    if (known.error().kind == FailureKind::kNotFound)
      return Fail(FailureKind::kNotFound, words::Say("patient-unknown"));
    return Unexpected<Failure>(known.error());
  }
  if (!known->active) return Fail(FailureKind::kRefused, words::Say("patient-inactive"));
  auto decisions = ports_.items.Decisions(key);
  if (!decisions) return Unexpected<Failure>(decisions.error());
  flow::Assign assign;
  assign.patient = known->reference;
  assign.approved = approved;
  assign.remember = !IsSharedNumber(*decisions);
  assign.without_number = true;
  const auto channel = ports_.channels.find((*row)->channel);
  const auto content = fhir::json::Parse((*row)->content);
  if (channel != ports_.channels.end() && content) {
    const auto item = channel->second->Read((*row)->channel, (*row)->received, *content);
    const bool phone = item && item->contact.phone;
    assign.without_number =
        !phone ||
        std::none_of(known->phones.begin(), known->phones.end(), [&](const std::string& written) {
          return match::SameNumber(*item->contact.phone, written, settings_.country);
        });
  }
  return Step(key, assign, {"review.filed", ""});
}

Result<ItemRow, Failure> StaffActions::Drop(const ItemKey& key, Reason policy) {
  return Step(key, flow::Drop{policy}, {"message.dropped", std::string(ToString(policy))});
}

Result<ItemRow, Failure> StaffActions::ExtendHold(const ItemKey& key, Instant until) {
  return Step(key, flow::ExtendHold{until}, {"hold.extended", ""});
}

Result<ItemRow, Failure> StaffActions::ReleaseMedium(const ItemKey& key, int number) {
  return Step(key, flow::ReleaseMedium{number},
              {"media.released", "media:" + std::to_string(number)});
}

Result<ItemRow, Failure> StaffActions::RetryMedium(const ItemKey& key, int number) {
  return Step(key, flow::RetryMedium{number}, {"media.retried", "media:" + std::to_string(number)});
}

Result<ItemRow, Failure> StaffActions::DropMedium(const ItemKey& key, int number) {
  return Step(key, flow::DropMedium{number}, {"media.dropped", "media:" + std::to_string(number)});
}

}  // namespace chartbridge::bridge::run
