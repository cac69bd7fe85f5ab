// What a launch for one patient may see and write: nothing of anybody else.
#include "bounded_fixture.h"

namespace chartbridge::chart {
namespace {

using CompartmentTest = BoundedTest;

std::string Task(const std::string& patient, const std::string& focus) {
  return R"({"resourceType":"Task","id":"t","status":"completed","intent":"order",)"
         R"("focus":{"reference":")" +
         focus + R"("},"for":{"reference":"Patient/)" + patient + "\"}}";
}

std::string Entry(const std::string& method, const std::string& url,
                  const std::string& resource = "") {
  return R"({"request":{"method":")" + method + R"(","url":")" + url + "\"}" +
         (resource.empty() ? "" : ",\"resource\":" + resource) + "}";
}

std::string Bundle(const std::string& type, const std::string& entries) {
  return R"({"resourceType":"Bundle","type":")" + type + R"(","entry":[)" + entries + "]}";
}

TEST_F(CompartmentTest, ThePatientsOwnIsRead) {
  for (const char* own : {"Patient/anna", "Communication/anna1", "DocumentReference/anna",
                          "Provenance/anna", "Binary/anna", "Practitioner/doc", "Device/bridge",
                          "Communication/anna1/_history", "Communication/anna1/_history/1"}) {
    EXPECT_EQ(Look(own).status, 200) << own;
  }
  EXPECT_EQ(Look("Binary/anna").body, "bytes of anna");
}

TEST_F(CompartmentTest, AnotherPatientsResourcesAreNotFound) {
  for (const char* other :
       {"Patient/ben", "Communication/ben1", "DocumentReference/ben", "Provenance/ben",
        "Binary/ben", "Binary/loose-ben", "Binary/loose-anna", "Device/pump",
        "Communication/ben1/_history", "Communication/ben1/_history/1"}) {
    const Reply reply = Look(other);
    EXPECT_TRUE(IsOutcome(reply, 404)) << other;
    EXPECT_EQ(reply.body.find("ben"), std::string::npos) << other;
  }
}

TEST_F(CompartmentTest, ASearchFindsAndCountsOnlyThePatientsOwn) {
  EXPECT_EQ(Total("Patient"), 1);
  EXPECT_EQ(Total("Patient?_id=ben"), 0);
  EXPECT_EQ(Total("Communication"), 2);
  EXPECT_EQ(Total("Communication?patient=Patient/ben"), 0);
  EXPECT_EQ(Total("Communication?patient=ben,anna"), 2);
  EXPECT_EQ(Total("Communication?identifier=urn:m%7Cben1"), 0);
  EXPECT_EQ(Total("DocumentReference?_lastUpdated=gt2020"), 1);
  EXPECT_EQ(Total("Practitioner"), 1);
  EXPECT_EQ(Total("Device"), 1);
  const Reply posted = Ask("POST", "Communication/_search", "patient=Patient/ben",
                           {{"Content-Type", "application/x-www-form-urlencoded"}});
  EXPECT_EQ(posted.Json()["total"].integer(), 0);
}

TEST_F(CompartmentTest, ProvenanceIsFoundThroughItsTarget) {
  EXPECT_TRUE(IsOutcome(Look("Provenance"), 400));
  EXPECT_EQ(Total("Provenance?target=Communication/anna1"), 1);
  EXPECT_EQ(Total("Provenance?target=Communication/ben1"), 0);
  EXPECT_EQ(Total("Provenance?target=Communication/ben1,Communication/anna1"), 1);
  EXPECT_EQ(Total("Provenance?target=ben1"), 0);
  EXPECT_EQ(Total("Provenance?target=anna1"), 0) << "a target is named with its type";
  EXPECT_EQ(Total("Provenance?target=Patient/ben"), 0);
  EXPECT_EQ(Total("Provenance?target=Binary/ben,Communication/nobody"), 0);
}

TEST_F(CompartmentTest, PagesStayInside) {
  const auto first = Look("Communication?_count=1").Json();
  EXPECT_EQ(first["total"].integer(), 2);
  const std::string next = Below(LinkOf(first, "next"));
  EXPECT_EQ(Look(next).Json()["total"].integer(), 2);
  // The same page under another launch is a page of that patient.
  access_.rights->patient = "Patient/ben";
  for (const std::string& id : IdsOf(Look(next).Json())) EXPECT_TRUE(id.starts_with("ben")) << id;
}

TEST_F(CompartmentTest, AMisfiledMessageKeepsItsEarlierVersionsToItself) {
  Put("Communication/anna1", Communication("ben", "anna1", R"("id":"anna1")"));
  EXPECT_TRUE(IsOutcome(Look("Communication/anna1"), 404));
  EXPECT_TRUE(IsOutcome(Look("Communication/anna1/_history/1"), 404));
  access_.rights->patient = "Patient/ben";
  EXPECT_EQ(Look("Communication/anna1").status, 200);
  EXPECT_TRUE(IsOutcome(Look("Communication/anna1/_history/1"), 404));
  const auto history = Look("Communication/anna1/_history").Json();
  EXPECT_EQ(history["total"].integer(), 1);
  ASSERT_EQ(history["entry"].items().size(), 1U);
  EXPECT_EQ(history["entry"].at(0)["resource"]["meta"]["versionId"].text(), "2");
}

