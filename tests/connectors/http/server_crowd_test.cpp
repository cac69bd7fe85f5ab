// Deadlines, crowds and the end: what keeps a server of one thread per connection answering.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <future>

#include "tests/connectors/http/raw_peer.h"
#include "tests/connectors/http/server_bench.h"

namespace chartbridge::http {
namespace {

using std::chrono::seconds;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

const std::string kGet = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";
const std::string kHalfHead = "GET /slow HTTP/1.1\r\nHost: h\r\nX-Slow: ";
const std::string kHalfBody = "POST /slow HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n";

// Both ends of each connection live in this process.
void AllowManyDescriptors() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, 8192);
  setrlimit(RLIMIT_NOFILE, &limit);
}

// Bounded by the time-out of the whole test.
void WaitForConnections(const Server& server, int count) {
  while (server.open_connections() != count) std::this_thread::yield();
}

// One byte at a time until the server speaks or closes; true when that came before `most` bytes.
bool DripUntilNews(const RawPeer& peer, int most) {
  for (int i = 0; i < most; ++i) {
    if (peer.HasNews()) return true;
    peer.Say("x");
  }
  return false;
}

ServerSettings Patient() {
  ServerSettings settings;
  settings.head_deadline = settings.body_deadline = settings.keep_alive = seconds(3600);
  return settings;
}

TEST(ServerCrowd, FreshRequestIsAnsweredAmong500IdleAnd300SlowClients) {
  AllowManyDescriptors();
  ServerBench bench(EchoLength, Patient());
  std::vector<RawPeer> idle;
  std::vector<RawPeer> slow;
  for (int i = 0; i < 500; ++i) idle.push_back(RawPeer::Connect(bench.port()));
  for (int i = 0; i < 300; ++i) {
    slow.push_back(RawPeer::Connect(bench.port()));
    slow.back().Say(i % 2 == 0 ? kHalfHead : kHalfBody);
  }
  std::jthread drip([&](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      for (const RawPeer& peer : slow) peer.Say("x");
      slow.front().HasNews();
    }
  });
  WaitForConnections(bench.server(), 800);
  for (int i = 0; i < 20; ++i) {
    const RawPeer fresh = RawPeer::Connect(bench.port());
    fresh.Say("POST /fresh HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello");
    EXPECT_THAT(fresh.HearAnswer(), EndsWith("length 5"));
  }
  EXPECT_GE(bench.server().open_connections(), 800);
  drip.request_stop();
  drip.join();
  bench.server().Stop(seconds(0));
}

TEST(ServerCrowd, DrippingHeadIsCutAtItsTotalDeadline) {
  ServerSettings settings = Patient();
  settings.head_deadline = seconds(1);
  ServerBench bench(EchoLength, settings);
  const RawPeer peer = RawPeer::Connect(bench.port());
  peer.Say(kHalfHead);
  EXPECT_TRUE(DripUntilNews(peer, 200));
  EXPECT_THAT(peer.HearAll(), StartsWith("HTTP/1.1 408 "));
  EXPECT_TRUE(bench.seen().empty());
  EXPECT_TRUE(bench.log().WaitFor(LogEvent::kConnectionCut, "head late"));
}

TEST(ServerCrowd, DrippingHeadOfASecondRequestIsCutToo) {
  ServerSettings settings = Patient();
  settings.head_deadline = seconds(1);
  ServerBench bench(EchoLength, settings);
  const RawPeer peer = RawPeer::Connect(bench.port());
  peer.Say(kGet);
  EXPECT_THAT(peer.HearAnswer(), EndsWith("length 0"));
  peer.Say(kHalfHead);
  EXPECT_TRUE(DripUntilNews(peer, 200));
  EXPECT_THAT(peer.HearAll(), StartsWith("HTTP/1.1 408 "));
}

TEST(ServerCrowd, DrippingBodyIsCutAtItsTotalDeadline) {
  ServerSettings settings = Patient();
  settings.body_deadline = seconds(1);
  ServerBench bench(EchoLength, settings);
  const RawPeer peer = RawPeer::Connect(bench.port());
  peer.Say(kHalfBody);
  EXPECT_TRUE(DripUntilNews(peer, 200));
  EXPECT_THAT(peer.HearAnswer(), EndsWith(std::string(ToString(FailureKind::kUnreachable))));
}

