#include "chart_fixture.h"

namespace chartbridge::chart {
namespace {

class SearchTest : public ChartTest {
 protected:
  void SetUp() override {
    ChartTest::SetUp();
    Put("Patient/p1",
        Patient("p1", R"("active":true,"birthDate":"1980-02-03","gender":"female",)"
                      R"("name":[{"family":"Núñez García","given":["Ana"]}],)"
                      R"("telecom":[{"system":"phone","value":"+34 600 000 001"},)"
                      R"({"system":"email","value":"ana@example.org"}],)"
                      R"("identifier":[{"system":"urn:mrn","value":"7"},{"value":"bare"}])"));
    Put("Patient/p2", Patient("p2", R"("active":false,"birthDate":"1980-07-01",)"
                                    R"("name":[{"text":"דנה כהן"}])"));
    Put("Patient/p3", Patient("p3"));
  }
};

TEST_F(SearchTest, AnIdentifierIsFoundWithAndWithoutItsSystem) {
  EXPECT_EQ(Count("Patient?identifier=urn:mrn%7C7"), 1);
  EXPECT_EQ(Count("Patient?identifier=7"), 1);
  EXPECT_EQ(Count("Patient?identifier=urn:mrn%7C"), 1);
  EXPECT_EQ(Count("Patient?identifier=%7Cbare"), 1);
  EXPECT_EQ(Count("Patient?identifier=%7C7"), 0);
  EXPECT_EQ(Count("Patient?identifier=urn:other%7C7"), 0);
  EXPECT_EQ(Count("Patient?identifier=urn:mrn%7C8,bare"), 1);
}

TEST_F(SearchTest, EscapesKeepCommaBarAndBackslashInAValue) {
  Put("Patient/odd", Patient("odd", R"("identifier":[{"system":"urn:odd","value":"a,b|c\\d$"}])"));
  EXPECT_EQ(Count("Patient?identifier=urn:odd%7Ca%5C,b%5C%7Cc%5C%5Cd%5C$"), 1);
  EXPECT_EQ(Count("Patient?identifier=urn:odd%7Ca,b"), 0);
}

TEST_F(SearchTest, APhoneIsComparedAsItIsWritten) {
  EXPECT_EQ(Count("Patient?phone=%2B34%20600%20000%20001"), 1);
  EXPECT_EQ(Count("Patient?telecom=%2B34%20600%20000%20001"), 1);
  EXPECT_EQ(Count("Patient?telecom=phone%7C%2B34%20600%20000%20001"), 1);
  EXPECT_EQ(Count("Patient?telecom=email%7C%2B34%20600%20000%20001"), 0);
  EXPECT_EQ(Count("Patient?phone=%2B34600000001"), 0);
  EXPECT_EQ(Count("Patient?phone=%2B34600000001,%2B34%20600%20000%20001"), 1);
  EXPECT_EQ(Count("Patient?phone=ana@example.org"), 0);
  EXPECT_EQ(Count("Patient?telecom=ana@example.org"), 1);
}

TEST_F(SearchTest, I17_NamesAreFoundByWholeWordsWithoutCaseAndAccents) {
  for (const char* name : {"NUNEZ", "nu%C3%B1ez", "garc%C3%ADa", "ana", "Garcia%20Ana"})
    EXPECT_EQ(Count(std::string("Patient?name=") + name), 1) << name;
  EXPECT_EQ(Count("Patient?name=nunez&name=ana"), 1);
  EXPECT_EQ(Count("Patient?name=nu"), 0);
  EXPECT_EQ(Count("Patient?name=nunez%20dana"), 0);
  EXPECT_EQ(Count("Patient?name=%D7%93%D7%A0%D7%94"), 1);
  EXPECT_TRUE(IsOutcome(Get("Patient?name=ana,dana"), 400));
  EXPECT_TRUE(IsOutcome(Get("Patient?name=-"), 400));
}

TEST_F(SearchTest, RepeatedMeansAllAndCommaMeansAny) {
  EXPECT_EQ(Count("Patient?identifier=7,9"), 1);
  EXPECT_EQ(Count("Patient?identifier=7&identifier=bare"), 1);
  EXPECT_EQ(Count("Patient?identifier=7&name=dana"), 0);
  EXPECT_EQ(Count("Patient?_id=p1,p3,p9"), 2);
}

TEST_F(SearchTest, AReferenceIsFoundInEachOfItsSpellings) {
  Create(Communication("p1", "m1"));
  EXPECT_EQ(Count("Communication?patient=p1"), 1);
  EXPECT_EQ(Count("Communication?patient=Patient/p1"), 1);
  EXPECT_EQ(Count("Communication?subject=Patient/p1"), 1);
  EXPECT_EQ(Count("Communication?subject=p1"), 1);
}

TEST_F(SearchTest, DatesAreRangesOfTheirPrecision) {
  Create(Communication("p1", "m1", R"("sent":"2026-03-01T10:00:00Z")"));
  Create(Communication("p1", "m2", R"("sent":"2026-03")"));
  Create(Communication("p1", "m3"));
  EXPECT_EQ(Count("Communication?sent=2026-03"), 2);
  EXPECT_EQ(Count("Communication?sent=2026-03-01"), 1);
  EXPECT_EQ(Count("Communication?sent=2026-03-01T12:00:00%2B02:00"), 1);
  EXPECT_EQ(Count("Communication?sent=2026-03-01T12:00:00+02:00"), 1);
  EXPECT_EQ(Count("Communication?sent=gt2026-03-01"), 1);
  EXPECT_EQ(Count("Communication?sent=ge2026-03-01"), 2);
  EXPECT_EQ(Count("Communication?sent=lt2026-03-01"), 0);
  EXPECT_EQ(Count("Communication?sent=ge2026-03-01T09:00:00Z&sent=le2026-03-01T11:00:00Z"), 2);
  EXPECT_EQ(Count("Communication?_lastUpdated=ge2026-11-22"), 3);
  EXPECT_EQ(Count("Communication?_lastUpdated=gt2026-11-22"), 0);
}

TEST_F(SearchTest, AConsentIsFoundByPatientStatusAndDate) {
  Create(
      R"({"resourceType":"Consent","status":"active","scope":{"coding":[{"code":"patient-privacy"}]},)"
      R"("category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],"patient":{"reference":"Patient/p1"},)"
      R"("dateTime":"2026-01-01"})");
  EXPECT_EQ(Count("Consent?patient=p1&status=active"), 1);
  EXPECT_EQ(Count("Consent?patient=p1&status=inactive"), 0);
  EXPECT_EQ(Count("Consent?patient=p1,p2"), 1);
  EXPECT_EQ(Count("Consent?date=2026"), 1);
  EXPECT_EQ(Count("Consent?date=ge2026-01-02"), 0);
}

