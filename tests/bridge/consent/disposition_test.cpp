// Section 4 of consent-and-privacy.md: what becomes of a body, row by row.
#include "bridge/consent/disposition.h"

#include <gtest/gtest.h>

namespace chartbridge::bridge::consent {
namespace {

using std::chrono::hours;

struct Row {
  const char* name;
  Verdict verdict;
  const char* reason;
  DispositionKind kind;
  bool fetch_media;
  std::optional<hours> keep_for;
  bool retry;
  bool task;
};

constexpr RetentionSettings kKept{48, 10};
const hours kQuarantined(48);
const hours kHeld(240);

const Row kRows[] = {
    {"permitted",
     Verdict::kPermit,
     "permitted-by-consent",
     DispositionKind::kForward,
     true,
     {},
     false,
     false},
    {"permitted by policy",
     Verdict::kPermit,
     "permitted-by-implicit-policy",
     DispositionKind::kForward,
     true,
     {},
     false,
     false},
    {"never asked", Verdict::kDeny, "no-consent", DispositionKind::kQuarantine, false, kQuarantined,
     false, false},
    {"never asked, clinic holds", Verdict::kHold, "no-consent", DispositionKind::kQuarantine, false,
     kQuarantined, false, false},
    {"asked, not answered", Verdict::kHold, "consent-pending", DispositionKind::kQuarantine, false,
     kQuarantined, false, false},
    {"run out", Verdict::kDeny, "consent-expired", DispositionKind::kQuarantine, false,
     kQuarantined, false, false},
    {"said no to this",
     Verdict::kDeny,
     "denied-by-consent",
     DispositionKind::kDrop,
     false,
     {},
     false,
     false},
    {"withdrawn",
     Verdict::kDeny,
     "consent-revoked",
     DispositionKind::kDrop,
     false,
     {},
     false,
     false},
    {"declined",
     Verdict::kDeny,
     "consent-rejected",
     DispositionKind::kDrop,
     false,
     {},
     false,
     false},
    {"outside the agreement", Verdict::kDeny, "no-matching-provision", DispositionKind::kQuarantine,
     false, kHeld, false, true},
    {"not in force yet", Verdict::kDeny, "consent-not-yet-valid", DispositionKind::kQuarantine,
     false, kHeld, false, true},
    {"tagged for other purposes", Verdict::kDeny, "purpose-label-conflict",
     DispositionKind::kQuarantine, false, kHeld, false, true},
    {"store down", Verdict::kHold, "consent-unreachable", DispositionKind::kHold, true, kHeld, true,
     false},
    {"unreadable record", Verdict::kHold, "consent-invalid", DispositionKind::kHold, true, kHeld,
     false, true},
    {"unknown fact", Verdict::kHold, "unresolved-criteria", DispositionKind::kHold, true, kHeld,
     false, true},
    {"not verified", Verdict::kHold, "unverified", DispositionKind::kHold, true, kHeld, false,
     true},
    {"guardian's time is over", Verdict::kHold, "guardian-lapsed", DispositionKind::kHold, true,
     kHeld, false, true},
    {"whose is it", Verdict::kHold, "patient-unresolved", DispositionKind::kHold, true, kHeld,
     false, true},
    {"asked badly", Verdict::kHold, "request-incomplete", DispositionKind::kHold, true, kHeld,
     false, true},
    {"a reason nobody foresaw", Verdict::kDeny, "brand-new", DispositionKind::kHold, true, kHeld,
     false, true},
};

TEST(Disposition, P3EveryReasonHasItsFate) {
  for (const Row& row : kRows) {
    const Disposition got = DispositionOf(row.verdict, row.reason, kKept);
    EXPECT_EQ(got.kind, row.kind) << row.name;
    EXPECT_EQ(got.fetch_media, row.fetch_media) << row.name;
    EXPECT_EQ(got.keep_for, row.keep_for) << row.name;
    EXPECT_EQ(got.retry, row.retry) << row.name;
    EXPECT_EQ(got.task, row.task) << row.name;
  }
}

TEST(Disposition, P3OnlyAPermitGoesForward) {
  for (const Row& row : kRows) {
    EXPECT_EQ(DispositionOf(row.verdict, row.reason, kKept).kind == DispositionKind::kForward,
              row.verdict == Verdict::kPermit)
        << row.name;
  }
}

}  // namespace
}  // namespace chartbridge::bridge::consent
