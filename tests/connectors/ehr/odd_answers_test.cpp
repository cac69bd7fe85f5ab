// What servers answer to a filing that is neither yes nor a plain no.
#include <gtest/gtest.h>

#include "connectors/ehr/fhir_ehr.h"
#include "fake_fhir.h"
#include "fhir/json/write.h"
#include "little_chart.h"

namespace chartbridge::ehr {
namespace {

using testing::FakeFhir;
using testing::FakeVault;
using testing::LittleChart;
using testing::OneMessage;
using testing::References;
using testing::Reply;
using testing::Seen;

class OddAnswers : public ::testing::Test {
 protected:
  std::function<Reply(const Seen&)> script_;
  LittleChart chart_;
  FakeFhir server_{[this](const Seen& seen) { return script_(seen); }};
  testing::Connection connection_{server_.base()};
  FakeVault vault_;
  FhirEhr ehr_{connection_.rest, vault_, vault_};
};

// D1: a server that takes the transaction for a batch, and refuses one entry of it.
TEST_F(OddAnswers, D1_WhatABatchResponseConfirmsIsRecorded) {
  script_ = [](const Seen&) {
    return Reply{200, R"({"resourceType":"Bundle","type":"batch-response","entry":[
      {"response":{"status":"200 OK","location":"Communication/1"}},
      {"response":{"status":"201 Created","location":"Communication/2/_history/1"}},
      {"response":{"status":"422","outcome":{"resourceType":"OperationOutcome","issue":[
        {"severity":"error","code":"required","expression":["Provenance.agent"]}]}}}]})"};
  };
  const auto sent = ehr_.Send(OneMessage("m1"));
  EXPECT_EQ(References(sent), (std::vector<std::string>{"Communication/1", "Communication/2"}));
  ASSERT_TRUE(sent.failure);
  EXPECT_EQ(sent.failure->kind, FailureKind::kRefused);
  EXPECT_EQ(sent.failure->http_status, 422);
  EXPECT_EQ(sent.failure->request_id, server_.seen()[0].header("X-Request-Id"));
}

TEST_F(OddAnswers, D1_ABatchResponseOfNothingButYesIsStillNoTransaction) {
  script_ = [this](const Seen& seen) {
    Reply reply = chart_.Answer(seen);
    if (seen.method != "POST") return reply;
    auto body = testing::Json(reply.body);
    body.Set("type", "batch-response");
    reply.body = fhir::json::Write(body);
    return reply;
  };
  const auto payload = OneMessage("m1");
  const auto sent = ehr_.Send(payload);
  ASSERT_TRUE(sent.failure);
  EXPECT_EQ(sent.failure->kind, FailureKind::kInDoubt);
  EXPECT_EQ(sent.confirmed.size(), 3u);
  EXPECT_EQ(ehr_.LookUp(payload.parts)->size(), 3u);
}

TEST_F(OddAnswers, D1_AnEntryConfirmedWithoutItsPlaceIsLookedUpWhenAnotherIsRefused) {
  script_ = [this](const Seen& seen) {
    Reply reply = chart_.Answer(seen);
    if (seen.method != "POST") return reply;
    return Reply{200, R"({"resourceType":"Bundle","type":"transaction-response","entry":[
      {"response":{"status":"200"}},{"response":{"status":"201"}},{"response":{"status":"409"}}]})"};
  };
  const auto sent = ehr_.Send(OneMessage("m1"));
  EXPECT_EQ(References(sent), (std::vector<std::string>{"Communication/1", "Communication/2"}));
  ASSERT_TRUE(sent.failure);
  EXPECT_EQ(sent.failure->kind, FailureKind::kConflict);
}

TEST_F(OddAnswers, AnAnswerThatDoesNotFitIsDoubt) {
  for (
      const char* body :
      {R"({"resourceType":"Bundle","type":"transaction-response","entry":[]})",
       R"({"resourceType":"Bundle","type":"transaction-response","entry":[{"response":{"status":"201"}}]})",
       R"({"resourceType":"Patient","id":"1"})", R"({"resourceType":"Bund)"}) {
    script_ = [&](const Seen&) { return Reply{200, body}; };
    const auto sent = ehr_.Send(OneMessage("m1"));
    ASSERT_TRUE(sent.failure) << body;
    EXPECT_EQ(sent.failure->kind, FailureKind::kInDoubt) << body;
    EXPECT_TRUE(sent.confirmed.empty());
  }
}

