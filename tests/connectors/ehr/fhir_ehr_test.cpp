#include "connectors/ehr/fhir_ehr.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>

#include "fake_fhir.h"
#include "little_chart.h"

namespace chartbridge::ehr {
namespace {

using testing::FakeFhir;
using testing::FakeVault;
using testing::LittleChart;
using testing::OneMessage;
using testing::Reply;
using testing::Seen;

struct Desk {
  explicit Desk(const std::string& base, const RestSettings& settings = {})
      : connection(base, nullptr, settings) {}
  testing::Connection connection;
  FakeVault vault;
  FhirEhr ehr{connection.rest, vault, vault};
};

bool IsTransaction(const Seen& seen) { return seen.method == "POST" && seen.target == "/fhir"; }

TEST(FhirEhr, FilesAMessageAndTellsWhereItIs) {
  LittleChart chart;
  FakeFhir server([&](const Seen& seen) { return chart.Answer(seen); });
  Desk desk(server.base());
  const auto filed = desk.ehr.File(OneMessage("m1"), false);
  ASSERT_TRUE(filed);
  EXPECT_FALSE(filed->existed_already);
  EXPECT_EQ(filed->resources,
            (std::vector<std::string>{"Communication/1", "Communication/2", "Provenance/prov-m1"}));
  const Seen post = server.seen().at(0);
  EXPECT_EQ(post.header("Content-Type"), "application/fhir+json");
  EXPECT_EQ(post.header("Prefer"), "return=minimal");
  EXPECT_EQ(post.header("X-Request-Id").size(), 36u);
  EXPECT_EQ(post.header("Authorization"), "");
}

TEST(FhirEhr, P2_FiledTwiceIsThereOnce) {
  LittleChart chart;
  FakeFhir server([&](const Seen& seen) { return chart.Answer(seen); });
  Desk desk(server.base());
  const auto first = desk.ehr.File(OneMessage("m1"), false);
  const auto second = desk.ehr.File(OneMessage("m1"), false);
  ASSERT_TRUE(first);
  ASSERT_TRUE(second);
  EXPECT_TRUE(second->existed_already);
  EXPECT_EQ(first->resources, second->resources);
  EXPECT_EQ(chart.Count("Communication"), 2);
}

TEST(FhirEhr, MinimalAnswersAreReadBackByIdentifier) {
  LittleChart chart;
  chart.hide_locations = true;
  FakeFhir server([&](const Seen& seen) { return chart.Answer(seen); });
  Desk desk(server.base());
  ASSERT_TRUE(desk.ehr.File(OneMessage("m1"), false));
  const auto again = desk.ehr.File(OneMessage("m1"), false);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->resources[1], "Communication/2");
  const Seen search = server.seen().back();
  EXPECT_EQ(search.target,
            "/fhir/Communication?identifier=urn%3Achartbridge%3Aid%7Curn%3Auuid%3Am1");
  EXPECT_EQ(search.header("Cache-Control"), "no-cache");
}

TEST(FhirEhr, P2_AnAnswerLostAfterTheCommitLeavesOne) {
  LittleChart chart;
  std::atomic<int> posts = 0;
  FakeFhir server([&](const Seen& seen) {
    Reply reply = chart.Answer(seen);
    if (IsTransaction(seen)) reply.lost = posts++ == 0;
    return reply;
  });
  Desk desk(server.base());
  const auto lost = desk.ehr.File(OneMessage("m1"), false);
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().kind, FailureKind::kInDoubt);
  const auto found = desk.ehr.File(OneMessage("m1"), true);
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->existed_already);
  EXPECT_EQ(found->resources,
            (std::vector<std::string>{"Communication/1", "Communication/2", "Provenance/prov-m1"}));
  EXPECT_EQ(posts, 1);
  EXPECT_EQ(chart.Count("Communication"), 2);
}

TEST(FhirEhr, DoubtAboutSomethingThatNeverArrivedSendsIt) {
  LittleChart chart;
  FakeFhir server([&](const Seen& seen) { return chart.Answer(seen); });
  Desk desk(server.base());
  ASSERT_TRUE(desk.ehr.File(OneMessage("m0"), false));  // the thread is there, the message is not
  const auto filed = desk.ehr.File(OneMessage("m1"), true);
  ASSERT_TRUE(filed);
  EXPECT_FALSE(filed->existed_already);
  EXPECT_EQ(chart.Count("Communication"), 3);
}

TEST(FhirEhr, TwoOfTheSameIdentityStopForAPerson) {
  LittleChart chart;
  const auto twin = OneMessage("m1").bundle["entry"].at(1)["resource"];
  chart.Put("Communication/a", twin);
  chart.Put("Communication/b", twin);
  chart.Put("Communication/c", OneMessage("m1").bundle["entry"].at(0)["resource"]);
  FakeFhir server([&](const Seen& seen) { return chart.Answer(seen); });
  Desk desk(server.base());
  const auto filed = desk.ehr.File(OneMessage("m1"), true);
  ASSERT_FALSE(filed);
  EXPECT_EQ(filed.error().kind, FailureKind::kAmbiguous);
}

