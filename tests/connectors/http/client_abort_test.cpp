// A program that stops does not wait for servers: Abort ends every call where it stands.
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <future>

#include "connectors/http/client.h"
#include "tests/connectors/http/raw_peer.h"

namespace chartbridge::http {
namespace {

using std::chrono::minutes;

constexpr const char* kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

std::future<Result<Answer, Failure>> Start(Client& client, Call call) {
  return std::async(std::launch::async, [&client, call] { return client.Send(call); });
}

// Hears a request head, says `start` and then nothing more until the client leaves.
class SilentServer {
 public:
  explicit SilentServer(std::string start = "")
      : server_([this, start = std::move(start)](RawPeer& peer, int) {
          peer.HearUntil("\r\n");
          peer.Say(start);
          heard_.set_value();
          peer.HearAll();
        }) {}
  std::string url() const { return server_.url(); }
  int port() const { return server_.port(); }
  void AwaitRequest() { heard_.get_future().wait(); }

 private:
  std::promise<void> heard_;
  RawServer server_;
};

void ExpectEnded(std::future<Result<Answer, Failure>>& call, FailureKind kind) {
  const auto answer = call.get();
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, kind) << answer.error().text;
  EXPECT_NE(answer.error().text.find("stopping"), std::string::npos) << answer.error().text;
}

// A8: SIGTERM took over 60 s with a slow EHR.
TEST(ClientAbort, A8_ServerThatNeverAnswersLeavesDoubtAtOnce) {
  for (const char* start : {"", "HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nhalf",
                            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhal",
                            "HTTP/1.1 200 O", "HTTP/1.1 200 OK\r\n\r\nuntil the end"}) {
    SilentServer server(start);
    Client client({});
    auto call = Start(client, {.method = "POST", .url = server.url(), .deadline = minutes(10)});
    server.AwaitRequest();
    client.Abort();
    ExpectEnded(call, FailureKind::kInDoubt);
  }
}

TEST(ClientAbort, A8_UploadThatNobodyReadsEnds) {
  std::promise<void> heard;
  std::promise<void> over;
  RawServer server([&](RawPeer& peer, int) {
    peer.HearUntil("\r\n\r\n");
    heard.set_value();
    over.get_future().wait();
  });
  Client client({});
  auto call = Start(client, {.method = "PUT",
                             .url = server.url(),
                             .headers = {},
                             .body = std::string(64U << 20U, 'x'),
                             .deadline = minutes(10)});
  heard.get_future().wait();
  client.Abort();
  ExpectEnded(call, FailureKind::kInDoubt);
  over.set_value();
}

TEST(ClientAbort, HandshakeThatIsNotAnsweredSentNothing) {
  std::promise<void> heard;
  RawServer server([&](RawPeer& peer, int) {
    char byte = 0;
    EXPECT_EQ(::recv(peer.descriptor(), &byte, 1, 0), 1);
    heard.set_value();
    peer.HearAll();
  });
  Client client({});
  auto call = Start(client, {.url = "https://127.0.0.1:" + std::to_string(server.port()) + "/",
                             .deadline = minutes(10)});
  heard.get_future().wait();
  client.Abort();
  ExpectEnded(call, FailureKind::kUnreachable);
}

// A listener whose queue is full: the kernel lets further connections hang.
class FullListener {
 public:
  FullListener() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
    EXPECT_EQ(::bind(listener_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(::listen(listener_, 0), 0);
    EXPECT_EQ(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    port_ = ntohs(address.sin_port);
    for (int& waiting : waiting_) {
      waiting = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
      (void)::connect(waiting, reinterpret_cast<sockaddr*>(&address), size);
    }
  }
  ~FullListener() {
    for (const int waiting : waiting_) ::close(waiting);
    ::close(listener_);
  }
  int port() const { return port_; }

 private:
  int listener_ = -1;
  int port_ = 0;
  int waiting_[8] = {};
};

TEST(ClientAbort, ConnectionThatHangsSentNothing) {
  FullListener full;
  Client client({});
  // Whether it is aborted before or while it connects: the outcome is the same.
  auto call = Start(client, {.url = "http://127.0.0.1:" + std::to_string(full.port()) + "/",
                             .deadline = minutes(10)});
  client.Abort();
  const auto answer = call.get();
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, FailureKind::kUnreachable);
}

TEST(ClientAbort, NewCallsAreRefusedUntilItResumes) {
  RawServer server([](RawPeer& peer, int) {
    while (!peer.HearUntil("\r\n\r\n").empty()) peer.Say(kOk);
  });
  Client client({});
  ASSERT_TRUE(client.Send({.url = server.url()}));  // leaves a session behind
  client.Abort();
  for (int i = 0; i < 2; ++i) {
    const auto refused = client.Send({.url = server.url()});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, FailureKind::kUnreachable);
  }
  client.Resume();
  const auto answer = client.Send({.url = server.url()});
  ASSERT_TRUE(answer) << answer.error().text;
  EXPECT_EQ(answer->body, "ok");
}

TEST(ClientAbort, CallThatWasEndedIsNotRepeatedAfterResume) {
  std::promise<void> heard;
  std::atomic<int> connections = 0;
  RawServer server([&](RawPeer& peer, int connection) {
    ++connections;
    peer.HearUntil("\r\n\r\n");
    peer.Say(kOk);
    if (connection > 0) return;
    peer.HearUntil("\r\n\r\n");  // the kept session's second call: no answer
    heard.set_value();
    peer.HearAll();
  });
  Client client({});
  ASSERT_TRUE(client.Send({.url = server.url()}));
  auto call = Start(client, {.url = server.url(), .deadline = minutes(10)});
  heard.get_future().wait();
  client.Abort();
  client.Resume();
  ExpectEnded(call, FailureKind::kInDoubt);
  EXPECT_EQ(connections, 1);
}

}  // namespace
}  // namespace chartbridge::http
