// What handlers do, rightly or not, and what the client gets to see.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "Poco/Exception.h"
#include "tests/connectors/http/raw_peer.h"
#include "tests/connectors/http/server_bench.h"

namespace chartbridge::http {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

const std::string kGet = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";

class FaultyHandler : public testing::TestWithParam<std::pair<const char*, ServerBench::Play>> {};

TEST_P(FaultyHandler, P8_IsAnswered500WithACorrelationIdAndNoPatientWords) {
  ServerBench bench(GetParam().second);
  const RawPeer peer = RawPeer::Connect(bench.port());
  for (int i = 0; i < 2; ++i) {
    peer.Say(kGet);
    const std::string answer = peer.HearAnswer();
    ASSERT_THAT(answer, StartsWith("HTTP/1.1 500 "));
    EXPECT_THAT(answer, Not(HasSubstr("patient words")));
    const std::size_t field = answer.find("X-Correlation-Id: ") + 18;
    const std::string id = answer.substr(field, answer.find("\r\n", field) - field);
    ASSERT_THAT(bench.log().lines(), SizeIs(i + 1));
    const KeptLog::Line line = bench.log().lines().back();
    EXPECT_EQ(line.event, LogEvent::kHandlerFailed);
    EXPECT_THAT(line.words, HasSubstr(id));
    EXPECT_THAT(line.words, Not(HasSubstr("patient words")));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Rows, FaultyHandler,
    testing::Values(
        std::pair("std exception", ServerBench::Play([](Request&, Responder&) {
                    throw std::runtime_error("patient words");
                  })),
        std::pair("Poco exception", ServerBench::Play([](Request&, Responder&) {
                    throw Poco::IOException("patient words");
                  })),
        std::pair("other exception", ServerBench::Play([](Request&, Responder&) { throw 42; })),
        std::pair("no answer", ServerBench::Play([](Request&, Responder&) {})),
        std::pair("header that splits the answer",
                  ServerBench::Play([](Request&, Responder& responder) {
                    responder.Send({200, {{"Location", "/a\r\nSet-Cookie: b"}}, "patient words"});
                  })),
        std::pair("status that is none", ServerBench::Play([](Request&, Responder& responder) {
                    responder.Send({42, {}, "patient words"});
                  }))),
    [](const auto& row) { return TestName(row.param.first); });

TEST(ServerAnswer, ThrowAfterTheAnswerIsLoggedAndTheAnswerStands) {
  ServerBench bench([](Request&, Responder& responder) {
    responder.Send(TextResponse(200, "done"));
    throw std::runtime_error("late");
  });
  const RawPeer peer = RawPeer::Connect(bench.port());
  peer.Say(kGet);
  EXPECT_THAT(peer.HearAnswer(), EndsWith("done"));
  peer.Say(kGet);
  EXPECT_THAT(peer.HearAnswer(), EndsWith("done"));
  EXPECT_FALSE(bench.log().lines().empty());
}

TEST(ServerAnswer, SecondAnswerIsDroppedAndLogged) {
  ServerBench bench([](Request&, Responder& responder) {
    responder.Send(TextResponse(200, "one"));
    responder.Send(TextResponse(200, "two"));
  });
  const RawPeer peer = RawPeer::Connect(bench.port());
  peer.Say("GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  const std::string answer = peer.HearAll();
  EXPECT_THAT(answer, EndsWith("one"));
  EXPECT_THAT(bench.log().lines(), SizeIs(1));
}

TEST(ServerAnswer, HeadHasTheLengthAndNoBody) {
  ServerBench bench(
      [](Request&, Responder& responder) { responder.Send(TextResponse(200, "four")); });
  const RawPeer peer = RawPeer::Connect(bench.port());
  peer.Say("HEAD /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  const std::string answer = peer.HearAll();
  EXPECT_THAT(answer, HasSubstr("Content-Length: 4\r\n"));
  EXPECT_THAT(answer, EndsWith("\r\n\r\n"));
}

TEST(ServerAnswer, EveryStatusHasItsNameOrNone) {
  int status = 308;
  ServerBench bench(
      [&](Request&, Responder& responder) { responder.Send(TextResponse(status, "")); });
  const auto line = [&] {
    const RawPeer peer = RawPeer::Connect(bench.port());
    peer.Say("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    const std::string answer = peer.HearAnswer();
    return answer.substr(0, answer.find('\r'));
  };
  EXPECT_EQ(line(), "HTTP/1.1 308 Permanent Redirect");
  status = 599;
  EXPECT_EQ(line(), "HTTP/1.1 599 ");
}

TEST(ServerAnswer, NoContentHasNeitherLengthNorBody) {
  ServerBench bench([](Request&, Responder& responder) { responder.Send({204, {}, "dropped"}); });
  const RawPeer peer = RawPeer::Connect(bench.port());
  peer.Say("GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  const std::string answer = peer.HearAll();
  EXPECT_THAT(answer, Not(HasSubstr("Content-Length")));
  EXPECT_THAT(answer, EndsWith("\r\n\r\n"));
}

TEST(ServerAnswer, HandlersOwnHeadersWinAndLengthsStayOurs) {
  ServerBench bench([](Request&, Responder& responder) {
    responder.Send({200,
                    {{"cache-control", "max-age=9"}, {"Content-Length", "99"}, {"ETag", "W/\"1\""}},
                    "abc"});
  });
  const RawPeer peer = RawPeer::Connect(bench.port());
  peer.Say(kGet);
  const std::string answer = peer.HearAnswer();
  EXPECT_THAT(answer, HasSubstr("cache-control: max-age=9\r\n"));
  EXPECT_THAT(answer, Not(HasSubstr("no-store")));
  EXPECT_THAT(answer, HasSubstr("Content-Length: 3\r\n"));
  EXPECT_THAT(answer, HasSubstr("ETag: W/\"1\"\r\n"));
}

TEST(ServerAnswer, DateIsThatOfTheClock) {
  class Stopped final : public Clock {
    Instant Now() const override { return FromUnixMillis(784111777999); }
    std::chrono::steady_clock::time_point Steady() const override { return {}; }
    bool WaitUntil(std::stop_token, std::chrono::steady_clock::time_point) override { return true; }
  };
  const Stopped clock;
  ServerSettings settings;
  settings.clock = &clock;
  ServerBench bench([](Request&, Responder& responder) { responder.Send({}); }, settings);
  const RawPeer peer = RawPeer::Connect(bench.port());
  peer.Say(kGet);
  EXPECT_THAT(peer.HearAnswer(), HasSubstr("\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"));
}

// A client that keeps connections in a pool must know when this one ends (RFC 2068 19.7.1.1).
TEST(ServerAnswer, AKeptConnectionSaysForHowLong) {
  const auto answer = [](std::chrono::seconds keep_alive, const std::string& request) {
    ServerSettings settings;
    settings.keep_alive = keep_alive;
    ServerBench bench(
        [](Request&, Responder& responder) {
          responder.Send({200, {{"Keep-Alive", "timeout=99"}}, ""});
        },
        settings);
    const RawPeer peer = RawPeer::Connect(bench.port());
    peer.Say(request);
    return peer.HearAnswer();
  };
  EXPECT_THAT(answer(std::chrono::seconds(2), kGet),
              HasSubstr("Connection: keep-alive\r\nKeep-Alive: timeout=2\r\n"));
  EXPECT_THAT(answer(std::chrono::seconds(0), kGet), Not(HasSubstr("Keep-Alive")));
  EXPECT_THAT(
      answer(std::chrono::seconds(2), "GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"),
      Not(HasSubstr("Keep-Alive")));
}

TEST(ServerAnswer, ClientThatExpects100IsToldToGoOn) {
  ServerBench bench(EchoLength);
  const RawPeer peer = RawPeer::Connect(bench.port());
  peer.Say("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(peer.HearUntil("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  peer.Say("hello");
  EXPECT_THAT(peer.HearAnswer(), EndsWith("length 5"));
}

TEST(ServerAnswer, ClientThatExpects100IsRefusedWithoutSendingItsBody) {
  ServerBench bench(
      [](Request&, Responder& responder) { responder.Send(TextResponse(401, "no")); });
  const RawPeer peer = RawPeer::Connect(bench.port());
  peer.Say("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
  const std::string answer = peer.HearAnswer();
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 401 "));
  EXPECT_THAT(answer, HasSubstr("Connection: close"));
}

// Gives `size` bytes; fails after `until`.
class Letters final : public ByteSource {
 public:
  explicit Letters(std::size_t until) : left_(until) {}
  Result<std::size_t, Failure> Read(char* into, std::size_t size) override {
    if (left_ == 0) return Fail(FailureKind::kCorrupt, "no more");
    const std::size_t piece = std::min(size, left_);
    std::fill_n(into, piece, 'x');
    left_ -= piece;
    return piece;
  }

 private:
  std::size_t left_;
};

TEST(ServerAnswer, StreamGivesExactlyItsLength) {
  ServerBench bench([](Request&, Responder& responder) {
    Letters letters(500000);
    responder.Stream(200, {{"Content-Type", "image/png"}}, 300000, letters);
  });
  const RawPeer peer = RawPeer::Connect(bench.port());
  for (int i = 0; i < 2; ++i) {
    peer.Say(kGet);
    EXPECT_THAT(peer.HearAnswer(), EndsWith("\r\n\r\n" + std::string(300000, 'x')));
  }
}

TEST(ServerAnswer, StreamWhoseSourceFailsCutsTheConnection) {
  ServerBench bench([](Request&, Responder& responder) {
    Letters letters(100000);
    responder.Stream(200, {}, 300000, letters);
  });
  const RawPeer peer = RawPeer::Connect(bench.port());
  peer.Say(kGet);
  const std::string answer = peer.HearAll();
  EXPECT_THAT(answer, HasSubstr("Content-Length: 300000\r\n"));
  EXPECT_LT(answer.size(), 300000U);
}

TEST(ServerAnswer, BodyComesPieceByPiece) {
  ServerBench bench([](Request& request, Responder& responder) {
    std::size_t total = 0;
    char piece[1000];
    for (;;) {
      const auto got = request.body().Read(piece, sizeof piece);
      if (!got) return responder.Send(TextResponse(400, std::string(ToString(got.error().kind))));
      if (*got == 0) break;
      total += *got;
    }
    responder.Send(TextResponse(200, "total " + std::to_string(total)));
  });
  const RawPeer peer = RawPeer::Connect(bench.port());
  peer.Say("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n" +
           std::string(100000, 'b'));
  EXPECT_THAT(peer.HearAnswer(), EndsWith("total 100000"));
  peer.Say("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\nshort");
  peer.EndOutput();
  EXPECT_THAT(peer.HearAnswer(), EndsWith(std::string(ToString(FailureKind::kCorrupt))));
}

TEST(ServerAnswer, RequestIsSeenAsItCame) {
  ServerBench bench([](Request& request, Responder& responder) {
    EXPECT_EQ(request.method(), "PUT");
    EXPECT_EQ(request.path(), "/a b");
    EXPECT_EQ(request.raw_query(), "c=%2B");
    EXPECT_EQ(request.query().front().second, "+");
    EXPECT_EQ(FindHeader(request.headers(), "x-thing"), "1");
    EXPECT_EQ(request.content_length(), 2U);
    EXPECT_TRUE(request.from_loopback());
    EXPECT_EQ(request.peer(), "127.0.0.1");
    responder.Send(JsonResponse(201, "{}", "application/fhir+json"));
  });
  const RawPeer peer = RawPeer::Connect(bench.port());
  peer.Say("PUT /a%20b?c=%2B HTTP/1.1\r\nHost: h\r\nX-Thing:  1 \r\nContent-Length: 2\r\n\r\nok");
  const std::string answer = peer.HearAnswer();
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 201 Created\r\n"));
  EXPECT_THAT(answer, HasSubstr("Content-Type: application/fhir+json\r\n"));
}

class Named final : public Handler {
 public:
  explicit Named(std::string name) : name_(std::move(name)) {}
  void Handle(Request&, Responder& responder) override { responder.Send(TextResponse(200, name_)); }

 private:
  std::string name_;
};

TEST(ServerAnswer, LongestPrefixWinsAtSegmentBorders) {
  Named fhir("fhir");
  Named metadata("metadata");
  KeptLog log;
  ServerSettings settings;
  settings.port = 0;
  Server server(settings, {{"/fhir", &fhir}, {"/fhir/metadata", &metadata}}, log);
  const RawPeer peer = RawPeer::Connect(server.port());
  const auto ask = [&](const std::string& path) {
    peer.Say("GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n");
    const std::string answer = peer.HearAnswer();
    return answer.substr(9, 3) + answer.substr(answer.find("\r\n\r\n") + 4);
  };
  EXPECT_EQ(ask("/fhir"), "200fhir");
  EXPECT_EQ(ask("/fhir/Patient"), "200fhir");
  EXPECT_EQ(ask("/fhir/metadata"), "200metadata");
  EXPECT_THAT(ask("/fhirx"), StartsWith("404"));
  EXPECT_THAT(ask("/"), StartsWith("404"));
}

}  // namespace
}  // namespace chartbridge::http
