#include "chart_fixture.h"

namespace chartbridge::chart {
namespace {

using ExchangeTest = ChartTest;

TEST_F(ExchangeTest, OnlyThisMachineIsAnswered) {
  Ask ask{.target = "/metadata"};
  ask.loopback = false;
  EXPECT_TRUE(IsOutcome(Send(*handler_, ask), 403));
}

TEST_F(ExchangeTest, AForeignNameOrPageIsNotAnswered) {
  EXPECT_TRUE(IsOutcome(Get("Patient", {{"Host", "evil.example"}}), 403));
  EXPECT_TRUE(IsOutcome(Get("Patient", {{"Host", "127.0.0.1.evil.example"}}), 403));
  EXPECT_TRUE(IsOutcome(Get("Patient", {{"Origin", "https://evil.example"}}), 403));
  EXPECT_TRUE(IsOutcome(Get("Patient", {{"Origin", "null"}}), 403));
  EXPECT_EQ(Get("Patient", {{"Origin", "http://127.0.0.1:8080"}}).status, 200);
  for (const char* host : {"localhost", "localhost:8080", "[::1]:8080", "127.0.0.1"}) {
    EXPECT_EQ(Get("Patient", {{"Host", host}}).status, 200) << host;
  }
}

TEST_F(ExchangeTest, OnlyJsonIsSpoken) {
  EXPECT_TRUE(IsOutcome(Get("Patient", {{"Accept", "application/fhir+xml"}}), 406));
  EXPECT_TRUE(IsOutcome(Get("Patient?_format=xml"), 406));
  EXPECT_EQ(Get("Patient?_format=json", {{"Accept", "application/xml"}}).status, 200);
  EXPECT_EQ(Get("Patient?_format=application/fhir+json").status, 200);
  EXPECT_EQ(Get("Patient", {{"Accept", "text/html,application/xml;q=0.9,*/*;q=0.8"}}).status, 200);
  EXPECT_TRUE(
      IsOutcome(Post("Patient", "<Patient/>", {{"Content-Type", "application/fhir+xml"}}), 415));
  EXPECT_TRUE(IsOutcome(
      Post("Patient", Patient("x"), {{"Content-Type", "application/fhir+json; charset=utf-16"}}),
      415));
  EXPECT_EQ(
      Post("Patient", Patient("x"), {{"Content-Type", "application/json;charset=UTF-8"}}).status,
      201);
}

TEST_F(ExchangeTest, PrettyIsForPeople) {
  Put("Patient/p1", Patient("p1"));
  EXPECT_NE(Get("Patient/p1?_pretty=true").body.find("\n  "), std::string::npos);
  EXPECT_EQ(Get("Patient/p1").body.find('\n'), std::string::npos);
}

TEST_F(ExchangeTest, I11_BodiesAreBounded) {
  const std::string start = R"({"resourceType":"Patient","id":")";
  EXPECT_TRUE(IsOutcome(Post("Patient", start + std::string(16U << 20U, 'x') + "\"}"), 413));
  std::string zeros = "[0";
  for (int i = 0; i < 8'000'000; ++i) zeros += ",0";
  EXPECT_TRUE(IsOutcome(Post("Patient", zeros + "]"), 400));
  EXPECT_TRUE(IsOutcome(Post("", zeros.substr(0, 2'000'001) + "]"), 400));
}

TEST_F(ExchangeTest, J5_WhatIsNotOfferedNamesWhatIs) {
  const struct {
    const char* method;
    const char* target;
    const char* allow;
  } rows[] = {{"DELETE", "/Patient/p1", "GET, HEAD, PUT"},
              {"PUT", "/Patient", "GET, HEAD, POST"},
              {"GET", "/Binary", "POST"},
              {"GET", "/", "POST"},
              {"POST", "/metadata", "GET, HEAD"},
              {"POS", "/Patient", "GET, HEAD, POST"},
              {"GET", "/Patient/_search", "POST"}};
  for (const auto& row : rows) {
    const Reply reply = Send(*handler_, {row.method, row.target, "{}"});
    EXPECT_TRUE(IsOutcome(reply, 405)) << row.target;
    EXPECT_EQ(reply.Header("Allow"), row.allow) << row.target;
  }
  EXPECT_TRUE(IsOutcome(Post("Patient/$validate", Patient("x")), 404));
}

TEST_F(ExchangeTest, HeadReadsLikeGet) {
  Put("Patient/p1", Patient("p1"));
  const Reply head = Send(*handler_, {"HEAD", "/Patient/p1"});
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.Header("ETag"), "W/\"1\"");
}

TEST_F(ExchangeTest, J5_LongAnswersArePackedForThoseWhoTakeIt) {
  const Reply packed = Send(*handler_, {"GET", "/metadata", "", {{"Accept-Encoding", "gzip"}}});
  EXPECT_EQ(packed.Header("Content-Encoding"), "gzip");
  const Reply plain = Send(*handler_, {"GET", "/metadata"});
  EXPECT_EQ(plain.Header("Content-Encoding"), "");
  EXPECT_EQ(plain.Header("Vary"), "Accept-Encoding");
  EXPECT_LT(packed.body.size(), plain.body.size() / 2);
}

TEST_F(ExchangeTest, ABaseUrlOfTheSettingsIsUsed) {
  FhirSettings settings;
  settings.own.emplace("127.0.0.1", 8080, "https://bridge.clinic.example");
  FhirHandler handler(settings, *store_, clock_, entropy_, log_);
  const Reply made = Send(handler, {"PUT", "/Patient/p1", Patient("p1"), {}});
  EXPECT_EQ(made.Header("Location"), "https://bridge.clinic.example/fhir/Patient/p1/_history/1");
}

}  // namespace
}  // namespace chartbridge::chart
