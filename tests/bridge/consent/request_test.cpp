// Rules R0 to R2: what must be known before any Consent is read.
#include <gtest/gtest.h>

#include "tests/bridge/consent/clinic_case.h"

namespace chartbridge::bridge::consent {
namespace {

const Value kYes = Providing("{'type':'permit'}");
constexpr const char* kIncomplete = "hold request-incomplete";
constexpr const char* kWho = "hold patient-unresolved";

std::string Asked(const std::string& changes, const std::string& config = "{}") {
  return Answer({kYes}, Request(changes), config);
}

TEST(RequestR0, PatientIsCheckedBeforeEverythingElse) {
  EXPECT_EQ(Asked("{'patient':null}"), kWho);
  EXPECT_EQ(Asked("{'patient':''}"), kWho);
  EXPECT_EQ(Asked("{'patient':7}"), kWho);
  EXPECT_EQ(Asked("{'patient':['Patient/p1',7]}"), kWho);
  EXPECT_EQ(Asked("{'patient':[],'purpose':[],'time':null}"), kWho);
  EXPECT_EQ(
      Said(Decide({kYes}, Request("{'patient':[]}"), Configured(), Environment{"unreachable", {}})),
      kWho);
}

TEST(RequestR0, EveryRequiredMemberIsRequired) {
  for (const char* member : {"time", "actor", "purpose", "action", "resourceType"}) {
    const std::string name = std::string("{'") + member + "':";
    EXPECT_EQ(Asked(name + "null}"), kIncomplete) << member;
    EXPECT_EQ(Asked(name + "[]}"), kIncomplete) << member;
    EXPECT_EQ(Asked(name + "''}"), kIncomplete) << member;
    EXPECT_EQ(Asked(name + "{}}"), kIncomplete) << member;
    EXPECT_EQ(Asked(name + "7}"), kIncomplete) << member;
  }
}

TEST(RequestR0, AnyUnparsableDateMakesItIncomplete) {
  EXPECT_EQ(Asked("{'time':'2026-03-10'}"), kIncomplete);
  EXPECT_EQ(Asked("{'time':'2026-03-10T10:00:00'}"), kIncomplete);
  EXPECT_EQ(Asked("{'time':'2026-02-30T10:00:00Z'}"), kIncomplete);
  EXPECT_EQ(Asked("{'dataTime':'yesterday'}"), kIncomplete);
  EXPECT_EQ(Asked("{'dataTime':{'start':'2026-03-10','end':'soon'}}"), kIncomplete);
  EXPECT_EQ(Asked("{'dataTime':{'start':'2026-03-10','end':'2026-03-01'}}"), kIncomplete);
  EXPECT_EQ(Asked("{'patientBirthDate':'10/03/2008'}"), kIncomplete);
  EXPECT_EQ(Asked("{'patientBirthDate':20080310}"), kIncomplete);
}

TEST(RequestR0, DatesMayBeRangesAndPartial) {
  EXPECT_EQ(Asked("{'dataTime':{'start':'2026-03','end':'2026-03-10T10:00:00+02:00'}}"), kPermit);
  EXPECT_EQ(Asked("{'dataTime':'2026'}"), kPermit);
  EXPECT_EQ(Asked("{'patientBirthDate':'1980'}"), kPermit);
}

TEST(RequestR0, BareWordsMeanTheirUsualSystem) {
  const Value treat = Providing(
      "{'type':'permit','purpose':[{'system':'http://terminology.hl7.org/CodeSystem/"
      "v3-ActReason','code':'TREAT'}],"
      "'action':[{'coding':[{'system':'http://terminology.hl7.org/CodeSystem/"
      "consentaction','code':'collect'}]}]}");
  EXPECT_EQ(Answer({treat}, Request("{'purpose':'TREAT','action':'collect'}")), kPermit);
  EXPECT_EQ(Answer({treat}, Request("{'purpose':[{'system':'urn:x','code':'TREAT'}]}")), kSilent);
}

TEST(RequestR0, UnreadableContentNeverPasses) {
  for (const char* changes :
       {"{'labels':'R'}", "{'labels':[{'system':'urn:x'}]}", "{'class':[7]}", "{'code':[{}]}",
        "{'channel':7}", "{'data':[]}", "{'author':[7]}", "{'data':{'instance':[7]}}"}) {
    EXPECT_EQ(Asked(changes), kIncomplete) << changes;
  }
}

TEST(RequestR0, RequestThatIsNoObjectHolds) {
  for (const char* json : {"null", "7", "[]", "'x'"}) {
    EXPECT_EQ(Said(Decide({kYes}, Json(json), Configured(), {})), kWho) << json;
  }
}

TEST(RequestR0, IncompleteSaysWhatIsMissing) {
  const Decision decision = Decide({kYes}, Request("{'purpose':null}"), Configured(), {});
  EXPECT_NE(decision.text.find("purpose"), decision.text.npos);
}

TEST(StoreR1, P3AnythingButOkIsUnreachable) {
  for (const char* store : {"unreachable", "partial", "timeout", "stale", ""}) {
    EXPECT_EQ(Said(Decide({kYes}, Request(), Configured(), Environment{store, {}})),
              "hold consent-unreachable");
  }
}

TEST(StoreR1, P3OperationOutcomeOfSeverityErrorAmongTheResults) {
  const Value error =
      Json("{'resourceType':'OperationOutcome','issue':[{'severity':'error','code':'timeout'}]}");
  const Value warning =
      Json("{'resourceType':'OperationOutcome','issue':[{'severity':'warning','code':'value'}]}");
  EXPECT_EQ(Answer({kYes, error}), "hold consent-unreachable");
  EXPECT_EQ(Answer({warning, kYes}), kPermit);
}

TEST(PurposeLabelsR2, RequestedPurposeMustBeOneOfThemOrBelow) {
  const auto labelled = [](const char* code, const char* purpose) {
    return Asked(
        std::string(
            "{'labels':[{'system':'http://terminology.hl7.org/CodeSystem/v3-ActReason','code':'") +
        code + "'}],'purpose':" + purpose + "}");
  };
  EXPECT_EQ(labelled("TREAT", "'TREAT'"), kPermit);
  EXPECT_EQ(labelled("TREAT", "'ETREAT'"), kPermit);
  EXPECT_EQ(labelled("ETREAT", "'TREAT'"), "deny purpose-label-conflict");
  EXPECT_EQ(labelled("TREAT", "['TREAT','HRESCH']"), "deny purpose-label-conflict");
  EXPECT_EQ(labelled("HTEST", "'TREAT'"), kPermit);
  EXPECT_EQ(labelled("TREAT", "[{'system':'urn:x','code':'TREAT'}]"),
            "deny purpose-label-conflict");
}

TEST(PurposeLabelsR2, OldSpellingOfTheSystemCounts) {
  EXPECT_EQ(Asked("{'labels':[{'system':'http://hl7.org/fhir/v3/ActReason','code':'HRESCH'}]}"),
            "deny purpose-label-conflict");
  EXPECT_EQ(Asked("{'labels':[{'system':'urn:oid:2.16.840.1.113883.5.8','code':'HRESCH'}]}"),
            "deny purpose-label-conflict");
}

TEST(PurposeLabelsR2, UnreachableStoreGoesFirst) {
  const Value request = Request(
      "{'labels':[{'system':'http://terminology.hl7.org/CodeSystem/"
      "v3-ActReason','code':'HRESCH'}]}");
  EXPECT_EQ(Said(Decide({kYes}, request, Configured(), Environment{"unreachable", {}})),
            "hold consent-unreachable");
}

}  // namespace
}  // namespace chartbridge::bridge::consent
