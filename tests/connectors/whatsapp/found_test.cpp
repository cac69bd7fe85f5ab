// Messages as they came from the field, each with what was seen and what is right.
#include <gtest/gtest.h>

#include "tests/connectors/whatsapp/items.h"

namespace chartbridge::whatsapp_test {
namespace {

using mappings::Item;

std::vector<Item> All(const std::string& file) {
  return whatsapp::ParseWhole({"whatsapp-cloud",
                               {"main", "second"},
                               ReadFixture("found/" + file + ".json"),
                               FromUnixMillis(1795900000000)},
                              {{{"main", "100000000000001"}, {"second", "100"}}, ""});
}
Item One(const std::string& file) {
  std::vector<Item> items = All(file);
  EXPECT_EQ(items.size(), 1U) << file;
  return items.at(0);
}
Item FromMembers(const std::string& members) { return ParseBody(MessageWebhook(members)).at(0); }
Item FromValue(const std::string& members) { return ParseBody(Webhook("messages", members)).at(0); }
std::string Phone(const Item& item) {
  return item.contact.phone ? item.contact.phone->Reveal() : "-";
}
std::string Id(const Item& item) {
  return item.contact.business_scoped_id ? item.contact.business_scoped_id->Reveal() : "-";
}
template <class T>
T ContentOf(const Item& item) {
  return std::get<T>(std::get<mappings::Message>(item.body).content);
}
std::string BodyOf(const Item& item) { return ContentOf<mappings::Text>(item).body.Reveal(); }

// C3: one odd member beside a good one held the whole message.
TEST(Found, C3AnOddUserIdBesideAGoodNumberIsKeptRaw) {
  const Item item = One("baduser");
  EXPECT_EQ(BodyOf(item), "chest pain since 8");
  EXPECT_EQ(Phone(item), "15550100001");
  EXPECT_EQ(Id(item), "-");
  EXPECT_EQ(item.contact.profile_name->Reveal(), "A");
  EXPECT_EQ(item.content["item"]["from_user_id"].text(), "abc");
}

TEST(Found, C3AnEmptyNumberBesideAGoodUserIdIsNone) {
  const Item item = One("from-empty-string");
  EXPECT_EQ(BodyOf(item), "empty from");
  EXPECT_EQ(Phone(item) + Id(item), "-ES.99999");
  EXPECT_EQ(item.contact.profile_name->Reveal(), "Z");
}

TEST(Found, C3OddAddressesOfAnyKindLeaveTheGoodOne) {
  for (const char* odd : {"7.5", "-34600000999", "true", "[]", "{\"x\":1}", "null", "\"\"",
                          "\"34-x\"", "\"  \"", "1e20"}) {
    const Item item = FromValue(
        std::string(
            R"("messages":[{"from_user_id":"ES.1234","id":"wamid.A","timestamp":1787000000,)") +
        R"("type":"text","text":{"body":"x"},"from":)" + odd + "}]");
    EXPECT_EQ(item.kind, "text") << odd;
    EXPECT_EQ(Phone(item) + Id(item), "-ES.1234") << odd;
  }
}

TEST(Found, C3NumbersWhereTextsAreExpectedAreTheirDigits) {
  EXPECT_EQ(One("entry-id-number").channel, "second");
  EXPECT_EQ(BodyOf(One("entry-id-number")), "entry id is a number");
  const Item item = One("phone-number-id-number");
  EXPECT_EQ(item.channel, "second");
  EXPECT_EQ(BodyOf(item), "phone number id is a number");
  const Item all = FromValue(
      R"("contacts":[{"wa_id":34600000123,"profile":{"name":7}}],"messages":[{"from":34600000123,)"
      R"("id":12345678901234567890,"timestamp":1787000000,"type":"text","text":{"body":38.5},)"
      R"("context":{"id":77}}])");
  EXPECT_EQ(BodyOf(all), "38.5");
  EXPECT_EQ(all.item_key, "12345678901234567890");
  EXPECT_EQ(Phone(all), "34600000123");
  EXPECT_EQ(all.contact.profile_name->Reveal(), "7");
  EXPECT_EQ(all.refers_to->Reveal(), "77");
}

TEST(Found, C3TheOnlyPersonOfTheDeliveryIsTheSenderOfAMessageThatNamesNobody) {
  const Item item = One("nofrom");
  EXPECT_EQ(BodyOf(item), "hello");
  EXPECT_EQ(Phone(item) + Id(item), "-US.123456");
  EXPECT_EQ(item.contact.profile_name->Reveal(), "A");
}

TEST(Found, C3OfTwoPersonsNeitherIsTheSenderOfAMessageThatNamesNobody) {
  const std::string message =
      R"("messages":[{"id":"wamid.A","timestamp":"1787000000","type":"text","text":{"body":"x"}}])";
  for (const char* contacts : {R"([{"user_id":"US.1"},{"user_id":"US.2"}])",
                               R"([{"user_id":"US.1234"},{"profile":{"name":"B"}}])", "[]", "7"}) {
    const Item item = FromValue(std::string("\"contacts\":") + contacts + "," + message);
    EXPECT_EQ(item.kind, "unparsable") << contacts;
    EXPECT_EQ(Phone(item) + Id(item), "--") << contacts;
  }
}

TEST(Found, C3AnEmptyProfileNameIsNone) {
  const Item item = One("profile-name-empty");
  EXPECT_EQ(BodyOf(item), "hello 4");
  EXPECT_FALSE(item.contact.profile_name);
}

// C2: the contact's number changed hands, and nothing took notice.
TEST(Found, C2AChangedNumberSaysWhichProvesNothingAnyMore) {
  const Item item = One("user-changed-number");
  EXPECT_EQ(item.kind, "system");
  const auto& change = std::get<mappings::NumberChange>(item.body);
  EXPECT_EQ(change.type, "user_changed_number");
  EXPECT_EQ(change.from->Reveal(), "34600000105");
  EXPECT_EQ(change.to->Reveal(), "34600000199");
  EXPECT_FALSE(change.identity_only);
  EXPECT_EQ(Phone(item), "34600000105");
  ASSERT_EQ(change.readable.size(), 1U);
  EXPECT_NE(change.readable[0].Reveal().find("User A changed"), std::string::npos);
  EXPECT_EQ(BodyOf(One("message-from-the-old-number-after-change")), "I am somebody else now");
}

TEST(Found, C2EveryKindOfChangeIsTold) {
  const auto change = [](const std::string& file) {
    return std::get<mappings::NumberChange>(
        ParseBody(ReadFixture("webhook/" + file + ".json")).at(0).body);
  };
  const auto legacy = change("system_legacy_customer_changed_number");
  EXPECT_TRUE(legacy.from && legacy.to && legacy.from != legacy.to);
  const auto ids = change("system_user_changed_user_id");
  EXPECT_TRUE(ids.id_from && ids.id_to && ids.id_from != ids.id_to);
  const auto identity = change("system_legacy_identity_changed");
  EXPECT_TRUE(identity.identity_only && identity.from && !identity.to);
}

TEST(Found, C2OtherSystemMessagesAreReadable) {
  const Item item = FromMembers(R"("type":"system","system":{"type":"poll","body":"A new poll"})");
  EXPECT_EQ(Summary(item), "unsupported live in undocumented:system");
  EXPECT_EQ(mappings::ReadableOf(item)->at(0).Reveal(), "A new poll");
}

// E2: what stood beside the messages vanished.
TEST(Found, E2UnknownTextsAndObjectsBesideTheMessagesAreKept) {
  const std::string message = R"("messages":[{"from":"34600000123","id":"wamid.A","timestamp":)"
                              R"("1787000000","type":"text","text":{"body":"x"}}])";
  const auto items = ParseBody(Webhook(
      "messages", message + R"(,"note":"call me","poll":{"question":"when?"},"polls":["a",7],)"
                            R"("empty":"","none":{},"flag":true,"gone":null)"));
  ASSERT_EQ(items.size(), 4U);
  EXPECT_EQ(Summary(items[1]), "unsupported live in undocumented:note");
  EXPECT_EQ(mappings::ReadableOf(items[1])->at(0).Reveal(), "call me");
  EXPECT_EQ(mappings::ReadableOf(items[2])->at(0).Reveal(), "question: when?");
  EXPECT_EQ(mappings::ReadableOf(items[3])->size(), 2U);
}

TEST(Found, E2AHistoryChunkSaysHowFarItIs) {
  const auto items = ParseBody(ReadFixture("webhook/history_phase0_chunk1.json"));
  const Item& last = items.back();
  EXPECT_EQ(Summary(last), "history history in event:history");
  EXPECT_TRUE(last.content["item"]["metadata"]["progress"].is_number());
  EXPECT_TRUE(last.content["item"]["threads"].is_null());
}

// E3: half an emoji.
TEST(Found, E3HalfAnEmojiCostsNothingElse) {
  EXPECT_EQ(BodyOf(One("lone")), "half \xEF\xBF\xBD emoji");
  EXPECT_EQ(ContentOf<mappings::Answer>(One("form")).type, "nfm_reply");
}

// E4
TEST(Found, E4TheNumberThatWasWrittenToIsKnown) {
  EXPECT_EQ(One("group").clinic_number, "15550100999");
  EXPECT_EQ(One("phone-number-id-number").clinic_number, "34911000111");
  EXPECT_EQ(One("lone").clinic_number, "");
}

TEST(Found, E4AFileThatIsGoneStillHasItsName) {
  const auto document = ContentOf<mappings::MediaContent>(One("docgone"));
  EXPECT_TRUE(document.media.unavailable);
  EXPECT_EQ(document.media.file_name->Reveal(), "MRI report 2026-11-01.pdf");
}

// E5: readable words were held for want of a time or a place.
TEST(Found, E5ABadTimeIsFlaggedAndTheReceiptStands) {
  for (const char* time :
       {"\"ayer\"", "\"\"", "null", "-5", "[]", "{}", "true", "\"99999999999999999999\""}) {
    const Item item = FromValue(
        std::string(R"("messages":[{"from":"34600000123","id":"wamid.A","type":"text",)") +
        R"("text":{"body":"fever"},"timestamp":)" + time + "}]");
    EXPECT_EQ(BodyOf(item), "fever") << time;
    EXPECT_TRUE(item.sent_implausible && !item.sent) << time;
  }
}

TEST(Found, E5AnEmptyMessageIsAMessage) {
  for (const char* text : {"{}", "{\"body\":\"\"}", "{\"body\":null}"}) {
    EXPECT_EQ(BodyOf(FromMembers(std::string(R"("type":"text","text":)") + text)), "") << text;
  }
  EXPECT_EQ(One("text-only-zero-width").kind, "text");
}

TEST(Found, E5APlaceWithoutCoordinatesHasItsName) {
  const auto place = ContentOf<mappings::Location>(One("location-without-coordinates"));
  EXPECT_EQ(place.name->Reveal() + ", " + place.address->Reveal(), "Clinic Sur, Calle Mayor 1");
  EXPECT_FALSE(place.latitude || place.longitude);
  for (const char* odd :
       {R"({"latitude":"nan","longitude":"1"})", R"({"latitude":1,"longitude":-180.1})",
        R"({"latitude":[],"longitude":1})"}) {
    const Item item = FromMembers(std::string(R"("type":"location","location":)") + odd);
    EXPECT_FALSE(ContentOf<mappings::Location>(item).latitude) << odd;
  }
}

}  // namespace
}  // namespace chartbridge::whatsapp_test
