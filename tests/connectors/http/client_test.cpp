// The client against servers that answer as no decent server would.
#include "connectors/http/client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>

#include "base/codec.h"
#include "tests/connectors/http/raw_peer.h"
#include "tests/fakes/scripted_http_server.h"

namespace chartbridge::http {
namespace {

std::string Ok(const std::string& fields, const std::string& body) {
  return "HTTP/1.1 200 OK\r\n" + fields + "\r\n" + body;
}
std::string Sized(const std::string& body) {
  return Ok("Content-Length: " + std::to_string(body.size()) + "\r\n", body);
}

// Reads one request without a body and says this, then closes.
RawServer::Script Saying(std::string answer) {
  return [answer = std::move(answer)](RawPeer& peer, int) {
    peer.HearUntil("\r\n\r\n");
    peer.Say(answer);
  };
}

Result<Answer, Failure> Get(Client& client, const std::string& url) {
  return client.Send({.method = "GET", .url = url});
}

void ExpectFailure(const Result<Answer, Failure>& answer, FailureKind kind) {
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().kind, kind) << answer.error().text;
}

TEST(HttpClient, AnswerOfAnyStatusIsAValue) {
  fakes::ScriptedHttpServer server([](const fakes::RecordedRequest& request) {
    return Response{request.path == "/missing" ? 404 : 302, {{"Location", "/elsewhere"}}, "text"};
  });
  Client client({});
  const auto missing = Get(client, server.url("/missing"));
  ASSERT_TRUE(missing.has_value());
  EXPECT_EQ(missing->status, 404);
  EXPECT_EQ(missing->body, "text");
  const auto moved = Get(client, server.url("/moved"));
  ASSERT_TRUE(moved.has_value());
  EXPECT_EQ(moved->status, 302);
  EXPECT_EQ(FindHeader(moved->headers, "location"), "/elsewhere");
  EXPECT_EQ(server.requests().size(), 2U);
}

TEST(HttpClient, RequestArrivesAsItWasGiven) {
  fakes::ScriptedHttpServer server([](const auto&) { return TextResponse(200, ""); });
  Client client({.user_agent = "chartbridge/test"});
  Call call{
      .method = "POST",
      .url = server.url("/a%2Cb?q=" + Escape("x|y é+/&")),
      .headers = {{"If-None-Exist", "identifier=a|b"}, {"Host", "evil"}, {"content-length", "1"}},
      .body = std::string("\0body", 5)};
  ASSERT_TRUE(client.Send(call).has_value());
  const auto request = server.requests().at(0);
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.path, "/a,b");
  EXPECT_EQ(request.query.at(0).second, "x|y é+/&");
  EXPECT_EQ(request.body, std::string("\0body", 5));
  EXPECT_EQ(FindHeader(request.headers, "User-Agent"), "chartbridge/test");
  EXPECT_EQ(FindHeader(request.headers, "If-None-Exist"), "identifier=a|b");
  EXPECT_EQ(FindHeader(request.headers, "Host"), "127.0.0.1:" + std::to_string(server.port()));
}

TEST(HttpClient, SecondCallUsesTheSameConnection) {
  std::atomic<int> connections = 0;
  RawServer server([&](RawPeer& peer, int) {
    ++connections;
    while (!peer.HearUntil("\r\n\r\n").empty()) peer.Say(Sized("hello"));
  });
  {
    Client client({});
    for (int i = 0; i < 3; ++i) {
      const auto answer = Get(client, server.url());
      ASSERT_TRUE(answer.has_value());
      EXPECT_EQ(answer->body, "hello");
    }
  }
  EXPECT_EQ(connections, 1);
}

TEST(HttpClient, NobodyThereIsUnreachable) {
  int port = 0;
  {
    port = RawServer([](RawPeer&, int) {}).port();
  }
  Client client({});
  ExpectFailure(Get(client, "http://127.0.0.1:" + std::to_string(port) + "/"),
                FailureKind::kUnreachable);
  ExpectFailure(Get(client, "http://no-such-host.invalid/"), FailureKind::kUnreachable);
}

