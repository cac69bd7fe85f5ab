// What a message says, read from the fixtures that show the odd cases.
#include <gtest/gtest.h>

#include "connectors/crypto/crypto.h"
#include "connectors/whatsapp/read_media.h"
#include "fhir/json/parse.h"
#include "tests/connectors/whatsapp/items.h"

namespace chartbridge::whatsapp_test {
namespace {

using mappings::Item;
using mappings::Message;

Item One(const std::string& path) {
  std::vector<Item> items = ParseBody(ReadFixture(path));
  EXPECT_EQ(items.size(), 1U) << path;
  return items.at(0);
}
Item FromMembers(const std::string& members) { return ParseBody(MessageWebhook(members)).at(0); }
Message MessageOf(const Item& item) { return std::get<Message>(item.body); }
template <class T>
T ContentOf(const Item& item) {
  return std::get<T>(MessageOf(item).content);
}
std::string WhyOf(const Item& item) {
  const auto* broken = std::get_if<mappings::Unparsable>(&item.body);
  return broken == nullptr ? "" : broken->why.expression + " " + broken->why.text;
}

TEST(Text, KeepsDirectionMarksAndEmojiByteForByte) {
  const std::string body =
      ContentOf<mappings::Text>(One("webhook/text_ar_rtl_marks_emoji.json")).body.Reveal();
  EXPECT_NE(body.find("\xE2\x80\x8F"), std::string::npos);  // U+200F
  EXPECT_NE(body.find("\xE2\x80\x8D"), std::string::npos);  // U+200D inside an emoji
}

TEST(Text, OfFourThousandCharactersArrivesWhole) {
  const auto raw = fhir::json::Parse(ReadFixture("webhook/text_multiline_max.json")).value();
  const auto& value = raw["entry"].at(0)["changes"].at(0)["value"];
  const std::string& sent = value["messages"].at(0)["text"]["body"].text();
  ASSERT_GT(sent.size(), 4096U);
  EXPECT_EQ(ContentOf<mappings::Text>(One("webhook/text_multiline_max.json")).body.Reveal(), sent);
}

TEST(Text, WithNulIsNotTruncated) {
  EXPECT_EQ(ContentOf<mappings::Text>(One("malformed/escaped_nul.json")).body.Reveal(),
            "a\xEF\xBF\xBD"
            "b");
}

TEST(Text, WithHalfAnEmojiKeepsTheRest) {
  EXPECT_EQ(ContentOf<mappings::Text>(One("malformed/lone_surrogate.json")).body.Reveal(),
            "a\xEF\xBF\xBDz");
  const Item item =
      FromMembers(R"("type":"text","text":{"body":"\\ud83d \ud83d\ude42 \ude42\ud83d"})");
  EXPECT_EQ(ContentOf<mappings::Text>(item).body.Reveal(), "\\ud83d 🙂 \xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(Reply, NamesTheQuotedMessage) {
  const Item item = One("webhook/text_he_reply_context.json");
  ASSERT_TRUE(MessageOf(item).reply_to);
  EXPECT_EQ(item.refers_to, MessageOf(item).reply_to);
  EXPECT_FALSE(MessageOf(item).forwarded);
}

TEST(Forwarded, IsNoReplyAndNotTheSendersOwnWords) {
  const Item once = One("webhook/text_forwarded.json");
  EXPECT_TRUE(MessageOf(once).forwarded);
  EXPECT_FALSE(MessageOf(once).frequently_forwarded);
  EXPECT_FALSE(MessageOf(once).reply_to);
  EXPECT_TRUE(MessageOf(One("webhook/text_frequently_forwarded.json")).frequently_forwarded);
}

TEST(Group, IsMarked) { EXPECT_TRUE(MessageOf(One("webhook/text_group_message.json")).in_group); }

TEST(Media, HashesAreReadInBothSpellings) {
  const Item base64 = One("webhook/image_caption_url.json");
  EXPECT_EQ(ToHex(*ContentOf<mappings::MediaContent>(base64).media.sha256),
            "dfb7c718bd5cfd7ffebb1ed58001ff021ec8c55e20e753e6ceb59a5ee582d0cb");
  const Item hex = One("webhook/history_media_asset_inbound.json");
  EXPECT_EQ(ToHex(*ContentOf<mappings::MediaContent>(hex).media.sha256),
            "33112ee14ee469c3eb52fe90322ec81dd404a0093d565a6d71ce77cbc8124e3b");
  EXPECT_FALSE(whatsapp::ReadSha256("not a hash"));
  EXPECT_FALSE(whatsapp::ReadSha256(std::string(64, 'z')));
  EXPECT_FALSE(whatsapp::ReadSha256(std::string(44, 'A')));  // 33 bytes
}

TEST(Media, ThatTheProviderLostIsAMessageWithoutAnIdToFetch) {
  const Item item = One("webhook/image_with_errors_131052.json");
  EXPECT_TRUE(ContentOf<mappings::MediaContent>(item).media.unavailable);
  EXPECT_TRUE(ContentOf<mappings::MediaContent>(item).media.id.empty());
}

TEST(Media, FileNamesAndTypesComeAsClaimed) {
  const auto hostile =
      ContentOf<mappings::MediaContent>(One("webhook/document_hostile_filename.json"));
  EXPECT_EQ(hostile.media.file_name->Reveal().substr(0, 6), "../../");
  const auto voice = ContentOf<mappings::MediaContent>(One("webhook/audio_voice_note.json"));
  EXPECT_TRUE(voice.media.voice);
  EXPECT_EQ(voice.media.claimed_type, "audio/ogg; codecs=opus");
  EXPECT_TRUE(
      ContentOf<mappings::MediaContent>(One("webhook/sticker_animated.json")).media.animated);
}

TEST(Reaction, TakenBackIsAbsentOrEmpty) {
  EXPECT_TRUE(ContentOf<mappings::Reaction>(One("webhook/reaction_add.json")).emoji);
  for (const char* file : {"webhook/reaction_removed_emoji_absent.json",
                           "webhook/reaction_removed_emoji_empty.json"}) {
    const Item item = One(file);
    EXPECT_FALSE(ContentOf<mappings::Reaction>(item).emoji);
    EXPECT_EQ(item.refers_to, ContentOf<mappings::Reaction>(item).target);
  }
}

TEST(Form, ThatIsNoJsonIsKeptAsItCame) {
  const auto answer =
      ContentOf<mappings::Answer>(One("webhook/interactive_nfm_flow_bad_json.json"));
  EXPECT_EQ(answer.details->Reveal(), "{oops");
}

TEST(Answer, WithoutItsInnerObjectHasNoTitle) {
  const Item item = FromMembers(R"("type":"interactive","interactive":{"type":"button_reply"})");
  EXPECT_EQ(ContentOf<mappings::Answer>(item).type, "button_reply");
  EXPECT_TRUE(ContentOf<mappings::Answer>(item).title.empty());
}

TEST(Answer, OfAnUnknownTypeKeepsItsDetails) {
  const Item item =
      FromMembers(R"("type":"interactive","interactive":{"type":"slider","slider":{"value":7}})");
  EXPECT_EQ(ContentOf<mappings::Answer>(item).details->Reveal(), R"({"value":7})");
}

TEST(Cards, SayTheirLines) {
  const Item item = One("webhook/contacts_full.json");
  const auto cards = ContentOf<mappings::ContactCards>(item).cards;
  ASSERT_EQ(cards.size(), 1U);
  EXPECT_NE(cards[0].Reveal().find("Dra. Marta Ruiz Gil\n"), std::string::npos);
  EXPECT_NE(cards[0].Reveal().find("+34 600 00 01 24"), std::string::npos);
  EXPECT_EQ(item.contact.phone->Reveal(), "34600000123");  // the sender's, not the card's
}

TEST(Cards, ThatAnswerARequestNameTheSendersOwnPhone) {
  EXPECT_EQ(One("webhook/contacts_contact_request.json").contact.phone->Reveal(), "15550100167");
  const Item two =
      FromMembers(R"("type":"contacts","contacts":[{"origin":"contact_request","phones":[)"
                  R"({"wa_id":"15550100167"}]},{"origin":"contact_request"}])");
  EXPECT_EQ(two.contact.phone->Reveal(), "34600000123");
}

TEST(Members, ThatHoldWordsAreNeverSkippedOver) {
  EXPECT_EQ(WhyOf(FromMembers(R"("type":"image","image":{"id":"1","caption":[7]})")),
            "image.caption is not a text");
  EXPECT_EQ(WhyOf(FromMembers(R"("type":"image","image":{"id":{}})")), "image.id is not a text");
  EXPECT_EQ(WhyOf(FromMembers(R"("type":"reaction","reaction":{"emoji":"x"})")),
            "reaction.message_id is missing");
  EXPECT_EQ(WhyOf(FromMembers(R"("type":"text","text":{"body":[]})")), "text.body is not a text");
  EXPECT_EQ(WhyOf(FromMembers(R"("type":"location","location":{"name":{}})")),
            "location.name is not a text");
  EXPECT_EQ(WhyOf(FromMembers(R"("type":"contacts","contacts":{})")), "contacts is not an array");
  EXPECT_EQ(WhyOf(FromMembers(R"("type":"button","button":{"payload":"x"})")),
            "button.text is missing");
  EXPECT_EQ(WhyOf(FromMembers(R"("type":[])")), "message.type is not a text");
}

TEST(Edit, NamesTheOriginal) {
  const Item edit = One("webhook/edit_text.json");
  EXPECT_TRUE(edit.refers_to);
  EXPECT_EQ(edit.refers_to, One("webhook/revoke.json").refers_to);
  EXPECT_EQ(edit.item_key, edit.id->Reveal());
}

TEST(Ghost, HasTheKeyOfTheMessageThatReplacesIt) {
  const Item ghost = One("webhook/seq_ghost_1_unsupported_131060.json");
  EXPECT_TRUE(std::get<mappings::UnsupportedContent>(ghost.body).placeholder);
  EXPECT_EQ(ghost.item_key, One("webhook/seq_ghost_2_same_wamid_text.json").item_key);
}

TEST(HistoryMedia, JoinTheirPlaceholdersByKey) {
  const std::vector<Item> chunk = ParseBody(ReadFixture("webhook/history_phase0_chunk1.json"));
  EXPECT_EQ(chunk.at(2).item_key, One("webhook/history_media_asset_inbound.json").item_key);
  EXPECT_EQ(chunk.at(3).item_key, One("webhook/history_media_asset_outbound.json").item_key);
}

TEST(UnknownType, IsNamedOnlyWhenItIsAPlainWord) {
  const Item item = FromMembers(R"("type":"<b>Lucía Ferrer</b>")");
  EXPECT_EQ(std::get<mappings::UnsupportedContent>(item.body).provider_type, "other");
  EXPECT_EQ(item.content["item"]["type"].text(), "<b>Lucía Ferrer</b>");
}

}  // namespace
}  // namespace chartbridge::whatsapp_test
