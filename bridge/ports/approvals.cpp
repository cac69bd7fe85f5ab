#include "bridge/ports/approvals.h"

#include <array>

namespace chartbridge::bridge {
namespace {

constexpr std::array<std::string_view, kApprovalKinds> kKinds{
    "assign-patient", "oversight-role", "widen-consent", "approve-text", "set-policy",
    "run-purge",      "channel-mode",   "lower-label",   "backup"};
constexpr std::array<std::string_view, 5> kStates{"open", "confirmed", "declined", "expired",
                                                  "used"};

template <class T, std::size_t kCount>
std::optional<T> Read(const std::array<std::string_view, kCount>& words, std::string_view word) {
  for (std::size_t at = 0; at < kCount; ++at) {
    if (words[at] == word) return static_cast<T>(at);
  }
  return std::nullopt;
}

}  // namespace

std::string_view ToString(ApprovalKind kind) { return kKinds.at(static_cast<std::size_t>(kind)); }
std::optional<ApprovalKind> ReadApprovalKind(std::string_view word) {
  return Read<ApprovalKind>(kKinds, word);
}
std::string_view ToString(ApprovalState state) {
  return kStates.at(static_cast<std::size_t>(state));
}
std::optional<ApprovalState> ReadApprovalState(std::string_view word) {
  return Read<ApprovalState>(kStates, word);
}

std::optional<Failure> WhyNotDecided(const Approval& approval, ApprovalState to,
                                     const std::string& who, Instant now) {
  const auto failure = [](FailureKind kind, std::string text) {
    return Failure{kind, std::move(text), {}, 0, {}};
  };
  if (to != ApprovalState::kConfirmed && to != ApprovalState::kDeclined)
    return failure(FailureKind::kRefused, "A request is confirmed or declined.");
  if (approval.asked_by == who)
    return failure(FailureKind::kForbidden, "You asked for this yourself: another person decides.");
  if (approval.state != ApprovalState::kOpen)
    return failure(FailureKind::kConflict, "Somebody was faster: this request is decided.");
  if (approval.expires <= now)
    return failure(FailureKind::kConflict, "The request is over: it has to be asked for again.");
  return std::nullopt;
}

}  // namespace chartbridge::bridge
