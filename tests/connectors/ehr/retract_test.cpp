#include <gtest/gtest.h>

#include <atomic>

#include "connectors/ehr/fhir_ehr.h"
#include "fake_fhir.h"
#include "little_chart.h"

namespace chartbridge::ehr {
namespace {

using bridge::FilingPart;
using testing::FakeFhir;
using testing::FakeVault;
using testing::LittleChart;
using testing::OneMessage;
using testing::Part;
using testing::References;
using testing::Reply;
using testing::Seen;

class Retract : public ::testing::Test {
 protected:
  LittleChart chart_;
  std::function<void(const Seen&)> before_;
  std::function<std::optional<Reply>(const Seen&)> instead_;
  FakeFhir server_{[this](const Seen& seen) {
    if (before_) before_(seen);
    if (instead_) {
      if (auto reply = instead_(seen)) return *reply;
    }
    return chart_.Answer(seen);
  }};
  testing::Connection connection_{server_.base()};
  FakeVault vault_;
  FhirEhr ehr_{connection_.rest, vault_, vault_};
};

FilingPart At(const std::string& reference) {
  const std::string type = TypeOf(reference);
  return {type == "Communication" ? "message" : "media:0", type, "", reference, ""};
}

TEST_F(Retract, P4_MessageAndDocumentAreEnteredInErrorAndTheRestStays) {
  vault_.sizes["object-m1"] = 10;
  const auto sent = ehr_.Send(OneMessage("m1", 10));
  ASSERT_FALSE(sent.failure);
  const auto done = ehr_.Retract(sent.confirmed);
  ASSERT_FALSE(done.failure);
  ASSERT_EQ(done.confirmed.size(), 2u);
  for (const FilingPart& part : done.confirmed) {
    EXPECT_EQ(part.state, bridge::PartState::kEnteredInError);
    EXPECT_EQ(part.version, "2");
    EXPECT_EQ(chart_.At(part.reference)["status"].text(), "entered-in-error");
  }
  for (const char* name : {"thread", "binary:0", "provenance"}) {
    EXPECT_EQ(chart_.At(Part(sent.confirmed, name).reference)["meta"]["versionId"].text(), "1");
  }
}

TEST_F(Retract, AThreadIsLeftAlone) {
  chart_.Put("Communication/t",
             testing::Json(R"({"resourceType":"Communication","status":"completed",
    "category":[{"coding":[{"system":"urn:chartbridge:cs:kind","code":"thread"}]}]})"));
  const auto done = ehr_.Retract({At("Communication/t")});
  EXPECT_FALSE(done.failure);
  EXPECT_TRUE(done.confirmed.empty());
  EXPECT_EQ(chart_.At("Communication/t")["status"].text(), "completed");
}

TEST_F(Retract, AlreadyDoneOrGoneIsDone) {
  chart_.Put("Communication/x",
             testing::Json(R"({"resourceType":"Communication","status":"entered-in-error"})"));
  const auto done = ehr_.Retract(
      {At("Communication/x"), At("Communication/absent"), At("DocumentReference/absent")});
  EXPECT_FALSE(done.failure);
  EXPECT_EQ(done.confirmed.size(), 3u);
  EXPECT_EQ(chart_.At("Communication/x")["meta"]["versionId"].text(), "1");
}

TEST_F(Retract, WhatIsOnlyKnownByItsIdentityIsFoundFirst) {
  const auto payload = OneMessage("m1");
  ASSERT_FALSE(ehr_.Send(payload).failure);
  const auto done = ehr_.Retract(
      {Part(payload.parts, "message"), {"media:0", "DocumentReference", "never-arrived", "", ""}});
  ASSERT_FALSE(done.failure);
  EXPECT_EQ(chart_.At("Communication/2")["status"].text(), "entered-in-error");
  EXPECT_EQ(References(done), (std::vector<std::string>{"Communication/2", ""}));
}

// A11: a gateway's 404 counted as taken back; the message stayed current in the wrong chart.
TEST_F(Retract, A11_ANotFoundThatNoFhirServerWroteTakesNothingBack) {
  const http::Pairs html{{"Content-Type", "text/html"}};
  for (const Reply& reply :
       {Reply{404, "", {}}, Reply{404, "", html}, Reply{404, "<html>404</html>", html},
        Reply{404, "no such page", {{"Content-Type", "text/plain"}}},
        Reply{404, R"({"message":"no route"})", {{"Content-Type", "application/json"}}},
        Reply{410, "<html>gone</html>", html}, Reply{200, "<html>Log in</html>", html},
        Reply{403, "<html>Sign in</html>", html}, Reply{302, "", {{"Location", "/sso"}}}}) {
    instead_ = [&](const Seen&) -> std::optional<Reply> { return reply; };
    const auto done = ehr_.Retract({At("Communication/x"), At("DocumentReference/y")});
    ASSERT_TRUE(done.failure) << reply.status << reply.body;
    EXPECT_EQ(done.failure->kind, FailureKind::kUnreachable) << reply.status << reply.body;
    EXPECT_TRUE(done.confirmed.empty());
  }
}

TEST_F(Retract, ANotFoundOfTheEhrItselfIsGone) {
  const std::string outcome =
      R"({"resourceType":"OperationOutcome","issue":[{"severity":"error"}]})";
  for (const Reply& reply : {Reply{404, outcome}, Reply{410, outcome}, Reply{404, ""},
                             Reply{404, outcome, {{"Content-Type", "application/json"}}}}) {
    instead_ = [&](const Seen&) -> std::optional<Reply> { return reply; };
    const auto done = ehr_.Retract({At("Communication/x")});
    EXPECT_FALSE(done.failure);
    EXPECT_EQ(done.confirmed.size(), 1u);
  }
}

TEST_F(Retract, OneThatIsRefusedDoesNotKeepTheOthersFromBeingTakenBack) {
  for (const char* id : {"a", "b"}) {
    chart_.Put("Communication/" + std::string(id),
               testing::Json(R"({"resourceType":"Communication","status":"completed"})"));
  }
  instead_ = [](const Seen& seen) -> std::optional<Reply> {
    if (seen.method + seen.target != "PUT/fhir/Communication/a") return std::nullopt;
    return Reply{422, R"({"resourceType":"OperationOutcome","issue":[{"code":"value"}]})"};
  };
  const auto done = ehr_.Retract({At("Communication/a"), At("Communication/b")});
  ASSERT_TRUE(done.failure);
  EXPECT_EQ(done.failure->kind, FailureKind::kRefused);
  EXPECT_EQ(done.failure->http_status, 422);
  EXPECT_EQ(References(done), std::vector<std::string>{"Communication/b"});
}

TEST_F(Retract, AnAnswerThatIsLostIsDoubtAndStops) {
  chart_.Put("Communication/a",
             testing::Json(R"({"resourceType":"Communication","status":"completed"})"));
  instead_ = [](const Seen& seen) -> std::optional<Reply> {
    if (seen.method != "PUT") return std::nullopt;
    Reply reply;
    reply.lost = true;
    return reply;
  };
  const auto done = ehr_.Retract({At("Communication/a"), At("Communication/b")});
  ASSERT_TRUE(done.failure);
  EXPECT_EQ(done.failure->kind, FailureKind::kInDoubt);
  EXPECT_TRUE(done.confirmed.empty());
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
  ASSERT_FALSE(ehr_.Retract({At("Communication/x")}).failure);
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
  const auto done = ehr_.Retract({At("Communication/x")});
  ASSERT_TRUE(done.failure);
  EXPECT_EQ(done.failure->kind, FailureKind::kConflict);
}

}  // namespace
}  // namespace chartbridge::ehr
