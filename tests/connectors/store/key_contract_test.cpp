// The key store (promise P9), the schema's versions, and two processes on one store.
#include "tests/connectors/store/store_under_test.h"

namespace chartbridge::store_test {
namespace {

using bridge::Progress;

class KeyContract : public StoreContract {};

TEST_P(KeyContract, AKeyIsTheSameAfterARestart) {
  const auto key = store().keys().CreateKey();
  ASSERT_TRUE(key);
  under_test_->Reopen();
  const auto opened = store().keys().OpenKey(key->id());
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->bytes(), key->bytes());
}

TEST_P(KeyContract, P9ADestroyedKeyIsGoneAndItsIdIsNeverUsedAgain) {
  const auto key = store().keys().CreateKey();
  ASSERT_TRUE(key);
  ASSERT_TRUE(store().keys().DestroyKey(key->id()));
  EXPECT_EQ(store().keys().OpenKey(key->id()).error().kind, FailureKind::kNotFound);
  under_test_->Reopen();
  EXPECT_EQ(store().keys().OpenKey(key->id()).error().kind, FailureKind::kNotFound);
  const auto next = store().keys().CreateKey();
  ASSERT_TRUE(next);
  EXPECT_GT(next->id(), key->id());
}

TEST_P(KeyContract, DestroyingAKeyTwiceIsNoFailure) {
  const auto key = store().keys().CreateKey();
  ASSERT_TRUE(store().keys().DestroyKey(key->id()));
  EXPECT_TRUE(store().keys().DestroyKey(key->id()));
}

class KeysOnDisk : public KeyContract {};

TEST_P(KeysOnDisk, P9ASplitDeliverysKeyIsDestroyed) {
  const auto marker = store().keys().CreateKey();
  ASSERT_TRUE(marker);
  const bridge::Seq seq = Append("secret");
  const std::int64_t before = marker->id();
  ASSERT_TRUE(items().Split({{.delivery = seq, .last = true, .items = {}}}));
  const auto after = store().keys().CreateKey();
  ASSERT_TRUE(after);
  for (std::int64_t id = before + 1; id < after->id() && id < before + 1000; ++id) {
    EXPECT_FALSE(store().keys().OpenKey(id)) << id;
  }
}

TEST_P(KeysOnDisk, ASecondProcessSeesAndMovesItems) {
  Split({Item(1)});
  const auto second = under_test_->OpenSecond();
  const auto found = second->items().Find(Key(1));
  ASSERT_TRUE(found && *found);
  EXPECT_EQ((*found)->content, "{}");
  bridge::ItemStep step = Step(1, "");
  step.after.state = Progress::kDropped;
  ASSERT_TRUE(second->items().Record(step));
  EXPECT_EQ(Find(1).progress(), Progress::kDropped);
  ASSERT_TRUE(second->inbox().AppendAndWait(Delivery("from there"), Soon()));
  EXPECT_EQ(inbox().Claim("w", now(), later(9), 9)->size(), 1U);
}

TEST_P(KeysOnDisk, AnUpToDateStoreHasNothingToMigrate) {
  const auto pending = under_test_->Migrate(true);
  ASSERT_TRUE(pending);
  EXPECT_TRUE(pending->empty());
}

// What 0002 added is taken out again: then the store is as the first version left it.
constexpr const char* kBackToTheFirstSchema =
    "DROP TABLE account; DROP TABLE login_session; DROP TABLE api_token; DROP TABLE guess; "
    "DROP TABLE audit_about; DROP INDEX audit_link_back; DROP INDEX item_by_conversation; "
    "DROP INDEX item_by_kind; DROP INDEX item_by_received; DROP INDEX item_by_reason; "
    "DROP INDEX item_by_patient; DELETE FROM schema_version WHERE version >= 2";

TEST_P(KeysOnDisk, AStoreOfTheFirstSchemaIsBroughtUpToDateWithAllThatIsInIt) {
  Split({Item(1), Item(2)});
  ASSERT_TRUE(store().audit().Append({{.ev = "ehr.read", .subject = "Patient/1"},
                                      {.ev = "ehr.read", .subject = "Patient/2"},
                                      {.ev = "app.stop"},
                                      {.ev = "ehr.create", .subject = "Patient/1"}}));
  under_test_->Shut();
  ASSERT_TRUE(under_test_->Sabotage(kBackToTheFirstSchema));
  const std::vector<std::string> want{"0002-people.sql"};
  EXPECT_EQ(*under_test_->Migrate(true), want);
  EXPECT_EQ(*under_test_->Migrate(false), want);
  EXPECT_TRUE(under_test_->Migrate(true)->empty());
  under_test_->Reopen();
  EXPECT_EQ(Find(2).content, "{}");
  std::vector<std::string> about;
  ASSERT_TRUE(store().audit().ReadAbout("Patient/1", 0, [&](const bridge::AuditLink& link) {
    about.push_back(link.record);
    return true;
  }));
  ASSERT_EQ(about.size(), 2U) << "those from before the migration";
  EXPECT_NE(about[0].find("ehr.create"), std::string::npos);
  bridge::Account account;
  account.id = Key(9);
  account.name = "noa";
  EXPECT_TRUE(store().people().PutAccount(account, {}));
}

TEST_P(KeysOnDisk, AnOlderProgramRefusesANewerSchemaInOneSentence) {
  ASSERT_TRUE(under_test_->Sabotage(
      "INSERT INTO schema_version (version, name, applied) VALUES (9999, '9999-later.sql', 0)"));
  const auto refused = under_test_->Migrate(true);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, FailureKind::kRefused);
  EXPECT_NE(refused.error().text.find("9999"), std::string::npos);
  EXPECT_THROW(under_test_->OpenSecond(), std::runtime_error);
}

STORE_CONTRACT(KeyContract);
ENGINE_CONTRACT(KeysOnDisk);

}  // namespace
}  // namespace chartbridge::store_test
