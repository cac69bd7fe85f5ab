// Every trap of Poco's own HTTP server (docs/adr/0002-strict-http-server.md), by raw sockets.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/connectors/http/raw_peer.h"
#include "tests/connectors/http/server_bench.h"

namespace chartbridge::http {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

std::string Post(const std::string& fields, const std::string& body) {
  return "POST /in HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n" + body;
}

const ServerBench::Play kIgnoreBody = [](Request&, Responder& responder) {
  responder.Send(TextResponse(200, "ignored"));
};

TEST(StrictServer, UnreadShortBodyIsReadAwayAndTheNextRequestIsItsOwn) {
  ServerBench bench(kIgnoreBody);
  const RawPeer peer = RawPeer::Connect(bench.port());
  const std::string evil = "GET /evil HTTP/1.1\r\nHost: h\r\n\r\n";
  peer.Say(Post("Content-Length: " + std::to_string(evil.size()) + "\r\n", evil));
  EXPECT_THAT(peer.HearAnswer(), EndsWith("ignored"));
  peer.Say("GET /next HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_THAT(peer.HearAnswer(), EndsWith("ignored"));
  EXPECT_THAT(bench.seen(), ElementsAre("POST /in", "GET /next"));
}

TEST(StrictServer, UnreadLongBodyEndsTheConnection) {
  ServerBench bench(kIgnoreBody);
  const RawPeer peer = RawPeer::Connect(bench.port());
  std::string evil;
  while (evil.size() < 200000) evil += "GET /evil HTTP/1.1\r\nHost: h\r\n\r\n";
  peer.Say(Post("Content-Length: " + std::to_string(evil.size()) + "\r\n", evil));
  peer.EndOutput();
  const std::string answer = peer.HearAll();
  EXPECT_THAT(answer, HasSubstr("Connection: close"));
  EXPECT_THAT(answer, EndsWith("ignored"));
  EXPECT_THAT(bench.seen(), ElementsAre("POST /in"));
}

TEST(StrictServer, UnreadChunksEndTheConnection) {
  ServerBench bench(kIgnoreBody);
  const RawPeer peer = RawPeer::Connect(bench.port());
  peer.Say(Post("Transfer-Encoding: chunked\r\n",
                "1d\r\nGET /evil HTTP/1.1\r\nHost: h\r\n\r\n\r\n0\r\n\r\n"));
  peer.EndOutput();
  EXPECT_THAT(peer.HearAll(), HasSubstr("Connection: close"));
  EXPECT_THAT(bench.seen(), ElementsAre("POST /in"));
}

TEST(StrictServer, ShortBodyIsCorruptAndNeverABody) {
  ServerBench bench(EchoLength);
  const RawPeer peer = RawPeer::Connect(bench.port());
  peer.Say(Post("Content-Length: 10\r\n", "abc"));
  peer.EndOutput();
  EXPECT_THAT(peer.HearAll(), EndsWith(std::string(ToString(FailureKind::kCorrupt))));
}

TEST(StrictServer, BodyOverTheLimitIsTooLargeBeforeItIsRead) {
  ServerBench bench(EchoLength);
  const RawPeer peer = RawPeer::Connect(bench.port());
  peer.Say(Post("Content-Length: 2000000\r\n", ""));
  EXPECT_THAT(peer.HearAnswer(), EndsWith(std::string(ToString(FailureKind::kTooLarge))));
}

TEST(StrictServer, ChunksOverTheLimitAreTooLarge) {
  ServerBench bench([](Request& request, Responder& responder) {
    const auto body = request.ReadBody(8);
    responder.Send(TextResponse(200, body ? "body" : std::string(ToString(body.error().kind))));
  });
  const RawPeer peer = RawPeer::Connect(bench.port());
  peer.Say(Post("Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n5\r\nhello\r\n0\r\n\r\n"));
  EXPECT_THAT(peer.HearAnswer(), EndsWith(std::string(ToString(FailureKind::kTooLarge))));
}

TEST(StrictServer, ChunkedBodyArrivesWholeAndTheConnectionGoesOn) {
  ServerBench bench(EchoLength);
  const RawPeer peer = RawPeer::Connect(bench.port());
  for (int i = 0; i < 2; ++i) {
    peer.Say(Post("Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n2\r\n!!\r\n0\r\n\r\n"));
    EXPECT_THAT(peer.HearAnswer(), EndsWith("length 7"));
  }
}

TEST(StrictServer, MalformedChunksAreCorrupt) {
  ServerBench bench(EchoLength);
  const RawPeer peer = RawPeer::Connect(bench.port());
  peer.Say(Post("Transfer-Encoding: chunked\r\n", "5\r\nhello!!\r\n0\r\n\r\n"));
  EXPECT_THAT(peer.HearAnswer(), EndsWith(std::string(ToString(FailureKind::kCorrupt))));
}

struct Trap {
  const char* name;
  std::string bytes;
  int status;
};
std::ostream& operator<<(std::ostream& out, const Trap& trap) { return out << trap.name; }

class ClosedTrap : public testing::TestWithParam<Trap> {};

TEST_P(ClosedTrap, IsAnsweredThenClosedAndReachesNoHandler) {
  ServerBench bench(kIgnoreBody);
  const RawPeer peer = RawPeer::Connect(bench.port());
  peer.Say(GetParam().bytes);
  peer.EndOutput();
  const std::string answer = peer.HearAll();
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 " + std::to_string(GetParam().status) + ' '));
  EXPECT_THAT(answer, HasSubstr("Connection: close"));
  EXPECT_THAT(answer, HasSubstr("Content-Type: application/problem+json"));
  EXPECT_THAT(answer, HasSubstr("\"status\":" + std::to_string(GetParam().status)));
  EXPECT_THAT(bench.seen(), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    Rows, ClosedTrap,
    testing::Values(
        Trap{"length and chunks",
             Post("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400},
        Trap{"two lengths", Post("Content-Length: 3\r\nContent-Length: 30\r\n", "abc"), 400},
        Trap{"negative length", Post("Content-Length: -3\r\n", "abc"), 400},
        Trap{"huge length", Post("Content-Length: 18446744073709551615\r\n", "abc"), 413},
        Trap{"other coding", Post("Transfer-Encoding: gzip\r\n", "abc"), 501},
        Trap{"line ends of another kind", "GET / HTTP/1.1\nHost: h\n\n", 400},
        Trap{"not HTTP at all", "\x16\x03\x01\x02\x01\r\n\r\n", 400},
        Trap{"TRACE", "TRACE / HTTP/1.1\r\nHost: h\r\nCookie: secret\r\n\r\n", 405},
        Trap{"way up the tree", "GET /a/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: h\r\n\r\n", 400},
        Trap{"head without end", "GET / HTTP/1.1\r\nA: " + std::string(20000, 'a'), 431}),
    [](const auto& row) { return TestName(row.param.name); });

TEST(StrictServer, SaysNothingAboutItsMakeAndGuardsItsPages) {
  ServerBench bench(kIgnoreBody);
  const RawPeer peer = RawPeer::Connect(bench.port());
  peer.Say("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  const std::string answer = peer.HearAnswer();
  EXPECT_THAT(answer, Not(HasSubstr("Server:")));
  EXPECT_THAT(answer, HasSubstr("X-Content-Type-Options: nosniff\r\n"));
  EXPECT_THAT(answer, HasSubstr("Referrer-Policy: no-referrer\r\n"));
  EXPECT_THAT(answer, HasSubstr("Cache-Control: no-store\r\n"));
  EXPECT_THAT(answer, HasSubstr("Content-Security-Policy: frame-ancestors 'none'\r\n"));
}

TEST(StrictServer, EmptyLineBeforeARequestIsForgivenOnce) {
  ServerBench bench(kIgnoreBody);
  const RawPeer peer = RawPeer::Connect(bench.port());
  peer.Say("\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_THAT(peer.HearAnswer(), EndsWith("ignored"));
  peer.Say("\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_THAT(peer.HearAnswer(), StartsWith("HTTP/1.1 400"));
}

TEST(StrictServer, RequestsInOnePacketAreAnsweredInOrder) {
  ServerBench bench(EchoLength);
  const RawPeer peer = RawPeer::Connect(bench.port());
  peer.Say(Post("Content-Length: 3\r\n", "abc") + Post("Content-Length: 5\r\n", "hello") +
           Post("Content-Length: 0\r\nConnection: close\r\n", ""));
  const std::string answers = peer.HearAll();
  const std::size_t first = answers.find("length 3");
  const std::size_t second = answers.find("length 5", first);
  EXPECT_NE(answers.find("length 0", second), std::string::npos);
}

TEST(StrictServer, PortThatIsTakenIsSaidInOneSentence) {
  ServerBench bench(kIgnoreBody);
  ServerSettings settings;
  settings.port = bench.port();
  KeptLog log;
  EXPECT_THROW(Server(settings, {}, log), std::runtime_error);
}

}  // namespace
}  // namespace chartbridge::http
