// The intake behind the real server: exact bytes in, the promised status out.
#include <gtest/gtest.h>

#include "connectors/crypto/crypto.h"
#include "connectors/http/client.h"
#include "connectors/http/server.h"
#include "connectors/intake/intake_handler.h"
#include "tests/connectors/intake/intake_fakes.h"
#include "tests/connectors/whatsapp/channel_fixture.h"
#include "tests/connectors/whatsapp/items.h"

namespace chartbridge::whatsapp_test {
namespace {

class WebhookOverSockets : public ChannelFixture {
 protected:
  WebhookOverSockets() { files_ = {{"main.secret", "secret"}, {"main.verify", "tok-é"}}; }
  http::Answer Send(const std::string& method, const std::string& query, const std::string& body,
                    const std::string& signature) {
    http::Call call;
    call.method = method;
    call.url = "http://127.0.0.1:" + std::to_string(server_.port()) + "/webhooks/whatsapp" + query;
    call.headers = {{"X-Hub-Signature-256", signature}};
    call.body = body;
    auto answer = client_.Send(call);
    EXPECT_TRUE(answer) << answer.error().text;
    return answer ? *answer : http::Answer{};
  }
  std::string Sign(const std::string& body) const { return ChannelFixture::Sign(body, "secret"); }

  intake_test::FakeInbox inbox_;
  intake_test::FakeClock now_;
  intake_test::FakeLog log_;
  whatsapp::WhatsAppChannel channel_{{.channels = {Number("main", kPhoneNumberId)}}, Around()};
  intake::IntakeHandler handler_{
      {}, {{"whatsapp-cloud", &channel_, &channel_.handshake()}}, inbox_, now_, log_};
  http::ServerSettings settings_{.port = 0, .threads = 4};
  http::Server server_{settings_, {{"/webhooks/whatsapp", &handler_}}, log_};
};

TEST_F(WebhookOverSockets, P1SignedBytesAreStoredAsTheyCame) {
  for (const char* file : {"signature/meta_escaped_body.json", "malformed-bytes/utf16le.bin",
                           "malformed-bytes/invalid_utf8.bin", "malformed-bytes/empty.bin"}) {
    const std::string body = ReadFixture(file);
    EXPECT_EQ(Send("POST", "", body, Sign(body)).status, 200) << file;
    EXPECT_EQ(inbox_.stored.back().body, body) << file;
  }
}

TEST_F(WebhookOverSockets, ForgedAndOversizedBodiesAreTurnedAway) {
  EXPECT_EQ(Send("POST", "", "{}", Sign("{ }")).status, 401);
  const std::string large(3U << 20U, ' ');
  EXPECT_EQ(Send("POST", "", large, Sign(large)).status, 200);
  EXPECT_EQ(Send("POST", "", large + " ", Sign(large + " ")).status, 413);
  EXPECT_EQ(inbox_.stored.size(), 1U);
}

TEST_F(WebhookOverSockets, TheHandshakeDecodesItsQuery) {
  const std::string query =
      "?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=tok-%C3%A9";
  const http::Answer answer = Send("GET", query, "", "");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "1158201444");
}

}  // namespace
}  // namespace chartbridge::whatsapp_test
