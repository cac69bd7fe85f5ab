// The set-up of a channel against a Graph API and a public address that the test scripts.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "connectors/crypto/crypto.h"
#include "tests/connectors/whatsapp/channel_fixture.h"
#include "tests/fakes/scripted_http_server.h"

namespace chartbridge::whatsapp_test {
namespace {

using Level = bridge::ChannelFinding::Level;

constexpr const char* kToken = "EAAB-token";
constexpr const char* kVerify = "any-long-random-text";

class ChannelSetUpTest : public ChannelFixture {
 protected:
  ChannelSetUpTest() {
    whatsapp::ChannelSettings channel = Number("main", "106540352242922");
    files_ = {
        {"main.secret", "0123456789abcdef"}, {"main.verify", kVerify}, {"main.token", kToken}};
    channel.graph_url = graph_.url("/v25.0");
    public_url_ = graph_.url();
    settings_.channels.push_back(channel);
    token_ =
        R"({"data":{"app_id":"77","is_valid":true,"expires_at":0,"scopes":["whatsapp_business_messaging",
      "whatsapp_business_management"],"granular_scopes":[{"scope":"whatsapp_business_management","target_ids":["88"]}]}})";
    subscriptions_ = R"({"data":[{"object":"whatsapp_business_account","active":true,
      "fields":[{"name":"messages","version":"v25.0"}]}]})";
    apps_ = R"({"data":[{"whatsapp_business_api_data":{"id":"77","name":"bridge"}}]})";
    number_ = R"({"id":"106540352242922","status":"CONNECTED","platform_type":"CLOUD_API",
      "webhook_configuration":{"application":")" +
              graph_.url("/webhooks/whatsapp") + R"("}})";
  }

  http::Response Answer(const fakes::RecordedRequest& request) {
    const std::string authorization =
        http::FindHeader(request.headers, "Authorization").value_or("");
    if (request.path == "/webhooks/whatsapp") {
      std::string challenge;
      bool known = false;
      for (const auto& [name, value] : request.query) {
        if (name == "hub.challenge") challenge = value;
        if (name == "hub.verify_token") known = value == kVerify;
      }
      return http::TextResponse(known ? 200 : 403, handshake_ ? challenge : "<html>");
    }
    if (refusal_status_ != 0) return http::JsonResponse(refusal_status_, refusal_);
    if (request.path == "/v25.0/77/subscriptions") {
      return authorization == "Bearer 77|0123456789abcdef"
                 ? http::JsonResponse(200, subscriptions_)
                 : http::JsonResponse(400, R"({"error":{"code":190}})");
    }
    if (authorization != std::string("Bearer ") + kToken)
      return http::JsonResponse(401,
                                R"({"error":{"message":"Invalid OAuth access token","code":190}})");
    if (request.path == "/v25.0/debug_token") return http::JsonResponse(200, token_);
    if (request.path == "/v25.0/88/subscribed_apps") return http::JsonResponse(200, apps_);
    if (request.path == "/v25.0/106540352242922") return http::JsonResponse(200, number_);
    return http::JsonResponse(400, R"({"error":{"code":100}})");
  }

  bridge::ChannelFinding Try(const std::string& step) {
    whatsapp::WhatsAppChannel channel(settings_, Around());
    return channel.Try("main", step).value();
  }

  std::string number_, token_, subscriptions_, apps_, refusal_;
  int refusal_status_ = 0;
  bool handshake_ = true;
  fakes::ScriptedHttpServer graph_{
      [this](const fakes::RecordedRequest& request) { return Answer(request); }};
  whatsapp::WhatsAppSettings settings_;
};

TEST_F(ChannelSetUpTest, ANumberThatIsSetUpHoldsInEveryStepThatMetaAnswers) {
  last_ = clock_.Now();
  whatsapp::WhatsAppChannel set_up(settings_, Around());
  for (const char* step : {"app-secret", "number", "access-token", "verify-token", "callback",
                           "subscription", "registration", "first-message"}) {
    const auto tried = set_up.Try("main", step);
    ASSERT_TRUE(tried) << step;
    EXPECT_EQ(tried->level, Level::kOk) << step << ": " << InEnglish(tried->said);
  }
  EXPECT_FALSE(set_up.Try("main", "no-such-step"));
  EXPECT_FALSE(set_up.Try("other", "number"));
}

