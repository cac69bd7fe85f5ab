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
using testing::Part;
using testing::References;
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

TEST(FhirEhr, FilesAMessageAndTellsWhereEachPartIs) {
  LittleChart chart;
  FakeFhir server([&](const Seen& seen) { return chart.Answer(seen); });
  Desk desk(server.base());
  const auto sent = desk.ehr.Send(OneMessage("m1"));
  ASSERT_FALSE(sent.failure);
  EXPECT_EQ(References(sent),
            (std::vector<std::string>{"Communication/1", "Communication/2", "Provenance/prov-m1"}));
  const bridge::FilingPart message = Part(sent.confirmed, "message");
  EXPECT_EQ(message.reference, "Communication/2");
  EXPECT_EQ(message.identity, "m1");
  EXPECT_EQ(message.version, "1");
  EXPECT_EQ(message.state, bridge::PartState::kConfirmed);
  const Seen post = server.seen().at(0);
  EXPECT_EQ(post.header("Content-Type"), "application/fhir+json");
  EXPECT_EQ(post.header("Prefer"), "return=minimal");
  EXPECT_EQ(post.header("X-Request-Id").size(), 36u);
  EXPECT_EQ(post.header("Accept-Encoding"), "identity");
  EXPECT_EQ(post.header("Authorization"), "");
}

// D8: what was validated was not what was sent.
TEST(FhirEhr, D8_WhatIsSentIsWhatWasPlanned) {
  LittleChart chart;
  FakeFhir server([&](const Seen& seen) { return chart.Answer(seen); });
  Desk desk(server.base());
  const auto payload = OneMessage("m1");
  ASSERT_FALSE(desk.ehr.Send(payload).failure);
  EXPECT_EQ(server.seen().at(0).body, payload.body);
}

TEST(FhirEhr, P2_SentTwiceIsThereOnce) {
  LittleChart chart;
  FakeFhir server([&](const Seen& seen) { return chart.Answer(seen); });
  Desk desk(server.base());
  const auto first = desk.ehr.Send(OneMessage("m1"));
  const auto second = desk.ehr.Send(OneMessage("m1"));
  ASSERT_FALSE(first.failure);
  ASSERT_FALSE(second.failure);
  EXPECT_EQ(References(first), References(second));
  EXPECT_EQ(chart.Count("Communication"), 2);
}

// D5: later messages of a thread failed where the server says 304 of what is there.
TEST(FhirEhr, D5_WhatExistsIsConfirmedHoweverTheServerSaysIt) {
  for (const char* existing : {"304 Not Modified", "304", "200", "200 OK"}) {
    for (const bool hide : {false, true}) {
      LittleChart chart;
      chart.existing = existing;
      chart.hide_locations = hide;
      FakeFhir server([&](const Seen& seen) { return chart.Answer(seen); });
      Desk desk(server.base());
      ASSERT_FALSE(desk.ehr.Send(OneMessage("m1")).failure);
      const auto second = desk.ehr.Send(OneMessage("m2"));
      ASSERT_FALSE(second.failure) << existing << second.failure->text;
      EXPECT_EQ(Part(second.confirmed, "thread").reference, "Communication/1");
      EXPECT_EQ(chart.Count("Communication"), 3);
    }
  }
}

TEST(FhirEhr, MinimalAnswersAreReadBackByIdentifier) {
  LittleChart chart;
  chart.hide_locations = true;
  FakeFhir server([&](const Seen& seen) { return chart.Answer(seen); });
  Desk desk(server.base());
  ASSERT_FALSE(desk.ehr.Send(OneMessage("m1")).failure);
  const auto again = desk.ehr.Send(OneMessage("m1"));
  ASSERT_FALSE(again.failure);
  EXPECT_EQ(Part(again.confirmed, "message").reference, "Communication/2");
  const Seen search = server.seen().back();
  EXPECT_EQ(search.target,
            "/fhir/Communication?identifier=urn%3Achartbridge%3Aid%7Curn%3Auuid%3Am1");
  EXPECT_EQ(search.header("Cache-Control"), "no-cache");
}

