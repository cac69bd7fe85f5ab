// Links: a contact's chart is remembered, and can be changed by nobody but chartbridge.
#include "tests/connectors/store/store_under_test.h"

namespace chartbridge::store_test {
namespace {

using bridge::JobKind;
using bridge::NewItem;
using bridge::PatientLink;
using bridge::Turn;

class LinksContract : public StoreContract {
 protected:
  std::optional<PatientLink> Link(const std::string& conversation) {
    const auto link = links().Find(conversation);
    EXPECT_TRUE(link) << link.error().text;
    return link ? *link : std::nullopt;
  }
  NewItem Unmatched(int number, const std::string& phone = "972500000001") {
    NewItem item = Item(number, phone);
    item.jobs = {{.kind = JobKind::kMatch, .turn = Turn::kInOrder}};
    return item;
  }
  std::optional<Instant> MatchDue(int number) {
    return FindJob(Find(number), JobKind::kMatch, 0)->due;
  }
};

TEST_P(LinksContract, ALinkToAPatientIsRememberedReplacedAndCut) {
  Split({Item(1)});
  const std::string conversation = Find(1).conversation;
  EXPECT_FALSE(Link(conversation));
  EXPECT_TRUE(links().Cut(conversation, {})) << "there is none: done";
  ASSERT_TRUE(links().Keep({conversation, "Patient/1", "rule:one-match", now()}, {}));
  ASSERT_TRUE(links().Keep({conversation, "Patient/2", "user:7", later(1), true},
                           {{.ev = "link.remembered", .actor = "user:7"}}));
  under_test_->Reopen();
  const auto link = Link(conversation);
  ASSERT_TRUE(link);
  EXPECT_EQ(link->conversation, conversation);
  EXPECT_EQ(link->patient, "Patient/2");
  EXPECT_EQ(link->confirmed_by, "user:7");
  EXPECT_EQ(link->confirmed_at, later(1));
  EXPECT_TRUE(link->without_number);
  ASSERT_TRUE(links().Cut(conversation, {{.ev = "link.cut", .actor = "user:7"}}));
  EXPECT_FALSE(Link(conversation));
}

TEST_P(LinksContract, ItemsOfNoContactHaveNoLink) {
  EXPECT_FALSE(Link(""));
  EXPECT_FALSE(links().Keep({"", "Patient/1", "rule:one-match", now()}, {}));
}

TEST_P(LinksContract, P4ALinkHoldsForLinkedConversationsUnlessTheyDisagree) {
  NewItem scoped = Item(2, "");
  scoped.business_scoped_id = "IL.1";
  Split({Item(1), scoped});
  const std::string by_phone = Find(1).conversation;
  const std::string by_id = Find(2).conversation;
  ASSERT_TRUE(links().Keep({by_id, "Patient/1", "rule:one-match", now()}, {}));
  EXPECT_FALSE(Link(by_phone));
  NewItem both = Item(3);
  both.business_scoped_id = "IL.1";
  Split({both});
  ASSERT_TRUE(Link(by_phone));
  EXPECT_EQ(Link(by_phone)->patient, "Patient/1");
  ASSERT_TRUE(links().Keep({by_phone, "Patient/2", "rule:one-match", later(1)}, {}));
  EXPECT_EQ(Link(by_phone)->patient, "Patient/2") << "its own link comes first";
  EXPECT_EQ(Link(by_id)->patient, "Patient/1");
  ASSERT_TRUE(links().Cut(by_phone, {}));
  EXPECT_FALSE(Link(by_phone)) << "none of the linked ones proves it any more";
}

// C4
TEST_P(LinksContract, ALinkWakesWhatWaitsForAPatientInItsLine) {
  NewItem scoped = Unmatched(2, "");
  scoped.business_scoped_id = "IL.1";
  NewItem both = Unmatched(3);
  both.business_scoped_id = "IL.1";
  Split({Unmatched(1), scoped, both});
  Split({Unmatched(4, "972500000009"), Unmatched(5)});
  ASSERT_EQ(MatchDue(5), std::nullopt);
  ASSERT_TRUE(links().Keep({Find(2).conversation, "Patient/1", "user:7", now()}, {}));
  for (const int number : {1, 2, 3, 5}) EXPECT_EQ(MatchDue(number), now()) << number;
  EXPECT_EQ(MatchDue(4), std::nullopt);
  EXPECT_EQ(Claim("w").items.size(), 4U);
}

TEST_P(LinksContract, AStepRemembersItsLinkInTheSameTransaction) {
  Split({Item(1), Unmatched(2)});
  Claim("w");
  bridge::ItemStep step = Step(1, "w");
  step.after.jobs.clear();
  step.link = PatientLink{step.before.conversation, "Patient/1", "rule:one-match", now()};
  bridge::ItemStep stale = step;
  ++stale.before.version;
  EXPECT_FALSE(items().Record(stale));
  EXPECT_FALSE(Link(step.before.conversation));
  EXPECT_EQ(MatchDue(2), std::nullopt);
  ASSERT_TRUE(items().Record(step));
  ASSERT_TRUE(Link(step.before.conversation));
  EXPECT_EQ(MatchDue(2), now());
  EXPECT_TRUE(items().Record(Step(2, "w")));
}

TEST_P(LinksContract, ALinkThatIsMadeWhileAWorkerLooksForThePatientIsNotMissed) {
  Split({Item(1)});
  Claim("w");
  bridge::ItemStep park = Step(1, "w");
  park.after.jobs = {{.kind = JobKind::kMatch, .turn = Turn::kInOrder}};
  ASSERT_TRUE(links().Keep({Find(1).conversation, "Patient/1", "user:7", now()}, {}));
  const auto recorded = items().Record(park);
  ASSERT_FALSE(recorded);
  EXPECT_EQ(recorded.error().kind, FailureKind::kConflict);
}

STORE_CONTRACT(LinksContract);

class LinksOnDisk : public LinksContract {
 protected:
  void ExpectCorrupt(const std::string& sabotage) {
    Split({Item(1)});
    const std::string conversation = Find(1).conversation;
    ASSERT_TRUE(links().Keep({conversation, "Patient/1", "user:7", now()}, {}));
    ASSERT_TRUE(Link(conversation));
    ASSERT_TRUE(under_test_->Sabotage(sabotage));
    const auto link = links().Find(conversation);
    ASSERT_FALSE(link) << sabotage;
    EXPECT_EQ(link.error().kind, FailureKind::kCorrupt);
    ASSERT_TRUE(links().Keep({conversation, "Patient/1", "user:8", now()}, {}));
    EXPECT_TRUE(Link(conversation)) << "a person can set it right";
  }
};

// B7
TEST_P(LinksOnDisk, P4ALinkThatAnotherHandTurnedToAnotherPatientIsCorrupt) {
  ExpectCorrupt("UPDATE patient_link SET patient = 'Patient/evil'");
}
TEST_P(LinksOnDisk, P4ALinkMadeByRuleCannotBePassedOffAsAPersons) {
  ExpectCorrupt("UPDATE patient_link SET confirmed_by = 'user:1'");
}
TEST_P(LinksOnDisk, P4ALinkCannotBeFreedFromItsNumber) {
  ExpectCorrupt("UPDATE patient_link SET without_number = 1");
}
TEST_P(LinksOnDisk, P4ALinkWithoutAMacIsCorrupt) {
  ExpectCorrupt("UPDATE patient_link SET mac = NULL");
}

TEST_P(LinksOnDisk, P4ALinkCannotBeMovedToAnotherConversation) {
  Split({Item(1), Item(2, "972500000002")});
  ASSERT_TRUE(links().Keep({Find(1).conversation, "Patient/1", "user:7", now()}, {}));
  ASSERT_TRUE(under_test_->Sabotage(
      "UPDATE patient_link SET conversation = (SELECT conversation FROM item ORDER BY ordinal DESC "
      "LIMIT 1)"));
  const auto link = links().Find(Find(2).conversation);
  ASSERT_FALSE(link);
  EXPECT_EQ(link.error().kind, FailureKind::kCorrupt);
}

TEST_P(LinksOnDisk, P4ARestartGivesNoMacToALinkThatAnotherHandMade) {
  Split({Item(1)});
  const std::string conversation = Find(1).conversation;
  ASSERT_TRUE(links().Keep({conversation, "Patient/1", "user:7", now()}, {}));
  ASSERT_TRUE(under_test_->Sabotage("UPDATE patient_link SET patient = 'Patient/2', mac = NULL"));
  under_test_->Reopen();
  EXPECT_EQ(links().Find(conversation).error().kind, FailureKind::kCorrupt);
}

ENGINE_CONTRACT(LinksOnDisk);

}  // namespace
}  // namespace chartbridge::store_test