// D6: ehr-outcome-error-in-200.
TEST_F(OddAnswers, D6_AnOutcomeWithAnErrorIn200IsARefusalWithItsIssues) {
  for (const char* type : {"application/fhir+json", "application/json", "text/plain"}) {
    script_ = [&](const Seen&) {
      return Reply{200,
                   R"({"resourceType":"OperationOutcome","issue":[{"severity":"error",
        "code":"invalid","diagnostics":"Communication.medium is not accepted by this system"}]})",
                   {{"Content-Type", type}}};
    };
    const auto sent = ehr_.Send(OneMessage("m1"));
    ASSERT_TRUE(sent.failure);
    EXPECT_EQ(sent.failure->kind, FailureKind::kRefused);
    EXPECT_EQ(sent.failure->http_status, 200);
    ASSERT_EQ(sent.failure->issues.size(), 1u);
    EXPECT_EQ(sent.failure->issues[0].code, "invalid");
  }
}

// D6: ehr-proxy-login-in-200, and others of its kind.
TEST_F(OddAnswers, D6_ALogInPageMeansThatTheLineIsDown) {
  const http::Pairs html{{"Content-Type", "text/html; charset=utf-8"}};
  const std::string page = "<!doctype html><h1>Log in to continue</h1>";
  for (const Reply& reply :
       {Reply{200,
              R"({"type":"redirect","status":307,"location":"/fhir/__sign-in?redirect=/fhir"})",
              {{"Content-Type", "application/json"}}},
        Reply{200, page, html}, Reply{201, page, {}}, Reply{403, page, html},
        Reply{404, page, html}, Reply{405, page, html}, Reply{302, "", {{"Location", "/login"}}},
        Reply{307, page, html}}) {
    script_ = [&](const Seen&) { return reply; };
    const auto sent = ehr_.Send(OneMessage("m1"));
    ASSERT_TRUE(sent.failure) << reply.status;
    EXPECT_EQ(sent.failure->kind, FailureKind::kUnreachable) << reply.status;
    EXPECT_NE(sent.failure->text.find("a log-in page answered"), std::string::npos)
        << sent.failure->text;
    const auto found = ehr_.LookUp(OneMessage("m1").parts);
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().kind, FailureKind::kUnreachable);
  }
}

TEST_F(OddAnswers, D6_AGatewaysPageMeansThatTheLineIsDown) {
  const http::Pairs text{{"Content-Type", "text/plain"}};
  for (const Reply& reply : {Reply{404, "", {}}, Reply{404, "default backend - 404", text},
                             Reply{200, "It works!", text}, Reply{403, "Forbidden", text}}) {
    script_ = [&](const Seen&) { return reply; };
    const auto sent = ehr_.Send(OneMessage("m1"));
    ASSERT_TRUE(sent.failure) << reply.status;
    EXPECT_EQ(sent.failure->kind, FailureKind::kUnreachable) << reply.status;
    EXPECT_NE(sent.failure->text.find("a page that is not FHIR answered"), std::string::npos)
        << sent.failure->text;
  }
}

// D10: one Retry-After stood over all of them, or over none.
TEST_F(OddAnswers, D10_TheWaitThatAnAnswerAsksForIsHandedOn) {
  for (const int status : {429, 503, 500, 409, 403}) {
    script_ = [&](const Seen&) {
      return Reply{status, "", {{"Content-Type", "application/fhir+json"}, {"Retry-After", "120"}}};
    };
    const auto sent = ehr_.Send(OneMessage("m1"));
    ASSERT_TRUE(sent.failure);
    EXPECT_EQ(sent.failure->retry_after, Milliseconds(120'000)) << status;
    EXPECT_EQ(ehr_.LookUp(OneMessage("m1").parts).error().retry_after, Milliseconds(120'000));
    EXPECT_EQ(ehr_.Probe().error().retry_after, Milliseconds(120'000)) << status;
  }
}

}  // namespace
}  // namespace chartbridge::ehr
