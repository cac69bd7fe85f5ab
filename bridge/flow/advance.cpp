#include "bridge/flow/advance.h"

#include <algorithm>
#include <chrono>

namespace chartbridge::bridge::flow {
namespace {

using consent::Fate;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

template <class... Fs>
struct Overloaded : Fs... {
  using Fs::operator()...;
};

Next Stay(const Standing& standing) { return {standing, {}}; }

Next MoveTo(Standing standing, Progress progress, std::vector<Effect> effects, Instant now) {
  standing.progress = progress;
  standing.reason.clear();
  standing.attempts = 0;
  standing.due = now;
  // Until it is permitted the clock of a hold goes on: taking an item up again prolongs nothing.
  if (progress == Progress::kPermitted || progress == Progress::kFiled) standing.deadline.reset();
  return {std::move(standing), std::move(effects)};
}

Next Hold(Standing standing, std::string reason, std::optional<hours> keep_for, Instant now,
          bool fetch) {
  standing.progress = Progress::kHeld;
  standing.reason = std::move(reason);
  standing.attempts = 0;
  if (keep_for) {
    const Instant until = now + *keep_for;
    standing.deadline = std::min(standing.deadline.value_or(until), until);
  }
  standing.due = standing.deadline;
  return {std::move(standing), {fetch ? Effect::kFetchMedia : Effect::kLeaveMedia}};
}

Next DropAs(Standing standing, std::string policy) {
  standing.progress = Progress::kDropped;
  standing.reason = std::move(policy);
  standing.due.reset();
  standing.deadline.reset();
  return {std::move(standing), {Effect::kDestroyContent}};
}

Next FailAs(Standing standing, std::string reason) {
  standing.progress = Progress::kFailed;
  standing.reason = std::move(reason);
  standing.due.reset();
  return {std::move(standing), {}};
}

// The deadline of a hold has passed, or the hold was only waiting for a source to answer again.
// What failed while the clock of a hold was running ends by it too.
Next TakeUpResting(const Standing& standing, Instant now) {
  if (standing.deadline && *standing.deadline <= now) return DropAs(standing, "hold-expired");
  if (standing.progress == Progress::kHeld && standing.reason == "consent-unreachable") {
    Next next = MoveTo(standing, Progress::kMatched, {Effect::kAskGate}, now);
    next.standing.attempts = standing.attempts;
    return next;
  }
  Standing still = standing;
  still.due = standing.deadline;
  return Stay(still);
}

Next TakeUp(const Standing& standing, Instant now) {
  switch (standing.progress) {
    case Progress::kParsed:
      return {standing, {Effect::kFindPatient}};
    case Progress::kMatched:
      if (standing.filed_elsewhere) return {standing, {Effect::kRetract}};
      return {standing, {Effect::kAskGate}};
    case Progress::kPermitted:
      return {standing, {Effect::kMap}};
    case Progress::kMapped:
      return {standing, {Effect::kAskGate}};
    case Progress::kHeld:
    case Progress::kFailed:
      return TakeUpResting(standing, now);
    case Progress::kReceived:
    case Progress::kFiled:
    case Progress::kNoted:
    case Progress::kDropped:
      return Stay(standing);
  }
  return Stay(standing);
}

Next OnMatch(const Standing& standing, const match::Match& found, Instant now,
             const FlowSettings& settings) {
  if (standing.progress != Progress::kParsed) return Stay(standing);
  const hours keep = hours(24) * settings.retention.hold_days;
  return std::visit(
      Overloaded{
          [&](const match::One& one) {
            Standing matched = standing;
            matched.patient = one.patient;
            // An undo that failed before is still owed, and comes first.
            const Effect then = matched.filed_elsewhere ? Effect::kRetract : Effect::kAskGate;
            return MoveTo(std::move(matched), Progress::kMatched, {Effect::kRememberLink, then},
                          now);
          },
          [&](const match::Several&) {
            return Hold(standing, "patient-unresolved", keep, now, true);
          },
          [&](const match::None&) { return Hold(standing, "patient-unresolved", keep, now, true); },
          [&](const match::Staff&) { return Hold(standing, "staff-number", keep, now, true); },
      },
      found);
}

Next OnDecision(const Standing& standing, const Decided& decided, Instant now) {
  const bool first = standing.progress == Progress::kMatched;
  if (!first && standing.progress != Progress::kMapped) return Stay(standing);
  const consent::Disposition& what = decided.disposition;
  switch (what.fate) {
    case Fate::kForward:
      if (first)
        return MoveTo(standing, Progress::kPermitted, {Effect::kFetchMedia, Effect::kMap}, now);
      return {standing, {Effect::kPush}};
    case Fate::kDrop:
      return DropAs(standing, decided.reason);
    case Fate::kQuarantine:
      return Hold(standing, decided.reason, what.keep_for, now, false);
    case Fate::kHold:
      break;
  }
  Next held = Hold(standing, decided.reason, what.keep_for, now, what.fetch_media);
  if (what.retry) {
    held.standing.attempts = standing.attempts + 1;
    const auto wait =
        NextAttempt({FailureKind::kUnreachable, "", {}, 0, {}}, held.standing.attempts, 0.5);
    held.standing.due = now + wait.value_or(Milliseconds(minutes(15)));
  }
  return held;
}

std::string ReasonOf(Step step, FailureKind kind) {
  const std::string where = step == Step::kFindPatient ? "directory-"
                            : step == Step::kAskGate   ? "consent-"
                                                       : "ehr-";
  return where + std::string(ToString(kind));
}

Next OnFailure(const Standing& standing, const StepFailed& failed, Instant now) {
  Standing next = standing;
  ++next.attempts;
  next.reason = ReasonOf(failed.step, failed.failure.kind);
  const auto wait = NextAttempt(failed.failure, next.attempts, failed.jitter);
  if (!wait) return FailAs(next, next.reason);
  next.due = now + *wait;
  return {next, {}};
}

Next OnFileFor(const Standing& standing, const FileFor& event, Instant now) {
  if (standing.progress == Progress::kNoted || standing.progress == Progress::kDropped)
    return Stay(standing);
  // It may stand in the first patient's chart already, unconfirmed: only what is confirmed can be
  // undone.
  if (standing.progress == Progress::kMapped && standing.patient != event.patient)
    return Stay(standing);
  Standing next = standing;
  next.patient = event.patient;
  if (standing.progress == Progress::kFiled) {
    if (standing.patient == event.patient) return Stay(standing);
    ++next.filing;  // a wrong filing is undone and done anew (promise P4)
    next.filed_elsewhere = true;
  } else if (!standing.patient.empty() && standing.patient != event.patient) {
    // What may have been sent for the other patient unconfirmed must not be taken for this one's.
    ++next.filing;
  }
  return MoveTo(std::move(next), Progress::kMatched, {Effect::kRememberLink}, now);
}

}  // namespace

Next Advance(const Standing& standing, const Event& event, Instant now,
             const FlowSettings& settings) {
  return std::visit(
      Overloaded{
          [&](const Begin&) { return TakeUp(standing, now); },
          [&](const LookedUp& e) { return OnMatch(standing, e.match, now, settings); },
          [&](const Decided& e) { return OnDecision(standing, e, now); },
          [&](const WasRetracted&) {
            if (standing.progress != Progress::kMatched) return Stay(standing);
            Standing clean = standing;
            clean.filed_elsewhere = false;
            return Next{std::move(clean), {Effect::kAskGate}};
          },
          [&](const WasMapped&) {
            if (standing.progress != Progress::kPermitted) return Stay(standing);
            return MoveTo(standing, Progress::kMapped, {Effect::kAskGate}, now);
          },
          [&](const CannotMap& e) {
            if (standing.progress != Progress::kPermitted) return Stay(standing);
            return FailAs(standing, "mapping-" + e.why.code);
          },
          [&](const WasPushed&) {
            if (standing.progress != Progress::kMapped) return Stay(standing);
            Next filed = MoveTo(standing, Progress::kFiled, {}, now);
            filed.standing.due.reset();
            return filed;
          },
          [&](const StepFailed& e) {
            return MayMove(standing.progress) ? OnFailure(standing, e, now) : Stay(standing);
          },
          [&](const Release&) {
            if (!MayMove(standing.progress)) return Stay(standing);
            return MoveTo(standing, Progress::kParsed, {}, now);
          },
          [&](const FileFor& e) { return OnFileFor(standing, e, now); },
          [&](const Drop& e) {
            // What is mapped may stand in the chart already, unconfirmed; only the runner can tell.
            const bool may = MayMove(standing.progress) && standing.progress != Progress::kMapped;
            return may ? DropAs(standing, e.policy) : Stay(standing);
          },
      },
      event);
}

std::optional<Milliseconds> NextAttempt(const Failure& failure, int attempt, double jitter) {
  constexpr Milliseconds kFirst = seconds(1);
  constexpr Milliseconds kLongest = minutes(15);
  constexpr int kFewTimes = 5;
  const auto backoff = [&] {
    const Milliseconds grown(kFirst.count() << std::min(attempt - 1, 20));
    const Milliseconds ceiling = std::min(kLongest, grown);
    return std::max(kFirst / 4, Milliseconds(std::int64_t(double(ceiling.count()) * jitter)));
  };
  switch (failure.kind) {
    case FailureKind::kUnreachable:
    case FailureKind::kInDoubt:
    case FailureKind::kFull:
    case FailureKind::kBusy:
    case FailureKind::kUnauthorized:
      return backoff();
    case FailureKind::kThrottled:
      return failure.retry_after ? std::max(kFirst / 4, *failure.retry_after) : backoff();
    case FailureKind::kConflict:
    case FailureKind::kCorrupt:
      return attempt <= kFewTimes ? std::optional<Milliseconds>(backoff()) : std::nullopt;
    case FailureKind::kForbidden:
    case FailureKind::kAmbiguous:
    case FailureKind::kNotOffered:
    case FailureKind::kNotFound:
    case FailureKind::kTooLarge:
    case FailureKind::kRefused:
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace chartbridge::bridge::flow
