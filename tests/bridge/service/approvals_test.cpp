// Who may be the second person, and what a request lives through.
#include "bridge/service/approvals.h"

#include <gmock/gmock.h>

#include "fhir/json/parse.h"
#include "tests/fakes/memory_store.h"

namespace chartbridge::bridge::service {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class SetClock final : public Clock {
 public:
  Instant Now() const override { return now; }
  std::chrono::steady_clock::time_point Steady() const override { return {}; }
  bool WaitUntil(std::stop_token, std::chrono::steady_clock::time_point) override { return true; }
  Instant now = FromUnixMillis(1'795'327'200'000);
};

class CountedEntropy final : public Entropy {
 public:
  void Fill(std::span<unsigned char> bytes) override {
    for (unsigned char& byte : bytes) byte = ++last_;
  }

 private:
  unsigned char last_ = 0;
};

const access::Roles& Matrix() {
  static const access::Roles roles = *access::Roles::Load();
  return roles;
}

const Person kNoa{"user:noa", {"clinician"}, "Practitioner/3"};
const Person kFront{"user:dan", {"front-desk"}, ""};
const Person kEva{"user:eva", {"compliance"}, "Practitioner/9"};
const Person kMia{"user:mia", {"compliance", "admin"}, ""};
const Person kBoss{"user:boss", {"admin"}, ""};

Approval Asked() {
  return {.id = "00000000-0000-4000-8000-000000000001",
          .asked_by = kNoa.actor,
          .asked_as = kNoa.practitioner,
          .confirmers = {"compliance"},
          .expires = FromUnixMillis(1000)};
}

// The matrix says 2 for at least one role wherever a kind of approval stands for it.
TEST(ApprovalRule, EveryKindStandsForARowOfTheMatrixThatWantsTwo) {
  for (int at = 0; at < kApprovalKinds; ++at) {
    const auto kind = static_cast<ApprovalKind>(at);
    bool wants_two = false;
    for (const std::string& role : Matrix().names())
      wants_two |= !ConfirmersFor(Matrix(), {role}, kind).empty();
    EXPECT_TRUE(wants_two) << ToString(kind);
    EXPECT_FALSE(Matrix().Words(PermissionOf(kind)).empty()) << ToString(kind);
  }
}

TEST(ApprovalRule, EveryTwoOfTheMatrixHasAKind) {
  for (const std::string& permission : Matrix().permissions()) {
    for (const std::string& role : Matrix().names()) {
      if (Matrix().SecondPerson(role, permission).empty()) continue;
      bool known = false;
      for (int at = 0; at < kApprovalKinds; ++at)
        known |= PermissionOf(static_cast<ApprovalKind>(at)) == permission;
      EXPECT_TRUE(known) << permission;
    }
  }
}

TEST(ApprovalRule, TheSecondPersonIsOfTheRoleThatTheMatrixNames) {
  EXPECT_THAT(ConfirmersFor(Matrix(), {"clinician"}, ApprovalKind::kAssignPatient),
              ElementsAre("compliance"));
  EXPECT_THAT(ConfirmersFor(Matrix(), {"compliance"}, ApprovalKind::kSetPolicy),
              ElementsAre("admin"));
  EXPECT_THAT(ConfirmersFor(Matrix(), {"admin"}, ApprovalKind::kAssignPatient), IsEmpty());
  EXPECT_THAT(ConfirmersFor(Matrix(), {"nobody"}, ApprovalKind::kAssignPatient), IsEmpty());
}

TEST(ApprovalRule, WhoMayDecide) {
  const Instant now = FromUnixMillis(0);
  EXPECT_EQ(MayDecide(Asked(), kEva, now), DecisionRefusal::kNone);
  EXPECT_EQ(MayDecide(Asked(), kMia, now), DecisionRefusal::kNone);
  EXPECT_EQ(MayDecide(Asked(), kBoss, now), DecisionRefusal::kWrongRole);
  EXPECT_EQ(MayDecide(Asked(), kFront, now), DecisionRefusal::kWrongRole);
  EXPECT_EQ(MayDecide(Asked(), kEva, FromUnixMillis(999)), DecisionRefusal::kNone);
  EXPECT_EQ(MayDecide(Asked(), kEva, FromUnixMillis(1000)), DecisionRefusal::kExpired);
}

TEST(ApprovalRule, NobodyIsTheirOwnSecondPerson) {
  Person self = kEva;
  self.actor = kNoa.actor;
  EXPECT_EQ(MayDecide(Asked(), self, FromUnixMillis(0)), DecisionRefusal::kOwnRequest);
}

// G9: two accounts on one Practitioner are one person.
TEST(ApprovalRule, AnotherAccountOfTheSamePractitionerIsNoSecondPerson) {
  const Person other_account{"user:noa2", {"compliance"}, kNoa.practitioner};
  EXPECT_EQ(MayDecide(Asked(), other_account, FromUnixMillis(0)), DecisionRefusal::kOwnRequest);
}

TEST(ApprovalRule, WhatIsDecidedStays) {
  for (const auto state :
       {ApprovalState::kConfirmed, ApprovalState::kDeclined, ApprovalState::kUsed}) {
    Approval decided = Asked();
    decided.state = state;
    EXPECT_EQ(MayDecide(decided, kEva, FromUnixMillis(0)), DecisionRefusal::kNotOpen);
  }
}

class Requests : public ::testing::Test {
 protected:
  Result<Approval, Failure> Ask(const Person& who, const std::string& patient = "Patient/7") {
    ++last_;
    return requests_.Ask(
        who, {"00000000-0000-4000-8000-00000000000" + std::to_string(last_),
              ApprovalKind::kAssignPatient, "item-key", R"({"patient":")" + patient + R"("})"});
  }
  // "event/outcome" of each entry that approvals wrote.
  std::vector<std::string> Audit() {
    std::vector<std::string> events;
    EXPECT_TRUE(store_.audit().Read(0, [&](const AuditLink& link) {
      const auto record = fhir::json::Parse(link.record);
      const std::string ev = (*record)["ev"].text();
      if (ev.starts_with("approval."))
        events.push_back(ev.substr(9) + "/" +
                         std::to_string((*record)["outcome"].integer().value_or(-1)));
      EXPECT_EQ(link.record.find("Patient/7"), std::string::npos);  // G8
      return true;
    }));
    return events;
  }
  template <class T>
  static FailureKind KindOf(const Result<T, Failure>& result) {
    EXPECT_FALSE(result);
    return result ? FailureKind::kBusy : result.error().kind;
  }