struct Lost {
  const char* name;
  std::string answer;
};
class LostAnswer : public testing::TestWithParam<Lost> {};

TEST_P(LostAnswer, IsInDoubt) {
  RawServer server(Saying(GetParam().answer));
  Client client({});
  ExpectFailure(client.Send({.method = "POST", .url = server.url(), .headers = {}, .body = ""}),
                FailureKind::kInDoubt);
}

INSTANTIATE_TEST_SUITE_P(
    Rows, LostAnswer,
    testing::Values(
        Lost{"nothing", ""}, Lost{"half a head", "HTTP/1.1 200 OK\r\nA: b"},
        Lost{"three of a hundred bytes", Ok("Content-Length: 100\r\n", "abc")},
        Lost{"chunks without an end", Ok("Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n")},
        Lost{"chunk cut in half", Ok("Transfer-Encoding: chunked\r\n", "9\r\nabc")},
        Lost{"malformed chunk", Ok("Transfer-Encoding: chunked\r\n", "zz\r\nabc\r\n0\r\n\r\n")},
        Lost{"two lengths", Ok("Content-Length: 3\r\nContent-Length: 5\r\n", "abcde")},
        Lost{"length and chunks",
             Ok("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")},
        Lost{"other coding", Ok("Transfer-Encoding: gzip\r\n", "abc")},
        Lost{"not HTTP", "220 mail.example ESMTP\r\n\r\n"}, Lost{"HTTP 2", "HTTP/2 200\r\n\r\n"},
        Lost{"status of letters", "HTTP/1.1 2xx OK\r\n\r\n"},
        Lost{"switch of protocols", "HTTP/1.1 101 Switching\r\n\r\n"},
        Lost{"only interim answers", "HTTP/1.1 100 Continue\r\n\r\n"},
        Lost{"head without end", "HTTP/1.1 200 OK\r\nA: " + std::string(100000, 'a')}),
    [](const auto& row) { return TestName(row.param.name); });

TEST(HttpClient, ResetAfterTheRequestIsInDoubt) {
  RawServer server([](RawPeer& peer, int) {
    peer.HearUntil("\r\n\r\n");
    peer.Reset();
  });
  Client client({});
  ExpectFailure(client.Send({.method = "POST", .url = server.url(), .headers = {}, .body = ""}),
                FailureKind::kInDoubt);
}

TEST(HttpClient, LargerAnswerThanAllowedIsTooLarge) {
  Client client({});
  for (const std::string& text :
       {Sized(std::string(2000, 'x')),
        Ok("Transfer-Encoding: chunked\r\n", "7d0\r\n" + std::string(2000, 'x') + "\r\n0\r\n\r\n"),
        Ok("", std::string(2000, 'x'))}) {
    RawServer server(Saying(text));
    ExpectFailure(client.Send({.url = server.url(), .largest_answer = 1999}),
                  FailureKind::kTooLarge);
  }
  RawServer server(Saying(Sized(std::string(2000, 'x'))));
  EXPECT_TRUE(client.Send({.url = server.url(), .largest_answer = 2000}).has_value());
}

TEST(HttpClient, BodiesEndInEveryLawfulWay) {
  Client client({});
  const auto body_of = [&](const std::string& method, const std::string& text) {
    RawServer server(Saying(text));
    const auto answer = client.Send({.method = method, .url = server.url()});
    return answer ? answer->body : "failed: " + answer.error().text;
  };
  EXPECT_EQ(body_of("GET", Ok("Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n0\r\n\r\n")), "abc");
  EXPECT_EQ(body_of("GET", Ok("", "until the end")), "until the end");
  EXPECT_EQ(body_of("GET", "HTTP/1.0 200\r\n\r\nold"), "old");
  EXPECT_EQ(body_of("HEAD", Ok("Content-Length: 100\r\n", "")), "");
  EXPECT_EQ(body_of("GET", "HTTP/1.1 204 No Content\r\n\r\n"), "");
  EXPECT_EQ(body_of("GET", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nA: b\r\n\r\n" +
                               Sized("abc")),
            "abc");
}

