#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

#include "connectors/http/client.h"
#include "tests/connectors/http/tls_peer.h"

namespace chartbridge::http {
namespace {

using testing::HasSubstr;

const std::string kHello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

// Answers every request of every connection.
RawServer::Script Answering(const TlsPeer& tls, std::atomic<int>& requests,
                            std::string answer = kHello, bool abrupt = false) {
  return [&tls, &requests, answer = std::move(answer), abrupt](RawPeer& peer, int) {
    tls.Serve(
        peer,
        [&](SSL* session) {
          while (!TlsPeer::HearHead(session).empty()) {
            ++requests;
            TlsPeer::Say(session, answer);
            if (answer != kHello) return;
          }
        },
        abrupt);
  };
}

std::string UrlOf(const RawServer& server, const std::string& host) {
  return "https://" + host + ":" + std::to_string(server.port()) + "/";
}

void ExpectUntrusted(const Result<Answer, Failure>& answer) {
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().kind, FailureKind::kUnreachable);
  EXPECT_THAT(answer.error().text, HasSubstr("certificate is not trusted"));
}

TEST(ClientTls, SelfSignedCertificateIsRefusedBeforeAnythingIsSent) {
  const TlsPeer tls({});
  std::atomic<int> requests = 0;
  RawServer server(Answering(tls, requests));
  Client client({});
  ExpectUntrusted(client.Send({.url = UrlOf(server, "localhost")}));
  ExpectUntrusted(client.Send({.url = UrlOf(server, "127.0.0.1")}));
  EXPECT_EQ(requests, 0);
}

TEST(ClientTls, CertificateOfTheGivenAuthorityIsAcceptedAndTheSessionKept) {
  const TlsPeer tls({});
  std::atomic<int> requests = 0;
  RawServer server(Answering(tls, requests));
  for (const char* host : {"localhost", "127.0.0.1"}) {
    Client client({.ca_file = tls.ca_file()});
    for (int i = 0; i < 2; ++i) {
      const auto answer = client.Send({.method = "POST", .url = UrlOf(server, host)});
      ASSERT_TRUE(answer.has_value()) << answer.error().text;
      EXPECT_EQ(answer->body, "hello");
    }
  }
  EXPECT_EQ(requests, 4);
}

TEST(ClientTls, CertificateForAnotherNameIsRefusedAlsoOnLoopback) {
  const TlsPeer tls({.names = "DNS:other.example,IP:10.0.0.1"});
  std::atomic<int> requests = 0;
  RawServer server(Answering(tls, requests));
  Client client({.ca_file = tls.ca_file()});
  ExpectUntrusted(client.Send({.url = UrlOf(server, "localhost")}));
  ExpectUntrusted(client.Send({.url = UrlOf(server, "127.0.0.1")}));
  EXPECT_EQ(requests, 0);
}

TEST(ClientTls, ExpiredCertificateIsRefused) {
  const TlsPeer tls({.valid_seconds = -60});
  std::atomic<int> requests = 0;
  RawServer server(Answering(tls, requests));
  Client client({.ca_file = tls.ca_file()});
  ExpectUntrusted(client.Send({.url = UrlOf(server, "localhost")}));
}

TEST(ClientTls, ServerOfOldTlsIsUnreachable) {
  const TlsPeer tls({.newest_tls = TLS1_1_VERSION});
  std::atomic<int> requests = 0;
  RawServer server(Answering(tls, requests));
  Client client({.ca_file = tls.ca_file()});
  const auto answer = client.Send({.url = UrlOf(server, "localhost")});
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().kind, FailureKind::kUnreachable);
}

TEST(ClientTls, PlainServerIsUnreachable) {
  RawServer server([](RawPeer& peer, int) { peer.Say(kHello); });
  Client client({});
  const auto answer = client.Send({.url = UrlOf(server, "localhost")});
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().kind, FailureKind::kUnreachable);
}

TEST(ClientTls, UnreadableAuthorityIsRefused) {
  RawServer server([](RawPeer&, int) {});
  Client client({.ca_file = "/no/such/file.pem"});
  const auto answer = client.Send({.url = UrlOf(server, "localhost")});
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().kind, FailureKind::kRefused);
}

TEST(ClientTls, BodyThatEndsWithoutGoodbyeIsInDoubt) {
  const TlsPeer tls({});
  std::atomic<int> requests = 0;
  const std::string endless = "HTTP/1.1 200 OK\r\n\r\nall of it?";
  for (const bool abrupt : {false, true}) {
    RawServer server(Answering(tls, requests, endless, abrupt));
    Client client({.ca_file = tls.ca_file()});
    const auto answer = client.Send({.url = UrlOf(server, "localhost")});
    EXPECT_EQ(answer.has_value(), !abrupt);
    if (!answer) {
      EXPECT_EQ(answer.error().kind, FailureKind::kInDoubt);
    }
  }
}

TEST(ClientTls, LargeBodiesPassBothWays) {
  const TlsPeer tls({});
  const std::string body(700000, 'b');
  RawServer server([&](RawPeer& peer, int) {
    tls.Serve(peer, [&](SSL* session) {
      TlsPeer::HearHead(session);
      std::string heard(body.size(), '\0');
      std::size_t used = 0;
      while (used < heard.size()) {
        const int got =
            SSL_read(session, heard.data() + used, static_cast<int>(heard.size() - used));
        if (got <= 0) return;
        used += static_cast<std::size_t>(got);
      }
      TlsPeer::Say(session, "HTTP/1.1 200 OK\r\nContent-Length: 700000\r\n\r\n" + heard);
    });
  });
  Client client({.ca_file = tls.ca_file()});
  const auto answer = client.Send(
      {.method = "POST", .url = UrlOf(server, "localhost"), .headers = {}, .body = body});
  ASSERT_TRUE(answer.has_value()) << answer.error().text;
  EXPECT_EQ(answer->body, body);
}

}  // namespace
}  // namespace chartbridge::http
