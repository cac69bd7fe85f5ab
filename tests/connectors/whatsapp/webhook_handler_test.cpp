// The intake: what is answered, what is stored, what is counted.
#include "connectors/whatsapp/webhook_handler.h"

#include <gtest/gtest.h>

#include "connectors/crypto/crypto.h"
#include "tests/connectors/whatsapp/intake_fakes.h"
#include "tests/connectors/whatsapp/items.h"

namespace chartbridge::whatsapp_test {
namespace {

using whatsapp::ChannelSecrets;
using whatsapp::WebhookHandler;

class Webhook : public testing::Test {
 protected:
  http::Response Handle(FakeRequest& request) {
    FakeResponder responder;
    handler_.Handle(request, responder);
    EXPECT_EQ(responder.responses.size(), 1U);
    return responder.responses.at(0);
  }
  static FakeRequest Signed(const std::string& body, const std::string& secret) {
    FakeRequest request;
    request.body_ = body;
    request.length_ = body.size();
    request.headers_ = {{"x-hub-signature-256",
                         "sha256=" + ToHex(crypto::HmacSha256(std::string_view(secret), body))}};
    return request;
  }
  http::Response Post(const std::string& body, const std::string& secret) {
    FakeRequest request = Signed(body, secret);
    return Handle(request);
  }

