#include "connectors/ehr/fhir_consents.h"

#include <gtest/gtest.h>

#include "fake_fhir.h"

namespace chartbridge::ehr {
namespace {

using testing::FakeFhir;
using testing::Reply;
using testing::Seen;

std::string Page(const std::string& entries, const std::string& more = "") {
  return R"({"resourceType":"Bundle","type":"searchset")" + more + R"(,"entry":[)" + entries + "]}";
}
std::string Consent(const std::string& id) {
  return R"({"search":{"mode":"match"},"resource":{"resourceType":"Consent","id":")" + id + "\"}}";
}
std::string Next(const std::string& url) {
  return R"(,"link":[{"relation":"next","url":")" + url + "\"}]";
}

struct Case {
  const char* name;
  Reply reply;
};

TEST(FhirConsents, AsksForEveryStatusOfEveryIdInOneSearch) {
  FakeFhir server([](const Seen&) {
    return Reply{200, Page(Consent("c1") + "," + Consent("c2"), R"(,"total":2)")};
  });
  testing::Connection connection(server.base());
  FhirConsents consents(connection.rest);
  const auto found = consents.Current({"Patient/a", "Patient/b"});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->size(), 2u);
  ASSERT_EQ(server.seen().size(), 1u);
  EXPECT_EQ(server.seen()[0].target, "/fhir/Consent?patient=Patient%2Fa,Patient%2Fb&_count=100");
  EXPECT_EQ(server.seen()[0].header("Cache-Control"), "no-cache");
}

TEST(FhirConsents, P3_EachCallAsksAgain) {
  int version = 0;
  FakeFhir server([&](const Seen&) {
    return Reply{200, Page(Consent("c" + std::to_string(++version)))};
  });
  testing::Connection connection(server.base());
  FhirConsents consents(connection.rest);
  EXPECT_EQ((*consents.Current({"Patient/a"}))[0]["id"].text(), "c1");
  EXPECT_EQ((*consents.Current({"Patient/a"}))[0]["id"].text(), "c2");
}

TEST(FhirConsents, FollowsAbsoluteAndRelativePageLinks) {
  std::string self;
  FakeFhir server([&](const Seen& seen) -> Reply {
    if (seen.target.find("_getpages=2") != std::string::npos)
      return {200, Page(Consent("c2"), Next("Consent?p=3"))};
    if (seen.target == "/fhir/Consent?p=3") return {200, Page(Consent("c3"))};
    return {200,
            Page(Consent("c1"), R"(,"total":3)" + Next(self + "?_getpages=2&_getpagesoffset=1"))};
  });
  self = server.base();
  testing::Connection connection(server.base());
  FhirConsents consents(connection.rest);
  const auto found = consents.Current({"Patient/a"});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->size(), 3u);
}

TEST(FhirConsents, AHintBesideTheMatchesIsNoFailure) {
  FakeFhir server([](const Seen&) {
    return Reply{
        200, Page(Consent("c1") +
                  R"(,{"search":{"mode":"outcome"},"resource":{"resourceType":"OperationOutcome",
      "issue":[{"severity":"warning","code":"informational"}]}},{"search":{"mode":"include"},"resource":{"resourceType":"Patient","id":"a"}})")};
  });
  testing::Connection connection(server.base());
  FhirConsents consents(connection.rest);
  ASSERT_EQ(consents.Current({"Patient/a"})->size(), 1u);
}

TEST(FhirConsents, P3_AnyDoubtIsAFailure) {
  const Case cases[] = {
      {"error outcome rides along",
       {200,
        Page(
            Consent("c1") +
            R"(,{"search":{"mode":"outcome"},"resource":{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"timeout"}]}})")}},
      {"outcome instead of a page",
       {200,
        R"({"resourceType":"OperationOutcome","issue":[{"severity":"fatal","code":"exception"}]})"}},
      {"server error", {500, "<html>"}},
      {"throttled", {429, ""}},
      {"not allowed", {403, ""}},
      {"no such search", {400, ""}},
      {"gone", {404, ""}},
      {"redirected", {302, "", {{"Location", "/fhir/Consent"}}}},
      {"match of another type", {200, Page(R"({"resource":{"resourceType":"Patient","id":"a"}})")}},
      {"match without resource", {200, Page(R"({"fullUrl":"x"})")}},
      {"match without id", {200, Page(R"({"resource":{"resourceType":"Consent"}})")}},
      {"fewer than the total", {200, Page(Consent("c1"), R"(,"total":2)")}},
      {"page elsewhere", {200, Page(Consent("c1"), Next("https://evil.example/fhir/Consent"))}},
      {"page without address", {200, Page(Consent("c1"), R"(,"link":[{"relation":"next"}])")}},
      {"the same page for ever", {200, Page(Consent("c1"), Next("Consent?again=1"))}},
      {"no searchset", {200, R"({"resourceType":"Bundle","type":"collection"})"}},
      {"list of wrong shape", {200, R"({"resourceType":"Bundle","type":"searchset","entry":{}})"}},
      {"not JSON", {200, "<html>"}},
      {"cut short", {200, R"({"resourceType":"Bundle","type":"searchset","entry":[)"}},
      {"empty", {200, ""}},
      {"connection breaks", {200, "", {}, true}},
  };
  Reply now;
  FakeFhir server([&](const Seen&) { return now; });
  testing::Connection connection(server.base());
  FhirConsents consents(connection.rest);
  for (const Case& one : cases) {
    now = one.reply;
    EXPECT_FALSE(consents.Current({"Patient/a"})) << one.name;
  }
}