// Answers the first request of the first connection and closes after reading the second one.
RawServer::Script ClosingOnTheSecond(std::atomic<int>& requests) {
  return [&requests](RawPeer& peer, int) {
    const int first = requests;
    for (int i = 0; i < 2; ++i) {
      if (peer.HearUntil("\r\n\r\n").empty()) return;
      ++requests;
      if (first > 0 || i == 0) peer.Say(Sized("ok"));
    }
  };
}

TEST(HttpClient, StaleSessionIsReplacedOnceForGet) {
  std::atomic<int> requests = 0;
  RawServer server(ClosingOnTheSecond(requests));
  {
    Client client({});
    EXPECT_TRUE(Get(client, server.url()).has_value());
    EXPECT_TRUE(Get(client, server.url()).has_value());
  }
  EXPECT_EQ(requests, 3);
}

TEST(HttpClient, StaleSessionIsInDoubtForPostAndNothingIsSentTwice) {
  std::atomic<int> requests = 0;
  RawServer server(ClosingOnTheSecond(requests));
  {
    Client client({});
    EXPECT_TRUE(Get(client, server.url()).has_value());
    ExpectFailure(client.Send({.method = "POST", .url = server.url()}), FailureKind::kInDoubt);
  }
  EXPECT_EQ(requests, 2);
}

TEST(HttpClient, SessionThatTheServerClosedMeanwhileIsNotUsed) {
  std::promise<void> closed;
  RawServer server([&](RawPeer& peer, int connection) {
    peer.HearUntil("\r\n\r\n");
    peer.Say(Sized("ok"));
    if (connection > 0) return;
    peer.EndOutput();
    closed.set_value();
    peer.HearAll();
  });
  Client client({});
  EXPECT_TRUE(Get(client, server.url()).has_value());
  closed.get_future().wait();
  EXPECT_TRUE(client.Send({.method = "POST", .url = server.url()}).has_value());
}

TEST(HttpClient, AnswerBeforeTheBodyWasReadIsHeard) {
  RawServer server([](RawPeer& peer, int) {
    peer.HearUntil("\r\n\r\n");
    peer.Say("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    peer.EndOutput();
    peer.HearAll();
  });
  Client client({});
  const auto answer = client.Send(
      {.method = "POST", .url = server.url(), .headers = {}, .body = std::string(8U << 20U, 'x')});
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->status, 413);
}

TEST(HttpClient, SinkGetsTheBodyOf2xxOnly) {
  fakes::ScriptedHttpServer server([](const fakes::RecordedRequest& request) {
    return TextResponse(request.path == "/gone" ? 410 : 200, std::string(300000, 'x'));
  });
  Client client({});
  std::size_t heard = 0;
  const ByteSink sink = [&](std::string_view piece) -> Result<void, Failure> {
    heard += piece.size();
    return {};
  };
  const auto good = client.Send({.url = server.url("/a"), .sink = sink});
  ASSERT_TRUE(good.has_value());
  EXPECT_EQ(heard, 300000U);
  EXPECT_EQ(good->body, "");
  const auto gone = client.Send({.url = server.url("/gone"), .sink = sink});
  ASSERT_TRUE(gone.has_value());
  EXPECT_EQ(heard, 300000U);
  EXPECT_EQ(gone->body.size(), 300000U);
}

TEST(HttpClient, WhatTheSinkSaysIsTheOutcome) {
  fakes::ScriptedHttpServer server([](const auto&) { return TextResponse(200, "abc"); });
  Client client({});
  const auto answer =
      client.Send({.url = server.url(), .sink = [](std::string_view) -> Result<void, Failure> {
                     return Fail(FailureKind::kFull, "The disk is full.");
                   }});
  ExpectFailure(answer, FailureKind::kFull);
}

class Pattern final : public ByteSource {
 public:
  explicit Pattern(std::size_t until) : left_(until) {}
  Result<std::size_t, Failure> Read(char* into, std::size_t size) override {
    if (left_ == 0) return Fail(FailureKind::kCorrupt, "The source broke.");
    const std::size_t piece = std::min({size, left_, std::size_t{7777}});
    std::fill_n(into, piece, 'p');
    left_ -= piece;
    return piece;
  }

