#include <fstream>
#include <sstream>

#include "chart_fixture.h"

namespace chartbridge::chart {
namespace {

std::string Bundle(const std::string& type, const std::string& entries) {
  return R"({"resourceType":"Bundle","type":")" + type + R"(","entry":[)" + entries + "]}";
}

std::string Entry(const std::string& full_url, const std::string& resource,
                  const std::string& method, const std::string& url, const std::string& more = "") {
  return R"({"fullUrl":")" + full_url + R"(","resource":)" + resource +
         R"(,"request":{"method":")" + method + R"(","url":")" + url + "\"" +
         (more.empty() ? "" : "," + more) + "}}";
}

const std::string kDoc = "urn:uuid:00000000-0000-4000-8000-000000000001";
const std::string kMessage = "urn:uuid:00000000-0000-4000-8000-000000000002";

// A photo with its message, as the bridge sends it.
std::string PhotoBundle() {
  return Bundle(
      "transaction",
      Entry("urn:uuid:b", R"({"resourceType":"Binary","contentType":"image/jpeg","data":"/9j/"})",
            "POST", "Binary") +
          "," +
          Entry(
              kDoc,
              R"({"resourceType":"DocumentReference","status":"current","identifier":[{"system":"s","value":"d1"}],)"
              R"("content":[{"attachment":{"contentType":"image/jpeg","url":"urn:uuid:b"}}],)"
              R"("context":{"related":[{"reference":")" +
                  kMessage + R"("}]}})",
              "POST", "DocumentReference", R"("ifNoneExist":"identifier=s|d1")") +
          "," +
          Entry(
              kMessage,
              Communication("p1", "m1",
                            R"("payload":[{"contentReference":{"reference":")" + kDoc + R"("}}])"),
              "POST", "Communication", R"("ifNoneExist":"identifier=urn:chartbridge:id%7Cm1")") +
          "," +
          Entry("urn:uuid:p",
                R"({"resourceType":"Provenance","id":"prov1","recorded":"2026-01-02T03:04:05Z",)"
                R"("target":[{"reference":")" +
                    kMessage + R"("}],"agent":[{"who":{"display":"x"}}]})",
                "PUT", "Provenance/prov1"));
}

std::string StatusAt(const Reply& reply, std::size_t index) {
  return reply.Json()["entry"].at(index)["response"]["status"].text();
}

using TransactionTest = ChartTest;

TEST_F(TransactionTest, AMessageWithItsPhotoIsFiledAndLinked) {
  const Reply reply = Post("", PhotoBundle());
  ASSERT_EQ(reply.status, 200) << reply.body;
  EXPECT_EQ(reply.Json()["type"].text(), "transaction-response");
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(StatusAt(reply, i), "201 Created");
  const auto message = Get("Communication?patient=p1").Json()["entry"].at(0)["resource"];
  const std::string document = message["payload"].at(0)["contentReference"]["reference"].text();
  const auto stored = Get(document).Json();
  EXPECT_EQ(stored["context"]["related"].at(0)["reference"].text(),
            "Communication/" + message["id"].text());
  const Reply bytes = Get(stored["content"].at(0)["attachment"]["url"].text());
  EXPECT_EQ(bytes.body, "\xff\xd8\xff");
  EXPECT_EQ(Count("Provenance?target=Communication/" + message["id"].text()), 1);
}

TEST_F(TransactionTest, P2TheSameBundleAgainChangesNothing) {
  const Reply first = Post("", PhotoBundle());
  const Reply second = Post("", PhotoBundle());
  ASSERT_EQ(second.status, 200) << second.body;
  for (std::size_t i = 1; i < 4; ++i) {
    EXPECT_EQ(StatusAt(second, i), "200 OK");
    EXPECT_EQ(second.Json()["entry"].at(i)["response"]["location"],
              first.Json()["entry"].at(i)["response"]["location"]);
  }
  EXPECT_EQ(Count("Communication"), 1);
  EXPECT_EQ(Count("DocumentReference"), 1);
}

