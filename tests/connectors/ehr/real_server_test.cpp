// The whole connector against a server that we did not write. Which one: CHARTBRIDGE_FHIR_SERVER.
#include "real_server.h"

#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>

#include "connectors/ehr/ehr_probe.h"
#include "connectors/ehr/fhir_consents.h"
#include "connectors/ehr/fhir_directory.h"
#include "connectors/ehr/fhir_ehr.h"
#include "connectors/ehr/search.h"
#include "fake_fhir.h"
#include "little_chart.h"
#include "tests/mappings/examples.h"

namespace chartbridge::ehr {
namespace {

using testing::FakeVault;
using testing::Json;
using testing::OneMessage;
using testing::Part;
using testing::References;

constexpr std::uint64_t kKiB = 1024;

class RealServer : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    server_ =
        std::make_unique<testing::RealServer>(CHARTBRIDGE_FHIR_SERVER, CHARTBRIDGE_FHIR_SETTING);
    if (server_->base().empty()) return;
    testing::Connection connection(server_->base());
    for (
        const char* resource :
        {R"({"resourceType":"Patient","id":"p1","telecom":[{"system":"phone","value":"+972 55-555-0101"}]})",
         R"({"resourceType":"Patient","id":"p2","active":false,"telecom":[{"system":"phone","value":"0555550102"}],
              "link":[{"type":"replaced-by","other":{"reference":"Patient/p1"}}]})",
         R"({"resourceType":"Practitioner","id":"d1","telecom":[{"system":"phone","value":"+972555550199"}]})",
         R"({"resourceType":"Organization","id":"clinic","name":"Clinic"})",
         R"({"resourceType":"Device","id":"chartbridge","status":"active"})"}) {
      ASSERT_TRUE(PutResource(connection.rest, Json(resource))) << resource;
    }
  }
  static void TearDownTestSuite() { server_.reset(); }

  void SetUp() override {
    if (server_->base().empty())
      GTEST_SKIP() << CHARTBRIDGE_FHIR_SERVER << " cannot be started here";
    connection_ = std::make_unique<testing::Connection>(server_->base());
    ehr_ = std::make_unique<FhirEhr>(connection_->rest, vault_, vault_);
  }

  std::size_t Count(const std::string& name) {
    return FindByIdentifier(connection_->rest, "Communication", "urn:chartbridge:id",
                            "urn:uuid:" + name)
        ->size();
  }

  static std::unique_ptr<testing::RealServer> server_;
  std::unique_ptr<testing::Connection> connection_;
  FakeVault vault_;
  std::unique_ptr<FhirEhr> ehr_;
};
std::unique_ptr<testing::RealServer> RealServer::server_;

TEST_F(RealServer, P2_SentLookedUpAndSentAgainIsOne) {
  const auto payload = OneMessage("cycle");
  const auto first = ehr_->Send(payload);
  ASSERT_FALSE(first.failure) << first.failure->text << first.failure->http_status;
  EXPECT_EQ(first.confirmed.size(), 3u);
  const auto found = ehr_->LookUp(payload.parts);
  ASSERT_TRUE(found) << found.error().text;
  EXPECT_EQ(References({*found, {}}), References(first));
  const auto again = ehr_->Send(payload);
  ASSERT_FALSE(again.failure) << again.failure->text;
  EXPECT_EQ(References(again), References(first));
  EXPECT_EQ(Count("cycle"), 1u);
}

TEST_F(RealServer, TheProbeOfTheLineIsAnswered) {
  const auto probed = ehr_->Probe();
  EXPECT_TRUE(probed) << probed.error().text;
}

TEST_F(RealServer, P4_RetractedTwiceIsEnteredInError) {
  vault_.sizes["object-wrong"] = 100;
  const auto sent = ehr_->Send(OneMessage("wrong", 100));
  ASSERT_FALSE(sent.failure) << sent.failure->text;
  for (int i = 0; i < 2; ++i) {
    const auto done = ehr_->Retract(sent.confirmed);
    ASSERT_FALSE(done.failure) << done.failure->text << done.failure->http_status;
    EXPECT_EQ(done.confirmed.size(), 2u);
  }
  const auto found = ehr_->LookUp(sent.confirmed);
  ASSERT_TRUE(found) << found.error().text;
  EXPECT_EQ(Part(*found, "message").state, bridge::PartState::kEnteredInError);
  EXPECT_EQ(Part(*found, "media:0").state, bridge::PartState::kEnteredInError);
  EXPECT_EQ(Part(*found, "thread").state, bridge::PartState::kConfirmed);
}

