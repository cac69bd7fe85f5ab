// What the ledger answers: lists, look-ups, links, counts.
#include "tests/connectors/store/store_under_test.h"

namespace chartbridge::store_test {
namespace {

using bridge::ItemFilter;
using bridge::ItemKey;
using bridge::ItemRow;
using bridge::NewItem;
using bridge::PatientLink;
using bridge::Progress;
using Keys = std::vector<ItemKey>;

class QuestionContract : public StoreContract {
 protected:
  Keys List(const ItemFilter& filter) {
    Keys keys;
    const auto listed = ledger().List(filter, [&](const ItemRow& row) {
      keys.push_back(row.key);
      EXPECT_EQ(row.content.empty(), !filter.with_content);
      return true;
    });
    EXPECT_TRUE(listed) << listed.error().text;
    return keys;
  }
};

TEST_P(QuestionContract, EverythingIsListedInTheOrderOfArrival) {
  std::vector<NewItem> many;
  Keys want;
  for (int i = 300; i > 0; --i) {
    many.push_back(Item(i, "97250" + std::to_string(i % 5)));
    want.push_back(Key(i));
  }
  Split(many);
  EXPECT_EQ(List({}), want);
  EXPECT_EQ(List({.with_content = true}), want);
}

TEST_P(QuestionContract, AListStopsWhenTheReaderHasEnough) {
  Split({Item(1), Item(2), Item(3)});
  int seen = 0;
  ASSERT_TRUE(ledger().List({}, [&](const ItemRow&) { return ++seen < 2; }));
  EXPECT_EQ(seen, 2);
}

TEST_P(QuestionContract, AListIsNarrowedByTimeProgressKindAndContact) {
  NewItem image = Item(2, "972500000002");
  image.kind = "image";
  NewItem held = Item(3, "");
  held.business_scoped_id = "IL.3";
  held.progress = Progress::kHeld;
  held.received = later(100);
  NewItem elsewhere = Item(4, "972500000002");
  elsewhere.channel = "second";
  Split({Item(1), image, held, elsewhere});
  EXPECT_EQ(List({.since = later(100)}), Keys{Key(3)});
  EXPECT_EQ(List({.progress = Progress::kHeld}), Keys{Key(3)});
  EXPECT_EQ(List({.kind = "image"}), Keys{Key(2)});
  EXPECT_EQ(List({.contact = "972500000002"}), (Keys{Key(2), Key(4)}));
  EXPECT_EQ(List({.contact = "+972 50-000 0002"}), (Keys{Key(2), Key(4)}));
  EXPECT_EQ(List({.contact = "00972500000002"}), (Keys{Key(2), Key(4)}));
  EXPECT_EQ(List({.contact = "IL.3"}), Keys{Key(3)});
  EXPECT_EQ(List({.contact = "123"}), Keys{});
  EXPECT_EQ(List({.kind = "text", .contact = "972500000002"}), Keys{Key(4)});
}

TEST_P(QuestionContract, AllConversationsOfALinkedContactAreListed) {
  NewItem scoped = Item(2, "");
  scoped.business_scoped_id = "IL.1";
  NewItem both = Item(3);
  both.business_scoped_id = "IL.1";
  Split({Item(1), scoped, both});
  EXPECT_EQ(List({.contact = "IL.1"}), (Keys{Key(1), Key(2), Key(3)}));
}

TEST_P(QuestionContract, AnUnknownKeyIsNoFailure) {
  const auto found = ledger().Find(Key(1));
  ASSERT_TRUE(found);
  EXPECT_FALSE(*found);
}

TEST_P(QuestionContract, AMessageIsFoundByItsProvidersIdAlthoughReceiptsNameItToo) {
  NewItem receipt = Item(1);
  receipt.kind = "status";
  receipt.provider_id = "wamid.A";
  NewItem message = Item(2);
  message.provider_id = "wamid.A";
  Split({receipt, message, Item(3)});
  const auto found = ledger().FindByProviderId("main", "wamid.A");
  ASSERT_TRUE(found && *found);
  EXPECT_EQ((*found)->key, Key(2));
  const auto other_channel = ledger().FindByProviderId("second", "wamid.A");
  ASSERT_TRUE(other_channel);
  EXPECT_FALSE(*other_channel);
}

TEST_P(QuestionContract, ALinkToAPatientIsRememberedAndReplaced) {
  Split({Item(1)});
  const std::string conversation = Find(1).conversation;
  auto none = ledger().FindLink(conversation);
  ASSERT_TRUE(none);
  EXPECT_FALSE(*none);
  ASSERT_TRUE(ledger().Remember({conversation, "Patient/1", "rule:one-match", now()}, {}));
  ASSERT_TRUE(ledger().Remember({conversation, "Patient/2", "user:7", later(1)},
                                {{.ev = "link.remembered", .actor = "user:7"}}));
  under_test_->Reopen();
  const auto link = ledger().FindLink(conversation);
  ASSERT_TRUE(link && *link);
  EXPECT_EQ((*link)->conversation, conversation);
  EXPECT_EQ((*link)->patient, "Patient/2");
  EXPECT_EQ((*link)->confirmed_by, "user:7");
  EXPECT_EQ((*link)->confirmed_at, later(1));
}

TEST_P(QuestionContract, ItemsOfNoContactHaveNoLink) {
  const auto none = ledger().FindLink("");
  ASSERT_TRUE(none);
  EXPECT_FALSE(*none);
  EXPECT_FALSE(ledger().Remember({"", "Patient/1", "rule", now()}, {}));
}

TEST_P(QuestionContract, P4ALinkHoldsForLinkedConversationsUnlessTheyDisagree) {
  NewItem scoped = Item(2, "");
  scoped.business_scoped_id = "IL.1";
  Split({Item(1), scoped});
  const std::string by_phone = Find(1).conversation;
  const std::string by_id = Find(2).conversation;
  ASSERT_TRUE(ledger().Remember({by_id, "Patient/1", "rule", now()}, {}));
  NewItem both = Item(3);
  both.business_scoped_id = "IL.1";
  Split({both});
  auto link = ledger().FindLink(by_phone);
  ASSERT_TRUE(link && *link);
  EXPECT_EQ((*link)->patient, "Patient/1");
  ASSERT_TRUE(ledger().Remember({by_phone, "Patient/2", "rule", now()}, {}));
  link = ledger().FindLink(by_phone);
  ASSERT_TRUE(link && *link);
  EXPECT_EQ((*link)->patient, "Patient/2") << "its own link comes first";
}

TEST_P(QuestionContract, ItemsAreCountedByProgress) {
  NewItem noted = Item(3);
  noted.progress = Progress::kNoted;
  NewItem held = Item(4);
  held.progress = Progress::kHeld;
  held.received = now() - std::chrono::seconds(50);
  Split({Item(1), Item(2), noted, held});
  const auto counts = ledger().Counts();
  ASSERT_TRUE(counts);
  EXPECT_EQ(*counts,
            (std::map<std::string, std::int64_t>{{"held", 1}, {"noted", 1}, {"parsed", 2}}));
}

TEST_P(QuestionContract, ItemsAreCountedByProgressAndReasonWithTheirFirstDeadline) {
  EXPECT_TRUE(ledger().CountsByReason(later(100))->empty());
  std::vector<NewItem> items;
  const auto add = [&](Progress progress, const std::string& reason,
                       std::optional<Instant> deadline) {
    items.push_back(Item(int(items.size()) + 1));
    items.back().progress = progress;
    items.back().reason = reason;
    items.back().deadline = deadline;
  };
  add(Progress::kHeld, "no-consent", later(300));
  add(Progress::kHeld, "no-consent", later(50));
  add(Progress::kHeld, "no-consent", later(100));
  add(Progress::kHeld, "consent-invalid", std::nullopt);
  add(Progress::kDropped, "consent-revoked", std::nullopt);
  add(Progress::kFailed, "no-consent", std::nullopt);
  add(Progress::kParsed, "", std::nullopt);
  Split(items);
  const auto counts = ledger().CountsByReason(later(100));
  ASSERT_TRUE(counts) << counts.error().text;
  std::vector<std::string> told;
  for (const bridge::ReasonCount& one : *counts) {
    told.push_back(std::string(ToString(one.progress)) + " " + one.reason + " " +
                   std::to_string(one.items) + " " + std::to_string(one.ending));
  }
  EXPECT_EQ(told, (std::vector<std::string>{"dropped consent-revoked 1 0", "failed no-consent 1 0",
                                            "held consent-invalid 1 0", "held no-consent 3 1"}));
  EXPECT_EQ(counts->back().first_deadline, later(50));
  EXPECT_FALSE(counts->front().first_deadline);
}

TEST_P(QuestionContract, TheOldestUnfiledItemIsThatWhichMayStillMove) {
  auto oldest = ledger().OldestUnfiled();
  ASSERT_TRUE(oldest);
  EXPECT_FALSE(*oldest);
  NewItem noted = Item(1);
  noted.progress = Progress::kNoted;
  noted.received = now() - std::chrono::seconds(90);
  NewItem failed = Item(2);
  failed.progress = Progress::kFailed;
  failed.received = now() - std::chrono::seconds(50);
  Split({noted, failed, Item(3)});
  oldest = ledger().OldestUnfiled();
  ASSERT_TRUE(oldest);
  EXPECT_EQ(*oldest, failed.received);
}

STORE_CONTRACT(QuestionContract);

}  // namespace
}  // namespace chartbridge::store_test