// HAPI 8.8, for a minute after a transaction beside the same thread was refused.
TEST(FhirEhr, WhatStandsIsReferredToWhereItsConditionalCreateBreaksOff) {
  LittleChart chart;
  FakeFhir server([&](const Seen& seen) { return chart.Answer(seen); });
  Desk desk(server.base());
  ASSERT_FALSE(desk.ehr.Send(OneMessage("m1")).failure);
  chart.breaks_off = true;
  for (int i = 0; i < 2; ++i) {
    const auto sent = desk.ehr.Send(OneMessage("m2"));
    ASSERT_FALSE(sent.failure) << sent.failure->text;
    EXPECT_EQ(Part(sent.confirmed, "thread").reference, "Communication/1");
    EXPECT_EQ(Part(sent.confirmed, "message").reference, "Communication/3");
    EXPECT_EQ(Part(sent.confirmed, "provenance").reference, "Provenance/prov-m2");
  }
  EXPECT_EQ(chart.Count("Communication"), 3);
  EXPECT_EQ(chart.At("Provenance/prov-m2")["target"].at(0)["reference"].text(), "Communication/3");
}

// A gateway's 500 does not say what the server behind it did: nothing is sent a second time.
TEST(FhirEhr, P2_AGatewaysFailureIsDoubtAtOnce) {
  FakeFhir server([](const Seen&) {
    return Reply{500, "<html>", {{"Content-Type", "text/html"}}};
  });
  Desk desk(server.base());
  EXPECT_TRUE(desk.ehr.Send(OneMessage("m1")).failure);
  EXPECT_EQ(server.seen().size(), 1u);
}

// The transaction is through: nothing that goes wrong afterwards may say that nothing was sent.
TEST(FhirEhr, AReadBackThatFailsAfterTheTransactionIsDoubt) {
  for (const int status : {503, 429, 500, 404}) {
    FakeFhir server([&](const Seen& seen) {
      if (seen.method == "GET") return Reply{status, "", {{"Retry-After", "7"}}};
      return Reply{200, "", {}};
    });
    Desk desk(server.base());
    const auto sent = desk.ehr.Send(OneMessage("m1"));
    ASSERT_TRUE(sent.failure);
    EXPECT_EQ(sent.failure->kind, FailureKind::kInDoubt) << status;
    EXPECT_EQ(sent.failure->retry_after, Milliseconds(7000));
  }
}

TEST(FhirEhr, SaidToBeFiledAndNotFoundIsDoubt) {
  FakeFhir server([&](const Seen& seen) {
    if (seen.method == "GET")
      return Reply{200, R"({"resourceType":"Bundle","type":"searchset","total":0})"};
    return Reply{200, R"({"resourceType":"OperationOutcome","issue":[
      {"severity":"information","code":"informational"}]})"};
  });
  Desk desk(server.base());
  const auto sent = desk.ehr.Send(OneMessage("m1"));
  ASSERT_TRUE(sent.failure);
  EXPECT_EQ(sent.failure->kind, FailureKind::kInDoubt);
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
  const auto payload = OneMessage("m1");
  const auto lost = desk.ehr.Send(payload);
  ASSERT_TRUE(lost.failure);
  EXPECT_EQ(lost.failure->kind, FailureKind::kInDoubt);
  EXPECT_EQ(lost.failure->request_id, server.seen().at(0).header("X-Request-Id"));
  EXPECT_TRUE(lost.confirmed.empty());
  const auto found = desk.ehr.LookUp(payload.parts);
  ASSERT_TRUE(found);
  EXPECT_EQ(References({*found, {}}),
            (std::vector<std::string>{"Communication/1", "Communication/2", "Provenance/prov-m1"}));
  EXPECT_EQ(chart.Count("Communication"), 2);
}

TEST(FhirEhr, EightAtOnceLeaveEightMessagesInOneThread) {
  LittleChart chart;
  FakeFhir server([&](const Seen& seen) { return chart.Answer(seen); });
  Desk desk(server.base());
  std::vector<std::jthread> threads;
  std::atomic<int> filed = 0;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back(
        [&, i] { filed += desk.ehr.Send(OneMessage("m" + std::to_string(i))).failure ? 0 : 1; });
  }
  threads.clear();
  EXPECT_EQ(filed, 8);
  EXPECT_EQ(chart.Count("Communication"), 9);
}