TEST_F(RealServer, A11_WhatTheEhrDoesNotHaveIsGone) {
  const auto done = ehr_->Retract(
      {{"message", "Communication", "", "Communication/00000000-0000-4000-8000-000000000000", ""}});
  EXPECT_FALSE(done.failure) << done.failure->text << done.failure->http_status;
}

// The light server takes no raw PUT and no JSON string over 1 MB.
TEST_F(RealServer, ALargeFileArrivesWhole) {
  for (const std::uint64_t size : {600 * kKiB, 3072 * kKiB}) {
    const std::string name = "large" + std::to_string(size);
    vault_.sizes["object-" + name] = size;
    const auto sent = ehr_->Send(OneMessage(name, size, true));
    if (sent.failure && sent.failure->http_status == 400 && size > 1024 * kKiB) {
      EXPECT_EQ(std::string(CHARTBRIDGE_FHIR_SERVER), "start-light.sh");
      continue;
    }
    ASSERT_FALSE(sent.failure) << sent.failure->text << sent.failure->http_status;
    RestCall call;
    call.path = "Binary/bin-" + name;
    const auto answer = connection_->rest.SendForSuccess(call);
    ASSERT_TRUE(answer);
    const auto binary = Json(answer->body);
    EXPECT_EQ(binary["contentType"].text(), "image/jpeg");
    EXPECT_EQ(binary["data"].text().size(), (size + 2) / 3 * 4);
    const auto found = ehr_->LookUp({{"binary:0", "Binary", "bin-" + name, "", ""}});
    ASSERT_TRUE(found) << found.error().text;
    EXPECT_EQ(found->size(), 1u);
  }
}

TEST_F(RealServer, P2_EightSendersOfOneMessageAtOnceLeaveOne) {
  ASSERT_FALSE(ehr_->Send(OneMessage("thread-maker")).failure);
  std::atomic<int> filed = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&] {
        for (int attempt = 0; attempt < 20; ++attempt) {
          const auto one = ehr_->Send(OneMessage("race"));
          if (one.failure && one.failure->kind == FailureKind::kConflict) continue;
          filed += one.failure ? 0 : 1;
          return;
        }
      });
    }
  }
  EXPECT_EQ(filed, 8);
  EXPECT_EQ(Count("race"), 1u);
}

// What serve does for a photo: with its message, or after it.
class RealPhoto : public RealServer {
 protected:
  RealPhoto() {
    context_.patient = "Patient/p1";
    context_.organization = "Organization/clinic";
    context_.consents.clear();
    state_ = mappings::ReadyState("image/jpeg");
    vault_.sizes["object-1"] = state_.size;
  }

  mappings::Item Photo(const std::string& key) {
    auto item = mappings::ExampleItem(mappings::MediaContent{
        mappings::ExampleMedia("image", "image/jpeg"), mappings::MessageText("My arm")});
    item.item_key = key;
    return item;
  }

  std::vector<bridge::BinaryContent> FileOf(const mappings::Item& item) {
    return {{"binary:0", mappings::BinaryReference(item, context_, 0), "image/jpeg", state_.size,
             "object-1", 7}};
  }

  void Send(const mappings::Item& item, std::optional<int> medium) {
    const auto files = context_.media.empty() ? std::vector<bridge::BinaryContent>() : FileOf(item);
    const auto plan = ehr_->Plan({item, context_, medium, files, standing_});
    ASSERT_TRUE(plan) << plan.error().expression << plan.error().text;
    const auto sent = ehr_->Send(*plan);
    ASSERT_FALSE(sent.failure) << sent.failure->text << sent.failure->http_status
                               << sent.failure->diagnostics;
    EXPECT_EQ(sent.confirmed.size(), plan->parts.size());
    standing_.insert(standing_.end(), sent.confirmed.begin(), sent.confirmed.end());
  }

  void ExpectLinkedBothWays() {
    const std::string message = Part(standing_, "message").reference;
    const std::string document = Part(standing_, "media:0").reference;
    const auto communication = connection_->rest.Get(message);
    const auto reference = connection_->rest.Get(document);
    ASSERT_TRUE(communication);
    ASSERT_TRUE(reference);
    EXPECT_EQ((*communication)["payload"].at(1)["contentReference"]["reference"].text(), document);
    EXPECT_EQ((*reference)["context"]["related"].at(0)["reference"].text(), message);
    EXPECT_EQ((*communication)["partOf"].at(0)["reference"].text(),
              Part(standing_, "thread").reference);
    EXPECT_EQ((*communication)["identifier"].at(0)["value"].text(),
              "urn:uuid:" + Part(standing_, "message").identity);
  }

