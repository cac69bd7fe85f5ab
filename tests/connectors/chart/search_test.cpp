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
  EXPECT_EQ(Count("Patient?email=ana@example.org"), 1);
}

TEST_F(SearchTest, NamesAreFoundByTheirBeginningWithoutCaseAndAccents) {
  EXPECT_EQ(Count("Patient?name=nu"), 1);
  EXPECT_EQ(Count("Patient?name=NUNEZ"), 1);
  EXPECT_EQ(Count("Patient?family=garc%C3%ADa"), 1);
  EXPECT_EQ(Count("Patient?given=an"), 1);
  EXPECT_EQ(Count("Patient?given=nunez"), 0);
  EXPECT_EQ(Count("Patient?family=unez"), 0);
  EXPECT_EQ(Count("Patient?name=%D7%93%D7%A0"), 1);
  EXPECT_EQ(Count("Patient?family:exact=N%C3%BA%C3%B1ez%20Garc%C3%ADa"), 1);
  EXPECT_EQ(Count("Patient?family:exact=nunez%20garcia"), 0);
}

TEST_F(SearchTest, ABirthDateIsFoundByDayMonthOrYear) {
  EXPECT_EQ(Count("Patient?birthdate=1980"), 2);
  EXPECT_EQ(Count("Patient?birthdate=1980-02"), 1);
  EXPECT_EQ(Count("Patient?birthdate=eq1980-02-03"), 1);
  EXPECT_EQ(Count("Patient?birthdate=1980-02-04"), 0);
  EXPECT_TRUE(IsOutcome(Get("Patient?birthdate=ge1980"), 400));
}

TEST_F(SearchTest, RepeatedMeansAllAndCommaMeansAny) {
  EXPECT_EQ(Count("Patient?active=true"), 1);
  EXPECT_EQ(Count("Patient?active=true,false"), 2);
  EXPECT_EQ(Count("Patient?active=true&birthdate=1980-07"), 0);
  EXPECT_EQ(Count("Patient?active=false&birthdate=1980-07"), 1);
  EXPECT_EQ(Count("Patient?active:not=true"), 2);
  EXPECT_EQ(Count("Patient?active:missing=true"), 1);
  EXPECT_EQ(Count("Patient?active:missing=false"), 2);
  EXPECT_EQ(Count("Patient?_id=p1,p3,p9"), 2);
}

TEST_F(SearchTest, AReferenceIsFoundInEachOfItsSpellings) {
  Create(Communication("p1", "m1", R"("partOf":[{"identifier":{"system":"urn:t","value":"t1"}}])"));
  EXPECT_EQ(Count("Communication?patient=p1"), 1);
  EXPECT_EQ(Count("Communication?patient=Patient/p1"), 1);
  EXPECT_EQ(Count("Communication?subject=Patient/p1"), 1);
  EXPECT_EQ(Count("Communication?subject=p1"), 1);
  EXPECT_EQ(Count("Communication?subject:Patient=p1"), 1);
}

TEST_F(SearchTest, OwnAbsoluteAndVersionedReferencesAreTheSame) {
  Create(Communication(
      "p1", "m1", R"("sender":{"reference":"http://127.0.0.1:8080/fhir/Patient/p1/_history/1"})"));
  EXPECT_EQ(Count("Communication?sender=Patient/p1"), 1);
  EXPECT_EQ(Count("Communication?sender=http://127.0.0.1:8080/fhir/Patient/p1"), 1);
  EXPECT_EQ(Count("Communication?sender=https://other.example/fhir/Patient/p1"), 0);
}

TEST_F(SearchTest, AReferenceByIdentifierHasItsModifier) {
  Create(Communication("p1", "m1", R"("partOf":[{"identifier":{"system":"urn:t","value":"t1"}}])"));
  EXPECT_EQ(Count("Communication?part-of:identifier=urn:t%7Ct1"), 1);
  EXPECT_EQ(Count("Communication?part-of:identifier=urn:t%7Ct2"), 0);
  EXPECT_EQ(Count("Communication?part-of:missing=true"), 0);
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
  EXPECT_EQ(Count("Communication?sent=ne2026-03"), 0);
  EXPECT_EQ(Count("Communication?sent=ge2026-03-01T09:00:00Z&sent=le2026-03-01T11:00:00Z"), 2);
  EXPECT_EQ(Count("Communication?sent:missing=true"), 1);
  EXPECT_EQ(Count("Communication?_lastUpdated=ge2026-11-22"), 3);
  EXPECT_EQ(Count("Communication?_lastUpdated=gt2026-11-22"), 0);
}

TEST_F(SearchTest, AConsentIsFoundByPatientStatusCategoryAndPeriod) {
  Create(
      R"({"resourceType":"Consent","status":"active","scope":{"coding":[{"code":"patient-privacy"}]},)"
      R"("category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],"patient":{"reference":"Patient/p1"},)"
      R"("provision":{"type":"permit","period":{"start":"2026-01-01","end":"2030-01-01"}}})");
  EXPECT_EQ(Count("Consent?patient=p1&status=active&category=http://loinc.org%7C59284-0"), 1);
  EXPECT_EQ(Count("Consent?patient=p1&status=inactive"), 0);
  EXPECT_EQ(Count("Consent?patient=p1,p2"), 1);
  EXPECT_EQ(Count("Consent?period=ge2026-06-01"), 1);
  EXPECT_EQ(Count("Consent?period=eb2026-01-01"), 0);
  EXPECT_EQ(Count("Consent?period=2026"), 0);
}

TEST_F(SearchTest, WhatAnUpdateChangedIsNoLongerFoundByTheOld) {
  Put("Patient/p3", Patient("p3", R"("active":true)"));
  EXPECT_EQ(Count("Patient?active=true"), 2);
  Put("Patient/p3", Patient("p3", R"("active":false)"));
  EXPECT_EQ(Count("Patient?active=true"), 1);
}

TEST_F(SearchTest, AnUnknownParameterIsLeftOutOrRefusedAsTheClientPrefers) {
  const auto lenient = Get("Patient?active=true&shoe-size=42").Json();
  EXPECT_EQ(lenient["total"].integer(), 1);
  EXPECT_EQ(LinkOf(lenient, "self"), "http://127.0.0.1:8080/fhir/Patient?active=true");
  EXPECT_TRUE(IsOutcome(Get("Patient?shoe-size=42", {{"Prefer", "handling=strict"}}), 400));
  EXPECT_TRUE(IsOutcome(Get("Patient?_sort=name", {{"Prefer", "handling=strict"}}), 400));
  EXPECT_EQ(Get("Patient?_sort=name").status, 200);
}

TEST_F(SearchTest, ASearchCanBePosted) {
  const http::Pairs form{{"Content-Type", "application/x-www-form-urlencoded"}};
  const Reply found = Post("Patient/_search", "phone=%2B34+600+000+001", form);
  EXPECT_EQ(found.status, 200);
  EXPECT_EQ(found.Json()["total"].integer(), 1);
  EXPECT_EQ(Post("Patient/_search?active=false", "birthdate=1980", form).Json()["total"].integer(),
            1);
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

TEST_F(SearchTest, BinariesCannotBeSearched) { EXPECT_TRUE(IsOutcome(Get("Binary"), 405)); }

}  // namespace
}  // namespace chartbridge::chart