TEST_F(CompartmentTest, AWriteOutsideIsForbidden) {
  EXPECT_EQ(Ask("PUT", "Task/t", Task("anna", "Communication/anna1")).status, 201);
  EXPECT_TRUE(IsOutcome(Ask("PUT", "Task/t", Task("ben", "Communication/ben1")), 403));
  EXPECT_TRUE(IsOutcome(Ask("POST", "Task", Task("ben", "Communication/ben1")), 403));
  Put("Task/t2", R"({"resourceType":"Task","id":"t2","status":"requested","intent":"order",)"
                 R"("for":{"reference":"Patient/ben"}})");
  const std::string taken = R"({"resourceType":"Task","id":"t2","status":"completed",)"
                            R"("intent":"order","for":{"reference":"Patient/anna"}})";
  EXPECT_TRUE(IsOutcome(Ask("PUT", "Task/t2", taken), 403));
  const std::string both =
      R"({"resourceType":"Provenance","recorded":"2026-01-02T03:04:05Z","agent":[{"who":{"display":"x"}}],)"
      R"("target":[{"reference":"Task/t"},{"reference":"Communication/ben1"}]})";
  EXPECT_TRUE(IsOutcome(Ask("POST", "Provenance", both), 403));
  EXPECT_EQ(Get("Task/t2").Json()["status"].text(), "requested");
}

TEST_F(CompartmentTest, ATypeThatTheScopeLeavesOutIsForbidden) {
  access_.rights = RightsTo("Patient/anna", "Communication.r Task.c");
  const Reply search = Look("Communication");
  EXPECT_TRUE(IsOutcome(search, 403));
  EXPECT_EQ(search.Header("WWW-Authenticate"), "Bearer error=\"insufficient_scope\"");
  EXPECT_TRUE(IsOutcome(Look("Patient/anna"), 403));
  EXPECT_TRUE(IsOutcome(Look("Patient/nobody"), 403));
  EXPECT_TRUE(IsOutcome(Look("Patient/anna/_history"), 403));
  EXPECT_TRUE(IsOutcome(Ask("PUT", "Communication/anna1", Communication("anna", "x")), 403));
  EXPECT_EQ(Ask("PUT", "Task/t", Task("anna", "Communication/anna1")).status, 201);
  EXPECT_TRUE(IsOutcome(Ask("PUT", "Task/t", Task("anna", "Communication/anna2")), 403));
}

TEST_F(CompartmentTest, AConditionDoesNotLookBeyond) {
  access_.rights = RightsTo("Patient/anna", "Communication.crus");
  const http::Pairs condition{{"If-None-Exist", "identifier=ben1"}};
  const Reply made = Ask("POST", "Communication", Communication("anna", "ben1"), condition);
  EXPECT_EQ(made.status, 201) << "what is Ben's is not there for Anna's launch";
  access_.rights = RightsTo("Patient/anna", "Communication.c");
  EXPECT_TRUE(
      IsOutcome(Ask("POST", "Communication", Communication("anna", "other"), condition), 403));
}

TEST_F(CompartmentTest, ATransactionIsBoundAsAWhole) {
  const std::string own = Entry("PUT", "Task/t", Task("anna", "Communication/anna1"));
  const std::string theirs = R"({"resourceType":"Task","id":"u","status":"completed",)"
                             R"("intent":"order","for":{"reference":"Patient/ben"}})";
  EXPECT_TRUE(IsOutcome(
      Ask("POST", "", Bundle("transaction", own + "," + Entry("PUT", "Task/u", theirs))), 403));
  EXPECT_EQ(Get("Task/t").status, 404);
  EXPECT_EQ(Ask("POST", "", Bundle("transaction", own)).status, 200);
  EXPECT_TRUE(
      IsOutcome(Ask("POST", "", Bundle("transaction", Entry("GET", "Communication/ben1"))), 400));
}

TEST_F(CompartmentTest, ABinaryIsOnlyUploadedIntoThePatientsRecord) {
  access_.rights = RightsTo("Patient/anna", "Binary.cru");
  const auto upload = [&](const std::string& context) {
    return Ask("POST", "Binary", "png",
               {{"Content-Type", "image/png"}, {"X-Security-Context", context}})
        .status;
  };
  EXPECT_EQ(upload("Patient/anna"), 201);
  EXPECT_EQ(upload("DocumentReference/anna"), 201);
  EXPECT_EQ(upload("Patient/ben"), 403);
  EXPECT_EQ(upload("DocumentReference/ben"), 403);
  EXPECT_EQ(upload("Practitioner/doc"), 403);
  EXPECT_EQ(Ask("PUT", "Binary/ben", "png",
                {{"Content-Type", "image/png"}, {"X-Security-Context", "Patient/anna"}})
                .status,
            403);
}

TEST_F(CompartmentTest, WithoutAPatientTheWholeChartIsOpenToTheTypesGranted) {
  access_.rights->patient.clear();
  EXPECT_EQ(Look("Communication/ben1").status, 200);
  EXPECT_EQ(Total("Communication"), 4);
  EXPECT_TRUE(IsOutcome(Look("Consent"), 403));
}

}  // namespace
}  // namespace chartbridge::chart
