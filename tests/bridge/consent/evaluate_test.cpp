// Rules R8a and R9: nested rules, inheritance, exceptions, and channels that must be named.
#include <gtest/gtest.h>

#include "tests/bridge/consent/clinic_case.h"

namespace chartbridge::bridge::consent {
namespace {

const std::string kHere = "'class':[{'system':'urn:chartbridge:cs:channel','code':'whatsapp'}]";
const std::string kText =
    "'class':[{'system':'urn:chartbridge:cs:content','code':'whatsapp-text'}]";
const std::string kMedia =
    "'class':[{'system':'urn:chartbridge:cs:content','code':'whatsapp-media'}]";
const std::string kTreat =
    "'purpose':[{'system':'http://terminology.hl7.org/CodeSystem/v3-ActReason','code':'TREAT'}]";
const std::string kResearch =
    "'purpose':[{'system':'http://terminology.hl7.org/CodeSystem/v3-ActReason','code':'HRESCH'}]";
const std::string kRestricted =
    "'securityLabel':[{'system':'http://terminology.hl7.org/CodeSystem/"
    "v3-Confidentiality','code':'R'}]";
const std::string kNamed = "{'channelMustBeNamed':true}";
const Value kUnlabelled = Request("{'labels':null}");

std::string Rule(const std::string& provision, const Value& request = Request(),
                 const std::string& config = "{}") {
  return Answer({Providing(provision)}, request, config);
}

TEST(ChannelR8a, RequestWithoutChannelNeedsNoName) {
  EXPECT_EQ(Rule("{'type':'permit'}", Request("{'channel':null}"), kNamed), kPermit);
}

TEST(ChannelR8a, OtherChannelsNameDoesNotOpenThisOne) {
  EXPECT_EQ(Rule("{'type':'permit','class':[{'system':'urn:chartbridge:cs:channel','code':'sms'}]}",
                 Request(), kNamed),
            kSilent);
  EXPECT_EQ(Rule("{'type':'permit','class':[{'code':'whatsapp'}]}", Request(), kNamed), kSilent);
}

TEST(ChannelR8a, NestedPermitMayNameIt) {
  EXPECT_EQ(
      Rule("{'type':'deny','provision':[{'type':'permit'," + kHere + "}]}", Request(), kNamed),
      kPermit);
  EXPECT_EQ(
      Rule("{'type':'permit','provision':[{'type':'permit'," + kHere + "}]}", Request(), kNamed),
      kPermit);
}

TEST(ChannelR8a, RuleAroundMayNameIt) {
  EXPECT_EQ(Rule("{'type':'deny'," + kHere + ",'provision':[{'type':'permit'," + kText + "}]}",
                 Request(), kNamed),
            kPermit);
  EXPECT_EQ(
      Rule("{" + kHere + ",'provision':[{'type':'permit'," + kText + "}]}", Request(), kNamed),
      kPermit);
  EXPECT_EQ(
      Rule("{'type':'deny','provision':[{'type':'permit'," + kText + "}]}", Request(), kNamed),
      kDeny);
}

TEST(ChannelR8a, PolicyNamesNoChannel) {
  const std::string opt_in =
      "{'policyRule':{'coding':[{'system':'http://terminology.hl7.org/CodeSystem/"
      "v3-ActCode','code':'OPTIN'}]}}";
  EXPECT_EQ(Answer({Consent(opt_in)}, Request(), kNamed), kSilent);
  EXPECT_EQ(Answer({Providing("{'type':'permit'," + kHere + "}", opt_in)}, Request(), kNamed),
            kPermit);
}

TEST(ChannelR8a, ExceptionsOfAnUnnamedPermitStillDeny) {
  EXPECT_EQ(
      Rule("{'type':'permit','provision':[{'type':'deny'," + kText + "}]}", Request(), kNamed),
      kDeny);
}

TEST(ChannelR8a, SaysThatTheChannelIsNotNamed) {
  const Decision decision =
      Decide({Providing("{'type':'permit'}")}, Request(), Configured(kNamed), {});
  EXPECT_NE(decision.text.find("does not name this channel"), std::string::npos);
}

TEST(NestedR9, UnknownPermitIsPermitOrNothing) {
  EXPECT_EQ(Rule("{'type':'permit'," + kRestricted + "}", kUnlabelled), kUnresolved);
  EXPECT_EQ(
      Rule("{'type':'deny','provision':[{'type':'permit'," + kRestricted + "}]}", kUnlabelled),
      kUnresolved);
}

TEST(NestedR9, UnknownThatCannotChangeTheAnswerDoesNotHold) {
  EXPECT_EQ(Rule("{'type':'deny','provision':[{'type':'deny'," + kRestricted + "}]}", kUnlabelled),
            kDeny);
  EXPECT_EQ(Rule("{'type':'permit'," + kTreat + "," + kRestricted + "}",
                 Request("{'labels':null,'purpose':'HRESCH'}")),
            kSilent);
}

TEST(NestedR9, ExceptionActsAlsoWhereSameTypeRulesAdded) {
  const std::string rule = "{'type':'permit'," + kTreat + ",'provision':[{'type':'permit'," +
                           kResearch + "},{'type':'deny'," + kText + "}]}";
  EXPECT_EQ(Rule(rule, Request("{'purpose':'HRESCH'}")), kDeny);
  EXPECT_EQ(Rule(rule, Request("{'purpose':'HPAYMT'}")), kSilent);
  EXPECT_EQ(Rule(rule, Request("{'purpose':'HRESCH','class':[]}")), kPermit);
}

// The added permit is uncertain, so its exceptions are too.
TEST(NestedR9, RegionThatMayHaveBeenAddedIsUnknown) {
  const std::string rule = "{'type':'permit'," + kResearch + ",'provision':[{'type':'permit'," +
                           kTreat + "," + kRestricted + "},{'type':'deny'," + kText + "}]}";
  EXPECT_EQ(Rule(rule, kUnlabelled), kUnresolved);
}

TEST(NestedR9, SameTypeRuleInheritsWhatItDoesNotState) {
  const std::string rule = "{'type':'permit'," + kTreat + "," + kText +
                           ",'provision':[{'type':'permit'," + kMedia +
                           ",'provision':[{'type':'permit'," + kResearch + "}]}]}";
  const Value media = Json("[{'system':'urn:chartbridge:cs:content','code':'whatsapp-media'}]");
  Value request = Request();
  request.Set("class", media);
  EXPECT_EQ(Rule(rule, request), kPermit);
  request.Set("purpose", "HRESCH");
  EXPECT_EQ(Rule(rule, request), kPermit);
  EXPECT_EQ(Rule(rule, Request("{'purpose':'HRESCH'}")), kSilent);
}

TEST(NestedR9, DenyInheritsToo) {
  const std::string rule =
      "{'type':'deny'," + kResearch + ",'provision':[{'type':'deny'," + kText + "}]}";
  EXPECT_EQ(Rule(rule), kSilent);
  EXPECT_EQ(Rule(rule, Request("{'purpose':'HRESCH'}")), kDeny);
}

TEST(NestedR9, ExceptionInheritsNothing) {
  const std::string rule =
      "{'type':'deny'," + kText + ",'provision':[{'type':'permit'," + kTreat + "}]}";
  EXPECT_EQ(Rule(rule), kPermit);
  EXPECT_EQ(Rule(rule, Request("{'class':[]}")), kSilent);
}

TEST(NestedR9, SiblingsThatDisagreeDeny) {
  EXPECT_EQ(Rule("{'type':'deny','provision':[{'type':'permit'," + kTreat + "},{'type':'permit'," +
                 kText + ",'provision':[{'type':'deny'," + kTreat + "}]}]}"),
            kDeny);
}

TEST(NestedR9, UntypedRuleMayBeEither) {
  EXPECT_EQ(Rule("{'type':'deny','provision':[{" + kText + "}]}"), kUnresolved);
  EXPECT_EQ(Rule("{'type':'deny','provision':[{" + kMedia + "}]}"), kDeny);
  EXPECT_EQ(Rule("{'type':'permit','provision':[{}]}"), kUnresolved);
  // A sure deny beside it decides.
  EXPECT_EQ(Rule("{'type':'permit','provision':[{" + kText + "},{'type':'deny'}]}"), kDeny);
}

TEST(NestedR9, UntypedRulesBelowEachOtherCostNoMorePerLevel) {
  std::string provision = "{}";
  for (int level = 0; level < 30; ++level)
    provision = "{" + kText + ",'provision':[" + provision + "]}";
  EXPECT_EQ(Rule("{'type':'permit','provision':[" + provision + "]}"), kUnresolved);
}

TEST(NestedR9, EmptyCriteriaCountAsAbsent) {
  EXPECT_EQ(Rule("{'type':'permit','actor':[],'action':[],'securityLabel':[],'purpose':[],'class':["
                 "],'code':[],"
                 "'data':[],'period':{},'dataPeriod':{},'provision':[]}"),
            kPermit);
}

TEST(NestedR9, UnrestrictedPermitThatListsPermitsMayMeanOnlyThese) {
  EXPECT_EQ(Rule("{'type':'permit','provision':[{'type':'permit'," + kMedia + "}]}"), kUnresolved);
  EXPECT_EQ(Rule("{'type':'permit','provision':[{'type':'permit'," + kText + "}]}"), kPermit);
  EXPECT_EQ(Rule("{'type':'permit','period':{'end':'2027'},'provision':[{'type':'permit'," +
                 kMedia + "}]}"),
            kUnresolved);
  EXPECT_EQ(Rule("{'type':'permit'," + kTreat + ",'provision':[{'type':'permit'," + kMedia + "}]}"),
            kPermit);
  EXPECT_EQ(Rule("{'type':'deny','provision':[{'type':'deny'," + kMedia + "}]}"), kDeny);
}

TEST(NestedR9, BecauseNamesTheRuleThatDecided) {
  const Decision decision = Decide({Providing("{'type':'permit','provision':[{'type':'deny'," +
                                              kMedia + "},{'type':'deny'," + kText + "}]}")},
                                   Request(), Configured(), {});
  ASSERT_EQ(decision.because.size(), 1U);
  EXPECT_EQ(decision.because[0].path, "provision.provision[1]");
}

TEST(NestedR9, BecauseNamesTheRuleThatIsNotKnown) {
  const Decision decision =
      Decide({Providing("{'type':'permit','provision':[{'type':'deny'," + kRestricted + "}]}")},
             kUnlabelled, Configured(), {});
  ASSERT_EQ(decision.because.size(), 1U);
  EXPECT_EQ(decision.because[0].path, "provision.provision[0]");
}

}  // namespace
}  // namespace chartbridge::bridge::consent
