#include "chart_fixture.h"

namespace chartbridge::chart {
namespace {

using InstanceTest = ChartTest;

TEST_F(InstanceTest, ACreatedResourceComesBackWithIdVersionAndAddresses) {
  const Reply made = Post("Patient", Patient("ignored", R"("active":true)"));
  ASSERT_EQ(made.status, 201);
  const auto patient = made.Json();
  const std::string id = patient["id"].text();
  EXPECT_NE(id, "ignored");
  EXPECT_EQ(patient["meta"]["versionId"].text(), "1");
  EXPECT_EQ(patient["meta"]["lastUpdated"].text(), "2026-11-22T06:00:00.000Z");
  EXPECT_EQ(made.Header("ETag"), "W/\"1\"");
  EXPECT_EQ(made.Header("Last-Modified"), "Sun, 22 Nov 2026 06:00:00 GMT");
  EXPECT_EQ(made.Header("Location"), "http://127.0.0.1:8080/fhir/Patient/" + id + "/_history/1");
  const Reply read = Get("Patient/" + id);
  EXPECT_EQ(read.status, 200);
  EXPECT_EQ(read.Json(), patient);
}

TEST_F(InstanceTest, AnUnknownResourceTypeOrOperationIsNotFound) {
  EXPECT_TRUE(IsOutcome(Get("Patient/nobody"), 404));
  EXPECT_TRUE(IsOutcome(Get("Observation/1"), 404));
  EXPECT_TRUE(IsOutcome(Get("Patient/1/$everything"), 404));
  EXPECT_TRUE(IsOutcome(Get(".well-known/smart-configuration"), 404));
  EXPECT_TRUE(IsOutcome(Get("Patient/1/_history/x"), 404));
  EXPECT_TRUE(IsOutcome(Get("Patient/no_such_id!"), 400));
}

TEST_F(InstanceTest, AnUpdateMakesTheNextVersionAndKeepsTheOld) {
  EXPECT_EQ(Put("Patient/p1", Patient("p1", R"("active":true)")).status, 201);
  clock_.Advance(1000);
  const Reply updated = Put("Patient/p1", Patient("p1", R"("active":false)"));
  EXPECT_EQ(updated.status, 200);
  EXPECT_EQ(updated.Header("ETag"), "W/\"2\"");
  EXPECT_TRUE(*Get("Patient/p1/_history/1").Json()["active"].boolean());
  EXPECT_FALSE(*Get("Patient/p1/_history/2").Json()["active"].boolean());
  EXPECT_FALSE(*Get("Patient/p1").Json()["active"].boolean());
  EXPECT_TRUE(IsOutcome(Get("Patient/p1/_history/3"), 404));
}

TEST_F(InstanceTest, TheSameAgainMakesNoNewVersion) {
  Put("Patient/p1", Patient("p1", R"("active":true)"));
  const Reply again = Put("Patient/p1", Patient("p1", R"("active":true)"));
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(again.Header("ETag"), "W/\"1\"");
}

TEST_F(InstanceTest, HistoryShowsTheNewestFirstInPages) {
  for (int i = 0; i < 5; ++i) {
    Put("Patient/p1", Patient("p1", R"("birthDate":"198)" + std::to_string(i) + "\""));
  }
  const auto first = Get("Patient/p1/_history?_count=2").Json();
  EXPECT_EQ(first["type"].text(), "history");
  EXPECT_EQ(first["total"].integer(), 5);
  ASSERT_EQ(first["entry"].items().size(), 2U);
  EXPECT_EQ(first["entry"].at(0)["resource"]["meta"]["versionId"].text(), "5");
  const auto second = Get(Below(LinkOf(first, "next"))).Json();
  EXPECT_EQ(second["entry"].at(0)["resource"]["meta"]["versionId"].text(), "3");
  const auto third = Get(Below(LinkOf(second, "next"))).Json();
  ASSERT_EQ(third["entry"].items().size(), 1U);
  EXPECT_EQ(third["entry"].at(0)["response"]["status"].text(), "201");
  EXPECT_EQ(LinkOf(third, "next"), "");
  EXPECT_TRUE(IsOutcome(Get("Patient/p1/_history?_count=none"), 400));
  for (const char* more : {"?_since=2026-01-01T00:00:00Z", "?_since=garbage", "?_at=2026", "?x=1"})
    EXPECT_TRUE(IsOutcome(Get(std::string("Patient/p1/_history") + more), 400)) << more;
  EXPECT_TRUE(IsOutcome(Get("Patient/p2/_history"), 404));
}

TEST_F(InstanceTest, IfMatchGuardsAnUpdate) {
  EXPECT_TRUE(IsOutcome(Put("Patient/p1", Patient("p1"), {{"If-Match", "W/\"1\""}}), 412));
  Put("Patient/p1", Patient("p1"));
  EXPECT_EQ(Put("Patient/p1", Patient("p1", R"("active":true)"), {{"If-Match", "W/\"1\""}}).status,
            200);
  EXPECT_TRUE(IsOutcome(Put("Patient/p1", Patient("p1"), {{"If-Match", "W/\"1\""}}), 412));
  EXPECT_EQ(Put("Patient/p1", Patient("p1"), {{"If-Match", "\"2\""}}).status, 200);
}

TEST_F(InstanceTest, AnUnchangedResourceIsNotSentAgain) {
  Put("Patient/p1", Patient("p1"));
  const Reply known = Get("Patient/p1", {{"If-None-Match", "W/\"1\""}});
  EXPECT_EQ(known.status, 304);
  EXPECT_EQ(known.body, "");
}

TEST_F(InstanceTest, TheIdInTheBodyMustBeThatOfTheAddress) {
  EXPECT_TRUE(IsOutcome(Put("Patient/p1", Patient("p2")), 400));
  EXPECT_TRUE(IsOutcome(Put("Patient/p1", R"({"resourceType":"Patient","active":true})"), 400));
  EXPECT_TRUE(IsOutcome(Put("Patient/p1", Communication("p1", "x")), 400));
}

TEST_F(InstanceTest, AnAuditEventIsWrittenOnce) {
  const std::string event =
      R"({"resourceType":"AuditEvent","id":"a1","type":{"code":"rest"},"recorded":"2026-01-02T03:04:05Z",)"
      R"("agent":[{"requestor":true}],"source":{"observer":{"display":"x"}},"action":")";
  EXPECT_EQ(Put("AuditEvent/a1", event + "C\"}").status, 201);
  EXPECT_EQ(Put("AuditEvent/a1", event + "C\"}").status, 200);
  EXPECT_TRUE(IsOutcome(Put("AuditEvent/a1", event + "U\"}"), 405));
  EXPECT_EQ(Get("AuditEvent/a1").Json()["action"].text(), "C");
}