  mappings::Context context_ = mappings::ExampleContext();
  mappings::MediaState state_;
  std::vector<bridge::FilingPart> standing_;
};

TEST_F(RealPhoto, D8_D18_WithItsMessageIsTakenAndLinkedBothWays) {
  context_.media = {state_};
  Send(Photo("wamid.together"), {});
  ExpectLinkedBothWays();
  const auto found = ehr_->LookUp(standing_);
  ASSERT_TRUE(found) << found.error().text;
  EXPECT_EQ(found->size(), standing_.size());
}

TEST_F(RealPhoto, D8_D18_ThatCameLaterIsTakenAndLinkedBothWays) {
  const auto item = Photo("wamid.later");
  Send(item, {});
  context_.media = {state_};
  Send(item, 0);
  const auto plan = ehr_->PlanAmendment({item, context_, 0, {}, standing_});
  ASSERT_TRUE(plan);
  std::set<std::string> versions;
  for (int i = 0; i < 2; ++i) {
    const auto done = ehr_->Amend(*plan);
    ASSERT_FALSE(done.failure) << done.failure->text << done.failure->http_status
                               << done.failure->diagnostics;
    ASSERT_EQ(done.confirmed.size(), 1u);
    EXPECT_EQ(done.confirmed[0].state, bridge::PartState::kAmended);
    versions.insert(done.confirmed[0].version);
  }
  EXPECT_EQ(versions.size(), 1u) << "the second one changed nothing";
  ExpectLinkedBothWays();
}

TEST_F(RealServer, PeopleAreFoundByAnySpelling) {
  FhirDirectory directory(connection_->rest);
  const auto people = directory.FindByPhone({"+972555550101", "+972 55-555-0101", "0555550102"});
  ASSERT_TRUE(people) << people.error().text;
  ASSERT_EQ(people->patients.size(), 1u);
  EXPECT_EQ(people->patients[0].reference, "Patient/p1");
  EXPECT_EQ(people->patients[0].merged, std::vector<std::string>{"Patient/p2"});
  EXPECT_EQ(directory.FindByPhone({"+972555550199"})->practitioners,
            std::vector<std::string>{"Practitioner/d1"});
  EXPECT_EQ(directory.Read("Patient/nobody").error().kind, FailureKind::kNotFound);
}

TEST_F(RealServer, P3_EveryConsentOfEveryIdIsReadFreshly) {
  // More than one page, but for the light server, which has no further pages.
  const int kConsents = std::string(CHARTBRIDGE_FHIR_SERVER) == "start-light.sh" ? 90 : 130;
  FhirConsents consents(connection_->rest);
  const auto put = [&](int i, const char* status) {
    return PutResource(
        connection_->rest,
        Json(
            R"({"resourceType":"Consent","id":"c)" + std::to_string(i) + R"(","status":")" +
            status +
            R"(","scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]},
        "category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],"policy":[{"uri":"https://clinic.example/p"}],
        "patient":{"reference":"Patient/p)" +
            std::to_string(i % 2 + 1) + "\"}}"));
  };
  for (int i = 0; i < kConsents; ++i) ASSERT_TRUE(put(i, "active"));
  const auto found = consents.Current({"Patient/p1", "Patient/p2"});
  ASSERT_TRUE(found) << found.error().text;
  EXPECT_EQ(found->size(), std::size_t(kConsents));
  ASSERT_TRUE(put(0, "inactive"));
  int inactive = 0;
  const auto again = consents.Current({"Patient/p1", "Patient/p2"});
  ASSERT_TRUE(again);
  for (const auto& consent : *again) {
    inactive += consent["status"].text() == "inactive" ? 1 : 0;
  }
  EXPECT_EQ(inactive, 1);
}

TEST_F(RealServer, TheProbeIsContent) {
  for (const Finding& finding :
       ProbeEhr(connection_->rest, "demo", "Organization/clinic", "Device/chartbridge")) {
    EXPECT_TRUE(finding.ok) << finding.what;
  }
}

}  // namespace
}  // namespace chartbridge::ehr
