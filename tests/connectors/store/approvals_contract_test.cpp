// Steps that want two people, as the store keeps them.
#include <gmock/gmock.h>

#include <thread>

#include "bridge/ports/approvals.h"
#include "tests/connectors/store/store_under_test.h"

namespace chartbridge::store_test {
namespace {

using bridge::Approval;
using bridge::ApprovalKind;
using bridge::ApprovalState;
using bridge::AuditEntry;

class ApprovalsContract : public StoreContract {
 protected:
  bridge::Approvals& approvals() { return store().approvals(); }

  static std::string Id(int number) {
    std::string id = "00000000-0000-4000-8000-000000000000";
    const std::string digits = std::to_string(number);
    return id.replace(id.size() - digits.size(), digits.size(), digits);
  }
  Approval Asked(int number) {
    return {.id = Id(number),
            .kind = ApprovalKind::kAssignPatient,
            .subject = Id(900 + number),
            .what = R"({"patient":"Patient/7"})",
            .asked_by = "user:noa",
            .asked_as = "Practitioner/3",
            .confirmers = {"compliance", "admin"},
            .asked_at = later(number),
            .expires = later(3600)};
  }
  std::vector<std::string> AuditEvents() {
    std::vector<std::string> events;
    EXPECT_TRUE(store().audit().Read(0, [&](const bridge::AuditLink& link) {
      const std::size_t at = link.record.find(R"("ev":"approval.)");
      if (at != std::string::npos)
        events.push_back(link.record.substr(at + 6, link.record.find('"', at + 6) - at - 6));
      return true;
    }));
    return events;
  }
  static std::vector<AuditEntry> Audit(const std::string& ev) {
    return {{.ev = ev, .actor = "user:noa"}};
  }
  static AuditEntry Expired(const Approval& approval) {
    return {.ev = "approval.expired", .actor = "svc:decide", .what = approval.subject};
  }
  template <class T>
  static FailureKind KindOf(const Result<T, Failure>& result) {
    EXPECT_FALSE(result);
    return result ? FailureKind::kBusy : result.error().kind;
  }
};

TEST_P(ApprovalsContract, ARequestComesBackWholeAfterARestart) {
  const Approval asked = Asked(1);
  ASSERT_TRUE(approvals().Ask(asked, Audit("approval.asked")));
  under_test_->Reopen();
  const auto found = approvals().Find(asked.id);
  // The memory store forgets everything at its end.
  if (GetParam() == EngineKind::kMemory && !found) return;
  ASSERT_TRUE(found) << found.error().text;
  EXPECT_EQ(*found, asked);
  EXPECT_THAT(AuditEvents(), ::testing::ElementsAre("approval.asked"));
}

TEST_P(ApprovalsContract, OneIdIsAskedOnce) {
  ASSERT_TRUE(approvals().Ask(Asked(1), {}));
  EXPECT_EQ(KindOf(approvals().Ask(Asked(1), Audit("approval.asked"))), FailureKind::kConflict);
  EXPECT_THAT(AuditEvents(), ::testing::IsEmpty());
}

TEST_P(ApprovalsContract, WhatIsNotThereIsNotFound) {
  EXPECT_EQ(KindOf(approvals().Find(Id(1))), FailureKind::kNotFound);
  EXPECT_EQ(KindOf(approvals().Find("no uuid")), FailureKind::kNotFound);
  EXPECT_EQ(KindOf(approvals().Use(Id(1), {})), FailureKind::kNotFound);
  EXPECT_EQ(KindOf(approvals().Decide(Id(1), ApprovalState::kConfirmed, "user:dan", now(), {})),
            FailureKind::kNotFound);
}

TEST_P(ApprovalsContract, OpenOnesAreListedOldestFirst) {
  for (const int number : {3, 1, 2}) ASSERT_TRUE(approvals().Ask(Asked(number), {}));
  ASSERT_TRUE(approvals().Decide(Id(2), ApprovalState::kDeclined, "user:dan", now(), {}));
  const auto open = approvals().ListOpen(now());
  ASSERT_TRUE(open);
  ASSERT_EQ(open->size(), 2U);
  EXPECT_EQ(open->front(), Asked(1));
  EXPECT_EQ(open->back().id, Id(3));
  EXPECT_THAT(*approvals().ListOpen(later(3600)), ::testing::IsEmpty());
}

TEST_P(ApprovalsContract, ItIsConfirmedByAnotherAndUsedOnce) {
  ASSERT_TRUE(approvals().Ask(Asked(1), Audit("approval.asked")));
  const auto confirmed = approvals().Decide(Id(1), ApprovalState::kConfirmed, "user:dan", later(60),
                                            Audit("approval.confirmed"));
  ASSERT_TRUE(confirmed) << confirmed.error().text;
  Approval want = Asked(1);
  want.state = ApprovalState::kConfirmed;
  want.decided_by = "user:dan";
  want.decided_at = later(60);
  EXPECT_EQ(*confirmed, want);
  EXPECT_EQ(*approvals().Find(Id(1)), want);
  const auto used = approvals().Use(Id(1), Audit("approval.used"));
  ASSERT_TRUE(used) << used.error().text;
  EXPECT_EQ(used->state, ApprovalState::kUsed);
  EXPECT_EQ(used->decided_by, "user:dan");
  EXPECT_EQ(KindOf(approvals().Use(Id(1), Audit("approval.used"))), FailureKind::kConflict);
  EXPECT_THAT(AuditEvents(),
              ::testing::ElementsAre("approval.asked", "approval.confirmed", "approval.used"));
}

TEST_P(ApprovalsContract, TheAskerCannotDecide) {
  ASSERT_TRUE(approvals().Ask(Asked(1), {}));
  for (const ApprovalState to : {ApprovalState::kConfirmed, ApprovalState::kDeclined}) {
    EXPECT_EQ(KindOf(approvals().Decide(Id(1), to, "user:noa", now(), Audit("approval.confirmed"))),
              FailureKind::kForbidden);
  }
  EXPECT_EQ(approvals().Find(Id(1))->state, ApprovalState::kOpen);
  EXPECT_THAT(AuditEvents(), ::testing::IsEmpty());
}

TEST_P(ApprovalsContract, WhatIsNotConfirmedCannotBeUsed) {
  ASSERT_TRUE(approvals().Ask(Asked(1), {}));
  EXPECT_EQ(KindOf(approvals().Use(Id(1), {})), FailureKind::kConflict);
  ASSERT_TRUE(approvals().Decide(Id(1), ApprovalState::kDeclined, "user:dan", now(), {}));
  EXPECT_EQ(KindOf(approvals().Use(Id(1), {})), FailureKind::kConflict);
}

TEST_P(ApprovalsContract, ADecisionStands) {
  ASSERT_TRUE(approvals().Ask(Asked(1), {}));
  ASSERT_TRUE(approvals().Decide(Id(1), ApprovalState::kDeclined, "user:dan", now(), {}));
  EXPECT_EQ(KindOf(approvals().Decide(Id(1), ApprovalState::kConfirmed, "user:eva", now(), {})),
            FailureKind::kConflict);
  EXPECT_EQ(approvals().Find(Id(1))->decided_by, "user:dan");
}

TEST_P(ApprovalsContract, ADecisionConfirmsOrDeclinesAndNothingElse) {
  ASSERT_TRUE(approvals().Ask(Asked(1), {}));
  for (const ApprovalState to :
       {ApprovalState::kOpen, ApprovalState::kExpired, ApprovalState::kUsed}) {
    EXPECT_EQ(KindOf(approvals().Decide(Id(1), to, "user:dan", now(), {})), FailureKind::kRefused);
  }
}

TEST_P(ApprovalsContract, AfterItsTimeNobodyDecides) {
  ASSERT_TRUE(approvals().Ask(Asked(1), {}));
  EXPECT_EQ(
      KindOf(approvals().Decide(Id(1), ApprovalState::kConfirmed, "user:dan", later(3600), {})),
      FailureKind::kConflict);
}

TEST_P(ApprovalsContract, EachOneThatRunsOutIsWrittenDownOnce) {
  for (const int number : {1, 2, 3}) ASSERT_TRUE(approvals().Ask(Asked(number), {}));
  ASSERT_TRUE(approvals().Decide(Id(3), ApprovalState::kConfirmed, "user:dan", now(), {}));
  EXPECT_EQ(*approvals().Expire(later(3599), Expired), 0);
  EXPECT_EQ(*approvals().Expire(later(3600), Expired), 2);
  EXPECT_EQ(*approvals().Expire(later(3600), Expired), 0);
  EXPECT_EQ(approvals().Find(Id(1))->state, ApprovalState::kExpired);
  EXPECT_EQ(approvals().Find(Id(3))->state, ApprovalState::kConfirmed);
  EXPECT_THAT(AuditEvents(), ::testing::ElementsAre("approval.expired", "approval.expired"));
}

TEST_P(ApprovalsContract, OfTwoPeopleAtOnceOneDecides) {
  ASSERT_TRUE(approvals().Ask(Asked(1), {}));
  std::vector<int> decided(8, 0);
  {
    std::vector<std::jthread> people;
    for (std::size_t at = 0; at < decided.size(); ++at) {
      people.emplace_back([&, at] {
        const auto to = at % 2 == 0 ? ApprovalState::kConfirmed : ApprovalState::kDeclined;
        decided[at] = bool(approvals().Decide(Id(1), to, "user:" + std::to_string(at), now(),
                                              Audit("approval.confirmed")));
      });
    }
  }
  EXPECT_EQ(std::count(decided.begin(), decided.end(), 1), 1);
  EXPECT_EQ(AuditEvents().size(), 1U);
}

// A5: the sweep takes the keys that no row names.
TEST_P(ApprovalsContract, TheSweepLeavesItsKey) {
  ASSERT_TRUE(approvals().Ask(Asked(1), {}));
  for (int day = 0; day < 4; ++day) {
    ASSERT_TRUE(housekeeping().Sweep(now() - std::chrono::hours(12)));
    clock().Move(std::chrono::hours(24));
  }
  const auto found = approvals().Find(Id(1));
  ASSERT_TRUE(found) << found.error().text;
  EXPECT_EQ(found->what, Asked(1).what);
}

STORE_CONTRACT(ApprovalsContract);

class ApprovalRows : public ApprovalsContract {};

// B7, of approvals: one UPDATE behind the program's back must confirm nothing.
TEST_P(ApprovalRows, ARowOfAnotherRequestDoesNotOpenInItsPlace) {
  ASSERT_TRUE(approvals().Ask(Asked(1), {}));
  ASSERT_TRUE(approvals().Ask(Asked(2), {}));
  ASSERT_TRUE(approvals().Decide(Id(2), ApprovalState::kConfirmed, "user:dan", now(), {}));
  ASSERT_TRUE(under_test_->Sabotage(
      "UPDATE approval SET (content, key_id) = (SELECT b.content, b.key_id FROM approval b WHERE "
      "b.is_open = 0) WHERE is_open = 1"));
  EXPECT_EQ(KindOf(approvals().Find(Id(1))), FailureKind::kCorrupt);
  EXPECT_EQ(KindOf(approvals().Use(Id(1), {})), FailureKind::kCorrupt);
}

TEST_P(ApprovalRows, NobodysNameOrPatientStandsInTheTable) {
  ASSERT_TRUE(approvals().Ask(Asked(1), {}));
  const std::string dump = under_test_->Dump({"approval"});
  EXPECT_FALSE(dump.empty());
  for (const std::string secret : {"Patient/7", "user:noa", "Practitioner/3", "compliance"})
    EXPECT_EQ(dump.find(secret), std::string::npos) << secret;
}

ENGINE_CONTRACT(ApprovalRows);

}  // namespace
}  // namespace chartbridge::store_test
