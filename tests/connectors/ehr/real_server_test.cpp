// The whole connector against a server that we did not write. Which one: CHARTBRIDGE_FHIR_SERVER.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "connectors/ehr/ehr_probe.h"
#include "connectors/ehr/fhir_consents.h"
#include "connectors/ehr/fhir_directory.h"
#include "connectors/ehr/fhir_ehr.h"
#include "connectors/ehr/search.h"
#include "fake_fhir.h"
#include "little_chart.h"
#include "real_server_bench.h"

namespace chartbridge::ehr {
namespace {

using testing::Json;
using testing::OneMessage;
using testing::Part;
using testing::References;

constexpr std::uint64_t kKiB = 1024;

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

TEST_F(RealServer, AThreadBesideARefusedTransactionGoesOn) {
  ASSERT_FALSE(ehr_->Send(OneMessage("before")).failure);
  auto refused = OneMessage("refused");
  const std::size_t recorded = refused.body.find("2026-11-22T09:00:00.000Z");
  refused.body.replace(recorded, 4, "nono");
  EXPECT_TRUE(ehr_->Send(refused).failure);
  const auto sent = ehr_->Send(OneMessage("after"));
  EXPECT_FALSE(sent.failure) << sent.failure->text << sent.failure->diagnostics;
  EXPECT_EQ(Count("after"), 1u);
  EXPECT_EQ(Count("refused"), 0u);
}

TEST_F(RealServer, PeopleAreFoundByAnySpelling) {
  FhirDirectory directory(connection_->rest);
  const auto people = directory.FindByPhone({"+972555550101", "+972 55-555-0101", "0555550102"});
  ASSERT_TRUE(people) << people.error().text;
  ASSERT_EQ(people->patients.size(), 1u);
  EXPECT_EQ(people->patients[0].reference, "Patient/p1");
  EXPECT_EQ(people->patients[0].related, std::vector<std::string>{"Patient/p2"});
  EXPECT_EQ(directory.FindByPhone({"+972555550199"})->practitioners,
            std::vector<std::string>{"Practitioner/d1"});
  EXPECT_EQ(directory.Read("Patient/nobody").error().kind, FailureKind::kNotFound);
}

// D16, B4
TEST_F(RealServer, D16_MergedRecordsAreFoundFromBothSides) {
  for (const char* resource : {R"({"resourceType":"Patient","id":"m1","active":true})",
                               R"({"resourceType":"Patient","id":"m2","active":false,
            "link":[{"type":"replaced-by","other":{"reference":"Patient/m1"}}]})",
                               R"({"resourceType":"Patient","id":"m3",
            "link":[{"type":"seealso","other":{"reference":"Patient/m1"}}]})",
                               R"({"resourceType":"Patient","id":"m1","active":true,
            "link":[{"type":"replaces","other":{"reference":"Patient/m2"}}]})"}) {
    ASSERT_TRUE(PutResource(connection_->rest, Json(resource))) << resource;
  }
  FhirDirectory directory(connection_->rest);
  for (const char* asked : {"Patient/m1", "Patient/m2"}) {
    const auto known = directory.Read(asked);
    ASSERT_TRUE(known) << known.error().text;
    EXPECT_EQ(known->reference, "Patient/m1") << asked;
    EXPECT_EQ(known->merged, std::vector<std::string>{"Patient/m2"}) << asked;
    EXPECT_EQ(known->related, std::vector<std::string>{"Patient/m3"}) << asked;
  }
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
    EXPECT_TRUE(finding.ok) << InEnglish(finding.said);
  }
}

}  // namespace
}  // namespace chartbridge::ehr
