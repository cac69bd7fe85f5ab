// GET /webhooks/whatsapp against the recorded cases.
#include "connectors/whatsapp/handshake.h"

#include <Poco/URI.h>
#include <gtest/gtest.h>

#include "fhir/json/parse.h"
#include "tests/connectors/whatsapp/items.h"

namespace chartbridge::whatsapp {
namespace {

http::Pairs Decode(const std::string& query) {
  const Poco::URI uri("http://localhost/?" + query);
  const auto parameters = uri.getQueryParameters();
  return {parameters.begin(), parameters.end()};
}

TEST(Handshake, AgreesWithEveryRecordedCase) {
  const auto cases = fhir::json::Parse(whatsapp_test::ReadFixture("verify/cases.json"));
  ASSERT_TRUE(cases);
  ASSERT_FALSE(cases->items().empty());
  for (const fhir::json::Value& one : cases->items()) {
    const std::vector<std::string> tokens{one["token"].text()};
    const http::Response response = AnswerHandshake(Decode(one["query"].text()), tokens);
    EXPECT_EQ(response.status, one["status"].integer()) << one["query"].text();
    if (one["body"].is_string()) {
      EXPECT_EQ(response.body, one["body"].text());
    }
    EXPECT_EQ(http::FindHeader(response.headers, "Content-Type"), "text/plain; charset=utf-8");
    EXPECT_EQ(http::FindHeader(response.headers, "X-Content-Type-Options"), "nosniff");
  }
}

TEST(Handshake, EachChannelsTokenOpensTheDoor) {
  const std::vector<std::string> tokens{"first", "second"};
  const auto ask = [&](const std::string& token) {
    return AnswerHandshake(
               {{"hub.mode", "subscribe"}, {"hub.verify_token", token}, {"hub.challenge", "7"}},
               tokens)
        .status;
  };
  EXPECT_EQ(ask("first"), 200);
  EXPECT_EQ(ask("second"), 200);
  EXPECT_EQ(ask("third"), 403);
  EXPECT_EQ(ask("First"), 403);
}

TEST(Handshake, ABlankTokenIsNoToken) {
  const http::Pairs query{
      {"hub.mode", "subscribe"}, {"hub.verify_token", ""}, {"hub.challenge", "7"}};
  EXPECT_EQ(AnswerHandshake(query, std::vector<std::string>{""}).status, 403);
}

}  // namespace
}  // namespace chartbridge::whatsapp
