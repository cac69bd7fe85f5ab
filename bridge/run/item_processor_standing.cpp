// What ItemProcessor does with a filing that stands in a chart: files that came later, new
// versions, taking it back, one more look at the Consents.
#include <algorithm>

#include "bridge/run/item_processor.h"
#include "bridge/run/media_parts.h"

namespace chartbridge::bridge::run {
namespace {

// Those that are known to stand there, for literal references.
std::vector<FilingPart> Standing(const Filing& filing) {
  std::vector<FilingPart> standing;
  for (const FilingPart& part : filing.parts) {
    const bool stands = part.state == PartState::kConfirmed || part.state == PartState::kAmended;
    if (stands && !part.reference.empty()) standing.push_back(part);
  }
  return standing;
}

}  // namespace

Result<void, Failure> ItemProcessor::Retract(int number) {
  const Filing* filing = FindFiling(row_, number);
  if (filing != nullptr && filing->state == FilingState::kFiled) return RetractMedia(number);
  if (filing == nullptr || filing->state != FilingState::kRetracting) {
    Apply(flow::NothingToRetract{number});
    return {};
  }
  if (changed_) {
    if (auto saved = Save(); !saved) return saved;
    filing = FindFiling(row_, number);
    if (filing == nullptr || filing->state != FilingState::kRetracting) return {};
  }
  // What an older version left in doubt has no list of parts: it is planned again to know them.
  if (filing->parts.empty() && item_) {
    const mappings::Context context = MakeContext(*filing);
    const auto planned = ports_.ehr.Plan({*item_, context, std::nullopt, Files({}, true), {}});
    if (planned) Apply(flow::PartsKnown{number, planned->parts});
    filing = FindFiling(row_, number);
  }
  const bool doubt = filing->maybe_sent ||
                     std::any_of(filing->parts.begin(), filing->parts.end(),
                                 [](const FilingPart& p) { return p.state == PartState::kSent; });
  if (doubt) {
    if (!LookUp(number)) return {};
    filing = FindFiling(row_, number);
    if (filing->state != FilingState::kRetracting) return {};
  }
  std::vector<FilingPart> standing;
  for (const FilingPart& part : filing->parts) {
    const bool stands = part.state == PartState::kConfirmed || part.state == PartState::kAmended;
    if (stands && part.part != "thread") standing.push_back(part);
  }
  const SendOutcome outcome = ports_.ehr.Retract(standing);
  if (outcome.failure) {
    RecordServer(*outcome.failure, "message", "ehr", flow::ReasonOfFailure(outcome.failure->kind));
  } else {
    ++ports_.metrics.filings_retracted;
  }
  for (const FilingPart& part : outcome.confirmed)
    AuditPart("ehr.update", part, "entered-in-error");
  Apply(flow::Retracted{number, outcome}, true);
  return {};
}

// What a dropped medium may have left beside its message, which stays.
Result<void, Failure> ItemProcessor::RetractMedia(int number) {
  const Filing* filing = FindFiling(row_, number);
  std::vector<FilingPart> asked;
  std::vector<std::string> names;
  for (const MediaRow& medium : row_.media) {
    if (medium.progress != MediaProgress::kDropped) continue;
    for (const FilingPart& part : filing->parts) {
      if (!flow::IsOfMedium(part, medium.number) || part.state == PartState::kEnteredInError)
        continue;
      asked.push_back(part);
      names.push_back(part.part);
    }
  }
  if (changed_) {
    if (auto saved = Save(); !saved) return saved;
  }
  auto found = ports_.ehr.LookUp(asked);
  const SendOutcome outcome = found ? ports_.ehr.Retract(*found) : SendOutcome{{}, found.error()};
  if (outcome.failure)
    RecordServer(*outcome.failure, "message", "ehr", flow::ReasonOfFailure(outcome.failure->kind));
  for (const FilingPart& part : outcome.confirmed)
    AuditPart("ehr.update", part, "entered-in-error");
  Apply(flow::MediaRetracted{number, std::move(names), outcome}, true);
  return {};
}

Result<void, Failure> ItemProcessor::Amend(int number) {
  const Filing* filing = FindFiling(row_, number);
  if (filing == nullptr || filing->state != FilingState::kFiled) {
    Apply(flow::Amended{number, {}});
    return {};
  }
  const auto answers =
      AskGate(*filing, {{"message", "Communication", false, labels_}}, Freshness::kRead, "amend");
  if (answers.front().disposition.retry) {
    Apply(flow::Amended{number, {{}, Failure{FailureKind::kUnreachable, "", {}, 0, {}, {}, {}}}});
    return {};
  }
  if (!MayLeave(answers.front())) {  // what stands there stays as it is
    Apply(flow::Amended{number, {}});
    return {};
  }
  const mappings::Context context = MakeContext(*filing);
  const auto planned = ports_.ehr.PlanAmendment(
      {*item_, context, std::nullopt, Files(filing->parts, false), Standing(*filing)});
  if (!planned || planned->parts.empty()) {
    Apply(flow::Amended{number, {}});
    return {};
  }
  if (changed_) {
    if (auto saved = Save(); !saved) return saved;
  }
  const SendOutcome outcome = ports_.ehr.Amend(*planned);
  if (outcome.failure)
    RecordServer(*outcome.failure, "message", "ehr", flow::ReasonOfFailure(outcome.failure->kind));
  for (const FilingPart& part : outcome.confirmed) AuditPart("ehr.update", part, "amended");
  Apply(flow::Amended{number, outcome}, true);
  return {};
}

Result<void, Failure> ItemProcessor::PushMedium(int number) {
  const Filing* filing = NewestFiling(row_);
  const MediaRow* medium = FindMedia(row_, number);
  const bool goes = filing != nullptr && filing->state == FilingState::kFiled &&
                    medium != nullptr && medium->progress == MediaProgress::kStored;
  if (!goes) {
    Apply(flow::NothingToPush{number});
    return {};
  }
  const std::string part = MediaPart(number);
  const auto answers =
      AskGate(*filing, {{part, "DocumentReference", true, labels_}}, Freshness::kRead, "push");
  Apply(flow::MediumConfirmed{number, answers.front()});
  if (!MayLeave(answers.front())) return {};
  filing = NewestFiling(row_);
  medium = FindMedia(row_, number);
  mappings::Context context = MakeContext(*filing);
  context.consents = answers.front().decision.basis;
  auto planned = ports_.ehr.Plan({*item_, context, number, Files({}, true), Standing(*filing)});
  if (!planned) {
    Apply(flow::MediumCannotPlan{number, planned.error()});
    return {};
  }
  const auto ended = [&](const SendOutcome& outcome) {
    if (outcome.failure) {
      ++ports_.metrics.pushes_failed;
      ports_.log.Write(LogLevel::kWarning, LogEvent::kMediaFailed,
                       {{"item", row_.key}, {"kind", ToString(outcome.failure->kind)}});
      Apply(flow::MediumPushEnded{number, outcome, ServerIsWell(outcome)}, true);
      const MediaRow* now = FindMedia(row_, number);
      RecordServer(*outcome.failure, part, "ehr", now == nullptr ? Reason::kNone : now->reason);
    } else {
      Apply(flow::MediumPushEnded{number, outcome, true}, true);
      ++ports_.metrics.media_filed;
    }
    for (const FilingPart& one : outcome.confirmed) AuditPart("ehr.create", one, "");
  };
  if (medium->maybe_sent) {
    auto there = ports_.ehr.LookUp(planned->parts);
    if (!there) {
      ended({{}, there.error()});
      return {};
    }
    if (there->size() >= planned->parts.size()) {
      ended({*there, std::nullopt});
      return {};
    }
    Apply(flow::MediumLookedUp{number, *there}, true);
  }
  Apply(flow::MediumLeaving{number, planned->parts});
  if (auto saved = Save(); !saved) return saved;
  medium = FindMedia(row_, number);
  const bool still = medium != nullptr && medium->progress == MediaProgress::kStored &&
                     NewestFiling(row_)->state == FilingState::kFiled;
  if (!still) return {};
  if (lease_.lost()) return Fail(FailureKind::kBusy, "The lease of this conversation is lost.");
  ended(ports_.ehr.Send(*planned));
  return {};
}

const Filing* ItemProcessor::ToVerify() const {
  for (const Job& job : row_.jobs) {
    if (job.kind == JobKind::kVerify && job.due && *job.due <= ports_.clock.Now())
      return FindFiling(row_, job.number);
  }
  return nullptr;
}

Result<void, Failure> ItemProcessor::Verify(const std::vector<ItemProcessor*>& others) {
  const Filing* filing = ToVerify();
  if (filing == nullptr || !ReadContent()) return {};
  const auto look = [](ItemProcessor& one) {
    const Filing& mine = *one.ToVerify();
    const std::size_t before = one.decisions_.size();
    const std::size_t audited = one.audit_.size();
    GateAnswer answer = one.AskGate(mine, {{"message", "Communication", false, one.labels_}},
                                    Freshness::kRead, "after")
                            .front();
    const bool same = answer.decision.basis == mine.basis && MayLeave(answer);
    if (same || answer.disposition.retry) {  // nothing new is nothing to write down
      one.decisions_.resize(before);
      one.audit_.resize(audited);
    } else if (!MayLeave(answer)) {
      one.Audit("delivered-after-change", "svc:decide", 8, one.row_.key, answer.decision.reason);
    }
    return answer;
  };
  const std::vector<std::string> basis = filing->basis;
  const int number = filing->number;
  const GateAnswer answer = look(*this);
  const bool unchanged = answer.decision.basis == basis && MayLeave(answer);
  Apply(flow::Verified{number, answer});
  for (ItemProcessor* other : others) {
    const Filing* theirs = other->ToVerify();
    if (theirs == nullptr || !other->ReadContent()) continue;
    const bool same = unchanged && theirs->basis == basis;
    const int which = theirs->number;
    other->Apply(flow::Verified{which, same ? answer : look(*other)});
  }
  return {};
}

}  // namespace chartbridge::bridge::run
