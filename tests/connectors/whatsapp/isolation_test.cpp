// What is broken, foreign or forged in one place leaves its neighbours alone.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "fhir/json/parse.h"
#include "fhir/json/write.h"
#include "tests/connectors/whatsapp/items.h"

namespace chartbridge::whatsapp_test {
namespace {

using fhir::json::Value;
using mappings::Item;

std::string TextMessage(const std::string& id) {
  return R"({"from":"34600000123","id":")" + id +
         R"(","timestamp":"1787000000","type":"text","text":{"body":"x"}})";
}

std::vector<std::string> Summaries(const std::string& body) {
  std::vector<std::string> lines;
  for (const Item& item : ParseBody(body)) lines.push_back(item.kind);
  return lines;
}

TEST(Isolation, P5ABrokenMessageAmongGoodOnesIsTheOnlyOneHeld) {
  const std::string list = TextMessage("wamid.1") + R"(,"hola",)" + TextMessage("wamid.2") +
                           R"(,{"id":"wamid.3"},null,)" + TextMessage("wamid.4");
  EXPECT_EQ(
      Summaries(Webhook("messages", "\"messages\":[" + list + "]")),
      (std::vector<std::string>{"text", "unparsable", "text", "unparsable", "unparsable", "text"}));
}

TEST(Isolation, P5ABrokenListLeavesTheOtherLists) {
  const std::string members =
      R"("statuses":null,"messages":[)" + TextMessage("wamid.1") + R"(],"errors":7)";
  EXPECT_EQ(Summaries(Webhook("messages", members)),
            (std::vector<std::string>{"unparsable", "text", "unparsable"}));
}

TEST(Isolation, P5BrokenEntriesAndChangesLeaveTheOthers) {
  const std::string good =
      R"({"field":"messages","value":{"metadata":{"phone_number_id":"109876543210987"},)"
      R"("messages":[)" +
      TextMessage("wamid.1") + "]}}";
  const std::string body = R"({"object":"whatsapp_business_account","entry":[null,{"changes":[7,)" +
                           good + R"(,{"field":"messages","value":[]}]},{"id":5,"changes":[)" +
                           good + R"(]},{"changes":[)" + good + "]}]}";
  EXPECT_EQ(Summaries(body), (std::vector<std::string>{"unparsable", "unparsable", "text",
                                                       "unparsable", "text", "text"}));
}

TEST(Isolation, P5BrokenThreadsOfAHistoryLeaveTheOthers) {
  const std::string good = R"({"id":"34600000123","messages":[)" + TextMessage("wamid.1") + "]}";
  const std::string history =
      R"("history":[{"threads":[7,)" + good + R"(,{"id":"x","messages":7},{"id":"y"}]},)" +
      R"({"threads":7},{"errors":[{"code":2593109}],"threads":[)" + good + "]}]";
  EXPECT_EQ(Summaries(Webhook("history", history)),
            (std::vector<std::string>{"unparsable", "text", "unparsable", "history", "unparsable",
                                      "text", "history"}));
}

TEST(Isolation, P5AListThatNobodyKnowsYetIsKeptBesideTheMessages) {
  const std::string members =
      R"("messages":[)" + TextMessage("wamid.1") + R"(],"polls":[{"id":"p"}],"new":true)";
  const std::vector<Item> items = ParseBody(Webhook("messages", members));
  ASSERT_EQ(items.size(), 2U);
  EXPECT_EQ(Summary(items[1]), "unsupported live in undocumented:polls");
  EXPECT_EQ(Write(items[1].content["item"]), R"([{"id":"p"}])");
}

TEST(Isolation, P5EveryChangeBecomesAtLeastOneItem) {
  for (const char* members :
       {R"("messages":[])", R"("x":1)", R"("contacts":[])", R"("statuses":[],"messages":[])"}) {
    EXPECT_EQ(ParseBody(Webhook("messages", members)).size(), 1U) << members;
    EXPECT_EQ(ParseBody(Webhook("something_new", members)).size(), 1U) << members;
  }
}

