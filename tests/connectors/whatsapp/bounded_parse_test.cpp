// A13: a delivery is split item by item; what is wrong in one item is wrong there only.
#include <gtest/gtest.h>

#include "base/codec.h"
#include "fhir/json/parse.h"
#include "fhir/json/write.h"
#include "tests/connectors/whatsapp/items.h"

namespace chartbridge::whatsapp_test {
namespace {

using mappings::Item;

std::string TextMessage(const std::string& id, const std::string& more = "") {
  return R"({"from":"34600000123","id":")" + id +
         R"(","timestamp":"1787000000","type":"text","text":{"body":"x"})" + more + "}";
}

std::string Kinds(const std::vector<Item>& items) {
  std::string kinds;
  for (const Item& item : items) kinds += item.kind + " ";
  return kinds;
}

// Every way to spoil one message while its delivery stays one JSON text.
std::vector<std::string> Spoilt() {
  const std::string deep = std::string(65, '[') + std::string(65, ']');
  return {TextMessage("wamid.2", R"(,"type":"text")"),
          TextMessage("wamid.2", R"(,"text":{"body":"y"})"),
          TextMessage("wamid.2", R"(,"zz":{"a":1,"a":1})"),
          TextMessage("wamid.2", ",\"zz\":" + deep),
          TextMessage("wamid.2", ",\"zz\":\"\xFF\xFE\""),
          TextMessage("wamid.\xFF")};
}

TEST(Isolation, A13OneSpoiltMessageIsUnparsableAndItsNeighboursAreNot) {
  for (const std::string& spoilt : Spoilt()) {
    const std::string list = TextMessage("wamid.1") + "," + spoilt + "," + TextMessage("wamid.3");
    const auto items = ParseBody(Webhook("messages", "\"messages\":[" + list + "]"));
    ASSERT_EQ(Kinds(items), "text unparsable text ") << spoilt;
    EXPECT_EQ(items[1].content["raw"].text(), ToBase64(spoilt));
    const auto stored = fhir::json::Parse(fhir::json::Write(items[1].content));
    ASSERT_TRUE(stored) << spoilt;
    const auto read = whatsapp::ReadStored(items[1].channel, items[1].received, *stored);
    ASSERT_TRUE(read);
    EXPECT_EQ(Describe(*read), Describe(items[1]));
  }
}

TEST(Isolation, A13WhatCanBeReadOfASpoiltMessageIsStillThere) {
  const auto items =
      ParseBody(MessageWebhook(R"("type":"text","text":{"body":"pain","body":"fever"})"));
  const auto& body = std::get<mappings::Unparsable>(items.at(0).body);
  EXPECT_EQ(body.why.code, "duplicate");
  EXPECT_EQ(body.why.expression, "entry[0].changes[0].value.messages[0]");
  EXPECT_EQ(body.provider_type, "text");
  ASSERT_EQ(body.readable.size(), 2U);
  EXPECT_EQ(body.readable[0].Reveal() + body.readable[1].Reveal(), "painfever");
  EXPECT_EQ(items[0].contact.phone->Reveal(), "34600000123");
}

// Two readers of a sender who is named twice would see two persons.
TEST(Isolation, A13ASenderWhoIsNamedTwiceIsNobody) {
  const auto items = ParseBody(MessageWebhook(R"("from":"34600000999","type":"text","text":{})"));
  EXPECT_EQ(items.at(0).kind, "unparsable");
  EXPECT_FALSE(items[0].contact.phone);
}

TEST(Isolation, A13ARepeatedListIsReadTwiceAndARepeatedNumberIsNotBelieved) {
  const std::string first = R"("messages":[)" + TextMessage("wamid.1") + "]";
  const std::string second = R"("messages":[)" + TextMessage("wamid.2") + "]";
  EXPECT_EQ(Kinds(ParseBody(Webhook("messages", first + "," + second))), "text text ");
  EXPECT_EQ(Kinds(ParseBody(Webhook("messages", first + R"(,"messaging_product":"whatsapp")"))),
            "text ");
  const auto items = ParseBody(
      Webhook("messages", first + R"(,"metadata":{"phone_number_id":"109876543210999"})"));
  ASSERT_EQ(Kinds(items), "unparsable ");
  EXPECT_EQ(std::get<mappings::Unparsable>(items[0].body).why.code, "duplicate");
}

TEST(Bounded, A13OneItemIsMadeAtATimeAndNoneBeyondTheLastTaken) {
  std::string list = TextMessage("wamid.0");
  for (int i = 1; i < 1000; ++i) list += "," + TextMessage("wamid." + std::to_string(i));
  const auto raw = Delivery(Webhook("messages", "\"messages\":[" + list + "]"));
  std::vector<std::string> ids;
  whatsapp::ParseDelivery(raw, TestNumbers(), 0, [&](Item&& item) {
    ids.push_back(item.item_key);
    return ids.size() < 3;
  });
  EXPECT_EQ(ids, (std::vector<std::string>{"wamid.0", "wamid.1", "wamid.2"}));
}

// Slices of any size give what the whole gives, whatever stands in the delivery.
TEST(Bounded, A13SlicesGiveTheSameItemsInTheSameOrder) {
  std::vector<std::string> bodies;
  for (const char* folder : {"webhook", "malformed", "malformed-bytes", "found"}) {
    for (const std::string& file : ListFixtures(folder))
      bodies.push_back(ReadFixture(std::string(folder) + "/" + file));
  }
  for (const std::string& body : bodies) {
    const auto whole = ParseBody(body);
    for (const std::size_t slice : {1U, 2U, 3U}) {
      std::vector<std::string> got;
      for (bool more = true; more;) {
        std::size_t taken = 0;
        whatsapp::ParseDelivery(Delivery(body), TestNumbers(), std::int64_t(got.size()),
                                [&](Item&& item) {
                                  got.push_back(Describe(item));
                                  return ++taken < slice;
                                });
        more = taken == slice;
      }
      ASSERT_EQ(got.size(), whole.size());
      for (std::size_t i = 0; i < got.size(); ++i) EXPECT_EQ(got[i], Describe(whole[i]));
    }
  }
}

}  // namespace
}  // namespace chartbridge::whatsapp_test
