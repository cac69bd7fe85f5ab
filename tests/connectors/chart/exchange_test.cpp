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

TEST_F(ExchangeTest, BodiesOver64MebibytesAreTooLarge) {
  const std::string body =
      R"({"resourceType":"Patient","id":")" + std::string(64U << 20U, 'x') + "\"}";
  EXPECT_TRUE(IsOutcome(Post("Patient", body), 413));
}

TEST_F(ExchangeTest, ValidateFindsFaultsWithoutStoring) {
  const Reply bad =
      Post("Communication/$validate", R"({"resourceType":"Communication","status":"no"})");
  EXPECT_TRUE(IsOutcome(bad, 200));
  EXPECT_EQ(bad.Json()["issue"].at(0)["severity"].text(), "error");
  const Reply good = Post("Communication/$validate", Communication("p1", "m1"));
  EXPECT_EQ(good.Json()["issue"].at(0)["severity"].text(), "information");
  EXPECT_EQ(Count("Communication"), 0);
}

TEST_F(ExchangeTest, HeadReadsLikeGet) {
  Put("Patient/p1", Patient("p1"));
  const Reply head = Send(*handler_, {"HEAD", "/Patient/p1"});
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.Header("ETag"), "W/\"1\"");
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
