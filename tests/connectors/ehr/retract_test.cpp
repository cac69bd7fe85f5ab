#include <gtest/gtest.h>

#include <atomic>

#include "connectors/ehr/fhir_ehr.h"
#include "fake_fhir.h"
#include "little_chart.h"

namespace chartbridge::ehr {
namespace {

using testing::FakeFhir;
using testing::FakeVault;
using testing::LittleChart;
using testing::OneMessage;
using testing::Reply;
using testing::Seen;

class Retract : public ::testing::Test {
 protected:
  LittleChart chart_;
  std::function<void(const Seen&)> before_;
  FakeFhir server_{[this](const Seen& seen) {
    if (before_) before_(seen);
    return chart_.Answer(seen);
  }};
  testing::Connection connection_{server_.base()};
  FakeVault vault_;
  FhirEhr ehr_{connection_.rest, vault_, vault_};
};

TEST_F(Retract, P4_MessageAndDocumentAreEnteredInErrorAndTheRestStays) {
  vault_.sizes["object-m1"] = 10;
  const auto filed = ehr_.File(OneMessage("m1", 10), false);
  ASSERT_TRUE(filed);
  ASSERT_TRUE(ehr_.Retract(filed->resources));
  int retracted = 0;
  for (const std::string& reference : filed->resources) {
    retracted += chart_.At(reference)["status"].text() == "entered-in-error" ? 1 : 0;
    if (TypeOf(reference) == "Binary" || TypeOf(reference) == "Provenance") {
      EXPECT_EQ(chart_.At(reference)["meta"]["versionId"].text(), "1");
    }
  }
  EXPECT_EQ(retracted, 3);  // this thread has no kind, so it counts as a message
}

TEST_F(Retract, AThreadIsLeftAlone) {
  chart_.Put("Communication/t",
             testing::Json(R"({"resourceType":"Communication","status":"completed",
    "category":[{"coding":[{"system":"urn:chartbridge:cs:kind","code":"thread"}]}]})"));
  ASSERT_TRUE(ehr_.Retract({"Communication/t"}));
  EXPECT_EQ(chart_.At("Communication/t")["status"].text(), "completed");
}

TEST_F(Retract, AlreadyDoneOrGoneIsDone) {
  chart_.Put("Communication/x",
             testing::Json(R"({"resourceType":"Communication","status":"entered-in-error"})"));
  ASSERT_TRUE(
      ehr_.Retract({"Communication/x", "Communication/absent", "DocumentReference/absent"}));
  EXPECT_EQ(chart_.At("Communication/x")["meta"]["versionId"].text(), "1");
}

TEST_F(Retract, AChangeBetweenReadAndWriteIsReadAgain) {
  const auto note = [](const char* text) {
    return testing::Json(
        R"({"resourceType":"Communication","status":"completed","note":[{"text":")" +
        std::string(text) + "\"}]}");
  };
  chart_.Put("Communication/x", note("first"));
  std::atomic<int> puts = 0;
  before_ = [&](const Seen& seen) {
    if (seen.method == "PUT" && puts++ == 0) chart_.Put("Communication/x", note("second"));
  };
  ASSERT_TRUE(ehr_.Retract({"Communication/x"}));
  EXPECT_EQ(puts, 2);
  EXPECT_EQ(chart_.At("Communication/x")["status"].text(), "entered-in-error");
  EXPECT_EQ(chart_.At("Communication/x")["note"].at(0)["text"].text(), "second");
}

TEST_F(Retract, EndlessRacesEndAsConflict) {
  chart_.Put("Communication/x",
             testing::Json(R"({"resourceType":"Communication","status":"completed"})"));
  before_ = [&](const Seen& seen) {
    if (seen.method == "PUT") {
      chart_.Put("Communication/x",
                 testing::Json(R"({"resourceType":"Communication","status":"completed"})"));
    }
  };
  const auto done = ehr_.Retract({"Communication/x"});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind, FailureKind::kConflict);
}

}  // namespace
}  // namespace chartbridge::ehr
