// E1: what nobody could read, release or file, and was destroyed after 14 days.
#include <gtest/gtest.h>

#include "tests/connectors/whatsapp/items.h"

namespace chartbridge::whatsapp_test {
namespace {

using mappings::Item;

std::string Lines(const Item& item) {
  std::string all;
  const auto* lines = mappings::ReadableOf(item);
  if (lines == nullptr) return "(a message)";
  for (const auto& line : *lines) all += (all.empty() ? "" : " | ") + line.Reveal();
  return all;
}
Item Found(const std::string& file) {
  return whatsapp::ParseWhole({"whatsapp-cloud",
                               {"main"},
                               ReadFixture("found/" + file + ".json"),
                               FromUnixMillis(1795900000000)},
                              {{{"main", "100000000000001"}, {"main", "100"}}, ""})
      .at(0);
}
std::string OfMembers(const std::string& members) {
  return Lines(ParseBody(MessageWebhook(members)).at(0));
}

TEST(Readable, E1EveryWordOfWhatCameFromTheField) {
  for (const auto& [file, kind, lines] : std::vector<std::array<std::string, 3>>{
           {"order-with-text", "unsupported", "Please also my inhaler | 1 × a (0 EUR)"},
           {"imgnoid", "unparsable", "rash on left arm since Monday"},
           {"typeless", "unparsable", "geo:1.5,2.5"},
           {"voice", "unsupported", ""},
           {"edit", "unsupported", "Edited: wamid.BUGT0020== | take 50 mg"},
           {"revoke", "unsupported", "Taken back: wamid.BUGT0020=="},
           {"group", "text", "(a message)"},
           {"button-without-context", "button", "(a message)"},
           {"flow-reply", "interactive", "(a message)"},
           {"type-unknown-errors-details", "unsupported", ""},
       }) {
    const Item item = Found(file);
    EXPECT_EQ(item.kind, kind) << file;
    EXPECT_EQ(Lines(item), lines) << file;
  }
  EXPECT_EQ(mappings::ProviderTypeOf(Found("order-with-text")), "order");
  EXPECT_EQ(mappings::ProviderTypeOf(Found("imgnoid")), "image");
  EXPECT_EQ(mappings::ProviderTypeOf(Found("typeless")), "location");
}

TEST(Readable, E1KindsThatNobodyKnowsYetAreRead) {
  EXPECT_EQ(OfMembers(R"("type":"poll","poll":{"id":"p1","question":"Which day?",)"
                      R"("options":[{"id":"o1","name":"Monday"},{"name":"Friday","votes":2}]})"),
            "question: Which day? | Monday | Friday | votes: 2");
  EXPECT_EQ(OfMembers(R"("type":"note","note":"in plain text")"), "in plain text");
  EXPECT_EQ(
      OfMembers(R"("type":"video_note","video_note":{"id":"7","sha256":"x","url":"https://x",)"
                R"("mime_type":"video/mp4","caption":"my gait"})"),
      "my gait");
}

TEST(Readable, E1WordsOfAKnownKindThatIsNotAsDocumented) {
  EXPECT_EQ(OfMembers(R"("type":"text","text":"hola")"), "hola");
  EXPECT_EQ(OfMembers(R"("type":"text","text":{"body":{"part":"one"}})"), "part: one");
  EXPECT_EQ(OfMembers(R"("type":"image","text":{"body":"a caption"})"), "a caption");
  EXPECT_EQ(OfMembers(R"("type":"image","image":{"id":"1","caption":["a","b"]})"), "a | b");
  EXPECT_EQ(OfMembers(R"("type":"document","document":{"filename":"dose.pdf","caption":"mine"})"),
            "dose.pdf | mine");
  EXPECT_EQ(OfMembers(R"("type":"interactive","interactive":{"type":"button_reply",)"
                      R"("button_reply":{"id":"x","description":"at nine"}})"),
            "at nine");
  EXPECT_EQ(OfMembers(R"("type":"contacts","contacts":{"name":{"formatted_name":"Ana"},)"
                      R"("phones":[{"phone":"+34 600"}]})"),
            "Ana | phone: +34 600");
  const Item text = ParseBody(Webhook("messages", R"("messages":["hola"])")).at(0);
  EXPECT_EQ(Lines(text), "hola");
}

TEST(Readable, E3TokensOfFormsAreForMachines) {
  EXPECT_EQ(
      OfMembers(R"("type":"form_v2","form_v2":{"flow_token":"T1","response_json":)"
                R"("{\"dolor\":\"7\",\"flow_token\":\"T1\"}","raw":"{\"flow_token\":\"T1\"}"})"),
      "dolor: 7 | raw: {}");
}

TEST(Readable, WhoIsThereOfAMessageThatCannotBeUnderstood) {
  const Item item = Found("imgnoid");
  EXPECT_EQ(item.contact.phone->Reveal(), "15550100001");
  EXPECT_EQ(item.id->Reveal(), "wamid.I");
  EXPECT_NE(item.item_key, "wamid.I");
}

// Of several persons' messages that cannot be routed each stands alone.
TEST(Readable, MessagesWithoutABusinessNumberAreItemsOfTheirOwn) {
  const std::string message = R"({"from":"34600000123","id":"wamid.A","timestamp":"1787000000",)"
                              R"("type":"text","text":{"body":"fever"}})";
  const auto items = ParseBody(
      R"({"object":"whatsapp_business_account","entry":[{"changes":[{"field":"messages","value":{)"
      R"("messages":[)" +
      message + "," + message + "]}}]}]}");
  ASSERT_EQ(items.size(), 2U);
  EXPECT_EQ(items[0].kind, "unparsable");
  EXPECT_EQ(Lines(items[0]), "fever");
  EXPECT_EQ(items[0].contact.phone->Reveal(), "34600000123");
}

// A stranger's secret must not get words into a conversation.
TEST(Readable, NothingOfADeliveryThatAnotherChannelSigned) {
  bridge::RawDelivery raw = Delivery(MessageWebhook(R"("type":"note","note":"x")"));
  raw.verified_by = {"second"};
  EXPECT_EQ(Lines(Parse(raw).at(0)), "");
}

}  // namespace
}  // namespace chartbridge::whatsapp_test
