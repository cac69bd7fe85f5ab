// Rules R5 and R6: the base rule of a Consent, and how long it lasts.
#include <gtest/gtest.h>

#include "tests/bridge/consent/clinic_case.h"

namespace chartbridge::bridge::consent {
namespace {

std::string Policy(const std::string& codes) {
  std::string list;
  for (std::size_t at = 0; at < codes.size();) {
    const std::size_t end = std::min(codes.find(' ', at), codes.size());
    list += (at == 0 ? "" : ",") +
            std::string("{'system':'http://terminology.hl7.org/CodeSystem/v3-ActCode','code':'") +
            codes.substr(at, end - at) + "'}";
    at = end + 1;
  }
  return "{'policyRule':{'coding':[" + list + "]}}";
}

std::string Under(const std::string& policy, const std::string& provision,
                  const Value& request = Request()) {
  return Answer({Providing(provision, policy)}, request);
}

const std::string kTreat =
    "'purpose':[{'system':'http://terminology.hl7.org/CodeSystem/v3-ActReason','code':'TREAT'}]";
const std::string kMedia =
    "'class':[{'system':'urn:chartbridge:cs:content','code':'whatsapp-media'}]";
const std::string kText =
    "'class':[{'system':'urn:chartbridge:cs:content','code':'whatsapp-text'}]";
const Value kResearch = Request("{'purpose':['HRESCH']}");

TEST(BaseRuleR5, RootTypeAloneIsTheBaseWithItsCriteria) {
  EXPECT_EQ(Under("{}", "{'type':'permit'," + kTreat + "}"), kPermit);
  EXPECT_EQ(Under("{}", "{'type':'permit'," + kTreat + "}", kResearch), kSilent);
  EXPECT_EQ(Under("{}", "{'type':'deny'," + kTreat + "}", kResearch), kSilent);
}

TEST(BaseRuleR5, OptInWithRestrictionsReadsLikeOptIn) {
  EXPECT_EQ(Under(Policy("OPTINR"), "{'type':'permit'," + kTreat + "}", kResearch), kSilent);
  EXPECT_EQ(Under(Policy("OPTINR"), "{'type':'deny'," + kMedia + "}"), kPermit);
  EXPECT_EQ(Under(Policy("OPTINR"), "{'provision':[{'type':'deny'," + kMedia + "}]}"), kPermit);
  EXPECT_EQ(Under(Policy("OPTINR"), "{'provision':[{'type':'deny'," + kText + "}]}"), kDeny);
  EXPECT_EQ(Under(Policy("OPTINR"), "{'period':{'end':'2027'}}"), kInvalid);
}

TEST(BaseRuleR5, OptOutWithExceptionsDeniesEverythingElse) {
  for (const char* policy : {"OPTOUT", "OPTOUTE"}) {
    EXPECT_EQ(Under(Policy(policy), "{'type':'permit'," + kTreat + "}"), kPermit) << policy;
    EXPECT_EQ(Under(Policy(policy), "{'type':'deny'," + kMedia + "}"), kDeny) << policy;
    EXPECT_EQ(Under(Policy(policy),
                    "{'type':'deny'," + kText + ",'provision':[{'type':'permit'," + kTreat + "}]}"),
              kPermit)
        << policy;
    EXPECT_EQ(Under(Policy(policy), "{'provision':[{'type':'permit'," + kTreat + "}]}", kResearch),
              kDeny)
        << policy;
    EXPECT_EQ(Answer({Consent(Policy(policy))}), kDeny) << policy;
  }
}

TEST(BaseRuleR5, BothPoliciesAtOnceAreInvalid) {
  EXPECT_EQ(Under(Policy("OPTIN OPTOUT"), "{'type':'permit'}"), kInvalid);
  EXPECT_EQ(Under(Policy("OPTIN OPTINR"), "{'type':'permit'}"), kPermit);
}

TEST(BaseRuleR5, OtherPolicyCodesAreIgnored) {
  EXPECT_EQ(Under(Policy("EMRGONLY"), "{'type':'permit'}"), kPermit);
  EXPECT_EQ(Answer({Consent(Policy("EMRGONLY"))}), kInvalid);
  EXPECT_EQ(Answer({Consent("{'policyRule':{'coding':[{'system':'urn:x','code':'OPTIN'}]}}")}),
            kInvalid);
}

TEST(BaseRuleR5, PolicySystemHasOldSpellings) {
  EXPECT_EQ(Answer({Consent("{'policyRule':{'coding':[{'system':'http://hl7.org/fhir/v3/"
                            "ActCode','code':'OPTIN'}]}}")}),
            kPermit);
  EXPECT_EQ(Answer({Consent("{'policyRule':{'coding':[{'system':'urn:oid:2.16.840.1.113883.5.4','"
                            "code':'OPTOUT'}]}}")}),
            kDeny);
}

TEST(BaseRuleR5, PolicyWithoutSystemDeniesAndNeverPermits) {
  EXPECT_EQ(Answer({Consent("{'policyRule':{'coding':[{'code':'OPTIN'}]}}")}), kInvalid);
  EXPECT_EQ(Answer({Consent("{'policyRule':{'coding':[{'code':'OPTOUT'}]}}")}), kDeny);
}

TEST(BaseRuleR5, UntypedRootWithCriteriaUnderAPolicyIsInvalid) {
  EXPECT_EQ(Under(Policy("OPTIN"), "{" + kTreat + "}"), kInvalid);
  EXPECT_EQ(Under(Policy("OPTOUT"), "{" + kTreat + ",'provision':[{'type':'permit'}]}"), kInvalid);
  EXPECT_EQ(Under(Policy("OPTIN"),
                  "{'period':{'end':'2027'},'provision':[{'type':'deny'," + kMedia + "}]}"),
            kPermit);
}

TEST(BaseRuleR5, WithoutBaseNestedRulesApplyWhereTheRootMatches) {
  EXPECT_EQ(Under("{}", "{" + kTreat + ",'provision':[{'type':'permit'}]}"), kPermit);
  EXPECT_EQ(Under("{}", "{" + kTreat + ",'provision':[{'type':'permit'}]}", kResearch), kSilent);
  EXPECT_EQ(Under("{}", "{" + kTreat + ",'provision':[{'type':'deny'}]}"), kDeny);
  EXPECT_EQ(Under("{}", "{'provision':[{'type':'permit'},{'type':'deny'," + kText + "}]}"), kDeny);
  EXPECT_EQ(Under("{}", "{'provision':[{" + kText + "}]}"), kUnresolved);
}

TEST(BaseRuleR5, NothingToComputeIsInvalid) {
  EXPECT_EQ(Answer({Consent()}), kInvalid);
  EXPECT_EQ(Under("{}", "{" + kTreat + "}"), kInvalid);
  EXPECT_EQ(Under("{}", "{'provision':[]}"), kInvalid);
}

TEST(TimeR6, PartialDatesLastThroughTheirLastInstant) {
  const auto until = [](const std::string& end, const std::string& now) {
    return Answer({Providing("{'type':'permit','period':{'end':'" + end + "'}}")},
                  Request("{'time':'" + now + "'}"), "{'timezone':'America/Sao_Paulo'}");
  };
  EXPECT_EQ(until("2026", "2027-01-01T02:59:59.999Z"), kPermit);
  EXPECT_EQ(until("2026", "2027-01-01T03:00:00Z"), "deny consent-expired");
  EXPECT_EQ(until("2026-02", "2026-03-01T02:59:59Z"), kPermit);
  EXPECT_EQ(until("2026-02", "2026-03-01T03:00:00Z"), "deny consent-expired");
  EXPECT_EQ(until("2026-12-31", "2027-01-01T02:59:59Z"), kPermit);
}

TEST(TimeR6, PartialStartIsItsFirstInstantInTheClinic) {
  const auto from = [](const std::string& now) {
    return Answer({Providing("{'type':'permit','period':{'start':'2026-03'}}")},
                  Request("{'time':'" + now + "'}"), "{'timezone':'Asia/Jerusalem'}");
  };
  EXPECT_EQ(from("2026-02-28T22:00:00Z"), kPermit);
  EXPECT_EQ(from("2026-02-28T21:59:59Z"), "deny consent-not-yet-valid");
}

// Beirut's clocks go from 24:00 to 01:00: that day has no midnight.
TEST(TimeR6, DayThatBeginsWithoutMidnight) {
  const auto on_day = [](const std::string& now) {
    return Answer({Providing("{'type':'permit','period':{'start':'2021-03-28','end':'2021-03-28'}}",
                             "{'dateTime':'2021-01-01'}")},
                  Request("{'time':'" + now + "'}"), "{'timezone':'Asia/Beirut'}");
  };
  EXPECT_EQ(on_day("2021-03-27T21:59:59Z"), "deny consent-not-yet-valid");
  EXPECT_EQ(on_day("2021-03-27T22:00:00Z"), kPermit);
  EXPECT_EQ(on_day("2021-03-28T20:59:59Z"), kPermit);
  EXPECT_EQ(on_day("2021-03-28T21:00:00Z"), "deny consent-expired");
}

TEST(TimeR6, StartInstantIsInside) {
  EXPECT_EQ(Answer({Providing("{'type':'permit','period':{'start':'2026-03-10T12:00:00+02:00'}}")}),
            kPermit);
}

TEST(TimeR6, UnknownZoneHolds) {
  Settings settings = CaseDefaults();
  settings.timezone = "Mars/Olympus";
  EXPECT_EQ(Said(Decide({Providing("{'type':'permit'}")}, Request(), settings, {})),
            "hold request-incomplete");
}

}  // namespace
}  // namespace chartbridge::bridge::consent
