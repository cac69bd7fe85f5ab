// Who wrote, and when.
#include <gtest/gtest.h>

#include "connectors/whatsapp/read_contact.h"
#include "connectors/whatsapp/read_time.h"
#include "tests/connectors/whatsapp/items.h"

namespace chartbridge::whatsapp_test {
namespace {

using mappings::Contact;
using mappings::Item;
using whatsapp::NormalisePhone;

Contact ContactOf(const std::string& path) { return ParseBody(ReadFixture(path)).at(0).contact; }

TEST(Phone, IsTheSameHoweverItIsWritten) {
  for (const char* written :
       {"34600000123", "+34600000123", "+34 600 000 123", "34-600-000-123", "(34) 600.000.123"}) {
    EXPECT_EQ(NormalisePhone(written), "34600000123") << written;
  }
}

TEST(Phone, ThatIsNoneIsRefused) {
  for (const char* written :
       {"", "+", "1234", "123456789012345678901", "34600000123x", "34+600000123", "US.99100",
        "972\xC2\xA0"
        "555550142"}) {
    EXPECT_FALSE(NormalisePhone(written)) << written;
  }
}

TEST(BusinessScopedId, IsNeverTakenForAPhone) {
  EXPECT_TRUE(whatsapp::IsBusinessScopedId("ES.4410098877665544332"));
  EXPECT_TRUE(whatsapp::IsBusinessScopedId("US.ENT.55667788990011223344"));
  EXPECT_FALSE(whatsapp::IsBusinessScopedId("es.4410098877665544332"));
  EXPECT_FALSE(whatsapp::IsBusinessScopedId("ES."));
  EXPECT_FALSE(whatsapp::IsBusinessScopedId("ES." + std::string(200, '1')));
  const Contact contact = ContactOf("webhook/text_bsuid_in_from.json");
  EXPECT_FALSE(contact.phone);
  EXPECT_EQ(contact.business_scoped_id->Reveal(), "US.9910011223344556677");
}

TEST(Contact, OfAUsernameAdopterHasNoPhone) {
  const Contact contact = ContactOf("webhook/text_username_only_no_phone.json");
  EXPECT_FALSE(contact.phone);
  EXPECT_TRUE(contact.business_scoped_id);
}

TEST(Contact, NamesAreJoinedByAddressNotByPlace) {
  for (const char* file :
       {"webhook/batch_two_messages_two_contacts.json", "webhook/batch_contacts_reversed.json"}) {
    const std::vector<Item> items = ParseBody(ReadFixture(file));
    EXPECT_EQ(items.at(0).contact.profile_name->Reveal(), "Lucía Ferrer") << file;
    EXPECT_EQ(items.at(1).contact.profile_name->Reveal(), "נועה לוי") << file;
  }
}

TEST(Contact, ThatDoesNotDescribeTheSenderLendsNoName) {
  const Contact contact = ContactOf("malformed/contact_mismatch.json");
  EXPECT_EQ(contact.phone->Reveal(), "34600000123");
  EXPECT_FALSE(contact.profile_name);
}

TEST(Contact, OfAnEchoIsTheOneItWasSentTo) {
  const Contact known = ContactOf("webhook/smb_echo_text.json");
  EXPECT_EQ(known.phone->Reveal(), "34600000123");
  const Contact hidden = ContactOf("webhook/smb_echo_to_absent.json");
  EXPECT_FALSE(hidden.phone);
  EXPECT_EQ(hidden.business_scoped_id->Reveal(), "US.9910011223344556677");
}

TEST(Contact, OfAHistoryThreadIsItsOwnerInBothDirections) {
  for (const Item& item : ParseBody(ReadFixture("webhook/history_phase0_chunk1.json"))) {
    if (std::holds_alternative<mappings::AccountEvent>(item.body)) continue;  // how far it is
    EXPECT_TRUE(item.contact.phone->Reveal() == "34600000123" ||
                item.contact.phone->Reveal() == "972555550142");
  }
  const Contact hidden = ContactOf("webhook/history_thread_bsuid_context.json");
  EXPECT_EQ(hidden.business_scoped_id->Reveal(), "US.9910011223344556677");
}

TEST(History, TellsOursByTheNumberWhenToIsMissing) {
  const std::string thread =
      R"("history":[{"threads":[{"id":"34600000123","messages":[)"
      R"({"from":"+1 555-010-0142","id":"wamid.X","timestamp":"1786995100","type":"text",)"
      R"("text":{"body":"ok"}}]}]}])";
  const Item item = ParseBody(Webhook("history", thread)).at(0);
  EXPECT_EQ(item.direction, mappings::Direction::kOut);
  EXPECT_EQ(item.contact.phone->Reveal(), "34600000123");
}

TEST(GroupReceipt, SpeaksOfItsParticipant) {
  const std::vector<Item> items = ParseBody(ReadFixture("webhook/status_group_aggregated.json"));
  EXPECT_EQ(std::get<mappings::Receipt>(items.at(0).body).recipient, "34600000123");
  EXPECT_NE(items.at(0).item_key, items.at(1).item_key);
  EXPECT_EQ(items.at(0).id, items.at(1).id);
}

class Time : public testing::Test {
 protected:
  static std::string Read(const fhir::json::Value& timestamp) {
    const auto time = whatsapp::ReadTime(timestamp, FixtureTime(), "timestamp");
    if (!time) return time.error().code;
    if (time->implausible) return "implausible";
    return std::to_string(ToUnixMillis(*time->at));
  }
};

TEST_F(Time, IsSecondsAsTextOrAsANumber) {
  EXPECT_EQ(Read("1787000000"), "1787000000000");
  EXPECT_EQ(Read(1787000000), "1787000000000");
  EXPECT_EQ(Read("1504902988"), "1504902988000");
}

TEST_F(Time, ThatCannotBeTrueIsFlaggedAndNotUsed) {
  EXPECT_EQ(Read("1787000000000"), "implausible");
  EXPECT_EQ(Read("0"), "implausible");
  EXPECT_EQ(Read("1230767999"), "implausible");
  EXPECT_EQ(Read("9223372036854775807"), "implausible");
}

TEST_F(Time, UpToFiveMinutesAheadIsTheOtherClock) {
  const std::int64_t now = ToUnixMillis(FixtureTime()) / 1000;
  EXPECT_EQ(Read(now + 300), std::to_string((now + 300) * 1000));
  EXPECT_EQ(Read(now + 301), "implausible");
}

TEST_F(Time, ThatIsNoneIsAFault) {
  EXPECT_EQ(Read(nullptr), "required");
  for (const char* text :
       {"", "ayer", "-5", "+5", " 5", "5 ", "1787000000.5", "99999999999999999999", "0x10"}) {
    EXPECT_EQ(Read(text), "value") << text;
  }
  EXPECT_EQ(Read(-5), "value");
  EXPECT_EQ(Read(fhir::json::Number{"1787000000.5"}), "value");
  EXPECT_EQ(Read(true), "value");
}

}  // namespace
}  // namespace chartbridge::whatsapp_test
