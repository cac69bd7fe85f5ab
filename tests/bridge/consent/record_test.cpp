// Rules R3 and R4: which records count, and what makes one invalid.
#include <gtest/gtest.h>

#include "tests/bridge/consent/clinic_case.h"

namespace chartbridge::bridge::consent {
namespace {

std::string Alone(const std::string& provision, const std::string& changes = "{}") {
  return Answer({Providing(provision, changes)});
}

const std::string kYes = "{'type':'permit'}";

TEST(CandidatesR3, WhatIsNoConsentIsIgnored) {
  EXPECT_EQ(Answer({Json("null"), Json("7"), Json("[]"), Json("{'resourceType':'Patient'}"),
                    Providing(kYes, "{'resourceType':null}")}),
            kNoConsent);
}

TEST(CandidatesR3, EnteredInErrorIsIgnoredEvenWhenMalformed) {
  EXPECT_EQ(Alone(kYes, "{'status':'entered-in-error','patient':7}"), kNoConsent);
}

TEST(CandidatesR3, PatientOfWrongTypeIsInvalidWhateverTheStatus) {
  EXPECT_EQ(Alone(kYes, "{'patient':'Patient/p1'}"), kInvalid);
  EXPECT_EQ(Alone(kYes, "{'patient':[{'reference':'Patient/p1'}]}"), kInvalid);
  EXPECT_EQ(Alone(kYes, "{'patient':{'reference':7}}"), kInvalid);
  EXPECT_EQ(Alone(kYes, "{'patient':7,'status':'inactive'}"), kInvalid);
}

TEST(CandidatesR3, PatientAbsentIsIgnored) {
  EXPECT_EQ(Alone(kYes, "{'patient':null}"), kNoConsent);
}

TEST(CandidatesR3, PatientWithoutReferenceIsComparedByIdentifier) {
  const std::string by_number = "{'patient':{'identifier':{'system':'urn:mrn','value':'42'}}}";
  const Value request = Request("{'patientIdentifiers':[{'system':'urn:mrn','value':'42'}]}");
  EXPECT_EQ(Answer({Providing(kYes, by_number)}, request), kPermit);
  EXPECT_EQ(Answer({Providing(kYes, by_number)}), kNoConsent);
  const std::string other_system = "{'patient':{'identifier':{'system':'urn:other','value':'42'}}}";
  EXPECT_EQ(Answer({Providing(kYes, other_system)}, request), kNoConsent);
  const std::string with_reference =
      "{'patient':{'reference':'Patient/p9','identifier':{'system':'urn:mrn','value':'42'}}}";
  EXPECT_EQ(Answer({Providing(kYes, with_reference)}, request), kNoConsent);
}

TEST(CandidatesR3, PatientReferencesAreNormalisedOnBothSides) {
  const std::string bases = "{'fhirBases':['https://ehr.example/fhir/']}";
  EXPECT_EQ(Answer({Providing(kYes)}, Request("{'patient':'https://ehr.example/fhir/Patient/p1'}"),
                   bases),
            kPermit);
  EXPECT_EQ(Answer({Providing(kYes, "{'patient':{'reference':'Patient/p1/_history/3'}}")}),
            kPermit);
  EXPECT_EQ(
      Answer({Providing(kYes, "{'patient':{'reference':'https://ehr.example/fhirX/Patient/p1'}}")},
             Request(), bases),
      kNoConsent);
}

TEST(CandidatesR3, WrongShapeKeepsTheStatusThatEndsIt) {
  const std::string array = "[{'type':'permit'}]";  // FHIR R5
  EXPECT_EQ(Alone(array), kInvalid);
  EXPECT_EQ(Alone(array, "{'status':'inactive'}"), "deny consent-revoked");
  EXPECT_EQ(Alone(array, "{'status':'rejected'}"), "deny consent-rejected");
  EXPECT_EQ(Alone(array, "{'status':'draft'}"), "hold consent-pending");
}

TEST(CandidatesR3, WrongShapeIsAskedBeforeScopeAndTestData) {
  const std::string research =
      "{'scope':{'coding':[{'system':'http://terminology.hl7.org/CodeSystem/"
      "consentscope','code':'research'}]}}";
  EXPECT_EQ(Alone("[{'type':'permit'}]", research), kInvalid);
  EXPECT_EQ(Alone(kYes, research), kNoConsent);
}

TEST(CandidatesR3, WrongShapeOfAnyElementReadIsInvalid) {
  for (const char* changes :
       {"{'status':7}", "{'scope':'patient-privacy'}", "{'category':{'coding':[]}}",
        "{'dateTime':20260110}", "{'performer':{'reference':'Patient/p1'}}",
        "{'policyRule':['OPTIN']}", "{'policyRule':{'coding':{'code':'OPTIN'}}}",
        "{'verification':{'verified':true}}", "{'verification':[{'verified':'true'}]}",
        "{'identifier':{'value':'x'}}", "{'meta':{'security':{'code':'R'}}}",
        "{'policy':{'uri':'x'}}", "{'implicitRules':7}", "{'modifierExtension':{'url':'x'}}",
        "{'meta':'1'}"}) {
    EXPECT_EQ(Alone(kYes, changes), kInvalid) << changes;
  }
  for (const char* provision :
       {"'permit'", "{'type':['permit']}", "{'type':'permit','period':'2026'}",
        "{'type':'permit','period':{'end':2026}}",
        "{'type':'permit','actor':{'reference':{'reference':'x'}}}",
        "{'type':'permit','actor':[{'reference':'Organization/clinic'}]}",
        "{'type':'permit','actor':[{'role':'IRCP','reference':{'reference':'Organization/"
        "clinic'}}]}",
        "{'type':'permit','action':['collect']}",
        "{'type':'permit','action':{'coding':[{'code':'collect'}]}}",
        "{'type':'permit','purpose':['TREAT']}",
        "{'type':'permit','purpose':[{'system':'urn:x','code':7}]}",
        "{'type':'permit','securityLabel':{'code':'N'}}",
        "{'type':'permit','class':'Communication'}", "{'type':'permit','dataPeriod':'2026'}",
        "{'type':'permit','data':{'meaning':'instance'}}",
        "{'type':'permit','provision':{'type':'deny'}}", "{'type':'permit','provision':['deny']}",
        "{'type':'permit','actor':null}", "{'type':'permit','purpose':[null]}"}) {
    EXPECT_EQ(Alone(provision), kInvalid) << provision;
  }
}

TEST(CandidatesR3, TestDataIsIgnoredUnlessAccepted) {
  const Value test = Providing(kYes,
                               "{'meta':{'security':[{'system':'http://hl7.org/fhir/v3/"
                               "ActReason','code':'HTEST'}]},'status':'inactive'}");
  EXPECT_EQ(Answer({test}), kNoConsent);
  EXPECT_EQ(Answer({test}, Request(), "{'acceptTestData':true}"), "deny consent-revoked");
}

TEST(CandidatesR3, ScopeNeedsPrivacyAmongItsCodes) {
  const std::string both =
      "{'scope':{'coding':[{'system':'http://terminology.hl7.org/CodeSystem/"
      "consentscope','code':'treatment'},"
      "{'system':'http://hl7.org/fhir/consentscope','code':'patient-privacy'}]}}";
  EXPECT_EQ(Alone(kYes, both), kPermit);
  const std::string other = "{'scope':{'coding':[{'system':'urn:local','code':'privacy'}]}}";
  EXPECT_EQ(Alone(kYes, other), kNoConsent);
  EXPECT_EQ(Alone(kYes, "{'scope':{'text':'privacy'}}"), kInvalid);
  EXPECT_EQ(Alone(kYes, "{'scope':{}}"), kInvalid);
  const std::string category =
      "{'scope':null,'category':[{'coding':[{'system':'http://hl7.org/fhir/"
      "consentscope','code':'adr'}]}]}";
  EXPECT_EQ(Alone(kYes, category), kNoConsent);
  // Without its system the code may be meant: too little to permit on, too much to look away.
  EXPECT_EQ(Alone(kYes, "{'scope':{'coding':[{'code':'patient-privacy'}]}}"), kInvalid);
}

TEST(CandidatesR3, EndedStatusWinsOverDefectsAndExpiry) {
  const std::string broken = "{'type':'maybe','period':{'end':'2020'}}";
  EXPECT_EQ(Alone(broken, "{'status':'inactive'}"), "deny consent-revoked");
  EXPECT_EQ(Alone(broken, "{'status':'rejected'}"), "deny consent-rejected");
  EXPECT_EQ(Alone(broken, "{'status':'proposed'}"), "hold consent-pending");
  // B6
  EXPECT_EQ(Alone(kYes, "{'status':'inactive','scope':null}"), "deny consent-revoked");
  EXPECT_EQ(Alone(kYes, "{'status':'rejected','scope':null}"), "deny consent-rejected");
  EXPECT_EQ(Alone(kYes, "{'status':'draft','scope':{}}"), "hold consent-pending");
  // A record of another scope is about something else, whatever its status.
  EXPECT_EQ(Alone(kYes,
                  "{'status':'inactive','scope':{'coding':[{'system':'http://terminology.hl7"
                  ".org/CodeSystem/consentscope','code':'research'}]}}"),
            kNoConsent);
}

TEST(CandidatesR3, ExpiredIsExpiredEvenIfAlsoInvalid) {
  EXPECT_EQ(Alone("{'type':'maybe','period':{'end':'2020'}}"), "deny consent-expired");
  EXPECT_EQ(Alone("{'type':'permit','period':{'end':'2020'}}", "{'status':'unknown'}"),
            "deny consent-expired");
  EXPECT_EQ(Alone("{'type':'permit','period':{'end':'2020'}}", "{'dateTime':'soon'}"),
            "deny consent-expired");
}

TEST(CandidatesR3, NotYetBegunOrSignedLater) {
  EXPECT_EQ(Alone("{'type':'deny','period':{'start':'2026-03-10T10:00:01Z'}}"),
            "deny consent-not-yet-valid");
  EXPECT_EQ(Alone(kYes, "{'dateTime':'2026-03-11'}"), "deny consent-not-yet-valid");
  EXPECT_EQ(Answer({Providing(kYes, "{'dateTime':'2026-03-10T10:00:01Z'}")}, Request(),
                   "{'clockSkewSeconds':0}"),
            "deny consent-not-yet-valid");
}

TEST(InvalidR4, EveryDefectHolds) {
  for (const char* changes :
       {"{'status':'unknown'}", "{'status':null}", "{'implicitRules':'https://x.example/rules'}",
        "{'modifierExtension':[{'url':'https://x.example/not'}]}",
        "{'policy':[{'uri':'https://x.example','modifierExtension':[{'url':'x'}]}]}",
        "{'verification':[{'verified':true,'modifierExtension':[{'url':'x'}]}]}",
        "{'dateTime':'2026-13-01'}", "{'dateTime':'2026-01-10T09:00:00'}",
        "{'dateTime':'2026-01-10T09:00Z'}", "{'dateTime':''}",
        "{'verification':[{'verified':true,'verificationDate':'01/02/2026'}]}",
        "{'policyRule':{'text':'see paper'}}", "{'policyRule':{'coding':[{'system':'urn:x'}]}}"}) {
    EXPECT_EQ(Alone(kYes, changes), kInvalid) << changes;
  }
  for (const char* provision :
       {"{'type':'Permit'}", "{'type':''}", "{'type':'permit','period':{'end':'2026-04-31'}}",
        "{'type':'permit','period':{'start':'2026-01-01T00:00:00'}}",
        "{'type':'permit','actor':[{'role':{'coding':[{'code':'IRCP'}]}}]}",
        "{'type':'permit','actor':[{'reference':{'display':'the lab'}}]}",
        "{'type':'permit','actor':[{'reference':{'identifier':{'system':'urn:x'}}}]}",
        "{'type':'permit','actor':[{'reference':{'reference':'Organization/"
        "clinic'},'modifierExtension':[{'url':'x'}]}]}",
        "{'type':'permit','action':[{'text':'collect'}]}",
        "{'type':'permit','code':[{'coding':[]}]}",
        "{'type':'permit','purpose':[{'system':'http://terminology.hl7.org/CodeSystem/"
        "v3-ActReason'}]}",
        "{'type':'permit','class':[{'code':''}]}",
        "{'type':'permit','dataPeriod':{'start':'2026','end':'2025'}}",
        "{'type':'permit','data':[{'reference':{'reference':'Observation/o'}}]}",
        "{'type':'permit','data':[{'meaning':'instance'}]}",
        "{'type':'permit','data':[{'meaning':'near','reference':{'reference':'Observation/o'}}]}",
        "{'type':'permit','data':[{'meaning':'instance','reference':{'reference':'Observation/o'},"
        "'modifierExtension':[{'url':'x'}]}]}",
        "{'type':'permit','provision':[{'type':'deny','period':{'start':'2026-05','end':'2026-04'}}"
        "]}"}) {
    EXPECT_EQ(Alone(provision), kInvalid) << provision;
  }
}

TEST(InvalidR4, EmptyModifierExtensionSaysNothing) {
  EXPECT_EQ(Alone(kYes, "{'modifierExtension':[]}"), kPermit);
}

std::string Nested(int levels) {
  std::string provision = "{'type':'permit'}";
  for (int level = 1; level < levels; ++level)
    provision = "{'type':'permit','provision':[" + provision + "]}";
  return provision;
}

TEST(InvalidR4, ThirtyTwoLevelsAreRead) {
  EXPECT_EQ(Alone(Nested(32)), kPermit);
  EXPECT_EQ(Alone(Nested(33)), kInvalid);
  EXPECT_EQ(Alone(Nested(300)), kInvalid);
}

TEST(InvalidR4, ThousandRulesAreRead) {
  const auto wide = [](int nested) {
    std::string list = "{'type':'deny','class':[{'system':'urn:x','code':'x'}]}";
    std::string provision = "{'type':'permit','provision':[" + list;
    for (int i = 1; i < nested; ++i) provision += "," + list;
    return Alone(provision + "]}");
  };
  EXPECT_EQ(wide(999), kPermit);
  EXPECT_EQ(wide(1000), kInvalid);
}

TEST(InvalidR4, FaultIsNamedByItsPath) {
  const Decision decision = Decide(
      {Providing("{'type':'permit','provision':[{'type':'deny'},{'type':'deny','actor':[{}]}]}")},
      Request(), Configured(), {});
  ASSERT_EQ(decision.because.size(), 1U);
  EXPECT_EQ(decision.because[0].consent, "Consent/c1/_history/1");
  EXPECT_EQ(decision.because[0].path, "provision.provision[1].actor[0].reference");
  EXPECT_NE(decision.text.find("provision.provision[1].actor[0].reference"), std::string::npos);
}

}  // namespace
}  // namespace chartbridge::bridge::consent