TEST(FhirEhr, APayloadOfVersionOneWithoutPartsIsSentAndNamed) {
  LittleChart chart;
  FakeFhir server([&](const Seen& seen) { return chart.Answer(seen); });
  Desk desk(server.base());
  auto payload = OneMessage("m1");
  payload.parts.clear();
  payload.type.clear();
  const auto sent = desk.ehr.Send(payload);
  ASSERT_FALSE(sent.failure);
  EXPECT_EQ(Part(sent.confirmed, "provenance").reference, "Provenance/prov-m1");
  EXPECT_EQ(Part(sent.confirmed, "message").type, "Communication");
}

TEST(FhirEhr, APayloadThatIsNoneSendsNothing) {
  FakeFhir server([](const Seen&) { return Reply{}; });
  Desk desk(server.base());
  for (const char* body : {"", "{}", "[", R"({"entry":[]})"}) {
    bridge::Payload payload;
    payload.body = body;
    const auto sent = desk.ehr.Send(payload);
    ASSERT_TRUE(sent.failure);
    EXPECT_EQ(sent.failure->kind, FailureKind::kCorrupt);
  }
  EXPECT_TRUE(server.seen().empty());
}

TEST(FhirEhr, NobodyListensIsUnreachable) {
  Desk desk("http://127.0.0.1:" + std::to_string(testing::ClosedPort()) + "/fhir");
  const auto sent = desk.ehr.Send(OneMessage("m1"));
  ASSERT_TRUE(sent.failure);
  EXPECT_EQ(sent.failure->kind, FailureKind::kUnreachable);
  EXPECT_EQ(sent.failure->request_id, "");
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
  const auto sent = desk.ehr.Send(OneMessage("m1"));
  release.set_value();
  ASSERT_TRUE(sent.failure);
  EXPECT_EQ(sent.failure->kind, FailureKind::kInDoubt);
}

// A8: a program that stops does not wait for the EHR.
TEST(FhirEhr, A8_AbortEndsTheCallUnderWay) {
  std::promise<void> asked;
  std::promise<void> release;
  auto released = release.get_future().share();
  FakeFhir server([&](const Seen&) {
    asked.set_value();
    released.wait();
    return Reply{};
  });
  Desk desk(server.base());
  auto sending = std::async(std::launch::async, [&] { return desk.ehr.Send(OneMessage("m1")); });
  asked.get_future().wait();
  desk.connection.client.Abort();
  const auto sent = sending.get();
  release.set_value();
  ASSERT_TRUE(sent.failure);
  EXPECT_EQ(sent.failure->kind, FailureKind::kInDoubt);
}

TEST(FhirEhr, ARedirectIsNotFollowedAndMeansThatTheEhrIsNotReached) {
  for (const int status : {301, 302, 303, 307, 308}) {
    FakeFhir server([&](const Seen& seen) {
      return seen.target == "/fhir" ? Reply{status, "", {{"Location", "/fhir/elsewhere"}}}
                                    : Reply{};
    });
    Desk desk(server.base());
    const auto sent = desk.ehr.Send(OneMessage("m1"));
    ASSERT_TRUE(sent.failure);
    EXPECT_EQ(sent.failure->kind, FailureKind::kUnreachable);
    EXPECT_EQ(sent.failure->http_status, status);
    EXPECT_EQ(server.seen().size(), 1u);
  }
}

// D19: the request id and the server's own words are kept, apart from what is logged.
TEST(FhirEhr, P8_D19_ARefusalKeepsThePathAndTheWordsApart) {
  FakeFhir server([&](const Seen&) {
    return Reply{422,
                 R"({"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"value",
      "expression":["Bundle.entry[1].resource.payload[0]"],"diagnostics":"my rash"}]})"};
  });
  Desk desk(server.base());
  const auto sent = desk.ehr.Send(OneMessage("m1"));
  ASSERT_TRUE(sent.failure);
  const Failure& failure = *sent.failure;
  EXPECT_EQ(failure.kind, FailureKind::kRefused);
  ASSERT_EQ(failure.issues.size(), 1u);
  EXPECT_EQ(failure.issues[0].expression, "Bundle.entry[1].resource.payload[0]");
  EXPECT_EQ((failure.text + failure.issues[0].text).find("rash"), std::string::npos);
  EXPECT_EQ(failure.diagnostics, "my rash");
  EXPECT_EQ(failure.request_id, server.seen().at(0).header("X-Request-Id"));
}

}  // namespace
}  // namespace chartbridge::ehr
