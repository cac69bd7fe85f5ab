#include "bridge/flow/progress.h"

#include <array>
#include <utility>

namespace chartbridge::bridge {
namespace {

constexpr auto kProgressWords = std::to_array<std::pair<Progress, std::string_view>>({
    {Progress::kReceived, "received"},
    {Progress::kParsed, "parsed"},
    {Progress::kMatched, "matched"},
    {Progress::kPermitted, "permitted"},
    {Progress::kMapped, "mapped"},
    {Progress::kFiled, "filed"},
    {Progress::kHeld, "held"},
    {Progress::kNoted, "noted"},
    {Progress::kDropped, "dropped"},
    {Progress::kFailed, "failed"},
});

constexpr auto kFilingStateWords = std::to_array<std::pair<FilingState, std::string_view>>({
    {FilingState::kPlanned, "planned"},
    {FilingState::kPermitted, "permitted"},
    {FilingState::kMapped, "mapped"},
    {FilingState::kSent, "sent"},
    {FilingState::kFiled, "filed"},
    {FilingState::kRetracting, "retracting"},
    {FilingState::kRetracted, "retracted"},
    {FilingState::kHeld, "held"},
    {FilingState::kFailed, "failed"},
    {FilingState::kDropped, "dropped"},
});

constexpr auto kPartStateWords = std::to_array<std::pair<PartState, std::string_view>>({
    {PartState::kWanted, "wanted"},
    {PartState::kSent, "sent"},
    {PartState::kConfirmed, "confirmed"},
    {PartState::kAmended, "amended"},
    {PartState::kEnteredInError, "entered-in-error"},
});

constexpr auto kMediaProgressWords = std::to_array<std::pair<MediaProgress, std::string_view>>({
    {MediaProgress::kPending, "pending"},
    {MediaProgress::kWaiting, "waiting"},
    {MediaProgress::kStored, "stored"},
    {MediaProgress::kFiled, "filed"},
    {MediaProgress::kHeld, "held"},
    {MediaProgress::kDropped, "dropped"},
    {MediaProgress::kFailed, "failed"},
});

constexpr auto kJobKindWords = std::to_array<std::pair<JobKind, std::string_view>>({
    {JobKind::kMatch, "match"},
    {JobKind::kDecide, "decide"},
    {JobKind::kPush, "push"},
    {JobKind::kPushMedium, "push-medium"},
    {JobKind::kAmend, "amend"},
    {JobKind::kRetract, "retract"},
    {JobKind::kVerify, "verify"},
    {JobKind::kExpire, "expire"},
    {JobKind::kFetch, "fetch"},
    {JobKind::kForget, "forget"},
});

// The tables stand in the order of their enumerations.
template <class Words, class Value>
std::string_view WordOf(const Words& words, Value value) {
  return words[static_cast<std::size_t>(value)].second;
}

template <class Words>
auto ValueOf(const Words& words, std::string_view word)
    -> std::optional<typename Words::value_type::first_type> {
  for (const auto& [value, name] : words) {
    if (name == word) return value;
  }
  return std::nullopt;
}

}  // namespace

std::string_view ToString(Progress value) { return WordOf(kProgressWords, value); }
std::optional<Progress> ReadProgress(std::string_view word) {
  return ValueOf(kProgressWords, word);
}

std::string_view ToString(FilingState value) { return WordOf(kFilingStateWords, value); }
std::optional<FilingState> ReadFilingState(std::string_view word) {
  return ValueOf(kFilingStateWords, word);
}

std::string_view ToString(PartState value) { return WordOf(kPartStateWords, value); }
std::optional<PartState> ReadPartState(std::string_view word) {
  return ValueOf(kPartStateWords, word);
}

std::string_view ToString(MediaProgress value) { return WordOf(kMediaProgressWords, value); }
std::optional<MediaProgress> ReadMediaProgress(std::string_view word) {
  return ValueOf(kMediaProgressWords, word);
}

std::string_view ToString(JobKind value) { return WordOf(kJobKindWords, value); }
std::optional<JobKind> ReadJobKind(std::string_view word) { return ValueOf(kJobKindWords, word); }

Progress ProgressOf(FilingState state) {
  switch (state) {
    case FilingState::kPlanned:
      return Progress::kMatched;
    case FilingState::kPermitted:
      return Progress::kPermitted;
    case FilingState::kMapped:
    case FilingState::kSent:
      return Progress::kMapped;
    case FilingState::kFiled:
      return Progress::kFiled;
    case FilingState::kHeld:
      return Progress::kHeld;
    case FilingState::kFailed:
      return Progress::kFailed;
    case FilingState::kRetracting:
    case FilingState::kRetracted:
    case FilingState::kDropped:
      return Progress::kDropped;
  }
  return Progress::kFailed;
}

}  // namespace chartbridge::bridge
