// One real server for a whole test program, and the people whom the tests speak of.
#pragma once

#include <gtest/gtest.h>

#include <chrono>

#include "connectors/ehr/fhir_ehr.h"
#include "connectors/ehr/search.h"
#include "fake_fhir.h"
#include "real_server.h"

namespace chartbridge::ehr {

class RealServer : public ::testing::Test {
 protected:
  // The first request of a validating server loads its rules.
  static RestSettings LongDeadline() {
    RestSettings settings;
    settings.deadline = std::chrono::minutes(3);
    return settings;
  }

  static void SetUpTestSuite() {
    server_ =
        std::make_unique<testing::RealServer>(CHARTBRIDGE_FHIR_SERVER, CHARTBRIDGE_FHIR_SETTING);
    if (server_->base().empty()) return;
    testing::Connection connection(server_->base(), nullptr, LongDeadline());
    for (
        const char* resource :
        {R"({"resourceType":"Patient","id":"p1","telecom":[{"system":"phone","value":"+972 55-555-0101"}]})",
         R"({"resourceType":"Patient","id":"p2","active":false,"telecom":[{"system":"phone","value":"0555550102"}],
              "link":[{"type":"replaced-by","other":{"reference":"Patient/p1"}}]})",
         R"({"resourceType":"Practitioner","id":"d1","telecom":[{"system":"phone","value":"+972555550199"}]})",
         R"({"resourceType":"Organization","id":"clinic","name":"Clinic"})",
         R"({"resourceType":"Device","id":"chartbridge","status":"active"})"}) {
      ASSERT_TRUE(PutResource(connection.rest, testing::Json(resource))) << resource;
    }
  }
  static void TearDownTestSuite() { server_.reset(); }

  void SetUp() override {
    if (server_->base().empty())
      GTEST_SKIP() << CHARTBRIDGE_FHIR_SERVER << " cannot be started here";
    connection_ = std::make_unique<testing::Connection>(server_->base(), nullptr, LongDeadline());
    ehr_ = std::make_unique<FhirEhr>(connection_->rest, vault_, vault_);
  }

  std::size_t Count(const std::string& name) {
    return FindByIdentifier(connection_->rest, "Communication", "urn:chartbridge:id",
                            "urn:uuid:" + name)
        ->size();
  }

  static inline std::unique_ptr<testing::RealServer> server_;
  std::unique_ptr<testing::Connection> connection_;
  testing::FakeVault vault_;
  std::unique_ptr<FhirEhr> ehr_;
};

}  // namespace chartbridge::ehr