TEST_F(TransactionTest, OneBadEntryUndoesAll) {
  const std::string good = Entry("urn:uuid:1", Patient("a"), "POST", "Patient");
  const struct {
    const char* situation;
    std::string entry;
    std::string expression;
  } cases[] = {
      {"wrong code",
       Entry("urn:uuid:2", R"({"resourceType":"Communication","status":"no"})", "POST",
             "Communication"),
       "Bundle.entry[1].resource.status"},
      {"unknown type", Entry("urn:uuid:2", R"({"resourceType":"Spell"})", "POST", "Spell"),
       "Bundle.entry[1].request.url"},
      {"delete", Entry("urn:uuid:2", Patient("a"), "DELETE", "Patient/a"),
       "Bundle.entry[1].request.method"},
      {"no request", R"({"resource":{"resourceType":"Patient"}})", "Bundle.entry[1].request"},
      {"other type", Entry("urn:uuid:2", Patient("a"), "POST", "Practitioner"),
       "Bundle.entry[1].resource.resourceType"},
      {"other id", Entry("urn:uuid:2", Patient("a"), "PUT", "Patient/b"),
       "Bundle.entry[1].resource.id"},
      {"dangling urn",
       Entry(
           "urn:uuid:2",
           R"({"resourceType":"Communication","status":"completed","subject":{"reference":"urn:uuid:9"}})",
           "POST", "Communication"),
       "Bundle.entry[1].resource.subject.reference"},
      {"unmet condition",
       Entry(
           "urn:uuid:2",
           R"({"resourceType":"Communication","status":"completed","subject":{"reference":"Patient?identifier=none"}})",
           "POST", "Communication"),
       "Bundle.entry[1].resource.subject.reference"},
      {"bad condition",
       Entry("urn:uuid:2", Patient("a"), "POST", "Patient", R"("ifNoneExist":"shoe=1")"),
       "Bundle.entry[1]"},
      {"stale version",
       Entry("urn:uuid:2", Patient("a"), "PUT", "Patient/a", R"("ifMatch":"W/\"7\"")"),
       "Bundle.entry[1]"},
      {"operation", Entry("urn:uuid:2", Patient("a"), "POST", "Patient/$match"),
       "Bundle.entry[1].request.url"},
      {"entry is text", "\"x\"", "Bundle.entry[1].request"},
  };
  for (const auto& one : cases) {
    const Reply reply = Post("", Bundle("transaction", good + "," + one.entry));
    EXPECT_GE(reply.status, 400) << one.situation;
    EXPECT_NE(reply.status, 404) << one.situation << ": would say that there are no transactions";
    EXPECT_TRUE(IsOutcome(reply, reply.status)) << one.situation;
    EXPECT_EQ(ExpressionOf(reply), one.expression) << one.situation;
    EXPECT_EQ(Count("Patient"), 0) << one.situation;
  }
}

TEST_F(TransactionTest, TwoEntriesMayNotWriteOneResource) {
  const std::string twice =
      Entry("urn:uuid:1", Patient("a"), "PUT", "Patient/a") + "," +
      Entry("urn:uuid:2", Patient("a", R"("active":true)"), "PUT", "Patient/a");
  EXPECT_TRUE(IsOutcome(Post("", Bundle("transaction", twice)), 400));
  EXPECT_EQ(Count("Patient"), 0);
}

TEST_F(TransactionTest, OneConditionTwiceMakesOneResource) {
  const std::string entry = R"("ifNoneExist":"identifier=urn:chartbridge:id|m1")";
  const std::string twice =
      Entry("urn:uuid:1", Communication("p1", "m1"), "POST", "Communication", entry) + "," +
      Entry("urn:uuid:2", Communication("p1", "m1"), "POST", "Communication", entry);
  const Reply reply = Post("", Bundle("transaction", twice));
  ASSERT_EQ(reply.status, 200) << reply.body;
  EXPECT_EQ(StatusAt(reply, 0), "201 Created");
  EXPECT_EQ(StatusAt(reply, 1), "200 OK");
  EXPECT_EQ(Count("Communication"), 1);
}

TEST_F(TransactionTest, AConditionalReferenceIsResolved) {
  Put("Patient/p7", Patient("p7", R"("identifier":[{"system":"urn:mrn","value":"7"}])"));
  const std::string entry = Entry(
      "urn:uuid:1",
      R"({"resourceType":"Communication","status":"completed","subject":{"reference":"Patient?identifier=urn:mrn|7"}})",
      "POST", "Communication");
  EXPECT_EQ(Post("", Bundle("transaction", entry)).status, 200);
  EXPECT_EQ(Count("Communication?patient=p7"), 1);
}

