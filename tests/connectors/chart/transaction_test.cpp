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

class TransactionTest : public ChartTest {
 protected:
  void SetUp() override {
    ChartTest::SetUp();
    People({"p1"});
  }
  // The smallest resource that the reference at `expression` may lead to.
  void MakeTarget(const fhir::json::Value& resource, const std::string& expression) {
    const fhir::json::Value* at = &resource;
    std::istringstream steps(expression.substr(expression.find('.') + 1));
    for (std::string step; std::getline(steps, step, '.');) {
      const std::size_t bracket = step.find('[');
      at = &(*at)[step.substr(0, bracket)];
      if (bracket != std::string::npos) at = &at->at(std::stoul(step.substr(bracket + 1)));
    }
    const std::string reference = at->text().substr(0, at->text().find("/_history"));
    const std::string type = reference.substr(0, reference.find('/'));
    const std::string id = reference.substr(reference.find('/') + 1);
    std::string more;
    if (type == "Communication") more = R"("status":"completed",)";
    if (type == "DocumentReference")
      more = R"("status":"current","content":[{"attachment":{"title":"x"}}],)";
    if (type == "Consent")
      more = R"("status":"active","scope":{"text":"x"},"category":[{"text":"x"}],)";
    if (type == "Task") more = R"("status":"requested","intent":"order",)";
    if (type == "Binary") more = R"("contentType":"image/png",)";
    const std::string text =
        R"({"resourceType":")" + type + "\"," + more + R"("id":")" + id + "\"}";
    EXPECT_LT(Put(reference, text).status, 300) << reference;
  }
};

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
      {"reference by condition",
       Entry(
           "urn:uuid:2",
           R"({"resourceType":"Communication","status":"completed","subject":{"reference":"Patient?identifier=none"}})",
           "POST", "Communication"),
       "Bundle.entry[1].resource.subject.reference"},
      {"reference to nobody",
       Entry("urn:uuid:2", Communication("nobody", "m9"), "POST", "Communication"),
       "Bundle.entry[1].resource.subject.reference"},
      {"put with a condition", Entry("urn:uuid:2", Patient("a"), "PUT", "Patient?identifier=1"),
       "Bundle.entry[1].request.url"},
      {"put without id", Entry("urn:uuid:2", R"({"resourceType":"Patient"})", "PUT", "Patient/a"),
       "Bundle.entry[1].resource.id"},
      {"put with ifNoneExist",
       Entry("urn:uuid:2", Patient("a"), "PUT", "Patient/a", R"("ifNoneExist":"identifier=1")"),
       "Bundle.entry[1].request"},
      {"post with ifMatch",
       Entry("urn:uuid:2", Patient("a"), "POST", "Patient", R"("ifMatch":"W/\"1\"")"),
       "Bundle.entry[1].request"},
      {"a read", R"({"request":{"method":"GET","url":"Patient/p1"}})",
       "Bundle.entry[1].request.method"},
      {"its own condition not met",
       Entry("urn:uuid:2", Patient("a"), "POST", "Patient", R"("ifNoneExist":"identifier=7")"),
       "Bundle.entry[1]"},
      {"the same fullUrl", Entry("urn:uuid:1", Patient("b"), "POST", "Patient"),
       "Bundle.entry[1].fullUrl"},
      {"in its own place",
       Entry("urn:uuid:2",
             Patient("a", R"("link":[{"type":"replaced-by","other":{"reference":"Patient/a"}}])"),
             "PUT", "Patient/a"),
       "Bundle.entry[1].resource.link"},
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
    EXPECT_EQ(Count("Patient"), 1) << one.situation;
  }
}