TEST_F(SearchTest, WhatAnUpdateChangedIsNoLongerFoundByTheOld) {
  Put("Patient/p3", Patient("p3", R"("identifier":[{"value":"bare"}])"));
  EXPECT_EQ(Count("Patient?identifier=bare"), 2);
  Put("Patient/p3", Patient("p3", R"("identifier":[{"value":"other"}])"));
  EXPECT_EQ(Count("Patient?identifier=bare"), 1);
}

TEST_F(SearchTest, J3_WhatIsNotOfferedIsNeverLeftOut) {
  Create(Communication("p1", "m1"));
  for (const char* search :
       {"Patient?shoe-size=42", "Patient?_sort=name", "Patient?active=true", "Patient?name:exact=x",
        "Communication?subject:Patient.name=ana", "Communication?patient.name=nobody",
        "Patient?_has:Communication:subject:identifier=x", "Patient?_include=*",
        "Communication?sent=ne2026", "Communication?sent:missing=true", "Patient?_summary=text",
        "Communication?_sort=sent,status"}) {
    EXPECT_TRUE(IsOutcome(Get(search), 400)) << search;
    EXPECT_TRUE(IsOutcome(Get(search, {{"Prefer", "handling=lenient"}}), 400)) << search;
  }
}

TEST_F(SearchTest, ASearchCanBePosted) {
  const http::Pairs form{{"Content-Type", "application/x-www-form-urlencoded"}};
  const Reply found = Post("Patient/_search", "phone=%2B34+600+000+001", form);
  EXPECT_EQ(found.status, 200);
  EXPECT_EQ(found.Json()["total"].integer(), 1);
  EXPECT_EQ(Post("Patient/_search?_id=p2", "name=dana", form).Json()["total"].integer(), 0);
  EXPECT_TRUE(IsOutcome(Post("Patient/_search", "{}"), 415));
  EXPECT_TRUE(IsOutcome(Get("Patient/_search"), 405));
}

TEST_F(SearchTest, CountAloneComesWithoutEntries) {
  for (const char* search : {"Patient?_summary=count", "Patient?_count=0"}) {
    const auto bundle = Get(search).Json();
    EXPECT_EQ(bundle["total"].integer(), 3);
    EXPECT_EQ(bundle.Find("entry"), nullptr);
    EXPECT_EQ(LinkOf(bundle, "next"), "");
  }
}

TEST_F(SearchTest, J1_ACodeIsInTheSystemOfItsElement) {
  Create(Communication("p1", "m1"));
  EXPECT_EQ(Count("Communication?status=completed"), 1);
  EXPECT_EQ(Count("Communication?status=http://hl7.org/fhir/event-status%7Ccompleted"), 1);
  EXPECT_EQ(Count("Communication?status=http://hl7.org/fhir/event-status%7C"), 1);
  EXPECT_EQ(Count("Communication?status=http://hl7.org/fhir/task-status%7Ccompleted"), 0);
  EXPECT_EQ(Count("Communication?status=%7Ccompleted"), 0);
}

TEST_F(SearchTest, BinariesCannotBeSearched) { EXPECT_TRUE(IsOutcome(Get("Binary"), 405)); }

}  // namespace
}  // namespace chartbridge::chart
