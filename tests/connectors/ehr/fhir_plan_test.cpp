// What a filing becomes for a FHIR server, before anything leaves.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connectors/ehr/fhir_ehr.h"
#include "fake_fhir.h"
#include "little_chart.h"
#include "mappings/identity.h"
#include "tests/mappings/examples.h"

namespace chartbridge::ehr {
namespace {

using bridge::FilingPart;
using bridge::PartState;
using bridge::PlanRequest;
using fhir::json::Value;
using mappings::Item;
using ::testing::ElementsAre;

Item Photo() {
  return mappings::ExampleItem(
      mappings::MediaContent{mappings::ExampleMedia("image", "image/jpeg"), {}});
}

std::string Uuid(std::string_view part) {
  return mappings::DeriveIdentity({"demo", "main", mappings::kExampleWamid, 0}, part);
}

std::vector<std::string> Names(const bridge::Payload& payload) {
  std::vector<std::string> names;
  for (const FilingPart& part : payload.parts) names.push_back(part.part);
  return names;
}

class Plan : public ::testing::Test {
 protected:
  Plan() {
    ready_.media.push_back(mappings::ReadyState("image/jpeg"));
    ready_.media[0].data_base64.reset();
  }

  bridge::BinaryContent File(std::uint64_t size) {
    return {"binary:0",   mappings::BinaryReference(photo_, ready_, 0),
            "image/jpeg", size,
            "object-1",   7};
  }

  FilingPart Standing(const char* part, const char* type, const char* reference) {
    return {part, type, Uuid(part), reference, "1", PartState::kConfirmed};
  }

