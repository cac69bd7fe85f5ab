// What a message is, in codes; what was said, in its own words and no others.
#include "mappings/codes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <random>

#include "fhir/json/write.h"
#include "tests/mappings/examples.h"

namespace chartbridge::mappings {
namespace {

using fhir::json::Value;
using testing::ElementsAre;
using testing::IsEmpty;

Said Of(Content content, const char* language = "en") {
  return Read(Message{.content = std::move(content)}, words::CatalogueOf(language));
}
std::vector<std::string> Texts(Content content) { return Of(std::move(content)).texts; }
std::vector<std::string> Notes(const Said& said) {
  std::vector<std::string> notes;
  for (const Statement& statement : said.statements) notes.push_back(statement.text);
  return notes;
}

TEST(Said, TextIsUnchangedButForForbiddenControls) {
  EXPECT_THAT(Texts(Text{MessageText("\u200F שלום 👩🏽‍⚕️\r\n\tx\x01\x1F")}),
              ElementsAre("\u200F שלום 👩🏽‍⚕️\r\n\tx"));
}

TEST(Said, TextThatNobodyCanSeeIsFlaggedAndNothingIsPutInItsPlace) {
  for (const char* text : {"", "  \n", "\u200F", "\x01"}) {
    const Said said = Of(Text{MessageText(text)});
    EXPECT_THAT(said.texts, IsEmpty());
    EXPECT_THAT(said.flags, ElementsAre("no-visible-text"));
    EXPECT_THAT(Notes(said), ElementsAre("Message without visible text."));
  }
}

TEST(Said, MoreThanAMegabyteIsCutBetweenCharacters) {
  std::string text = "x";
  for (int i = 0; i < 600'000; ++i) text += "é";
  const auto words = Texts(Text{MessageText(text)});
  ASSERT_EQ(words.size(), 2U);
  EXPECT_EQ(words[0] + words[1], text);
  EXPECT_EQ(words[0].size(), 999'999U);
}

TEST(Said, ACaptionThatIsBlankIsNone) {
  EXPECT_THAT(Texts(MediaContent{{}, MessageText("  ")}), IsEmpty());
  EXPECT_THAT(Of(MediaContent{}).flags, IsEmpty());
  EXPECT_THAT(Texts(MediaContent{{}, MessageText("My arm")}), ElementsAre("My arm"));
}

TEST(Said, APlaceIsItsNameAndCoordinatesAreAValue) {
  const Said said =
      Of(Location{40.4167754, -3.7037902, MessageText("Farmacia"), MessageText("Calle 7")});
  EXPECT_EQ(said.type, "location");
  EXPECT_THAT(said.texts, ElementsAre("Farmacia\nCalle 7"));
  const Value place = ToJson(said.extensions.at(0));
  EXPECT_EQ(place["url"].text(), "urn:chartbridge:ext:geolocation");
  EXPECT_EQ(place["extension"].at(0)["valueDecimal"].number()->text, "40.4167754");
  EXPECT_EQ(place["extension"].at(1)["valueDecimal"].number()->text, "-3.7037902");
  EXPECT_THAT(Notes(said), ElementsAre("Shared location: 40.4167754, -3.7037902."));
  EXPECT_THAT(Texts(Location{0, 0, {}, {}}), IsEmpty());
  EXPECT_EQ(ToJson(Of(Location{1e-300, 0, {}, {}}).extensions.at(0))["extension"]
                .at(0)["valueDecimal"]
                .number()
                ->text,
            "0");
}

TEST(Said, ImpossibleCoordinatesAreNotWritten) {
  for (const double degrees : {std::numeric_limits<double>::quiet_NaN(), 1e300, -91.0}) {
    const Said said = Of(Location{degrees, 0, MessageText("Clinic Sur"), {}});
    EXPECT_THAT(said.texts, ElementsAre("Clinic Sur"));
    EXPECT_THAT(said.flags, ElementsAre("no-coordinates"));
    EXPECT_THAT(said.extensions, IsEmpty());
  }
}

TEST(Said, EachContactCardIsAPayload) {
  const Said two = Of(ContactCards{{MessageText("Ana\n+1 555"), MessageText("Ben")}}, "he");
  EXPECT_EQ(two.type, "contacts");
  EXPECT_THAT(two.texts, ElementsAre("Ana\n+1 555", "Ben"));
  EXPECT_THAT(Notes(two), ElementsAre("שני כרטיסי איש קשר ששותפו."));
  EXPECT_THAT(Of(ContactCards{}).flags, ElementsAre("no-visible-text"));
}

TEST(Said, AnswersAreTheirTitleAndDescription) {
  EXPECT_THAT(Texts(Answer{"list_reply", MessageText("Mañana"), MessageText("9:00"), {}}),
              ElementsAre("Mañana\n9:00"));
  EXPECT_THAT(Of(Answer{"button", MessageText(""), {}, {}}).flags, ElementsAre("no-visible-text"));
  const Said call = Of(Answer{"call_permission_reply", MessageText("accept"), {}, {}});
  EXPECT_EQ(call.type, "call-permission");
  EXPECT_THAT(call.texts, ElementsAre("accept"));
  EXPECT_THAT(Notes(call), ElementsAre("Answer to the question whether the clinic may call."));
}

// E4: a button's word stood alone: "Cancel".
TEST(Said, AChosenAnswerIsSaidToBeOne) {
  const Said said = Of(Answer{"button", MessageText("Cancel"), {}, {}});
  EXPECT_EQ(said.type, "answer");
  EXPECT_THAT(said.texts, ElementsAre("Cancel"));
  EXPECT_THAT(Notes(said), ElementsAre("Answer chosen from those that were offered."));
}

TEST(Said, FormsAreReadableLinesWithoutTheMachinesToken) {
  const Said form = Of(Answer{
      "nfm_reply",
      MessageText("Sent"),
      {},
      MessageText(R"({"flow_token":"secret","dolor":"7","alergias":["penicilina","látex"]})")});
  EXPECT_EQ(form.type, "form");
  EXPECT_THAT(form.texts, ElementsAre("Sent\ndolor: 7\nalergias: penicilina, látex"));
}

TEST(Said, AKindThatIsNotDocumentedIsNamedByAValue) {
  const Said said = Of(UnsupportedContent{"order", false, {MessageText("2 x Tee")}});
  EXPECT_EQ(said.type, "unsupported");
  EXPECT_THAT(said.texts, ElementsAre("2 x Tee"));
  EXPECT_EQ(ToJson(said.extensions.at(0))["valueString"].text(), "order");
  EXPECT_THAT(Of(UnsupportedContent{"ephemeral", false, {}}).flags, ElementsAre("no-visible-text"));
}

TEST(Said, UnknownMediaCountAsDocuments) {
  EXPECT_EQ(TypeOf({.kind = "hologram"}), "document");
  EXPECT_EQ(TypeOf({.kind = "audio", .voice = true}), "voice");
  EXPECT_EQ(TypeOf({.kind = "audio"}), "audio");
}

// I2: the bridge's sentences stood among the patient's words. Whatever a patient types, every
// sentence of every catalogue included, is text, said as it was typed, and stated by nobody else.
TEST(Said, I2_WhatAPatientTypesIsTextAndNothingElse) {
  std::vector<std::string> typed{"Photo not kept: the patient agreed to text only.",
                                 "Reacted with bad rash and fever to an earlier message",
                                 "Shared a location\ngeo:1,2"};
  for (const words::Language& language : words::Languages()) {
    for (const words::Entry& entry : language.entries) typed.emplace_back(entry.text);
  }
  std::mt19937 random(20261128);
  const std::size_t sentences = typed.size();
  for (int i = 0; i < 500; ++i) {
    std::string text;
    for (auto parts = 1 + random() % 4; parts > 0; --parts)
      text += typed[random() % sentences] + (random() % 2 == 0 ? "\n" : " ");
    typed.push_back(text + "x");
  }
  for (const char* language : {"en", "es", "he"}) {
    for (const std::string& text : typed) {
      const Said said = Of(Text{MessageText(text)}, language);
      ASSERT_THAT(said.texts, ElementsAre(text));
      ASSERT_EQ(said.type, "text");
      ASSERT_THAT(said.flags, IsEmpty());
      ASSERT_THAT(said.statements, IsEmpty());
    }
  }
}

// And the other way round: no payload holds a word that the bridge has made.
TEST(Said, I2_NoPayloadHoldsAWordOfTheCatalogues) {
  for (const Example& example : Examples()) {
    const Value message = ResourceIn(BundleOf(example.item, example.context), "Communication");
    std::string said;
    for (const Value& part : message["payload"].items()) said += part["contentString"].text();
    for (const words::Language& language : words::Languages()) {
      for (const words::Entry& entry : language.entries) {
        const std::string_view stem = entry.text.substr(0, entry.text.find("{{"));
        if (!entry.key.starts_with("note.") || stem.empty()) continue;
        EXPECT_EQ(said.find(stem), std::string::npos) << example.name << " " << entry.key;
      }
    }
  }
}

}  // namespace
}  // namespace chartbridge::mappings
