// Faults on demand, which only the light server has.
#include <gtest/gtest.h>

#include "connectors/ehr/fhir_ehr.h"
#include "connectors/ehr/search.h"
#include "fake_fhir.h"
#include "little_chart.h"
#include "real_server.h"

namespace chartbridge::ehr {
namespace {

using testing::OneMessage;

class LightFaults : public ::testing::Test {
 protected:
  void SetUp() override {
    if (server_.base().empty()) GTEST_SKIP() << "start-light.sh cannot be started here";
    connection_ = std::make_unique<testing::Connection>(server_.base());
    ehr_ = std::make_unique<FhirEhr>(connection_->rest, vault_, vault_);
    ASSERT_TRUE(
        PutResource(connection_->rest, testing::Json(R"({"resourceType":"Patient","id":"p1"})")));
  }

  void Fault(const std::string& query) {
    http::Call call;
    call.method = "POST";
    const std::string& base = server_.base();
    call.url = base.substr(0, base.size() - std::string("/fhir").size()) + "/bench/fault?" + query;
    ASSERT_TRUE(connection_->client.Send(call));
  }

  std::size_t Count(const std::string& name) {
    return FindByIdentifier(connection_->rest, "Communication", "urn:chartbridge:id",
                            "urn:uuid:" + name)
        ->size();
  }

  testing::RealServer server_{"start-light.sh"};
  std::unique_ptr<testing::Connection> connection_;
  testing::FakeVault vault_;
  std::unique_ptr<FhirEhr> ehr_;
};

TEST_F(LightFaults, P2_AnAnswerLostAfterTheCommitLeavesOne) {
  Fault("lose=1&count=1");
  const auto payload = OneMessage("lost");
  const auto lost = ehr_->Send(payload);
  ASSERT_TRUE(lost.failure);
  EXPECT_EQ(lost.failure->kind, FailureKind::kInDoubt);
  EXPECT_EQ(Count("lost"), 1u);
  const auto found = ehr_->LookUp(payload.parts);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->size(), payload.parts.size());
  EXPECT_EQ(Count("lost"), 1u);
}

TEST_F(LightFaults, AThrottledFilingIsToldHowLongToWait) {
  Fault("status=503&count=1&retry-after=1");
  const auto sent = ehr_->Send(OneMessage("throttled"));
  ASSERT_TRUE(sent.failure);
  EXPECT_EQ(sent.failure->kind, FailureKind::kThrottled);
  EXPECT_EQ(sent.failure->retry_after, Milliseconds(1000));
  EXPECT_FALSE(ehr_->Send(OneMessage("throttled")).failure);
}

}  // namespace
}  // namespace chartbridge::ehr
