// The token and the bytes stay where they belong, and nobody keeps us waiting.
#include "tests/connectors/http/raw_peer.h"
#include "tests/connectors/whatsapp/graph_media_fixture.h"

namespace chartbridge::whatsapp_test {
namespace {

http::Response RedirectTo(const std::string& url) { return {302, {{"Location", url}}, ""}; }

TEST_F(GraphMediaTest, AForeignHostIsNeverCalled) {
  fakes::ScriptedHttpServer foreign(
      [](const Request&) { return http::TextResponse(200, "caught"); });
  for (const std::string& url :
       {foreign.url("/x"), std::string("http://169.254.169.254/latest/meta-data/"),
        std::string("https://lookaside.fbsbx.com/x"), std::string("file:///etc/passwd")}) {
    resolve = [&, url](const Request&) { return http::JsonResponse(200, Reply(url)); };
    const auto fetched = Fetch();
    ASSERT_FALSE(fetched) << url;
    EXPECT_EQ(fetched.error().kind, FailureKind::kRefused) << url;
    EXPECT_EQ(CodeOf(fetched.error()), "security") << url;
  }
  EXPECT_TRUE(foreign.requests().empty());
  EXPECT_EQ(downloads, 0);
}

TEST_F(GraphMediaTest, ARedirectToAForeignHostIsNotFollowedAndNeverSeesTheToken) {
  fakes::ScriptedHttpServer foreign(
      [](const Request&) { return http::TextResponse(200, "caught"); });
  for (const std::string& url :
       {foreign.url("/x"), std::string("http://169.254.169.254/latest/meta-data/"),
        std::string("//169.254.169.254/"), std::string("elsewhere"), std::string()}) {
    download = [url](const Request&) { return RedirectTo(url); };
    const auto fetched = Fetch();
    ASSERT_FALSE(fetched) << url;
    EXPECT_EQ(fetched.error().kind, FailureKind::kRefused) << url;
    EXPECT_EQ(CodeOf(fetched.error()), "security") << url;
  }
  EXPECT_TRUE(foreign.requests().empty());
  EXPECT_EQ(sink.bytes, "");
}

TEST_F(GraphMediaTest, TwoRedirectsAreFollowedAndAThirdIsNot) {
  const auto hops = [this](int count) {
    downloads = 0;
    download = [this, count](const Request&) {
      return downloads <= count ? RedirectTo("/media/" + std::to_string(downloads))
                                : http::Response{200, {}, body};
    };
  };
  hops(2);
  EXPECT_TRUE(Fetch());
  sink.bytes.clear();
  hops(3);
  EXPECT_EQ(CodeOf(Fetch().error()), "security");
}

TEST_F(GraphMediaTest, PlainHttpToAnotherMachineIsRefusedBeforeAnythingIsSent) {
  EXPECT_EQ(Fetch("http://graph.facebook.com/v25.0").error().kind, FailureKind::kRefused);
  EXPECT_EQ(Fetch("http://10.0.0.1/v25.0").error().kind, FailureKind::kRefused);
}

TEST_F(GraphMediaTest, ABodyThatIsCutShortIsTriedAgainLater) {
  http::RawServer raw([this](http::RawPeer& peer, int connection) {
    peer.HearUntil("\r\n\r\n");
    if (connection == 0) {
      const std::string reply = Reply("http://127.0.0.1:" + std::to_string(raw_port) + "/media/1");
      peer.Say("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(reply.size()) +
               "\r\nConnection: close\r\n\r\n" + reply);
    } else {
      peer.Say("HTTP/1.1 200 OK\r\nContent-Length: 3000\r\nConnection: close\r\n\r\n" +
               body.substr(0, 100));
    }
    peer.EndOutput();
  });
  raw_port = raw.port();
  EXPECT_EQ(Fetch(raw.url("/v25.0")).error().kind, FailureKind::kUnreachable);
}

TEST_F(GraphMediaTest, AServerThatSaysNothingIsLeftAtTheDeadline) {
  http::RawServer raw([](http::RawPeer& peer, int) { peer.HearAll(); });
  deadline = std::chrono::milliseconds(200);
  EXPECT_EQ(Fetch(raw.url("/v25.0")).error().kind, FailureKind::kUnreachable);
}

TEST_F(GraphMediaTest, NobodyThereIsTriedAgainLater) {
  std::string url;
  {
    fakes::ScriptedHttpServer gone([](const Request&) { return http::TextResponse(200, ""); });
    url = gone.url("/v25.0");
  }
  EXPECT_EQ(Fetch(url).error().kind, FailureKind::kUnreachable);
}

TEST_F(GraphMediaTest, P8FailuresCarryNeitherTokenNorUrlNorId) {
  download = [](const Request&) { return RedirectTo("http://169.254.169.254/patient"); };
  const Failure failure = Fetch().error();
  for (const char* secret : {"s3cret", "169.254", "patient", "1003"}) {
    EXPECT_EQ(failure.text.find(secret), std::string::npos);
    EXPECT_EQ(failure.issues.at(0).text.find(secret), std::string::npos);
  }
}

}  // namespace
}  // namespace chartbridge::whatsapp_test
