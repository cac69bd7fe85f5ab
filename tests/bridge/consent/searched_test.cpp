// Consents that a server answered when it was asked for those of a patient (rules R1 and R3.2):
// each is tied to them or holds, and records that are perhaps another person's never permit.
#include <gtest/gtest.h>

#include "tests/bridge/consent/clinic_case.h"

namespace chartbridge::bridge::consent {
namespace {

const std::string kNo = "{'type':'deny'}";
const std::string kYes = "{'type':'permit'}";
const std::string kBases =
    "{'fhirBases':['https://ehr.example/fhir','http://hapi:8080/fhir/"
    "'],'channelMustBeNamed':false}";
const std::string kKnown =
    "{'patientIdentifiers':[{'system':'urn:mrn','value':'7'}],'relatedPatient':['Patient/"
    "seealso']}";

Environment Searched() {
  Environment environment;
  environment.searched_by_patient = true;
  return environment;
}

// What one Consent with that `patient` says, beside a permit for certain.
std::string Beside(const std::string& patient, const std::string& provision = kNo) {
  return Answer(
      {Providing(kYes, "{'id':'yes'}"), Providing(provision, "{'patient':" + patient + "}")},
      Request(kKnown), kBases, Searched());
}

std::string Of(const std::string& reference) { return "{'reference':'" + reference + "'}"; }

// B1
TEST(SearchedConsents, B1DenyNamedByAnyNameOfTheServerIsHeard) {
  for (const char* reference :
       {"Patient/p1", "Patient/p1/_history/3", "https://ehr.example/fhir/Patient/p1",
        "https://ehr.example/fhir/Patient/p1/_history/2", "http://hapi:8080/fhir/Patient/p1",
        "HTTPS://EHR.example/fhir/Patient/p1", "https://ehr.example:443/fhir/Patient/p1"}) {
    EXPECT_EQ(Beside(Of(reference)), kDeny) << reference;
  }
}

TEST(SearchedConsents, B1DenyNamedByAnIdentifierOfThePatientIsHeard) {
  EXPECT_EQ(Beside("{'identifier':{'system':'urn:mrn','value':'7'}}"), kDeny);
  EXPECT_EQ(
      Beside("{'reference':'https://other.example/fhir/Patient/9','identifier':{'system':'urn:"
             "mrn','value':'7'}}"),
      kDeny);
}

TEST(SearchedConsents, B1WhatCannotBeTiedToThePatientHolds) {
  for (const char* patient :
       {"null", "{}", "{'display':'Anna'}", "{'reference':'https://other.example/fhir/Patient/p1'}",
        "{'reference':'http://ehr.example/fhir/Patient/p1'}",
        "{'reference':'https://ehr.example/fhir2/Patient/p1'}",
        "{'reference':'https://ehr.example.evil/fhir/Patient/p1'}", "{'reference':'#p'}",
        "{'reference':'urn:uuid:0b0c8f4e-3f0e-4c2a-9d0a-1c1c1c1c1c1c'}",
        "{'reference':'Patient?identifier=urn:mrn|7'}", "{'reference':'RelatedPerson/p1'}",
        "{'reference':'patient/p1'}", "{'reference':'p1'}",
        "{'identifier':{'system':'urn:mrn','value':'8'}}", "{'identifier':{'value':'7'}}",
        "{'identifier':{'system':'urn:other','value':'7'}}",
        "{'reference':'Patient/p2','identifier':{'system':'urn:mrn','value':'7'}}", "'Patient/p1'",
        "[{'reference':'Patient/p1'}]"}) {
    EXPECT_EQ(Beside(patient), kInvalid) << patient;
    EXPECT_EQ(Beside(patient, kYes), kInvalid) << patient;
  }
}

TEST(SearchedConsents, B1WithdrawalThatCannotBeTiedToThePatientHolds) {
  const Value withdrawn = Providing(
      kYes,
      "{'status':'inactive','patient':{'reference':'https://other.example/fhir/Patient/p1'}}");
  EXPECT_EQ(Answer({withdrawn}, Request(kKnown), kBases, Searched()), kInvalid);
}

TEST(SearchedConsents, B1WhatIsClearlyAnotherPatientsIsLeftOut) {
  EXPECT_EQ(Beside(Of("Patient/p2")), kPermit);
  EXPECT_EQ(Beside(Of("https://ehr.example/fhir/Patient/p2")), kPermit);
}

TEST(SearchedConsents, B1WhatWasEnteredInErrorIsLeftOut) {
  const Value error = Providing(
      kNo, "{'status':'entered-in-error','patient':{'reference':'https://o.example/Patient/p1'}}");
  EXPECT_EQ(Answer({error, Providing(kYes)}, Request(kKnown), kBases, Searched()), kPermit);
}

TEST(SearchedConsents, B1TheRecordAndItsPatientAreNamed) {
  const Decision decision = Decide({Providing(kNo, "{'patient':{'reference':'#p'}}")},
                                   Request(kKnown), Configured(kBases), Searched());
  ASSERT_EQ(decision.because.size(), 1U);
  EXPECT_EQ(decision.because[0].consent, "Consent/c1/_history/1");
  EXPECT_EQ(decision.because[0].path, "patient");
}

// B4
TEST(SearchedConsents, B4RecordThatIsPerhapsAnotherPersonDeniesAndHolds) {
  EXPECT_EQ(Beside(Of("Patient/seealso")), kDeny);
  EXPECT_EQ(Beside(Of("https://ehr.example/fhir/Patient/seealso")), kDeny);
  EXPECT_EQ(Beside(Of("Patient/seealso"), "{'type':'maybe'}"), kInvalid);
}

TEST(SearchedConsents, B4RecordThatIsPerhapsAnotherPersonNeverPermits) {
  const auto related = [](const std::string& provision, const std::string& more = "") {
    return Answer({Providing(provision, "{'patient':{'reference':'Patient/seealso'}" + more + "}")},
                  Request(kKnown), kBases, Searched());
  };
  EXPECT_EQ(related(kYes), kSilent);
  EXPECT_EQ(related(kYes, ",'status':'inactive'"), "deny consent-revoked");
  EXPECT_EQ(related(kYes, ",'status':'proposed'"), "hold consent-pending");
  // Neither does it take away the doubt about the patient's own.
  EXPECT_EQ(Beside(Of("Patient/seealso"), kYes), kPermit);
}

TEST(SearchedConsents, B4NewerVersionOfAnotherRecordEndsNothingOfThePatientsOwn) {
  const std::string series =
      ",'identifier':[{'system':'urn:chartbridge:consent-series','value':'s'}]";
  const std::vector<Value> records = {
      Providing(kYes, "{'id':'yes'}"),
      Providing(kNo, "{'id':'no','dateTime':'2026-01-01'" + series + "}"),
      Providing(kYes,
                "{'id':'other','dateTime':'2026-02-01','patient':{'reference':'Patient/"
                "seealso'}" +
                    series + "}")};
  EXPECT_EQ(Answer(records, Request(kKnown), kBases, Searched()), kDeny);
}

// B2
TEST(SearchedConsents, B2WarningThatSomethingIsMissingIsNotBelieved) {
  for (const char* code :
       {"incomplete", "timeout", "throttled", "too-costly", "not-supported", "processing"}) {
    const Value outcome =
        Json("{'resourceType':'OperationOutcome','issue':[{'severity':'warning','code':'" +
             std::string(code) + "'}]}");
    EXPECT_EQ(Answer({Providing(kYes), outcome}), "hold consent-unreachable") << code;
  }
  const Value hint = Json(
      "{'resourceType':'OperationOutcome','issue':[{'severity':'information','code':'informational'"
      "}]}");
  EXPECT_EQ(Answer({Providing(kYes), hint}), kPermit);
}

}  // namespace
}  // namespace chartbridge::bridge::consent