TEST_F(TransactionTest, I10_WhatTwoEntriesWouldSettleByTheirOrderIsRefused) {
  const std::string condition = R"("ifNoneExist":"identifier=urn:chartbridge:id|m1")";
  const std::string other_spelling =
      R"("ifNoneExist":"Communication?identifier=urn:chartbridge:id%7Cm1")";
  const std::string message = Communication("p1", "m1");
  const struct {
    const char* situation;
    std::string entries;
  } cases[] = {
      {"one resource twice",
       Entry("urn:uuid:1", Patient("a"), "PUT", "Patient/a") + "," +
           Entry("urn:uuid:2", Patient("a", R"("active":true)"), "PUT", "Patient/a")},
      {"one criterion twice", Entry("urn:uuid:1", message, "POST", "Communication", condition) +
                                  "," +
                                  Entry("urn:uuid:2", message, "POST", "Communication", condition)},
      {"one criterion in two spellings",
       Entry("urn:uuid:1", message, "POST", "Communication", condition) + "," +
           Entry("urn:uuid:2", message, "POST", "Communication", other_spelling)},
      {"one fullUrl twice", Entry("urn:uuid:1", Patient("a"), "POST", "Patient") + "," +
                                Entry("urn:uuid:1", message, "POST", "Communication")},
      {"a create beside one that would have met its condition",
       Entry("urn:uuid:1", message, "POST", "Communication", condition) + "," +
           Entry("urn:uuid:2", message, "POST", "Communication")},
  };
  for (const auto& one : cases) {
    const Reply reply = Post("", Bundle("transaction", one.entries));
    EXPECT_TRUE(IsOutcome(reply, reply.status)) << one.situation;
    EXPECT_TRUE(reply.status == 400 || reply.status == 412 || reply.status == 422)
        << one.situation << " " << reply.body;
    EXPECT_EQ(Count("Patient"), 1) << one.situation;
    EXPECT_EQ(Count("Communication"), 0) << one.situation;
  }
  // Neither may an entry match what another changes.
  Create(Communication("p1", "m1"));
  const std::string id = IdsOf(Get("Communication").Json()).front();
  const std::string both =
      Entry("urn:uuid:1", message, "POST", "Communication", condition) + "," +
      Entry("urn:uuid:2",
            R"({"resourceType":"Communication","id":")" + id + R"(","status":"unknown"})", "PUT",
            "Communication/" + id);
  EXPECT_TRUE(IsOutcome(Post("", Bundle("transaction", both)), 400));
}

TEST_F(TransactionTest, PreferBringsTheResourcesBack) {
  const std::string entry = Entry("urn:uuid:1", Patient("a"), "POST", "Patient");
  const Reply plain = Post("", Bundle("transaction", entry));
  EXPECT_EQ(plain.Json()["entry"].at(0).Find("resource"), nullptr);
  const Reply whole = Post("", Bundle("transaction", entry), {{"Prefer", "return=representation"}});
  EXPECT_EQ(whole.Json()["entry"].at(0)["resource"]["resourceType"].text(), "Patient");
}

TEST_F(TransactionTest, TheBaseTakesNothingElse) {
  EXPECT_TRUE(IsOutcome(Post("", Patient("p1")), 400));
  for (const char* type : {"document", "batch", "collection", ""})
    EXPECT_TRUE(IsOutcome(Post("", Bundle(type, "")), 400)) << type;
  EXPECT_TRUE(
      IsOutcome(Post("", R"({"resourceType":"Bundle","type":"transaction","entry":{}})"), 400));
  EXPECT_EQ(Post("", R"({"resourceType":"Bundle","type":"transaction"})").status, 200);
  EXPECT_TRUE(IsOutcome(Post("", "x", {{"Content-Type", "text/plain"}}), 415));
  EXPECT_TRUE(IsOutcome(Get(""), 405));
}

TEST_F(TransactionTest, TheProjectsOwnExampleResourcesAreAcceptedOnceTheirTargetsAreThere) {
  for (const char* name :
       {"communication-inbound", "binary", "documentreference-photo", "provenance", "task-review",
        "consent-nested", "auditevent-balp-patientcreate"}) {
    std::ifstream file(std::string(CHARTBRIDGE_TESTS_DIR) + "/fixtures/fhir/" + name + ".json");
    std::stringstream text;
    text << file.rdbuf();
    const auto resource = Reply{200, {}, text.str(), false}.Json();
    const std::string type = resource["resourceType"].text();
    Reply reply = Post(type, text.str());
    // What HAPI refuses is refused here too, until nothing of it leads nowhere.
    for (int tries = 0; reply.status == 422 && tries < 12; ++tries) {
      ASSERT_EQ(CodeOf(reply), "not-found") << name << " " << reply.body;
      MakeTarget(resource, ExpressionOf(reply));
      reply = Post(type, text.str());
    }
    EXPECT_EQ(reply.status, 201) << name << " " << reply.body;
  }
}

}  // namespace
}  // namespace chartbridge::chart