// B2
TEST(FhirConsents, B2_AWarningThatConsentsMayBeMissingIsNotBelieved) {
  std::string issue;
  std::string mode;
  FakeFhir server([&](const Seen&) {
    return Reply{
        200, Page(Consent("c1") + R"(,{"search":{"mode":")" + mode +
                  R"("},"resource":{"resourceType":"OperationOutcome","issue":[)" + issue + "]}}")};
  });
  testing::Connection connection(server.base());
  FhirConsents consents(connection.rest);
  for (const char* where : {"outcome", "match"}) {
    mode = where;
    for (const char* code :
         {"incomplete", "timeout", "throttled", "too-costly", "not-supported", "processing"}) {
      for (const char* severity : {"information", "warning", "error", "fatal"}) {
        issue = R"({"severity":")" + std::string(severity) + R"(","code":")" + code + "\"}";
        const auto found = consents.Current({"Patient/a"});
        ASSERT_FALSE(found) << severity << " " << code;
        EXPECT_EQ(found.error().kind, FailureKind::kCorrupt);
        EXPECT_NE(found.error().text.find("not complete"), std::string::npos);
        ASSERT_EQ(found.error().issues.size(), 1u);
        EXPECT_EQ(found.error().issues[0].code, code);
      }
    }
    issue = R"({"severity":"warning","code":"informational"})";
    EXPECT_TRUE(consents.Current({"Patient/a"}));
  }
}

// D2: input ehr-total-counts-outcome
TEST(FhirConsents, D2_ATotalThatCountsTheOutcomeIsNotShort) {
  std::string total = "2";
  FakeFhir server([&](const Seen&) {
    return Reply{200, Page(Consent("c1") + R"(,{"search":{"mode":"outcome"},"resource":
        {"resourceType":"OperationOutcome","issue":[{"severity":"information","code":"informational"}]}})",
                           R"(,"total":)" + total)};
  });
  testing::Connection connection(server.base());
  FhirConsents consents(connection.rest);
  EXPECT_TRUE(consents.Current({"Patient/a"}));
  total = "3";
  EXPECT_FALSE(consents.Current({"Patient/a"}));
}

// D3
TEST(FhirConsents, D3_ASecondPageUnderAnotherNameOfTheServerIsReadAtTheBase) {
  FakeFhir server([&](const Seen& seen) -> Reply {
    if (seen.target == "/fhir/Consent?patient=a&page=2") return {200, Page(Consent("c2"))};
    return {200,
            Page(Consent("c1"),
                 R"(,"total":2)" + Next("http://fhir.cluster.local/Consent?patient=a&page=2"))};
  });
  testing::Connection connection(server.base());
  FhirConsents consents(connection.rest);
  const auto found = consents.Current({"Patient/a"});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->size(), 2u);
}

TEST(FhirConsents, P3_AMissingSecondPageIsAFailure) {
  FakeFhir server([](const Seen& seen) -> Reply {
    if (seen.target.find("p=2") != std::string::npos) return {404, ""};
    return {200, Page(Consent("c1"), Next("Consent?p=2"))};
  });
  testing::Connection connection(server.base());
  FhirConsents consents(connection.rest);
  EXPECT_FALSE(consents.Current({"Patient/a"}));
}

TEST(FhirConsents, WhoIsNotAPatientIsNotAskedFor) {
  FakeFhir server([](const Seen&) { return Reply{200, Page("")}; });
  testing::Connection connection(server.base());
  FhirConsents consents(connection.rest);
  for (const std::vector<std::string>& patients : {std::vector<std::string>{},
                                                   {""},
                                                   {"Patient/"},
                                                   {"Group/1"},
                                                   {"https://x.example/Patient/1"},
                                                   {"Patient/a,b"}}) {
    EXPECT_FALSE(consents.Current(patients));
  }
  EXPECT_TRUE(server.seen().empty());
}

}  // namespace
}  // namespace chartbridge::ehr