TEST(ServerCrowd, ClientThatDoesNotReadItsAnswerIsCut) {
  ServerSettings settings = Patient();
  settings.body_deadline = seconds(1);
  class Endless final : public ByteSource {
    Result<std::size_t, Failure> Read(char*, std::size_t size) override { return size; }
  };
  ServerBench bench(
      [](Request&, Responder& responder) {
        Endless endless;
        responder.Stream(200, {}, std::uint64_t{1} << 40U, endless);
      },
      settings);
  const RawPeer peer = RawPeer::Connect(bench.port());
  peer.Say(kGet);
  EXPECT_TRUE(bench.log().WaitFor(LogEvent::kConnectionCut, "answer cut"));
}

TEST(ServerCrowd, SilentAndIdleConnectionsEnd) {
  ServerSettings settings = Patient();
  settings.head_deadline = settings.keep_alive = seconds(1);
  ServerBench bench(EchoLength, settings);
  const RawPeer silent = RawPeer::Connect(bench.port());
  const RawPeer idle = RawPeer::Connect(bench.port());
  idle.Say(kGet);
  EXPECT_THAT(idle.HearAnswer(), EndsWith("length 0"));
  EXPECT_TRUE(silent.HearsTheEnd());
  EXPECT_TRUE(idle.HearsTheEnd());
}

TEST(ServerCrowd, BeyondThePoolAndTheQueueIs503WithRetryAfter) {
  ServerSettings settings = Patient();
  settings.threads = 2;
  settings.queued_connections = 1;
  ServerBench bench(EchoLength, settings);
  std::optional<RawPeer> first = RawPeer::Connect(bench.port());
  const RawPeer second = RawPeer::Connect(bench.port());
  WaitForConnections(bench.server(), 2);
  const RawPeer queued = RawPeer::Connect(bench.port());
  queued.Say(kGet);
  const std::string answer = RawPeer::Connect(bench.port()).HearAll();
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 503 "));
  EXPECT_THAT(answer, HasSubstr("Retry-After: 1\r\n"));
  first.reset();
  EXPECT_THAT(queued.HearAnswer(), EndsWith("length 0"));
}

TEST(ServerCrowd, KeepAliveEndsWhileOthersWaitForAThread) {
  ServerSettings settings = Patient();
  settings.threads = 1;
  ServerBench bench(EchoLength, settings);
  const RawPeer first = RawPeer::Connect(bench.port());
  first.Say(kGet);
  EXPECT_THAT(first.HearAnswer(), EndsWith("length 0"));
  const RawPeer waiting = RawPeer::Connect(bench.port());
  waiting.Say(kGet);
  // `waiting` may still be on its way into the queue; then this answer keeps the connection.
  std::string answer;
  while (answer.find("Connection: close") == std::string::npos) {
    ASSERT_TRUE(first.Say(kGet));
    answer = first.HearAnswer();
  }
  EXPECT_THAT(waiting.HearAnswer(), EndsWith("length 0"));
}

TEST(ServerCrowd, StopFinishesTheAnswerUnderWayAndEndsIdleConnections) {
  std::promise<void> entered;
  std::promise<void> release;
  ServerBench bench(
      [&](Request& request, Responder& responder) {
        if (request.path() == "/slow") {
          entered.set_value();
          release.get_future().wait();
        }
        responder.Send(TextResponse(200, "done"));
      },
      Patient());
  const RawPeer idle = RawPeer::Connect(bench.port());
  idle.Say(kGet);
  EXPECT_THAT(idle.HearAnswer(), EndsWith("done"));
  const RawPeer busy = RawPeer::Connect(bench.port());
  busy.Say("GET /slow HTTP/1.1\r\nHost: h\r\n\r\n");
  entered.get_future().wait();
  std::jthread stopping([&] { bench.server().Stop(seconds(3600)); });
  EXPECT_TRUE(idle.HearsTheEnd());
  EXPECT_THROW(RawPeer::Connect(bench.port()), std::runtime_error);
  release.set_value();
  const std::string answer = busy.HearAll();
  EXPECT_THAT(answer, HasSubstr("Connection: close"));
  EXPECT_THAT(answer, EndsWith("done"));
}

TEST(ServerCrowd, StopCutsWhoIsStillSlowWhenPatienceEnds) {
  ServerBench bench(EchoLength, Patient());
  const RawPeer peer = RawPeer::Connect(bench.port());
  peer.Say(kHalfBody);
  WaitForConnections(bench.server(), 1);
  bench.server().Stop(seconds(0));
  EXPECT_EQ(bench.server().open_connections(), 0);
}

}  // namespace
}  // namespace chartbridge::http
