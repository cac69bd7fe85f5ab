// The chart behind the real server, asked by the real client: the seam that fakes cannot prove.
#include "chart_fixture.h"
#include "connectors/http/client.h"
#include "connectors/http/server.h"

namespace chartbridge::chart {
namespace {

class RealServerTest : public ChartTest {
 protected:
  void SetUp() override {
    ChartTest::SetUp();
    http::ServerSettings settings;
    settings.port = 0;
    settings.threads = 16;
    server_ = std::make_unique<http::Server>(
        settings, std::vector<http::Route>{{"/fhir", handler_.get()}}, log_);
    base_ = "http://127.0.0.1:" + std::to_string(server_->port()) + "/fhir";
  }
  void TearDown() override {
    server_.reset();
    ChartTest::TearDown();
  }
  http::Answer Call(const std::string& method, const std::string& target,
                    const std::string& body = "",
                    http::Pairs headers = {{"Content-Type", "application/fhir+json"}}) {
    http::Client client({});
    http::Call call;
    call.method = method;
    call.url = base_ + target;
    call.body = body;
    call.headers = std::move(headers);
    call.largest_answer = 64U << 20U;
    const auto answer = client.Send(call);
    EXPECT_TRUE(answer.has_value()) << answer.error().text;
    return answer ? *answer : http::Answer();
  }
  std::unique_ptr<http::Server> server_;
  std::string base_;
};

TEST_F(RealServerTest, AResourceGoesInAndOut) {
  const auto made = Call("PUT", "/Patient/p1", Patient("p1", R"("identifier":[{"value":"7"}])"));
  EXPECT_EQ(made.status, 201);
  EXPECT_EQ(http::FindHeader(made.headers, "Location"), base_ + "/Patient/p1/_history/1");
  const auto found = Call("GET", "/Patient?identifier=7");
  EXPECT_EQ(found.status, 200);
  EXPECT_NE(found.body.find("\"total\":1"), std::string::npos);
  EXPECT_EQ(Call("GET", "/Patient/p2").status, 404);
}

TEST_F(RealServerTest, P12TwentyMebibytesGoInAndOut) {
  std::string bytes(20U << 20U, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i)
    bytes[i] = static_cast<char>((i * 2654435761U) >> 13U);
  EXPECT_EQ(Call("PUT", "/Binary/b1", bytes, {{"Content-Type", "video/mp4"}}).status, 201);
  const auto read = Call("GET", "/Binary/b1", "", {{"Accept", "video/mp4"}});
  EXPECT_EQ(read.status, 200);
  EXPECT_TRUE(read.body == bytes);
}

}  // namespace
}  // namespace chartbridge::chart