 private:
  std::size_t left_;
};

TEST(HttpClient, SourceIsSentToItsLength) {
  fakes::ScriptedHttpServer server([](const auto&) { return TextResponse(201, ""); });
  Client client({});
  Pattern pattern(500000);
  const auto answer = client.Send(
      {.method = "PUT", .url = server.url(), .source = &pattern, .source_length = 400000});
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(server.requests().at(0).body, std::string(400000, 'p'));
}

TEST(HttpClient, SourceThatBreaksIsNeverAWholeRequest) {
  fakes::ScriptedHttpServer server([](const auto&) { return TextResponse(201, ""); });
  Client client({});
  Pattern pattern(1000);
  const auto answer = client.Send(
      {.method = "PUT", .url = server.url(), .source = &pattern, .source_length = 400000});
  ExpectFailure(answer, FailureKind::kCorrupt);
  EXPECT_TRUE(Get(client, server.url("/after")).has_value());
  EXPECT_EQ(server.requests().size(), 1U);
}

class RefusedCall : public testing::TestWithParam<Call> {};

TEST_P(RefusedCall, LeavesNothing) {
  Client client({.public_addresses_only = true});
  ExpectFailure(client.Send(GetParam()), FailureKind::kRefused);
}

INSTANTIATE_TEST_SUITE_P(
    Rows, RefusedCall,
    testing::Values(Call{.url = ""}, Call{.url = "/relative"}, Call{.url = "ftp://h/a"},
                    Call{.url = "file:///etc/passwd"}, Call{.url = "http://user:secret@h/"},
                    Call{.url = "http://user@h/"}, Call{.url = "http://:80/"},
                    Call{.url = "http://h:0/"}, Call{.url = "http://h:65536/"},
                    Call{.url = "http://h:8x/"}, Call{.url = "http://h:/"},
                    Call{.url = "http://h/#part"}, Call{.url = "http://h/a b"},
                    Call{.url = "http://h/\r\nX: y"}, Call{.url = "http://[::1/"},
                    Call{.url = "http://h\\@i/"},
                    Call{.method = "GET /x", .url = "http://8.8.8.8/"},
                    Call{.url = "http://8.8.8.8/", .headers = {{"A", "b\r\nC: d"}}},
                    Call{.url = "http://8.8.8.8/", .headers = {{"A: b", "c"}}},
                    Call{.url = "http://127.0.0.1/"}, Call{.url = "http://localhost/"},
                    Call{.url = "http://[::1]/"}, Call{.url = "http://0x7f.1/"},
                    Call{.url = "http://2130706433/"}, Call{.url = "http://0/"},
                    Call{.url = "http://169.254.169.254/latest/meta-data"},
                    Call{.url = "http://[::ffff:10.0.0.1]/"}));

TEST(HttpClient, PlainHttpIsRefusedWhereItIsNotAllowed) {
  Client client({.allow_http = false});
  ExpectFailure(Get(client, "http://127.0.0.1/"), FailureKind::kRefused);
}

TEST(HttpClient, ManyThreadsShareOneClient) {
  fakes::ScriptedHttpServer server(
      [](const fakes::RecordedRequest& request) { return TextResponse(200, request.body); });
  Client client({});
  std::atomic<int> right = 0;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 8; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < 50; ++i) {
          const std::string body = std::to_string(t) + '/' + std::to_string(i);
          const auto answer =
              client.Send({.method = "POST", .url = server.url(), .headers = {}, .body = body});
          if (answer && answer->body == body) ++right;
        }
      });
    }
  }
  EXPECT_EQ(right, 400);
}

TEST(Escape, LeavesOnlyUnreservedCharacters) {
  EXPECT_EQ(Escape("aZ0-._~"), "aZ0-._~");
  EXPECT_EQ(Escape("a b/c|d+é%"), "a%20b%2Fc%7Cd%2B%C3%A9%25");
}

}  // namespace
}  // namespace chartbridge::http