  SetClock clock_;
  CountedEntropy entropy_;
  fakes::MemoryStore store_{clock_, entropy_};
  ApprovalRequests requests_{store_.approvals(), Matrix(), clock_};
  int last_ = 0;
};

TEST_F(Requests, AskedByOneConfirmedByAnotherUsedOnce) {
  const auto asked = Ask(kNoa);
  ASSERT_TRUE(asked) << asked.error().text;
  EXPECT_EQ(asked->expires, clock_.now + std::chrono::hours(24));
  const auto confirmed = requests_.Confirm(kEva, asked->id);
  ASSERT_TRUE(confirmed) << confirmed.error().text;
  EXPECT_EQ(confirmed->decided_by, "user:eva");
  ASSERT_TRUE(requests_.Use(kEva, *confirmed));
  EXPECT_EQ(KindOf(requests_.Use(kEva, *confirmed)), FailureKind::kConflict);
  EXPECT_THAT(Audit(), ElementsAre("asked/4", "confirmed/0", "used/0"));
}

TEST_F(Requests, WhoNeedsNobodyOrMayNotAtAllDoesNotAsk) {
  EXPECT_EQ(KindOf(Ask(kBoss)), FailureKind::kForbidden);
  EXPECT_EQ(KindOf(Ask({"user:x", {"auditor"}, ""})), FailureKind::kForbidden);
  EXPECT_THAT(Audit(), IsEmpty());
}

TEST_F(Requests, AskedTwiceIsOneRequest) {
  const auto first = Ask(kNoa);
  EXPECT_EQ(Ask(kNoa)->id, first->id);
  EXPECT_NE(Ask(kNoa, "Patient/8")->id, first->id);
  EXPECT_NE(Ask(kFront)->id, first->id);
}

TEST_F(Requests, TheAskerTheWrongRoleAndTheLateAreRefused) {
  const auto asked = Ask(kNoa);
  EXPECT_EQ(KindOf(requests_.Confirm(kNoa, asked->id)), FailureKind::kForbidden);
  EXPECT_EQ(KindOf(requests_.Confirm(kFront, asked->id)), FailureKind::kForbidden);
  EXPECT_EQ(KindOf(requests_.Confirm(kBoss, asked->id)), FailureKind::kForbidden);
  clock_.now += std::chrono::hours(24);
  EXPECT_EQ(KindOf(requests_.Confirm(kEva, asked->id)), FailureKind::kConflict);
  EXPECT_EQ(store_.approvals().Find(asked->id)->state, ApprovalState::kExpired);
  EXPECT_THAT(Audit(), ElementsAre("asked/4", "expired/4"));
}

TEST_F(Requests, WhoeverHoldsTheHostSeesAllEndsThemAndConfirmsNone) {
  const auto asked = Ask(kNoa);
  ASSERT_TRUE(asked) << asked.error().text;
  ASSERT_EQ(requests_.ListAll()->size(), 1U);
  EXPECT_EQ(ApprovalJson(requests_.ListAll()->front())["what"]["patient"].text(), "Patient/7");
  const auto declined = requests_.DeclineAsOperator(asked->id);
  ASSERT_TRUE(declined) << declined.error().text;
  EXPECT_EQ(declined->decided_by, "cli");
  EXPECT_THAT(*requests_.ListAll(), IsEmpty());
  EXPECT_EQ(KindOf(requests_.DeclineAsOperator(asked->id)), FailureKind::kConflict);
  EXPECT_EQ(KindOf(requests_.DeclineAsOperator("nothing")), FailureKind::kNotFound);
  EXPECT_EQ(KindOf(requests_.Confirm(kEva, asked->id)), FailureKind::kConflict);
  EXPECT_THAT(Audit(), ElementsAre("asked/4", "declined/8"));
}

TEST_F(Requests, ComplianceDoesNotConfirmItself) {
  const auto asked = Ask(kEva);
  ASSERT_TRUE(asked);
  EXPECT_EQ(KindOf(requests_.Confirm(kEva, asked->id)), FailureKind::kForbidden);
  EXPECT_TRUE(requests_.Confirm(kMia, asked->id));
}

TEST_F(Requests, WhatWasDeclinedIsNeverConfirmed) {
  const auto asked = Ask(kNoa);
  ASSERT_TRUE(requests_.Decline(kEva, asked->id));
  EXPECT_EQ(KindOf(requests_.Confirm(kMia, asked->id)), FailureKind::kConflict);
  EXPECT_EQ(KindOf(requests_.Use(kEva, *asked)), FailureKind::kConflict);
  EXPECT_THAT(Audit(), ElementsAre("asked/4", "declined/8"));
}

// The step behind it may have failed: who confirmed may try it again, nobody else.
TEST_F(Requests, ConfirmedOnceMoreByTheSamePersonStandsUntilItIsUsed) {
  const auto asked = Ask(kNoa);
  ASSERT_TRUE(requests_.Confirm(kEva, asked->id));
  EXPECT_EQ(requests_.Confirm(kEva, asked->id)->state, ApprovalState::kConfirmed);
  EXPECT_EQ(KindOf(requests_.Confirm(kMia, asked->id)), FailureKind::kConflict);
  ASSERT_TRUE(requests_.Use(kEva, *asked));
  EXPECT_EQ(KindOf(requests_.Confirm(kEva, asked->id)), FailureKind::kConflict);
}

TEST_F(Requests, AConfirmationIsOverWithItsRequest) {
  const auto asked = Ask(kNoa);
  ASSERT_TRUE(requests_.Confirm(kEva, asked->id));
  clock_.now += std::chrono::hours(24);
  EXPECT_EQ(KindOf(requests_.Confirm(kEva, asked->id)), FailureKind::kConflict);
}

TEST_F(Requests, EachSeesWhatTheyAskedForOrMayDecide) {
  const auto of_noa = Ask(kNoa);
  const auto of_eva = Ask(kEva, "Patient/8");
  const auto ids = [&](const Person& who) {
    std::vector<std::string> ids;
    const auto listed = requests_.ListFor(who);
    for (const Approval& one : *listed) ids.push_back(one.id);
    return ids;
  };
  EXPECT_THAT(ids(kNoa), ElementsAre(of_noa->id));
  EXPECT_THAT(ids(kEva), ElementsAre(of_noa->id, of_eva->id));
  EXPECT_THAT(ids(kFront), IsEmpty());
  clock_.now += std::chrono::hours(25);
  EXPECT_THAT(ids(kEva), IsEmpty());
}

TEST_F(Requests, AStoreThatRefusesLeavesNothingBehind) {
  store_.FailWrites(Failure{FailureKind::kFull, "full", {}, 0, {}});
  EXPECT_EQ(KindOf(Ask(kNoa)), FailureKind::kFull);
  store_.FailWrites(std::nullopt);
  EXPECT_THAT(*requests_.ListFor(kNoa), IsEmpty());
  EXPECT_THAT(Audit(), IsEmpty());
}

}  // namespace
}  // namespace chartbridge::bridge::service
