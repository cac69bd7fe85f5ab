// The intake: what is answered, what is stored, what is counted.
#include "connectors/intake/intake_handler.h"

#include <gtest/gtest.h>

#include "tests/connectors/intake/intake_fakes.h"

namespace chartbridge::intake_test {
namespace {

using intake::IntakeHandler;

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
    request.headers_ = {{"X-Secret", secret}};
    return request;
  }
  http::Response Post(const std::string& body, const std::string& secret) {
    FakeRequest request = Signed(body, secret);
    return Handle(request);
  }

  FakeChannel first_{{"/webhooks/first"}, {{"main", "new"}, {"sister", "new"}, {"other", "else"}}};
  FakeChannel second_{{"/webhooks/second", "/webhooks/first/apart"}, {{"twin", "new"}}};
  FakeGet get_;
  FakeInbox inbox_;
  FakeClock clock_;
  FakeLog log_;
  IntakeHandler handler_{{.public_url = "https://bridge.example"},
                         {{"one", &first_, &get_}, {"two", &second_, nullptr}},
                         inbox_,
                         clock_,
                         log_};
};

TEST_F(Webhook, P1IsAcknowledgedOnlyAfterItsBytesAreStored) {
  const std::string body = std::string("{\"a\":\"\\u00e9\"}\0\xFF", 16);
  const http::Response response = Post(body, "new");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "");
  ASSERT_EQ(inbox_.stored.size(), 1U);
  EXPECT_EQ(inbox_.stored[0].body, body);
  EXPECT_EQ(inbox_.stored[0].provider, "one");
  EXPECT_EQ(inbox_.stored[0].received, clock_.now);
  EXPECT_EQ(inbox_.last_deadline, clock_.steady + std::chrono::seconds(5));
  EXPECT_EQ(handler_.counters().stored, 1);
}

TEST_F(Webhook, NamesEveryChannelWhoseSecretSignedIt) {
  Post("{}", "new");
  Post("{}", "else");
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
  EXPECT_TRUE(inbox_.stored.empty());
  EXPECT_EQ(handler_.counters().rejected, 2);
  EXPECT_EQ(handler_.counters().received, 2);
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
  for (const std::string body : {"", "{", "<html>", "\xFF\xFE{"})
    EXPECT_EQ(Post(body, "new").status, 200) << body;
  EXPECT_EQ(inbox_.stored.size(), 4U);
}

TEST_F(Webhook, EachProviderIsAskedAboutItsOwnRoutes) {
  FakeRequest request = Signed("{}", "new");
  request.path_ = "/webhooks/first/apart/x";
  request.raw_query_ = "a=1&b=2";
  EXPECT_EQ(Handle(request).status, 200);
  EXPECT_EQ(inbox_.stored.at(0).provider, "two");
  EXPECT_EQ(inbox_.stored.at(0).verified_by, (std::vector<std::string>{"twin"}));
  EXPECT_EQ(second_.asked.url, "https://bridge.example/webhooks/first/apart/x?a=1&b=2");
  EXPECT_EQ(second_.asked.headers.at("x-secret"), "new");
  EXPECT_EQ(first_.asked.url, "");
  request.path_ = "/webhooks/firstborn";
  EXPECT_EQ(Handle(request).status, 404);
  EXPECT_EQ(handler_.Routes(), (std::vector<std::string>{"/webhooks/first", "/webhooks/second",
                                                         "/webhooks/first/apart"}));
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

TEST_F(Webhook, AGetIsTheProvidersOwnMatter) {
  FakeRequest request;
  request.method_ = "GET";
  EXPECT_EQ(Handle(request).body, "handshake");
  request.path_ = "/webhooks/second";
  const http::Response none = Handle(request);
  EXPECT_EQ(none.status, 405);
  EXPECT_EQ(http::FindHeader(none.headers, "Allow"), "POST");
  EXPECT_EQ(handler_.counters().received, 0);
}

TEST_F(Webhook, OtherMethodsAreNotAllowed) {
  FakeRequest request;
  request.method_ = "PUT";
  const http::Response response = Handle(request);
  EXPECT_EQ(response.status, 405);
  EXPECT_EQ(http::FindHeader(response.headers, "Allow"), "GET, POST");
}

TEST_F(Webhook, P8AnswersAndLogLinesCarryNothingOfTheBody) {
  const http::Response response = Post("chest pain since 8", "stolen");
  EXPECT_EQ(response.body, "the signature is missing or wrong\n");
  for (const auto& line : log_.lines) {
    for (const auto& field : line.fields) EXPECT_TRUE(field.word.empty() || field.word == "one");
  }
}

}  // namespace
}  // namespace chartbridge::intake_test