  std::vector<ChannelSecrets> secrets_ = {{"main", {"new", "old"}, "verify-main"},
                                          {"sister", {"new", "old"}, "verify-sister"},
                                          {"other", {"elsewhere"}, "verify-other"}};
  FakeInbox inbox_;
  FakeClock clock_;
  FakeLog log_;
  WebhookHandler handler_{{}, [this] { return secrets_; }, inbox_, clock_, log_};
};

TEST_F(Webhook, P1IsAcknowledgedOnlyAfterItsBytesAreStored) {
  const std::string body = ReadFixture("signature/meta_escaped_body.json");
  const http::Response response = Post(body, "new");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "");
  ASSERT_EQ(inbox_.stored.size(), 1U);
  EXPECT_EQ(inbox_.stored[0].body, body);
  EXPECT_EQ(inbox_.stored[0].provider, "whatsapp-cloud");
  EXPECT_EQ(inbox_.stored[0].received, clock_.now);
  EXPECT_EQ(inbox_.last_deadline, clock_.steady + std::chrono::seconds(5));
  EXPECT_EQ(handler_.counters().stored, 1);
}

TEST_F(Webhook, NamesEveryChannelWhoseSecretSignedIt) {
  Post("{}", "old");
  Post("{}", "elsewhere");
  EXPECT_EQ(inbox_.stored.at(0).verified_by, (std::vector<std::string>{"main", "sister"}));
  EXPECT_EQ(inbox_.stored.at(1).verified_by, (std::vector<std::string>{"other"}));
}

TEST_F(Webhook, P1AFullStoreAsksForAnotherTry) {
  for (const FailureKind kind : {FailureKind::kFull, FailureKind::kCorrupt}) {
    inbox_.failure = Failure{kind, "no room", {}, 0, {}};
    const http::Response response = Post("{}", "new");
    EXPECT_EQ(response.status, 503);
    EXPECT_EQ(http::FindHeader(response.headers, "Retry-After"), "5");
  }
  EXPECT_TRUE(inbox_.stored.empty());
  EXPECT_EQ(handler_.counters().refused, 2);
  EXPECT_EQ(handler_.counters().stored, 0);
  ASSERT_EQ(log_.lines.size(), 1U);
  EXPECT_EQ(log_.lines[0].event, LogEvent::kInboxRefused);
}

TEST_F(Webhook, WithAWrongOrMissingSignatureStoresNothing) {
  EXPECT_EQ(Post("{}", "stolen").status, 401);
  FakeRequest unsigned_request;
  unsigned_request.body_ = "{}";
  EXPECT_EQ(Handle(unsigned_request).status, 401);
  FakeRequest legacy;
  legacy.headers_ = {{"X-Hub-Signature", "sha1=3e5aadf41a74e71ac2f149f2e8ffb10cc9438fd4"}};
  EXPECT_EQ(Handle(legacy).status, 401);
  EXPECT_TRUE(inbox_.stored.empty());
  EXPECT_EQ(handler_.counters().rejected, 3);
  EXPECT_EQ(handler_.counters().received, 3);
}

TEST_F(Webhook, RejectionsAreLoggedOnceAMinuteWithTheirNumber) {
  for (int i = 0; i < 5; ++i) Post("{}", "stolen");
  ASSERT_EQ(log_.lines.size(), 1U);
  clock_.steady += std::chrono::seconds(61);
  Post("{}", "stolen");
  ASSERT_EQ(log_.lines.size(), 2U);
  EXPECT_EQ(log_.lines[1].event, LogEvent::kWebhookRejected);
  EXPECT_EQ(log_.lines[1].fields.at(1).number, 5);
}

TEST_F(Webhook, SignedGarbageIsAcknowledgedAndKept) {
  for (const std::string& file : ListFixtures("malformed-bytes")) {
    EXPECT_EQ(Post(ReadFixture("malformed-bytes/" + file), "new").status, 200) << file;
  }
  EXPECT_EQ(inbox_.stored.size(), ListFixtures("malformed-bytes").size());
}

TEST_F(Webhook, AnnouncedOverThreeMebibytesIsNotEvenRead) {
  FakeRequest request = Signed("{}", "new");
  request.length_ = 3145729;
  EXPECT_EQ(Handle(request).status, 413);
  EXPECT_EQ(request.reads_, 0);
}

TEST_F(Webhook, OfExactlyThreeMebibytesIsTaken) {
  EXPECT_EQ(Post(std::string(3145728, ' '), "new").status, 200);
  FakeRequest chunked = Signed(std::string(3145729, ' '), "new");
  chunked.length_.reset();
  EXPECT_EQ(Handle(chunked).status, 413);
  EXPECT_EQ(inbox_.stored.size(), 1U);
}

TEST_F(Webhook, ThatBrokeOffStoresNothing) {
  FakeRequest request = Signed("{}", "new");
  request.failure_ = Failure{FailureKind::kCorrupt, "ended early", {}, 0, {}};
  EXPECT_EQ(Handle(request).status, 400);
  request.failure_->kind = FailureKind::kUnreachable;
  EXPECT_EQ(Handle(request).status, 408);
  EXPECT_TRUE(inbox_.stored.empty());
}

TEST_F(Webhook, GetIsTheHandshakeOfAnyChannel) {
  FakeRequest request;
  request.method_ = "GET";
  request.query_ = {{"hub.mode", "subscribe"},
                    {"hub.challenge", "1158201444"},
                    {"hub.verify_token", "verify-other"}};
  EXPECT_EQ(Handle(request).body, "1158201444");
  request.query_[2].second = "wrong";
  EXPECT_EQ(Handle(request).status, 403);
  EXPECT_EQ(handler_.counters().received, 0);
}

TEST_F(Webhook, OtherMethodsAreNotAllowed) {
  FakeRequest request;
  request.method_ = "PUT";
  EXPECT_EQ(Handle(request).status, 405);
}

TEST_F(Webhook, SecretsAreAskedForEachTimeSoThatTheyCanRotate) {
  EXPECT_EQ(Post("{}", "newest").status, 401);
  secrets_[0].app_secrets = {"newest", "new"};
  EXPECT_EQ(Post("{}", "newest").status, 200);
  EXPECT_EQ(inbox_.stored.at(0).verified_by, (std::vector<std::string>{"main"}));
}

TEST_F(Webhook, P8AnswersAndLogLinesCarryNothingOfTheBody) {
  const std::string body = ReadFixture("webhook/text_es_legacy_no_bsuid.json");
  const http::Response response = Post(body, "stolen");
  EXPECT_EQ(response.body, "the signature is missing or wrong\n");
  for (const auto& line : log_.lines) {
    for (const auto& field : line.fields)
      EXPECT_TRUE(field.word.empty() || field.word == "whatsapp-cloud");
  }
}

}  // namespace
}  // namespace chartbridge::whatsapp_test
