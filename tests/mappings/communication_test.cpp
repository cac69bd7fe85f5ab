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
  EXPECT_THAT(CodesOf(message["category"]), ElementsAre("message", "notification"));
  EXPECT_THAT(CodesOf(message["medium"]), ElementsAre("ONLINEWRIT"));
  EXPECT_EQ(message["subject"]["reference"].text(), "Patient/1");
  EXPECT_EQ(message["sender"]["reference"].text(), "Patient/1");
  EXPECT_EQ(message["recipient"].at(0)["reference"].text(), "Organization/1");
  EXPECT_EQ(message["sent"].text(), "2026-11-22T05:59:59Z");
  EXPECT_EQ(message["received"].text(), "2026-11-22T06:00:01.120Z");
  EXPECT_EQ(message["payload"].at(0)["contentString"].text(), "Rash since Monday");
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

TEST(ToCommunication, AReactionIsASentenceAndPointsToItsTarget) {
  const Value added =
      CommunicationOf(ExampleItem(Reaction{ProviderId(kQuotedWamid), MessageText("👍")}));
  EXPECT_EQ(added["payload"].at(0)["contentString"].text(), "Reacted with 👍 to an earlier message");
  EXPECT_EQ(added["inResponseTo"].at(0)["identifier"]["value"].text(),
            Urn("message", kQuotedWamid));
  const Value removed = CommunicationOf(ExampleItem(Reaction{ProviderId(kQuotedWamid), {}}));
  EXPECT_EQ(removed["payload"].at(0)["contentString"].text(),
            "Took back the reaction to an earlier message");
}

TEST(ToCommunication, AnImplausibleTimeIsLeftOutAndSaidSo) {
  Item item = Says("x");
  item.sent_implausible = true;
  const Value message = CommunicationOf(item);
  EXPECT_EQ(message.Find("sent"), nullptr);
  EXPECT_EQ(message["received"].text(), "2026-11-22T06:00:01.120Z");
  EXPECT_NE(message["note"].at(0)["text"].text().find("time of receipt stands"), std::string::npos);
}

TEST(ToCommunication, ForwardedTextIsKeptAndSaidNotToBeThePatients) {
  Item item = Says("Take this herb daily");
  std::get<Message>(item.body).forwarded = true;
  const Value once = CommunicationOf(item);
  EXPECT_THAT(CodesOf(once["category"]), ElementsAre("message", "notification", "forwarded"));
  EXPECT_EQ(once["note"].at(0)["text"].text(), "Forwarded by the patient; not written by them.");
  EXPECT_EQ(once["payload"].at(0)["contentString"].text(), "Take this herb daily");
  std::get<Message>(item.body).frequently_forwarded = true;
  const Value often = CommunicationOf(item);
  EXPECT_THAT(CodesOf(often["category"]),
              ElementsAre("message", "notification", "forwarded", "frequently-forwarded"));
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