  Item photo_ = Photo();
  mappings::Context ready_ = mappings::ExampleContext();
  testing::Connection connection_{"http://127.0.0.1:1/fhir"};
  testing::FakeVault vault_;
  FhirEhr ehr_{connection_.rest, vault_, vault_};
};

TEST_F(Plan, NamesItsPartsInTheOrderOfSending) {
  const auto item = mappings::ExampleItem(mappings::Text{mappings::MessageText("Hola")});
  const auto context = mappings::ExampleContext();
  const auto payload = ehr_.Plan({item, context, {}, {}, {}});
  ASSERT_TRUE(payload);
  EXPECT_EQ(payload->type, "application/fhir+json; transaction");
  EXPECT_THAT(Names(*payload), ElementsAre("thread", "message", "provenance"));
  const FilingPart message = testing::Part(payload->parts, "message");
  EXPECT_EQ(message.type, "Communication");
  EXPECT_EQ(message.identity, Uuid("message"));
  EXPECT_EQ(message.reference, "");
  EXPECT_EQ(message.state, PartState::kWanted);
}

// D8: the entry that was added just before sending had no fullUrl, and a validating server refused
// every file.
TEST_F(Plan, D8_ASmallFilesEntryIsWholeButForItsBytes) {
  const auto payload = ehr_.Plan({photo_, ready_, {}, {File(5)}, {}});
  ASSERT_TRUE(payload);
  EXPECT_THAT(Names(*payload),
              ElementsAre("thread", "binary:0", "media:0", "message", "provenance"));
  ASSERT_EQ(payload->files.size(), 1u);
  const Value body = testing::Json(payload->body);
  for (const Value& entry : body["entry"].items()) {
    EXPECT_EQ(entry["fullUrl"].text().rfind("urn:uuid:", 0), 0u);
  }
  const Value& binary = body["entry"].at(1);
  EXPECT_EQ(binary["request"]["url"].text(), File(5).reference);
  EXPECT_EQ(binary["resource"]["securityContext"]["reference"].text(), "Patient/1");
  EXPECT_EQ(binary["resource"]["meta"]["security"].at(0)["code"].text(), "N");
  EXPECT_EQ(binary["resource"].Find("data"), nullptr);
}

TEST_F(Plan, ALargeFileGoesAheadAndHasNoEntry) {
  const auto payload = ehr_.Plan({photo_, ready_, {}, {File(FhirEhr::kInlineBytes + 1)}, {}});
  ASSERT_TRUE(payload);
  EXPECT_THAT(Names(*payload),
              ElementsAre("binary:0", "thread", "media:0", "message", "provenance"));
  EXPECT_EQ(payload->parts[0].identity, Uuid("binary:0"));
  EXPECT_EQ(payload->files.size(), 1u);
}

TEST_F(Plan, TellsWhereEachFileGoes) {
  for (const std::uint64_t size : {std::uint64_t(5), FhirEhr::kInlineBytes + 1}) {
    auto file = File(size);
    file.reference.clear();
    const auto payload = ehr_.Plan({photo_, ready_, {}, {file}, {}});
    ASSERT_TRUE(payload);
    ASSERT_EQ(payload->files.size(), 1u);
    EXPECT_EQ(payload->files[0].reference, "Binary/" + Uuid("binary:0"));
    EXPECT_EQ(testing::Part(payload->parts, "binary:0").identity, Uuid("binary:0"));
  }
}

TEST_F(Plan, AReadyMediumWithoutItsFileIsAFault) {
  EXPECT_FALSE(ehr_.Plan({photo_, ready_, {}, {}, {}}));
  EXPECT_FALSE(ehr_.Plan({photo_, ready_, 0, {}, {}}));
}

TEST_F(Plan, AFileThatTheBodyDoesNotSpeakOfStaysBehind) {
  const auto pending = mappings::ExampleContext();
  const auto payload = ehr_.Plan({photo_, pending, {}, {File(5)}, {}});
  ASSERT_TRUE(payload);
  EXPECT_TRUE(payload->files.empty());
  EXPECT_THAT(Names(*payload), ElementsAre("thread", "message", "provenance"));
}

TEST_F(Plan, D18_ALateMediumRefersToTheMessageThatStands) {
  const auto payload = ehr_.Plan(
      {photo_, ready_, 0, {File(5)}, {Standing("message", "Communication", "Communication/7")}});
  ASSERT_TRUE(payload);
  EXPECT_THAT(Names(*payload), ElementsAre("binary:0", "media:0", "provenance/media:0"));
  EXPECT_NE(payload->body.find(R"("reference":"Communication/7")"), std::string::npos);
}

TEST_F(Plan, WhatWasTakenBackIsNotReferredTo) {
  auto message = Standing("message", "Communication", "Communication/7");
  message.state = PartState::kEnteredInError;
  const auto payload = ehr_.Plan({photo_, ready_, 0, {File(5)}, {message}});
  ASSERT_TRUE(payload);
  EXPECT_EQ(payload->body.find("Communication/7"), std::string::npos);
}

TEST_F(Plan, D18_TheAmendmentAfterALateMediumIsTheMessageAlone) {
  const auto payload =
      ehr_.PlanAmendment({photo_,
                          ready_,
                          0,
                          {},
                          {Standing("message", "Communication", "Communication/7"),
                           Standing("media:0", "DocumentReference", "DocumentReference/8")}});
  ASSERT_TRUE(payload);
  EXPECT_EQ(payload->type, "application/fhir+json; update");
  ASSERT_EQ(payload->parts.size(), 1u);
  EXPECT_EQ(payload->parts[0].reference, "Communication/7");
  EXPECT_NE(payload->body.find(R"("reference":"DocumentReference/8")"), std::string::npos);
}

TEST_F(Plan, AnAmendmentOfNothingIsAPayloadWithoutParts) {
  for (const std::optional<int>& medium : {std::optional<int>(), std::optional<int>(0)}) {
    const auto payload = ehr_.PlanAmendment({photo_, ready_, medium, {}, {}});
    ASSERT_TRUE(payload);
    EXPECT_TRUE(payload->parts.empty());
    const auto done = ehr_.Amend(*payload);
    EXPECT_FALSE(done.failure);
    EXPECT_TRUE(done.confirmed.empty());
  }
}

}  // namespace
}  // namespace chartbridge::ehr
