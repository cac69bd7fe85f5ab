// Pages of items, newest first, by everything that people ask for.
#include "tests/connectors/store/store_under_test.h"

namespace chartbridge::store_test {
namespace {

using bridge::ItemFilter;
using bridge::ItemKey;
using bridge::ItemRow;
using bridge::NewItem;
using bridge::Progress;
using bridge::Reason;
using Keys = std::vector<ItemKey>;

class PagingContract : public StoreContract {
 protected:
  std::vector<ItemRow> Rows(const ItemFilter& filter) {
    std::vector<ItemRow> rows;
    const auto listed =
        queries().List(filter, [&](const ItemRow& row) { return rows.push_back(row), true; });
    EXPECT_TRUE(listed) << listed.error().text;
    return rows;
  }
  Keys List(const ItemFilter& filter) {
    Keys keys;
    for (const ItemRow& row : Rows(filter)) keys.push_back(row.key);
    return keys;
  }
  // Every page of `limit`, one after the other.
  Keys ListByPages(ItemFilter filter, int limit) {
    Keys keys;
    filter.limit = limit;
    for (;;) {
      const std::vector<ItemRow> page = Rows(filter);
      EXPECT_LE(page.size(), std::size_t(limit));
      for (const ItemRow& row : page) keys.push_back(row.key);
      if (page.size() < std::size_t(limit)) return keys;
      filter.before = page.back().ordinal;
    }
  }
  void File(int number, const std::string& patient) {
    bridge::ItemStep step = Step(number, "");
    step.after.state = Progress::kMatched;
    step.after.patient = patient;
    step.after.filings = {{.number = 1, .patient = patient, .state = bridge::FilingState::kFiled}};
    ASSERT_TRUE(items().Record(step));
  }
};

TEST_P(PagingContract, PagesAreNewestFirstAndMeetEachItemOnce) {
  std::vector<NewItem> many;
  Keys want;
  for (int i = 1; i <= 300; ++i) {
    many.push_back(Item(i, "97250" + std::to_string(i % 5)));
    want.insert(want.begin(), Key(i));
  }
  Split(many);
  EXPECT_EQ(List({.limit = 1000}), want);
  EXPECT_EQ(List({.limit = 2}), (Keys{Key(300), Key(299)}));
  EXPECT_EQ(ListByPages({}, 7), want);
  EXPECT_EQ(ListByPages({}, 150), want);
  EXPECT_EQ(List({.with_content = true, .limit = 1}), Keys{Key(300)});
}

TEST_P(PagingContract, APageStaysWhereItWasWhenItemsArriveMeanwhile) {
  Split({Item(1), Item(2), Item(3)});
  const std::vector<ItemRow> first = Rows({.limit = 2});
  Split({Item(4), Item(5)});
  EXPECT_EQ(List({.before = first.back().ordinal, .limit = 2}), Keys{Key(1)});
  EXPECT_EQ(List({.before = first.back().ordinal}), Keys{Key(1)}) << "without a limit too";
}

TEST_P(PagingContract, AListIsNarrowedByReasonPatientAndConversation) {
  std::vector<NewItem> many;
  for (int i = 1; i <= 6; ++i) {
    many.push_back(Item(i, i % 2 == 1 ? "972500000001" : "972500000002"));
    if (i > 4) {
      many.back().state = Progress::kHeld;
      many.back().reason = i == 5 ? Reason::kNoConsent : Reason::kPatientUnresolved;
    }
  }
  Split(many);
  File(1, "Patient/1");
  File(2, "Patient/2");
  File(3, "Patient/1");
  EXPECT_EQ(List({.reason = Reason::kNoConsent, .limit = 9}), Keys{Key(5)});
  EXPECT_EQ(List({.progress = Progress::kHeld, .reason = Reason::kPatientUnresolved, .limit = 9}),
            Keys{Key(6)});
  EXPECT_EQ(List({.progress = Progress::kFiled, .reason = Reason::kPatientUnresolved, .limit = 9}),
            Keys{});
  EXPECT_EQ(List({.patient = "Patient/1", .limit = 9}), (Keys{Key(3), Key(1)}));
  EXPECT_EQ(List({.patient = "Patient/1"}), (Keys{Key(1), Key(3)})) << "oldest first";
  EXPECT_EQ(List({.patient = "Patient/9", .limit = 9}), Keys{});
  const std::string conversation = Find(2).conversation;
  EXPECT_EQ(List({.conversation = conversation, .limit = 2}), (Keys{Key(6), Key(4)}));
  EXPECT_EQ(List({.patient = "Patient/2", .conversation = conversation, .limit = 2}), Keys{Key(2)});
  EXPECT_EQ(List({.contact = "972500000001", .conversation = conversation, .limit = 2}), Keys{});
  EXPECT_EQ(List({.contact = "972500000002", .conversation = conversation, .limit = 1}),
            Keys{Key(6)});
  EXPECT_EQ(List({.kind = "text", .contact = "972500000002", .limit = 2}), (Keys{Key(6), Key(4)}));
}

TEST_P(PagingContract, WhatIsNoConversationHasNoItems) {
  Split({Item(1)});
  EXPECT_EQ(List({.conversation = "' OR 1=1 --", .limit = 9}), Keys{});
  EXPECT_EQ(List({.conversation = Key(77), .limit = 9}), Keys{});
}

TEST_P(PagingContract, AConversationIsShownWithThoseItWasLinkedWith) {
  NewItem scoped = Item(2, "");
  scoped.business_scoped_id = "IL.1";
  Split({Item(1), scoped});
  const std::string by_id = Find(2).conversation;
  NewItem both = Item(3);
  both.business_scoped_id = "IL.1";
  Split({both});
  EXPECT_EQ(List({.conversation = by_id, .limit = 9}), (Keys{Key(3), Key(2), Key(1)}));
}

TEST_P(PagingContract, ATimeBoundsAPageThoughItemsArriveOutOfOrder) {
  std::vector<NewItem> many{Item(1), Item(2), Item(3), Item(4)};
  many[0].received = later(50);  // an import or a late delivery
  many[1].received = later(10);
  many[2].received = later(40);
  many[3].received = later(20);
  Split(many);
  EXPECT_EQ(List({.since = later(20), .limit = 9}), (Keys{Key(4), Key(3), Key(1)}));
  EXPECT_EQ(List({.since = later(40), .limit = 1}), Keys{Key(3)});
  EXPECT_EQ(List({.since = later(20)}), (Keys{Key(1), Key(3), Key(4)}));
  EXPECT_EQ(List({.since = later(51), .limit = 9}), Keys{});
}

STORE_CONTRACT(PagingContract);

}  // namespace
}  // namespace chartbridge::store_test
