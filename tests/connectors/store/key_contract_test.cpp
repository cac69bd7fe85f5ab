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