TEST_F(ChannelSetUpTest, TheStepsTellWhatToCopyAndNeverASecret) {
  whatsapp::WhatsAppChannel set_up(settings_, Around());
  std::string all;
  std::vector<std::string> to_copy;
  for (const bridge::SetUpStep& step : set_up.Steps("main")) {
    for (const bridge::SetUpValue& value : step.values) {
      all += value.value + InEnglish(value.instead);
      if (value.copy) to_copy.push_back(value.value);
    }
  }
  EXPECT_EQ(std::count(to_copy.begin(), to_copy.end(), graph_.url("/webhooks/whatsapp")), 1);
  EXPECT_EQ(std::count(to_copy.begin(), to_copy.end(), "messages"), 1);
  EXPECT_EQ(std::count(to_copy.begin(), to_copy.end(), "106540352242922"), 1);
  EXPECT_NE(all.find("main.verify"), std::string::npos);
  for (const char* secret : {kToken, kVerify, "0123456789abcdef"})
    EXPECT_EQ(all.find(secret), std::string::npos) << secret;
  EXPECT_TRUE(set_up.Steps("other").empty());
}

TEST_F(ChannelSetUpTest, ThePublicAddressMustBeOneThatMetaCanCall) {
  for (const auto& [url, sentence] : std::map<std::string, std::string>{
           {"", "No public address is set."},
           {"http://bridge.clinic.example", "The public address is not https."},
           {"https://localhost:8080", "The public address leads to this machine only."},
           {"https://bridge.clinic.example", "The public address is https."}}) {
    public_url_ = url;
    EXPECT_EQ(InEnglish(Try("public-address").said).rfind(sentence, 0), 0u) << url;
  }
}

TEST_F(ChannelSetUpTest, ASecretThatCannotBeReadIsAFault) {
  files_.erase("main.secret");
  EXPECT_EQ(Try("app-secret").level, Level::kFault);
  EXPECT_NE(InEnglish(Try("app-secret").said).find("does not exist"), std::string::npos);
  files_.erase("main.verify");
  EXPECT_EQ(Try("verify-token").level, Level::kFault);
}

TEST_F(ChannelSetUpTest, TheSecretOfAnotherAppIsFoundOut) {
  files_["main.secret"] = "fedcba9876543210";
  const auto step = Try("app-secret");
  EXPECT_EQ(step.level, Level::kFault);
  EXPECT_NE(InEnglish(step.said).find("not that of the app"), std::string::npos)
      << InEnglish(step.said);
}

TEST_F(ChannelSetUpTest, WhatGraphRefusesIsSaidByItsCode) {
  struct Row {
    int status;
    const char* body;
    Level level;
    const char* words;
  };
  for (const Row& row :
       {Row{401, R"({"error":{"code":190}})", Level::kFault, "token is not accepted"},
        Row{400, R"({"error":{"code":190}})", Level::kFault, "token is not accepted"},
        Row{403, R"({"error":{"code":10}})", Level::kFault, "lacks a permission"},
        Row{400, R"({"error":{"code":200}})", Level::kFault, "lacks a permission"},
        Row{400, R"({"error":{"code":100}})", Level::kFault, "does not know this phone_number_id"},
        Row{400, R"({"error":{"code":80007}})", Level::kUnknown, "asks to wait"},
        Row{500, R"({"error":{"code":2}})", Level::kUnknown, "trouble of its own"},
        Row{502, "<html>bad gateway</html>", Level::kUnknown, "trouble of its own"},
        Row{404, "", Level::kFault, "does not know this phone_number_id"}}) {
    refusal_status_ = row.status;
    refusal_ = row.body;
    const auto step = Try("access-token");
    EXPECT_EQ(step.level, row.level) << row.body;
    EXPECT_NE(InEnglish(step.said).find(row.words), std::string::npos) << InEnglish(step.said);
    EXPECT_EQ(InEnglish(step.said).find(kToken), std::string::npos);
  }
  refusal_status_ = 200;
  refusal_ = "not json";
  EXPECT_NE(InEnglish(Try("number").said).find("is not the Graph API"), std::string::npos);
}

TEST_F(ChannelSetUpTest, ATokenThatEndsIsAWarningAndOneWithoutRightsAFault) {
  token_ = R"({"data":{"app_id":"77","expires_at":1795413600,"scopes":[]}})";
  const auto ends = Try("access-token");
  EXPECT_EQ(ends.level, Level::kWarning);
  EXPECT_NE(InEnglish(ends.said).find("2026-11-23T06:00:00"), std::string::npos)
      << InEnglish(ends.said);
  token_ = R"({"data":{"app_id":"77","expires_at":0,"scopes":["whatsapp_business_messaging"]}})";
  EXPECT_NE(InEnglish(Try("access-token").said).find("whatsapp_business_management"),
            std::string::npos);
}

