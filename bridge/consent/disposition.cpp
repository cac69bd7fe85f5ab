#include "bridge/consent/disposition.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace chartbridge::bridge::consent {
namespace {

enum class Row { kQuarantine, kOutside, kDrop, kRetry, kTask };

struct ReasonRow {
  std::string_view reason;
  Row row;
};

// Section 4 of consent-and-privacy.md. "no-consent" is also a hold where the clinic holds such
// requests; its row is the same.
constexpr auto kTable = std::to_array<ReasonRow>({
    {"no-consent", Row::kQuarantine},
    {"consent-pending", Row::kQuarantine},
    {"consent-expired", Row::kQuarantine},
    {"denied-by-consent", Row::kDrop},
    {"consent-revoked", Row::kDrop},
    {"consent-rejected", Row::kDrop},
    {"no-matching-provision", Row::kOutside},
    {"consent-not-yet-valid", Row::kOutside},
    {"purpose-label-conflict", Row::kOutside},
    {"consent-unreachable", Row::kRetry},
});

// Every other hold needs a person, and so would a reason that is not in the table.
Row RowOf(const std::string& reason) {
  const auto* row = std::find_if(kTable.begin(), kTable.end(),
                                 [&](const ReasonRow& f) { return f.reason == reason; });
  return row == kTable.end() ? Row::kTask : row->row;
}

}  // namespace

Disposition DispositionOf(Verdict verdict, const std::string& reason,
                          const RetentionSettings& settings) {
  const std::chrono::hours quarantine(settings.quarantine_hours);
  const std::chrono::hours hold(std::chrono::days(settings.hold_days));
  if (verdict == Verdict::kPermit)
    return {DispositionKind::kForward, true, std::nullopt, false, std::nullopt, false};
  switch (RowOf(reason)) {
    case Row::kQuarantine:
      return {DispositionKind::kQuarantine, false, quarantine, false, std::nullopt, false};
    case Row::kOutside:
      return {DispositionKind::kQuarantine, false, hold, false, std::nullopt, true};
    case Row::kDrop:
      return {DispositionKind::kDrop, false, std::nullopt, false, std::nullopt, false};
    case Row::kRetry:
      return {DispositionKind::kHold, true, hold, true, std::nullopt, false};
    case Row::kTask:
      break;
  }
  return {DispositionKind::kHold, true, hold, false, std::nullopt, true};
}

}  // namespace chartbridge::bridge::consent
