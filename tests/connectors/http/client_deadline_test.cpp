// The client's total deadline against servers that never quite finish.
#include <gtest/gtest.h>

#include <future>

#include "connectors/http/client.h"
#include "tests/connectors/http/raw_peer.h"

namespace chartbridge::http {
namespace {

using std::chrono::milliseconds;

std::string Ok(const std::string& fields, const std::string& body) {
  return "HTTP/1.1 200 OK\r\n" + fields + "\r\n" + body;
}

void ExpectInDoubt(const Result<Answer, Failure>& answer) {
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().kind, FailureKind::kInDoubt) << answer.error().text;
}

// The server drips until the client leaves; without a total deadline this test would not end.
RawServer::Script Dripping(std::string start) {
  return [start = std::move(start)](RawPeer& peer, int) {
    peer.HearUntil("\r\n\r\n");
    peer.Say(start);
    for (int i = 0; i < 250 && !peer.HasNews(); ++i) peer.Say("x");
  };
}

TEST(ClientDeadline, DrippingAnswersMeetTheTotalDeadline) {
  for (const std::string& start :
       {Ok("Content-Length: 100000\r\n", ""), std::string("HTTP/1.1 200 OK\r\nA: "),
        Ok("Transfer-Encoding: chunked\r\n", "fffff\r\n"), Ok("", "")}) {
    RawServer server(Dripping(start));
    Client client({});
    const auto answer = client.Send({.url = server.url(), .deadline = milliseconds(700)});
    ExpectInDoubt(answer);
  }
}

TEST(ClientDeadline, ServerThatDoesNotReadMeetsTheTotalDeadline) {
  std::promise<void> over;
  RawServer server([&](RawPeer&, int) { over.get_future().wait(); });
  Client client({});
  const auto answer = client.Send({.method = "POST",
                                   .url = server.url(),
                                   .headers = {},
                                   .body = std::string(64U << 20U, 'x'),
                                   .deadline = milliseconds(500)});
  ExpectInDoubt(answer);
  over.set_value();
}

TEST(ClientDeadline, SilentTlsHandshakeIsUnreachable) {
  RawServer server([](RawPeer& peer, int) { peer.HearAll(); });
  Client client({});
  const auto answer =
      client.Send({.url = "https://127.0.0.1:" + std::to_string(server.port()) + "/",
                   .deadline = milliseconds(500)});
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().kind, FailureKind::kUnreachable);
}

}  // namespace
}  // namespace chartbridge::http