TEST_F(TransactionTest, PreferBringsTheResourcesBack) {
  const std::string entry = Entry("urn:uuid:1", Patient("a"), "POST", "Patient");
  const Reply plain = Post("", Bundle("transaction", entry));
  EXPECT_EQ(plain.Json()["entry"].at(0).Find("resource"), nullptr);
  const Reply whole = Post("", Bundle("transaction", entry), {{"Prefer", "return=representation"}});
  EXPECT_EQ(whole.Json()["entry"].at(0)["resource"]["resourceType"].text(), "Patient");
  const Reply outcome =
      Post("", Bundle("transaction", entry), {{"Prefer", "return=OperationOutcome"}});
  EXPECT_EQ(outcome.Json()["entry"].at(0)["response"]["outcome"]["resourceType"].text(),
            "OperationOutcome");
}

TEST_F(TransactionTest, ReadsInATransactionSeeItsWrites) {
  const std::string entries =
      R"({"request":{"method":"GET","url":"Patient?active=true"}},)" +
      Entry("urn:uuid:1", Patient("a", R"("active":true)"), "POST", "Patient");
  const Reply reply = Post("", Bundle("transaction", entries));
  ASSERT_EQ(reply.status, 200) << reply.body;
  EXPECT_EQ(reply.Json()["entry"].at(0)["resource"]["total"].integer(), 1);
}

TEST_F(TransactionTest, ABatchAnswersEachEntryForItself) {
  Put("Patient/p1", Patient("p1"));
  const std::string entries =
      Entry("urn:uuid:1", Patient("a"), "POST", "Patient") + "," +
      Entry("urn:uuid:2", R"({"resourceType":"Communication"})", "POST", "Communication") + "," +
      R"({"request":{"method":"GET","url":"Patient/p1"}},{"request":{"method":"GET","url":"Patient/none"}},)"
      R"({"request":{"method":"GET","url":"Patient?_id=p1"}})";
  const Reply reply = Post("", Bundle("batch", entries));
  ASSERT_EQ(reply.status, 200);
  EXPECT_EQ(reply.Json()["type"].text(), "batch-response");
  EXPECT_EQ(StatusAt(reply, 0), "201 Created");
  EXPECT_EQ(StatusAt(reply, 1), "422");
  EXPECT_EQ(reply.Json()["entry"].at(1)["response"]["outcome"]["issue"].at(0)["code"].text(),
            "required");
  EXPECT_EQ(reply.Json()["entry"].at(2)["resource"]["id"].text(), "p1");
  EXPECT_EQ(StatusAt(reply, 3), "404");
  EXPECT_EQ(reply.Json()["entry"].at(4)["resource"]["total"].integer(), 1);
}

TEST_F(TransactionTest, TheBaseTakesNothingElse) {
  EXPECT_TRUE(IsOutcome(Post("", Patient("p1")), 400));
  EXPECT_TRUE(IsOutcome(Post("", R"({"resourceType":"Bundle","type":"document"})"), 400));
  EXPECT_TRUE(
      IsOutcome(Post("", R"({"resourceType":"Bundle","type":"transaction","entry":{}})"), 400));
  EXPECT_EQ(Post("", R"({"resourceType":"Bundle","type":"transaction"})").status, 200);
  EXPECT_TRUE(IsOutcome(Post("", "x", {{"Content-Type", "text/plain"}}), 415));
  EXPECT_TRUE(IsOutcome(Get(""), 405));
}

TEST_F(TransactionTest, TheProjectsOwnExampleResourcesAreAccepted) {
  for (const char* name :
       {"communication-inbound", "binary", "documentreference-photo", "provenance", "task-review",
        "consent-nested", "auditevent-balp-patientcreate"}) {
    std::ifstream file(std::string(CHARTBRIDGE_TESTS_DIR) + "/fixtures/fhir/" + name + ".json");
    std::stringstream text;
    text << file.rdbuf();
    const Reply reply =
        Post(fhir::json::Value(Reply{200, {}, text.str(), false}.Json())["resourceType"].text(),
             text.str());
    EXPECT_EQ(reply.status, 201) << name << " " << reply.body;
  }
}

}  // namespace
}  // namespace chartbridge::chart