TEST(Channels, AreChosenByNumberAndAnUnknownOneIsNobodys) {
  const auto items = ParseBody(ReadFixture("webhook/batch_two_entries_two_wabas.json"));
  EXPECT_EQ(items.at(0).channel, "main");
  EXPECT_EQ(items.at(1).channel, "second");
  const auto foreign = ParseBody(ReadFixture("webhook/dashboard_test_button.json"));
  EXPECT_EQ(foreign.at(0).channel, "");
  EXPECT_EQ(foreign.at(0).kind, "text");
}

TEST(Channels, OneChannelsSecretCannotSpeakForAnother) {
  bridge::RawDelivery raw = Delivery(ReadFixture("webhook/batch_two_entries_two_wabas.json"));
  raw.verified_by = {"second"};
  const auto items = Parse(raw);
  ASSERT_EQ(items.size(), 2U);
  EXPECT_EQ(Summary(items[0]), "unparsable live in unparsable:security");
  EXPECT_EQ(items[0].channel, "main");
  EXPECT_FALSE(items[0].id);
  EXPECT_FALSE(items[0].contact.phone);
  // The real message must still be able to come.
  const auto real = ParseBody(ReadFixture("webhook/batch_two_entries_two_wabas.json"));
  EXPECT_NE(items[0].item_key, real[0].item_key);
  EXPECT_EQ(Describe(items[1]), Describe(real[1]));
  const auto read = whatsapp::ReadStored("main", raw.received, items[0].content);
  ASSERT_TRUE(read);
  EXPECT_EQ(Describe(*read), Describe(items[0]));
}

TEST(Channels, AForgedAccountEventDoesNotTakeTheKeyOfTheRealOne) {
  bridge::RawDelivery raw = Delivery(ReadFixture("webhook/user_preferences_stop.json"));
  const std::string real = Parse(raw).at(0).item_key;
  raw.verified_by = {"second"};
  EXPECT_NE(Parse(raw).at(0).item_key, real);
}

TEST(Unreadable, P5DeliveriesKeepTheirBytes) {
  for (const std::string& file : ListFixtures("malformed-bytes")) {
    const std::string body = ReadFixture("malformed-bytes/" + file);
    const auto items = ParseBody(body);
    ASSERT_EQ(items.size(), 1U) << file;
    const bool in_one_place = file == "invalid_utf8.bin";  // then the rest can be told apart
    EXPECT_EQ(items[0].item_key.substr(0, 9), in_one_place ? "messages:" : "delivery:");
    EXPECT_EQ(items[0].channel, "main");
  }
}

// A broken message that comes again whole must not be shadowed by the broken one.
TEST(Unparsable, P2DoesNotTakeTheKeyOfTheMessageThatItCouldHaveBeen) {
  const Item broken = ParseBody(ReadFixture("malformed/text_is_string.json")).at(0);
  ASSERT_TRUE(broken.id);
  EXPECT_NE(broken.item_key, broken.id->Reveal());
}

TEST(Read, RefusesContentThatParseNeverMade) {
  for (const char* text : {"null", "{}", "[]", "\"x\"", R"({"as":"poem"})", R"({"as":7})"}) {
    EXPECT_FALSE(whatsapp::ReadStored("main", FixtureTime(), fhir::json::Parse(text).value()))
        << text;
  }
}

// Whatever the order in one POST, each message comes out the same.
TEST(Shuffled, P7MessagesOfOneValueComeOutTheSameInAnyOrder) {
  const Value whole =
      fhir::json::Parse(ReadFixture("webhook/batch_same_second_order.json")).value();
  std::mt19937 random(20260818);
  std::set<std::string> expected;
  for (const Item& item : ParseBody(fhir::json::Write(whole))) expected.insert(Describe(item));
  for (int round = 0; round < 20; ++round) {
    Value shuffled = whole;
    Value* entry = &(*shuffled.Find("entry")->array())[0];
    Value* change = &(*entry->Find("changes")->array())[0];
    fhir::json::Array* messages = change->Find("value")->Find("messages")->array();
    std::shuffle(messages->begin(), messages->end(), random);
    std::shuffle(change->object()->begin(), change->object()->end(), random);
    std::set<std::string> got;
    for (const Item& item : ParseBody(fhir::json::Write(shuffled))) got.insert(Describe(item));
    EXPECT_EQ(got, expected) << "round " << round;
  }
}

}  // namespace
}  // namespace chartbridge::whatsapp_test
