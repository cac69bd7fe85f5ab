#include "mappings/payload_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace chartbridge::mappings {
namespace {

using testing::ElementsAre;

std::vector<std::string> PayloadText(Content content) {
  return PayloadTextOf(Message{.content = std::move(content)}, LoadTables().value());
}

TEST(PayloadText, TextIsUnchangedButForForbiddenControls) {
  EXPECT_THAT(PayloadText(Text{MessageText("\u200F שלום 👩🏽‍⚕️\r\n\tx\x01\x1F")}),
              ElementsAre("\u200F שלום 👩🏽‍⚕️\r\n\tx"));
}

TEST(PayloadText, TextThatNobodyCanSeeIsSaidToBeSo) {
  for (const char* text : {"", "  \n", "\u200F", "\x01"}) {
    EXPECT_THAT(PayloadText(Text{MessageText(text)}), ElementsAre("Message without visible text"));
  }
}

TEST(PayloadText, MoreThanAMegabyteIsCutBetweenCharacters) {
  std::string text = "x";
  for (int i = 0; i < 600'000; ++i) text += "é";
  const auto words = PayloadText(Text{MessageText(text)});
  ASSERT_EQ(words.size(), 2U);
  EXPECT_EQ(words[0] + words[1], text);
  EXPECT_EQ(words[0].size(), 999'999U);
}

TEST(PayloadText, ACaptionThatIsBlankIsNone) {
  EXPECT_TRUE(PayloadText(MediaContent{{}, MessageText("  ")}).empty());
  EXPECT_TRUE(PayloadText(MediaContent{}).empty());
  EXPECT_THAT(PayloadText(MediaContent{{}, MessageText("My arm")}), ElementsAre("My arm"));
}

TEST(PayloadText, APlaceIsNamedAndLocated) {
  EXPECT_THAT(PayloadText(Location{40.4167754, -3.7037902, MessageText("Farmacia"),
                                   MessageText("Calle 7")}),
              ElementsAre("Shared a location\nFarmacia\nCalle 7\ngeo:40.4167754,-3.7037902"));
  EXPECT_THAT(PayloadText(Location{0, 0, {}, {}}), ElementsAre("Shared a location\ngeo:0,0"));
}

TEST(PayloadText, ImpossibleCoordinatesAreNotWritten) {
  for (const double degrees : {std::numeric_limits<double>::quiet_NaN(), 1e300, -91.0}) {
    EXPECT_THAT(PayloadText(Location{degrees, 0, {}, {}}),
                ElementsAre("Shared a location without usable coordinates"));
  }
}

TEST(PayloadText, EachContactCardIsAPayload) {
  EXPECT_THAT(PayloadText(ContactCards{{MessageText("Ana\n+1 555"), MessageText(" ")}}),
              ElementsAre("Shared contact card 1 of 2\nAna\n+1 555", "Shared contact card 2 of 2"));
  EXPECT_THAT(PayloadText(ContactCards{}),
              ElementsAre("Shared a contact card without readable content"));
}

TEST(PayloadText, AnswersAreTheirTitleAndDescription) {
  EXPECT_THAT(PayloadText(Answer{"list_reply", MessageText("Mañana"), MessageText("9:00"), {}}),
              ElementsAre("Mañana\n9:00"));
  EXPECT_THAT(PayloadText(Answer{"button", MessageText("Sí"), {}, {}}), ElementsAre("Sí"));
  EXPECT_THAT(PayloadText(Answer{"button", MessageText(""), {}, {}}),
              ElementsAre("Chose an answer without text"));
  EXPECT_THAT(PayloadText(Answer{"call_permission_reply", MessageText("accept"), {}, {}}),
              ElementsAre("Answered the question whether the clinic may call: accept"));
}

// E4: a button's word stood alone: "Cancel".
TEST(PayloadText, AnAnswerToAKnownMessageSaysSo) {
  const auto words = [](Answer answer) {
    const Message message{.content = std::move(answer), .reply_to = ProviderId("wamid.A")};
    return PayloadTextOf(message, LoadTables().value());
  };
  EXPECT_THAT(words({"button", MessageText("Cancel"), {}, {}}),
              ElementsAre("Answer to an earlier message:", "Cancel"));
  EXPECT_THAT(words({"call_permission_reply", MessageText("accept"), {}, {}}),
              ElementsAre("Answered the question whether the clinic may call: accept"));
}

// E5
TEST(PayloadText, APlaceWithoutCoordinatesKeepsItsName) {
  EXPECT_THAT(PayloadText(Location{{}, {}, MessageText("Clinic Sur"), MessageText("Calle 1")}),
              ElementsAre("Shared a location without usable coordinates\nClinic Sur\nCalle 1"));
}

TEST(PayloadText, FormsAreReadableLinesWithoutTheMachinesToken) {
  EXPECT_THAT(
      PayloadText(Answer{
          "nfm_reply",
          MessageText("Sent"),
          {},
          MessageText(R"({"flow_token":"secret","dolor":"7","alergias":["penicilina","látex"]})")}),
      ElementsAre("Filled in a form\nSent\ndolor: 7\nalergias: penicilina, látex"));
}

}  // namespace
}  // namespace chartbridge::mappings
