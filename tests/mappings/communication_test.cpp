#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mappings/identity.h"
#include "tests/mappings/examples.h"

namespace chartbridge::mappings {
namespace {

using fhir::json::Value;
using testing::ElementsAre;

Item Says(std::string words) { return ExampleItem(Text{MessageText(std::move(words))}); }

Value CommunicationOf(const Item& item, const Context& context = ExampleContext()) {
  return ResourceIn(BundleOf(item, context), "Communication");
}

std::vector<std::string> CodesOf(const Value& concepts) {
  std::vector<std::string> codes;
  for (const Value& one : concepts.items()) codes.push_back(one["coding"].at(0)["code"].text());
  return codes;
}

std::string Urn(std::string_view part, std::string key = kExampleWamid, int filing = 0) {
  return "urn:uuid:" + DeriveIdentity({"demo", "main", std::move(key), filing}, part);
}

TEST(ToCommunication, WhatThePatientWrites) {
  const Value message = CommunicationOf(Says("Rash since Monday"));
  EXPECT_EQ(message["status"].text(), "completed");
  EXPECT_EQ(message["identifier"].at(0)["system"].text(), "urn:chartbridge:id");
  EXPECT_EQ(message["identifier"].at(0)["value"].text(), Urn("message"));
  EXPECT_THAT(CodesOf(message["category"]), ElementsAre("message", "text"));
  EXPECT_THAT(CodesOf(message["medium"]), ElementsAre("ONLINEWRIT"));
  EXPECT_EQ(message["subject"]["reference"].text(), "Patient/1");
  EXPECT_EQ(message["sender"]["reference"].text(), "Patient/1");
  EXPECT_EQ(message["recipient"].at(0)["reference"].text(), "Organization/1");
  EXPECT_EQ(message["sent"].text(), "2026-11-22T05:59:59Z");
  EXPECT_EQ(message["received"].text(), "2026-11-22T06:00:01.120Z");
  EXPECT_EQ(message["payload"].at(0)["contentString"].text(), "Rash since Monday");
  EXPECT_EQ(message["language"].text(), "en");
  EXPECT_EQ(message.Find("note"), nullptr);
}

// I14: the sender was the patient, whoever wrote.
TEST(ToCommunication, I14_TheSenderIsWhomTheMatchFoundAndNobodyElse) {
  struct Case {
    const char* contact;
    bool reported;
  };
  for (const Case& one : {Case{"Patient/1", true}, Case{"Patient/2", true},
                          Case{"RelatedPerson/7", true}, Case{"Practitioner/3", false}}) {
    Context context = ExampleContext();
    context.contact = one.contact;
    const Value message = CommunicationOf(Says("x"), context);
    EXPECT_EQ(message["subject"]["reference"].text(), "Patient/1");
    EXPECT_EQ(message["sender"]["reference"].text(), one.contact);
    EXPECT_EQ(message["meta"]["security"].items().size(), one.reported ? 2U : 1U) << one.contact;
  }
  Context unknown = ExampleContext();
  unknown.contact = "";
  EXPECT_EQ(CommunicationOf(Says("x"), unknown).Find("sender"), nullptr);
  EXPECT_EQ(CommunicationOf(Says("x"), unknown)["meta"]["security"].items().size(), 1U);
  Item out = Says("x");
  out.direction = Direction::kOut;
  EXPECT_EQ(CommunicationOf(out, unknown).Find("recipient"), nullptr);
  unknown.contact = "Group/1";
  EXPECT_FALSE(ToBundle(Says("x"), unknown));
}

TEST(ToCommunication, WhatTheClinicWrites) {
  Item item = Says("Please come at nine.");
  item.direction = Direction::kOut;
  item.source = Source::kEcho;
  const Value message = CommunicationOf(item);
  EXPECT_EQ(message["sender"]["reference"].text(), "Organization/1");
  EXPECT_EQ(message["recipient"].at(0)["reference"].text(), "Patient/1");
  EXPECT_EQ(message["sent"].text(), "2026-11-22T05:59:59Z");
  EXPECT_EQ(message.Find("received"), nullptr);
  EXPECT_EQ(message["meta"]["security"].items().size(), 1U);
  EXPECT_EQ(message["meta"]["tag"].at(0)["code"].text(), "echo");
}

TEST(ToCommunication, TheClinicsNumberIsShownWhenItIsKnown) {
  Context context = ExampleContext();
  EXPECT_EQ(CommunicationOf(Says("x"), context)["recipient"].at(0).Find("display"), nullptr);
  context.clinic_number = "15550100142";
  EXPECT_EQ(CommunicationOf(Says("x"), context)["recipient"].at(0)["display"].text(),
            "WhatsApp +15550100142");
}

TEST(ToCommunication, WhatComesFromThePatientIsMarkedPatientReported) {
  const Value security = CommunicationOf(Says("x"))["meta"]["security"];
  EXPECT_EQ(security.at(0)["code"].text(), "N");
  EXPECT_EQ(security.at(1)["system"].text(),
            "http://terminology.hl7.org/CodeSystem/v3-ObservationValue");
  EXPECT_EQ(security.at(1)["code"].text(), "PATRPT");
}

TEST(ToCommunication, TheThreadStaysInProgressWithoutPayload) {
  const Value bundle = BundleOf(Says("x"), ExampleContext());
  const Value& thread = bundle["entry"].at(0)["resource"];
  EXPECT_EQ(thread["status"].text(), "in-progress");
  EXPECT_THAT(CodesOf(thread["category"]), ElementsAre("thread"));
  EXPECT_EQ(thread.Find("payload"), nullptr);
  EXPECT_EQ(ResourceIn(bundle, "Communication")["partOf"].at(0)["reference"].text(),
            bundle["entry"].at(0)["fullUrl"].text());
}

TEST(ToCommunication, TheThreadIsTheSameForEveryMessageOfTheConversation) {
  Item other = Says("later");
  other.item_key = "wamid.other";
  other.sent.reset();
  const Value first = BundleOf(Says("x"), ExampleContext())["entry"].at(0);
  EXPECT_EQ(BundleOf(other, ExampleContext())["entry"].at(0), first);
  Context for_another = ExampleContext();
  for_another.patient = "Patient/2";
  EXPECT_NE(BundleOf(other, for_another)["entry"].at(0), first);
}

TEST(ToCommunication, AReplyPointsToTheQuotedMessageByItsDerivedIdentity) {
  Item item = Says("yes");
  std::get<Message>(item.body).reply_to = ProviderId(kQuotedWamid);
  Context context = ExampleContext();
  context.filing = 3;
  context.target_filing = 2;
  const Value reference = CommunicationOf(item, context)["inResponseTo"].at(0);
  EXPECT_EQ(reference["type"].text(), "Communication");
  EXPECT_EQ(reference["identifier"]["value"].text(), Urn("message", kQuotedWamid, 2));
}

TEST(ToCommunication, AReactionIsCodedAndPointsToItsTarget) {
  const Value added =
      CommunicationOf(ExampleItem(Reaction{ProviderId(kQuotedWamid), MessageText("👍")}));
  EXPECT_THAT(CodesOf(added["category"]), ElementsAre("message", "reaction"));
  EXPECT_EQ(added["payload"].at(0)["contentString"].text(), "👍");
  EXPECT_EQ(added["note"].at(0)["text"].text(), "Reaction to an earlier message.");
  EXPECT_EQ(added["inResponseTo"].at(0)["identifier"]["value"].text(),
            Urn("message", kQuotedWamid));
  const Value removed = CommunicationOf(ExampleItem(Reaction{ProviderId(kQuotedWamid), {}}));
  EXPECT_THAT(CodesOf(removed["category"]), ElementsAre("message", "reaction-removed"));
  EXPECT_EQ(removed.Find("payload"), nullptr);
}

// I20: sentences were English in every chart.
TEST(ToCommunication, I20_TheBridgesWordsAreInTheClinicsLanguage) {
  Context context = ExampleContext();
  context.language = "he";
  const Value message =
      CommunicationOf(ExampleItem(Reaction{ProviderId(kQuotedWamid), MessageText("👍")}), context);
  EXPECT_EQ(message.Find("language"), nullptr);  // R4's value set of languages has no Hebrew
  EXPECT_EQ(message["note"].at(0)["text"].text(), "תגובה להודעה קודמת.");
  EXPECT_EQ(message["category"].at(1)["coding"].at(0)["display"].text(), "תגובה");
  const Value& note = message["note"].at(0);
  EXPECT_EQ(note["authorReference"]["reference"].text(), "Device/chartbridge");
  EXPECT_EQ(note["extension"].at(0)["url"].text(), "urn:chartbridge:ext:statement");
  EXPECT_EQ(note["extension"].at(0)["valueCoding"]["code"].text(), "reaction");
}

TEST(ToCommunication, AnImplausibleTimeIsLeftOutAndSaidSo) {
  Item item = Says("x");
  item.sent_implausible = true;
  const Value message = CommunicationOf(item);
  EXPECT_EQ(message.Find("sent"), nullptr);
  EXPECT_EQ(message["received"].text(), "2026-11-22T06:00:01.120Z");
  EXPECT_NE(message["note"].at(0)["text"].text().find("time of receipt stands"), std::string::npos);
}

TEST(ToCommunication, ForwardedTextIsKeptAndSaidToBeSomebodyElses) {
  Item item = Says("Take this herb daily");
  std::get<Message>(item.body).forwarded = true;
  const Value once = CommunicationOf(item);
  EXPECT_THAT(CodesOf(once["category"]), ElementsAre("message", "text", "forwarded"));
  EXPECT_EQ(once["note"].at(0)["text"].text(), "Forwarded message: somebody else wrote it.");
  EXPECT_EQ(once["payload"].at(0)["contentString"].text(), "Take this herb daily");
  std::get<Message>(item.body).frequently_forwarded = true;
  const Value often = CommunicationOf(item);
  EXPECT_THAT(CodesOf(often["category"]),
              ElementsAre("message", "text", "forwarded", "frequently-forwarded"));
  EXPECT_EQ(often["note"].items().size(), 1U);
}

TEST(ToCommunication, TypedTextTakesTheConfiguredCodeAndVoiceIsVerbal) {
  Context context = ExampleContext();
  context.written_code = "APPWRIT";
  EXPECT_THAT(CodesOf(CommunicationOf(Says("x"), context)["medium"]), ElementsAre("APPWRIT"));
  context.written_code = "";
  EXPECT_THAT(CodesOf(CommunicationOf(Says("x"), context)["medium"]), ElementsAre("ONLINEWRIT"));
  Media voice = ExampleMedia("audio", "audio/ogg");
  voice.voice = true;
  EXPECT_THAT(CodesOf(CommunicationOf(ExampleItem(MediaContent{voice, {}}))["medium"]),
              ElementsAre("VERBAL"));
}

TEST(ToCommunication, HistoryAndImportsAreTagged) {
  Item item = Says("x");
  EXPECT_EQ(CommunicationOf(item)["meta"].Find("tag"), nullptr);
  item.source = Source::kImport;
  const Value tag = CommunicationOf(item)["meta"]["tag"].at(0);
  EXPECT_EQ(tag["system"].text(), "urn:chartbridge:cs:source");
  EXPECT_EQ(tag["code"].text(), "import");
}

}  // namespace
}  // namespace chartbridge::mappings
