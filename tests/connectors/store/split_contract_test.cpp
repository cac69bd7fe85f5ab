// Ledger::Split: items are there once, whatever comes twice (promise P2), and nothing is lost (P5).
#include <set>

#include "tests/connectors/store/store_under_test.h"

namespace chartbridge::store_test {
namespace {

using bridge::ItemKey;
using bridge::NewItem;
using bridge::Progress;
using Keys = std::vector<ItemKey>;

class SplitContract : public StoreContract {
 protected:
  Keys SplitKeys(const std::vector<NewItem>& items) {
    const auto split = ledger().Split(Append("{}"), items);
    EXPECT_TRUE(split) << split.error().text;
    return split ? *split : Keys{};
  }
  std::size_t CountAll() {
    std::size_t count = 0;
    EXPECT_TRUE(ledger().List({}, [&](const bridge::ItemRow&) { return ++count, true; }));
    return count;
  }
};

TEST_P(SplitContract, AnItemIsKeptWithEverythingThatWasSaidOfIt) {
  NewItem item = Item(1);
  item.sent = now() - std::chrono::hours(1);
  item.content = "{\"text\":\"\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D\"}";
  item.reason = "why";
  item.deadline = later(500);
  item.media = {{1, bridge::MediaProgress::kWaiting, ""},
                {2, bridge::MediaProgress::kFailed, "provider-unavailable"}};
  EXPECT_EQ(SplitKeys({item}), Keys{Key(1)});
  under_test_->Reopen();
  const bridge::ItemRow row = Find(1);
  EXPECT_EQ(row.key, Key(1));
  EXPECT_EQ(row.channel, "main");
  EXPECT_EQ(row.kind, "text");
  EXPECT_EQ(row.source, "live");
  EXPECT_EQ(row.direction, "in");
  EXPECT_EQ(row.received, item.received);
  EXPECT_EQ(row.sent, item.sent);
  EXPECT_EQ(row.progress, Progress::kParsed);
  EXPECT_EQ(row.reason, "why");
  EXPECT_EQ(row.due, item.due);
  EXPECT_EQ(row.deadline, item.deadline);
  EXPECT_EQ(row.content, item.content);
  EXPECT_FALSE(row.destroyed);
  EXPECT_EQ(row.conversation.size(), 36U);
  ASSERT_EQ(row.media.size(), 2U);
  EXPECT_EQ(row.media[1].number, 2);
  EXPECT_EQ(row.media[1].progress, bridge::MediaProgress::kFailed);
  EXPECT_EQ(row.media[1].reason, "provider-unavailable");
}

TEST_P(SplitContract, P2TheSameKeyAgainChangesNothing) {
  EXPECT_EQ(SplitKeys({Item(1), Item(2)}), (Keys{Key(1), Key(2)}));
  NewItem other = Item(2);
  other.kind = "image";
  other.content = "{\"other\":1}";
  EXPECT_EQ(SplitKeys({other, Item(3), Item(3)}), Keys{Key(3)});
  EXPECT_EQ(CountAll(), 3U);
  EXPECT_EQ(Find(2).kind, "text");
  EXPECT_EQ(Find(2).content, "{}");
}

TEST_P(SplitContract, P2ADeliveryThatIsSplitTwiceIsSplitOnce) {
  const bridge::Seq seq = Append("{}");
  ASSERT_TRUE(ledger().Split(seq, {Item(1)}));
  const auto again = ledger().Split(seq, {Item(1)});
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->empty());
  EXPECT_EQ(inbox().Depth(), 0);
}

TEST_P(SplitContract, P6ARealItemTakesThePlaceOfItsPlaceholder) {
  NewItem ghost = Item(1);
  ghost.kind = "unsupported";
  ghost.placeholder = true;
  ghost.progress = Progress::kHeld;
  ghost.reason = "kind-not-documented";
  ghost.due = ghost.deadline = later(1000);
  EXPECT_EQ(SplitKeys({ghost}), Keys{Key(1)});
  const bridge::ItemRow before = Find(1);

  NewItem real = Item(1);
  real.kind = "image";
  real.content = "{\"real\":true}";
  real.media = {{1, bridge::MediaProgress::kPending, ""}};
  EXPECT_EQ(SplitKeys({real}), Keys{Key(1)});
  const bridge::ItemRow after = Find(1);
  EXPECT_EQ(after.ordinal, before.ordinal);
  EXPECT_EQ(after.conversation, before.conversation);
  EXPECT_EQ(after.kind, "image");
  EXPECT_EQ(after.content, "{\"real\":true}");
  EXPECT_EQ(after.progress, Progress::kParsed);
  EXPECT_EQ(after.reason, "");
  EXPECT_EQ(after.due, now());
  EXPECT_EQ(after.deadline, std::nullopt);
  ASSERT_EQ(after.media.size(), 1U);
  EXPECT_EQ(Claim("w").items.size(), 1U);

  EXPECT_TRUE(SplitKeys({ghost}).empty()) << "a ghost never replaces the real one";
  EXPECT_EQ(Find(1).kind, "image");
}

TEST_P(SplitContract, OneContactIsOneConversationPerChannel) {
  NewItem elsewhere = Item(3);
  elsewhere.channel = "second";
  SplitKeys({Item(1), Item(2), elsewhere, Item(4, "972500000002")});
  EXPECT_EQ(Find(1).conversation, Find(2).conversation);
  EXPECT_NE(Find(1).conversation, Find(3).conversation);
  EXPECT_NE(Find(1).conversation, Find(4).conversation);
}

TEST_P(SplitContract, AnItemWithBothAddressesMakesThemOneConversation) {
  NewItem both = Item(1);
  both.business_scoped_id = "IL.1";
  NewItem scoped = Item(2, "");
  scoped.business_scoped_id = "IL.1";
  SplitKeys({both, scoped, Item(3)});
  EXPECT_EQ(Find(1).conversation, Find(2).conversation);
  EXPECT_EQ(Find(1).conversation, Find(3).conversation);
}

TEST_P(SplitContract, LinkedConversationsKeepTheirIdsAndQueueInOneLine) {
  NewItem scoped = Item(2, "");
  scoped.business_scoped_id = "IL.1";
  SplitKeys({Item(1), scoped});
  const std::string by_phone = Find(1).conversation;
  const std::string by_id = Find(2).conversation;
  ASSERT_NE(by_phone, by_id);

  NewItem both = Item(3);
  both.business_scoped_id = "IL.1";
  NewItem later_one = Item(4, "");
  later_one.business_scoped_id = "IL.1";
  SplitKeys({both, later_one});
  EXPECT_EQ(Find(1).conversation, by_phone);
  EXPECT_EQ(Find(2).conversation, by_id) << "never renumbered";
  EXPECT_EQ(Find(3).conversation, by_phone) << "the older one goes on";
  EXPECT_EQ(Find(4).conversation, by_phone);

  const bridge::Work work = Claim("w");
  ASSERT_EQ(work.items.size(), 4U) << "in the order of arrival, all in one line";
  for (int i = 0; i < 4; ++i) EXPECT_EQ(work.items[std::size_t(i)].key, Key(i + 1));
  const auto none = ledger().Claim("other", now(), later(60), 32);
  ASSERT_TRUE(none);
  EXPECT_FALSE(*none);
  ASSERT_TRUE(ledger().Record(Step(2, "w", Progress::kParsed, Progress::kFiled)));
}

TEST_P(SplitContract, AWorkerKeepsItsLeaseWhenItsConversationIsLinked) {
  NewItem scoped = Item(2, "");
  scoped.business_scoped_id = "IL.1";
  NewItem quiet = Item(1);
  quiet.due.reset();
  SplitKeys({quiet, scoped});
  ASSERT_EQ(Claim("w").items.size(), 1U);
  NewItem both = Item(3);
  both.business_scoped_id = "IL.1";
  SplitKeys({both});
  const auto other = ledger().Claim("other", now(), later(60), 32);
  ASSERT_TRUE(other);
  EXPECT_FALSE(*other);
  EXPECT_TRUE(ledger().Record(Step(2, "w", Progress::kParsed, Progress::kFiled)));
}

TEST_P(SplitContract, P5AnItemOfNoContactIsListedAndWorkedOnToo) {
  NewItem lonely = Item(1, "");
  lonely.progress = Progress::kHeld;
  lonely.reason = "unparsable";
  lonely.due.reset();
  lonely.deadline = later(10);
  SplitKeys({lonely});
  EXPECT_EQ(Find(1).conversation, "");
  clock().Move(std::chrono::seconds(11));
  const bridge::Work work = Claim("w");
  ASSERT_EQ(work.items.size(), 1U);
  EXPECT_EQ(work.items[0].conversation, "");
  bridge::Transition drop = Step(1, "w", Progress::kHeld, Progress::kDropped);
  drop.destroy_content = true;
  EXPECT_TRUE(ledger().Record(drop));
  EXPECT_TRUE(ledger().Release("w", work.conversation));
}

TEST_P(SplitContract, ManyDeliveriesAreSplitInOneGo) {
  std::vector<bridge::SplitDelivery> many;
  for (int i = 0; i < 40; ++i)
    many.push_back({Append("x"), {Item(i, "97250" + std::to_string(i % 7))}});
  ASSERT_TRUE(ledger().SplitAll(many));
  EXPECT_EQ(inbox().Depth(), 0);
  EXPECT_EQ(CountAll(), 40U);
}

class SplitOnDisk : public SplitContract {};

TEST_P(SplitOnDisk, OneBadDeliveryDoesNotHoldUpTheOthers) {
  NewItem bad = Item(2);
  bad.key = "no-uuid";
  const std::vector<bridge::SplitDelivery> three{
      {Append("a"), {Item(1)}}, {Append("b"), {bad}}, {Append("c"), {Item(3)}}};
  const auto split = ledger().SplitAll(three);
  EXPECT_FALSE(split);
  EXPECT_EQ(inbox().Depth(), 1) << "the bad one waits";
  EXPECT_EQ(Find(1).kind, "text");
  EXPECT_EQ(Find(3).kind, "text");
}

STORE_CONTRACT(SplitContract);
ENGINE_CONTRACT(SplitOnDisk);

}  // namespace
}  // namespace chartbridge::store_test
