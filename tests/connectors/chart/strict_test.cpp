// What softer servers take, and this one does not: what would be lost, doubled or lead nowhere.
#include "chart_fixture.h"

namespace chartbridge::chart {
namespace {

class StrictTest : public ChartTest {
 protected:
  void SetUp() override {
    ChartTest::SetUp();
    People({"p1"});
  }
  static std::string To(const std::string& reference) {
    return R"({"resourceType":"Communication","status":"completed","subject":{"reference":")" +
           reference + "\"}}";
  }
};

TEST_F(StrictTest, I19_AReferenceMustLeadSomewhere) {
  for (const char* dangling :
       {"Patient/nobody", "Patient/p1/_history/2", "Patient/p1/_history/x", "Encounter/1",
        "http://127.0.0.1:8080/fhir/Patient/nobody", "#inside"}) {
    const Reply reply = Post("Communication", To(dangling));
    EXPECT_TRUE(IsOutcome(reply, 422)) << dangling;
    EXPECT_EQ(CodeOf(reply), "not-found") << dangling;
    EXPECT_EQ(ExpressionOf(reply), "Communication.subject.reference") << dangling;
  }
  for (const char* none : {"urn:uuid:00000000-0000-4000-8000-000000000001", "p1", "Patient/",
                           "Patient?identifier=7", "/Patient/p1", "Patient/p1/x"}) {
    EXPECT_TRUE(IsOutcome(Post("Communication", To(none)), 400)) << none;
  }
  EXPECT_EQ(Count("Communication"), 0);
  for (const char* good :
       {"Patient/p1", "Patient/p1/_history/1", "https://other.example/r4/Patient/9",
        "http://127.0.0.1:8080/fhir/Patient/p1"}) {
    EXPECT_EQ(Post("Communication", To(good)).status, 201) << good;
  }
  EXPECT_EQ(Post("Communication",
                 R"({"resourceType":"Communication","status":"completed",)"
                 R"("contained":[{"resourceType":"Patient","id":"inside"}],)"
                 R"("subject":{"reference":"#inside"},"sender":{"identifier":{"value":"1"}}})")
                .status,
            201);
}

TEST_F(StrictTest, AReferenceDeepInsideIsLookedAtToo) {
  const std::string consent =
      R"({"resourceType":"Consent","status":"active","scope":{"text":"x"},"category":[{"text":"x"}],)"
      R"("patient":{"reference":"Patient/p1"},"provision":{"provision":[{"actor":[{"role":{"text":"x"},)"
      R"("reference":{"reference":"Organization/none"}}]}]}})";
  const Reply reply = Post("Consent", consent);
  EXPECT_TRUE(IsOutcome(reply, 422));
  EXPECT_EQ(ExpressionOf(reply), "Consent.provision.provision[0].actor[0].reference.reference");
}

TEST_F(StrictTest, APatientIsNotReplacedByItself) {
  const std::string link = R"("link":[{"type":"replaced-by","other":{"reference":"Patient/p1"}}])";
  EXPECT_TRUE(IsOutcome(Put("Patient/p1", Patient("p1", link)), 422));
  EXPECT_EQ(Get("Patient/p1").Header("ETag"), "W/\"1\"");
  EXPECT_EQ(Put("Patient/p2", Patient("p2", link)).status, 201);
}

TEST_F(StrictTest, I19_OwnAbsoluteReferencesAreKnownUnderEveryOwnNameWhateverHostIsAskedFor) {
  site_.bases = {"https://bridge.clinic.example/fhir", "http://127.0.0.1:8080/fhir",
                 "http://[::1]:8080/fhir"};
  Restart();
  for (const std::string& base : site_.bases) {
    const Reply made =
        Post("Communication", To(base + "/Patient/p1/_history/1"), {{"Host", "localhost:9999"}});
    EXPECT_EQ(made.status, 201) << made.body;
  }
  Post("Communication", To("http://localhost:9999/fhir/Patient/p1"), {{"Host", "localhost:9999"}});
  EXPECT_EQ(Count("Communication?patient=p1"), 3);
  EXPECT_EQ(Count("Communication?subject=https://bridge.clinic.example/fhir/Patient/p1"), 3);
  EXPECT_EQ(Count("Communication?subject=https://other.example/fhir/Patient/p1"), 0);
}

TEST_F(StrictTest, J4_AConditionInTheAddressOfAWriteIsRefused) {
  EXPECT_TRUE(IsOutcome(Post("Patient?identifier=7", Patient("x")), 400));
  EXPECT_TRUE(IsOutcome(Put("Patient/p1?identifier=7", Patient("p1")), 400));
  EXPECT_TRUE(
      IsOutcome(Put("Patient/p1", Patient("p1"), {{"If-None-Exist", "identifier=7"}}), 400));
  EXPECT_EQ(Post("Patient?_format=json", Patient("x")).status, 201);
}

TEST_F(StrictTest, AResourceMeetsTheConditionItIsCreatedUnder) {
  const http::Pairs condition{{"If-None-Exist", "identifier=other"}};
  EXPECT_TRUE(IsOutcome(Post("Communication", Communication("p1", "m1"), condition), 422));
  EXPECT_EQ(Count("Communication"), 0);
}

TEST_F(StrictTest, I19_DatesWithoutZoneAreTheClinics) {
  site_.timezone = "America/New_York";
  site_.time = *bridge::consent::ClinicTime::In(site_.timezone);
  Restart();
  Create(Communication("p1", "day", R"("sent":"2026-03-27")"));
  Create(Communication("p1", "night", R"("sent":"2026-03-28T03:59:59Z")"));
  Create(Communication("p1", "next", R"("sent":"2026-03-28T04:00:00Z")"));
  EXPECT_EQ(Count("Communication?sent=2026-03-27"), 2);
  EXPECT_EQ(Count("Communication?sent=ge2026-03-28T00:00:00"), 1);
  EXPECT_EQ(Count("Communication?sent=ge2026-03-28T00:00:00Z"), 3);
}

}  // namespace
}  // namespace chartbridge::chart