TEST_F(ChannelSetUpTest, TheMostSpecificCallbackCounts) {
  number_ =
      R"({"webhook_configuration":{"phone_number":"https://old.example/hook","application":")" +
      graph_.url("/webhooks/whatsapp") + R"("}})";
  EXPECT_NE(InEnglish(Try("callback").said).find("to another address"), std::string::npos);
  number_ = R"({"id":"106540352242922"})";
  EXPECT_NE(InEnglish(Try("callback").said).find("o webhook is configured"), std::string::npos);
  EXPECT_EQ(Try("callback").level, Level::kFault);
}

TEST_F(ChannelSetUpTest, AProxyThatAnswersInOurPlaceIsFoundOut) {
  handshake_ = false;
  EXPECT_NE(InEnglish(Try("callback").said).find("is not this service"), std::string::npos);
}

TEST_F(ChannelSetUpTest, AnAddressThatCannotBeReachedFromInsideIsNoFault) {
  std::string gone;
  {
    const fakes::ScriptedHttpServer other(
        [](const fakes::RecordedRequest&) { return http::TextResponse(200, ""); });
    gone = other.url();
  }
  public_url_ = gone;
  number_ = R"({"webhook_configuration":{"application":")" + gone + R"(/webhooks/whatsapp"}})";
  EXPECT_EQ(Try("callback").level, Level::kWarning);
}

TEST_F(ChannelSetUpTest, AnAppWithoutTheFieldAndAnAccountWithoutTheAppAreTold) {
  subscriptions_ =
      R"({"data":[{"object":"whatsapp_business_account","fields":["account_update"]}]})";
  EXPECT_NE(InEnglish(Try("subscription").said).find("not subscribed to the field messages"),
            std::string::npos);
  subscriptions_ = R"({"data":[]})";
  EXPECT_EQ(Try("subscription").level, Level::kFault);
  subscriptions_ = R"({"data":[{"object":"whatsapp_business_account","fields":["messages"]}]})";
  apps_ = R"({"data":[]})";
  EXPECT_NE(InEnglish(Try("subscription").said).find("subscribed_apps"), std::string::npos);
  token_ = R"({"data":{"app_id":"77"}})";
  EXPECT_EQ(Try("subscription").level, Level::kWarning);
}

TEST_F(ChannelSetUpTest, ANumberThatWasOnlyConfirmedIsNotRegistered) {
  number_ =
      R"({"status":"PENDING","platform_type":"NOT_APPLICABLE","code_verification_status":"VERIFIED"})";
  EXPECT_NE(InEnglish(Try("registration").said).find("/106540352242922/register"),
            std::string::npos);
  number_ = R"({"status":"BANNED","platform_type":"CLOUD_API"})";
  EXPECT_EQ(Try("registration").level, Level::kFault);
  number_ = R"({"status":"CONNECTED","platform_type":"CLOUD_API","quality_rating":"RED"})";
  EXPECT_EQ(Try("registration").level, Level::kWarning);
  number_ = "{}";
  EXPECT_EQ(Try("registration").level, Level::kWarning);
}

TEST_F(ChannelSetUpTest, OneCauseIsSaidOnce) {
  refusal_status_ = 401;
  refusal_ = R"({"error":{"code":190}})";
  public_url_ = "https://bridge.clinic.invalid";
  whatsapp::WhatsAppChannel set_up(settings_, Around());
  int told = 0;
  for (const bridge::ChannelFinding& found : set_up.Check("main"))
    told += InEnglish(found.said).starts_with("The access token is not accepted.") ? 1 : 0;
  EXPECT_EQ(told, 1);
}

TEST_F(ChannelSetUpTest, TheSimulatedChannelIsAWarningAndAsksNobody) {
  settings_.channels[0].graph_url = graph_.url("/simulator/graph");
  whatsapp::WhatsAppChannel set_up(settings_, Around());
  const auto found = set_up.Check("main");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].level, Level::kWarning);
  EXPECT_EQ(set_up.Try("main", "number")->level, Level::kUnknown);
  EXPECT_TRUE(graph_.requests().empty());
}

}  // namespace
}  // namespace chartbridge::whatsapp_test