TEST(FhirEhr, AReadBackThatIgnoresTheIdentifierIsNotBelieved) {
  std::atomic<int> posts = 0;
  LittleChart chart;
  FakeFhir server([&](const Seen& seen) {
    if (seen.method == "GET") {
      return Reply{200, R"({"resourceType":"Bundle","type":"searchset","entry":[{"resource":{
        "resourceType":"Communication","id":"x","identifier":[{"system":"urn:chartbridge:id","value":"urn:uuid:other"}]}}]})"};
    }
    ++posts;
    return chart.Answer(seen);
  });
  Desk desk(server.base());
  ASSERT_TRUE(desk.ehr.File(OneMessage("m1"), true));
  EXPECT_EQ(posts, 1);
}

TEST(FhirEhr, AReadBackThatFailsIsNoReasonToSendAgain) {
  std::atomic<int> posts = 0;
  FakeFhir server([&](const Seen& seen) {
    posts += seen.method == "POST" ? 1 : 0;
    return Reply{503, "", {{"Retry-After", "3"}}};
  });
  Desk desk(server.base());
  const auto filed = desk.ehr.File(OneMessage("m1"), true);
  ASSERT_FALSE(filed);
  EXPECT_EQ(filed.error().kind, FailureKind::kThrottled);
  EXPECT_EQ(filed.error().retry_after, Milliseconds(3000));
  EXPECT_EQ(posts, 0);
}

TEST(FhirEhr, EightAtOnceLeaveEightMessagesInOneThread) {
  LittleChart chart;
  FakeFhir server([&](const Seen& seen) { return chart.Answer(seen); });
  Desk desk(server.base());
  std::vector<std::jthread> threads;
  std::atomic<int> filed = 0;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back(
        [&, i] { filed += desk.ehr.File(OneMessage("m" + std::to_string(i)), false) ? 1 : 0; });
  }
  threads.clear();
  EXPECT_EQ(filed, 8);
  EXPECT_EQ(chart.Count("Communication"), 9);
}

TEST(FhirEhr, NobodyListensIsUnreachable) {
  Desk desk("http://127.0.0.1:" + std::to_string(testing::ClosedPort()) + "/fhir");
  const auto filed = desk.ehr.File(OneMessage("m1"), false);
  ASSERT_FALSE(filed);
  EXPECT_EQ(filed.error().kind, FailureKind::kUnreachable);
}

TEST(FhirEhr, AnAnswerThatDoesNotComeInTimeIsDoubt) {
  std::promise<void> release;
  auto released = release.get_future().share();
  FakeFhir server([&](const Seen&) {
    released.wait();
    return Reply{};
  });
  RestSettings settings;
  settings.deadline = std::chrono::milliseconds(200);
  Desk desk(server.base(), settings);
  const auto filed = desk.ehr.File(OneMessage("m1"), false);
  release.set_value();
  ASSERT_FALSE(filed);
  EXPECT_EQ(filed.error().kind, FailureKind::kInDoubt);
}

TEST(FhirEhr, ARedirectIsNotFollowed) {
  FakeFhir server([&](const Seen& seen) {
    return seen.target == "/fhir" ? Reply{307, "", {{"Location", "/fhir/elsewhere"}}} : Reply{};
  });
  Desk desk(server.base());
  const auto filed = desk.ehr.File(OneMessage("m1"), false);
  ASSERT_FALSE(filed);
  EXPECT_EQ(filed.error().kind, FailureKind::kRefused);
  EXPECT_EQ(filed.error().http_status, 307);
  EXPECT_EQ(server.seen().size(), 1u);
}

TEST(FhirEhr, P8_ARefusalKeepsThePathAndLosesTheWords) {
  FakeFhir server([&](const Seen&) {
    return Reply{422,
                 R"({"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"value",
      "expression":["Bundle.entry[1].resource.payload[0]"],"diagnostics":"my rash"}]})"};
  });
  Desk desk(server.base());
  const auto filed = desk.ehr.File(OneMessage("m1"), false);
  ASSERT_FALSE(filed);
  EXPECT_EQ(filed.error().kind, FailureKind::kRefused);
  ASSERT_EQ(filed.error().issues.size(), 1u);
  EXPECT_EQ(filed.error().issues[0].expression, "Bundle.entry[1].resource.payload[0]");
  EXPECT_EQ((filed.error().text + filed.error().issues[0].text).find("rash"), std::string::npos);
}

}  // namespace
}  // namespace chartbridge::ehr