TEST_F(InstanceTest, NothingIsDeletedOrPatched) {
  Put("Patient/p1", Patient("p1"));
  EXPECT_TRUE(IsOutcome(Send(*handler_, {"DELETE", "/Patient/p1"}), 405));
  EXPECT_TRUE(IsOutcome(Send(*handler_, {"PATCH", "/Patient/p1", "[]"}), 405));
  EXPECT_TRUE(IsOutcome(Send(*handler_, {"DELETE", "/Patient?active=true"}), 405));
  EXPECT_EQ(Get("Patient/p1").status, 200);
}

TEST_F(InstanceTest, ConditionalCreateFindsWhatIsThere) {
  People({"p1"});
  const http::Pairs once{{"If-None-Exist", "identifier=urn:chartbridge:id|a%2Bb"}};
  const Reply first = Post("Communication", Communication("p1", "a+b"), once);
  EXPECT_EQ(first.status, 201);
  const Reply second = Post("Communication", Communication("p1", "a+b"), once);
  EXPECT_EQ(second.status, 200);
  EXPECT_EQ(second.Header("Location"), first.Header("Location"));
  EXPECT_EQ(Count("Communication"), 1);
  Create(Communication("p1", "a+b"));
  EXPECT_TRUE(IsOutcome(Post("Communication", Communication("p1", "a+b"), once), 412));
}

TEST_F(InstanceTest, AConditionThatIsNotUnderstoodIsRefused) {
  People({"p1"});
  for (const char* condition : {"", "nonsense=1", "identifier=", "_count=1", "Patient?active=true",
                                "identifier=a&nonsense=1", "identifier:contains=a"}) {
    const Reply reply =
        Post("Communication", Communication("p1", "x"), {{"If-None-Exist", condition}});
    EXPECT_TRUE(IsOutcome(reply, 400)) << condition;
  }
  EXPECT_EQ(Count("Communication"), 0);
}

TEST_F(InstanceTest, PreferSaysWhatComesBackOfAWrite) {
  const Reply minimal = Post("Patient", Patient("x"), {{"Prefer", "return=minimal"}});
  EXPECT_EQ(minimal.status, 201);
  EXPECT_EQ(minimal.body, "");
  EXPECT_NE(minimal.Header("Location"), "");
}

TEST_F(InstanceTest, J6_TheStatementIsTrueToItsLastLine) {
  People({"1"});
  const auto statement = Get("metadata").Json();
  EXPECT_EQ(statement["fhirVersion"].text(), "4.0.1");
  const auto& rest = statement["rest"].at(0);
  ASSERT_EQ(rest["interaction"].items().size(), 1U);
  EXPECT_EQ(rest["interaction"].at(0)["code"].text(), "transaction");
  EXPECT_EQ(rest["resource"].items().size(), 12U);
  for (const auto& resource : rest["resource"].items()) {
    const std::string& type = resource["type"].text();
    bool searched = false;
    for (const auto& one : resource["interaction"].items())
      searched = searched || one["code"].text() == "search-type";
    EXPECT_EQ(Get(type).status, searched ? 200 : 405) << type;
    EXPECT_EQ(resource["conditionalCreate"].boolean(), searched) << type;
    EXPECT_EQ(resource["conditionalUpdate"].boolean(), false) << type;
    EXPECT_EQ(Put(type + "?identifier=x", "{}").status, 405) << type;
    for (const auto& parameter : resource["searchParam"].items()) {
      const std::string& kind = parameter["type"].text();
      const std::string value = kind == "date" ? "2026" : kind == "reference" ? "Patient/1" : "x";
      const Reply reply = Get(type + "?" + parameter["name"].text() + "=" + value);
      EXPECT_EQ(reply.status, 200) << type << " " << parameter["name"].text();
    }
  }
}

}  // namespace
}  // namespace chartbridge::chart
