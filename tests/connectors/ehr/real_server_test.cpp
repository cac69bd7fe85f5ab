// The whole connector against a server that we did not write. Which one: CHARTBRIDGE_FHIR_SERVER.
#include "real_server.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "base/codec.h"
#include "base/id.h"
#include "connectors/ehr/ehr_probe.h"
#include "connectors/ehr/fhir_consents.h"
#include "connectors/ehr/fhir_directory.h"
#include "connectors/ehr/fhir_ehr.h"
#include "connectors/ehr/search.h"
#include "fake_fhir.h"
#include "little_chart.h"

namespace chartbridge::ehr {
namespace {

using testing::FakeVault;
using testing::Json;
using testing::OneMessage;

constexpr std::uint64_t kKiB = 1024;

class RealServer : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    server_ = std::make_unique<testing::RealServer>(CHARTBRIDGE_FHIR_SERVER);
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
  std::string named_;
  std::unique_ptr<FhirEhr> ehr_;
};
std::unique_ptr<testing::RealServer> RealServer::server_;

TEST_F(RealServer, P2_FiledReadBackAndFiledAgainIsOne) {
  const auto first = ehr_->File(OneMessage("cycle"), false);
  ASSERT_TRUE(first) << first.error().text << first.error().http_status;
  EXPECT_EQ(first->resources.size(), 3u);
  EXPECT_FALSE(first->existed_already);
  for (const bool after_doubt : {true, false}) {
    const auto again = ehr_->File(OneMessage("cycle"), after_doubt);
    ASSERT_TRUE(again) << again.error().text;
    EXPECT_TRUE(again->existed_already);
    EXPECT_EQ(again->resources, first->resources);
  }
  EXPECT_EQ(Count("cycle"), 1u);
}

TEST_F(RealServer, P4_RetractedTwiceIsEnteredInError) {
  vault_.sizes["object-wrong"] = 100;
  const auto filed = ehr_->File(OneMessage("wrong", 100), false);
  ASSERT_TRUE(filed) << filed.error().text;
  const std::vector<std::string> own(filed->resources.begin() + 1, filed->resources.end());
  for (int i = 0; i < 2; ++i) {
    const auto done = ehr_->Retract(own);
    ASSERT_TRUE(done) << done.error().text << done.error().http_status;
  }
  int retracted = 0;
  for (const std::string& reference : own) {
    retracted += (*connection_->rest.Get(reference))["status"].text() == "entered-in-error" ? 1 : 0;
  }
  EXPECT_EQ(retracted, 2);
}

// The light server takes no raw PUT and no JSON string over 1 MB.
TEST_F(RealServer, ALargeFileArrivesWhole) {
  for (const std::uint64_t size : {600 * kKiB, 3072 * kKiB}) {
    const std::string name = "large" + std::to_string(size);
    vault_.sizes["object-" + name] = size;
    const auto filed = ehr_->File(OneMessage(name, size), false);
    if (!filed && filed.error().kind == FailureKind::kTooLarge && size > 1024 * kKiB) {
      EXPECT_EQ(std::string(CHARTBRIDGE_FHIR_SERVER), "start-light.sh");
      continue;
    }
    ASSERT_TRUE(filed) << filed.error().text << filed.error().http_status;
    RestCall call;
    call.path = "Binary/bin-" + name;
    const auto answer = connection_->rest.SendForSuccess(call);
    ASSERT_TRUE(answer);
    const auto binary = Json(answer->body);
    EXPECT_EQ(binary["contentType"].text(), "image/jpeg");
    EXPECT_EQ(binary["data"].text().size(), (size + 2) / 3 * 4);
  }
}

TEST_F(RealServer, P2_EightFilingsOfOneMessageAtOnceLeaveOne) {
  ASSERT_TRUE(ehr_->File(OneMessage("thread-maker"), false));
  std::atomic<int> filed = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&] {
        for (int attempt = 0; attempt < 20; ++attempt) {
          const auto one = ehr_->File(OneMessage("race"), attempt > 0);
          if (!one && one.error().kind == FailureKind::kConflict) continue;
          filed += one ? 1 : 0;
          return;
        }
      });
    }
  }
  EXPECT_EQ(filed, 8);
  EXPECT_EQ(Count("race"), 1u);
}

// Whoever names entries like identifiers (as mappings do) must still find them again.
TEST_F(RealServer, P2_EntriesNamedLikeTheirIdentifiersAreThereOnce) {
  auto filing = OneMessage("named");
  for (auto& entry : *filing.bundle.Find("entry")->array()) {
    const auto& identifier = entry["resource"]["identifier"].at(0)["value"];
    const std::string uuid =
        "urn:uuid:" + UuidV5("6f1d8a52-3c1e-5b7a-9d44-2f0c7e9b1a60", identifier.text());
    if (!identifier.is_string()) {
      entry.Find("resource")->Find("target")->array()->at(0).Set("reference", named_);
      continue;
    }
    named_ = uuid;
    entry.Find("resource")->Find("identifier")->array()->at(0).Set("value", uuid);
    entry.Find("request")->Set("ifNoneExist",
                               "identifier=urn%3Achartbridge%3Aid%7C" + Escape(uuid));
    entry.Set("fullUrl", uuid);
  }
  const auto first = ehr_->File(filing, false);
  ASSERT_TRUE(first) << first.error().text;
  const auto again = ehr_->File(filing, false);
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->existed_already);
  EXPECT_EQ(first->resources, again->resources);
  const auto provenance = connection_->rest.Get("Provenance/prov-named");
  ASSERT_TRUE(provenance);
  EXPECT_EQ(ReferenceOf((*provenance)["target"].at(0)["reference"].text(), "Communication"),
            first->resources[1]);
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
