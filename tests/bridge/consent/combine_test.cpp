// Rules R11 to R14: several records, versions of one choice, no outcome, and obligations.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/bridge/consent/clinic_case.h"

namespace chartbridge::bridge::consent {
namespace {

using testing::ElementsAre;

const std::string kRecent = "{'conflict':'most-recent'}";

Value One(const std::string& id, const std::string& date, const std::string& provision,
          const std::string& more = "") {
  return Providing(provision, "{'id':'" + id + "','dateTime':'" + date + "'" + more + "}");
}
Value Yes(const std::string& id, const std::string& date, const std::string& more = "") {
  return One(id, date, "{'type':'permit'}", more);
}
Value No(const std::string& id, const std::string& date, const std::string& more = "") {
  return One(id, date, "{'type':'deny'}", more);
}
Value Silent(const std::string& id, const std::string& date) {
  return One(id, date, "{'type':'permit','class':[{'system':'urn:x','code':'x'}]}");
}
const std::string kSeries =
    ",'identifier':[{'system':'urn:chartbridge:consent-series','value':'p1:wa'}]";
const std::string kOff = ",'status':'inactive'";
const std::string kBroken = ",'implicitRules':'x'";
const std::string kUnverified = ",'verification':[{'verified':false}]";

std::string Ref(const std::string& id) { return "Consent/" + id + "/_history/1"; }
Decision Of(const std::vector<Value>& consents, const std::string& config = "{}",
            const Value& request = Request()) {
  return Decide(consents, request, Configured(config), {});
}

TEST(SeveralR11, AllPermitsAndOneDeny) {
  EXPECT_EQ(Answer({Yes("a", "2026-01-01"), Yes("b", "2026-01-02"), No("c", "2025-01-01")}), kDeny);
  EXPECT_THAT(Of({Yes("b", "2026-01-02"), Yes("a", "2026-01-01")}).basis,
              ElementsAre(Ref("a"), Ref("b")));
}

TEST(SeveralR11, SilentRecordsDoNotDecide) {
  const Decision decision = Of({Silent("a", "2026-01-01"), Yes("b", "2026-01-01")});
  EXPECT_EQ(Said(decision), kPermit);
  EXPECT_THAT(decision.basis, ElementsAre(Ref("b")));
}

TEST(SeveralR11, InvalidHoldsWhateverElseButASureDeny) {
  const Value broken = Yes("x", "2020-01-01", kBroken);
  EXPECT_EQ(Answer({broken, Yes("a", "2026-01-01")}), kInvalid);
  EXPECT_EQ(Answer({broken, Silent("a", "2026-01-01")}), kInvalid);
  EXPECT_EQ(Answer({broken, No("a", "2026-01-01")}), kDeny);
  EXPECT_EQ(Answer({broken, Yes("a", "2026-01-01", kOff)}), kInvalid);
  const Value maybe_no =
      One("a", "2026-01-01", "{'type':'deny','actor':[{'reference':{'reference':'#x'}}]}");
  EXPECT_EQ(Answer({broken, maybe_no}), kInvalid);
}

TEST(SeveralR11, FirstCauseIsNamed) {
  const Value open =
      One("o", "2026-01-01", "{'type':'permit','actor':[{'reference':{'reference':'#x'}}]}");
  const Value unverified = Yes("u", "2026-01-01", kUnverified);
  EXPECT_EQ(Answer({unverified, open}), kUnresolved);
  EXPECT_EQ(Answer({unverified, open, Yes("x", "2026-01-01", kBroken)}), kInvalid);
  EXPECT_THAT(Of({unverified, open}).basis, ElementsAre(Ref("o")));
}

TEST(MostRecentR11, GoesOnOnlyWhileTheNewerMayBeSilent) {
  EXPECT_EQ(Answer({Silent("a", "2026-03-01"), Yes("b", "2026-02-01"), No("c", "2026-01-01")},
                   Request(), kRecent),
            kPermit);
  EXPECT_EQ(
      Answer({Yes("a", "2026-03-01", kUnverified), No("b", "2026-02-01")}, Request(), kRecent),
      "hold unverified");
  EXPECT_EQ(
      Answer({Yes("a", "2026-03-01", kUnverified), Yes("b", "2026-02-01")}, Request(), kRecent),
      kPermit);
  EXPECT_EQ(Answer({Silent("a", "2026-03-01")}, Request(), kRecent), kSilent);
}

TEST(MostRecentR11, OldInvalidRecordIsNotReached) {
  EXPECT_EQ(Answer({Yes("x", "2020-01-01", kBroken), Yes("a", "2026-01-01")}, Request(), kRecent),
            kPermit);
  EXPECT_EQ(Answer({Yes("x", "2026-02-01", kBroken), Yes("a", "2026-01-01")}, Request(), kRecent),
            kInvalid);
}

TEST(MostRecentR11, RecordOfUnreadableTimeMayBeTheNewest) {
  EXPECT_EQ(Answer({Yes("x", "sometime"), Yes("a", "2026-01-01")}, Request(), kRecent), kInvalid);
}

TEST(MostRecentR11, PartialDateCountsFromItsFirstInstant) {
  EXPECT_EQ(Answer({No("a", "2026"), Yes("b", "2026-01-01T00:00:01Z")}, Request(), kRecent),
            kPermit);
  EXPECT_EQ(Answer({No("a", "2026"), Yes("b", "2026-01-01T00:00:00Z")}, Request(), kRecent), kDeny);
}

TEST(MostRecentR11, LastWriteDatesARecordWithoutDate) {
  const Value written = Providing("{'type':'permit'}",
                                  "{'id':'w','dateTime':null,'meta':{'versionId':'1',"
                                  "'lastUpdated':'2026-02-01T00:00:00.000Z'}}");
  const Value undated = Providing("{'type':'permit'}", "{'id':'u','dateTime':null}");
  EXPECT_EQ(Answer({written, No("a", "2026-01-01")}, Request(), kRecent), kPermit);
  EXPECT_EQ(Answer({undated, No("a", "2020-01-01")}, Request(), kRecent), kDeny);
}

TEST(SeriesR12, NewestCountsWhateverItsStatus) {
  const Value old = Yes("a", "2026-01-01", kSeries);
  EXPECT_EQ(Answer({old, Yes("b", "2026-02-01", kSeries + kOff)}), "deny consent-revoked");
  EXPECT_EQ(Answer({old, Yes("b", "2026-02-01", kSeries + ",'status':'rejected'")}),
            "deny consent-rejected");
  EXPECT_EQ(Answer({old, Yes("b", "2026-02-01", kSeries + kBroken)}), kInvalid);
  EXPECT_EQ(Answer({old, One("b", "2026-02-01", "{'type':'permit','period':{'end':'2026-03-01'}}",
                             kSeries)}),
            "deny consent-expired");
  EXPECT_EQ(Answer({Yes("b", "2026-02-01", kSeries), Yes("a", "2026-01-01", kSeries + kOff)}),
            kPermit);
  EXPECT_EQ(Answer({Yes("b", "2026-02-01", kSeries), Yes("a", "2026-01-01", kSeries + kBroken)}),
            kPermit);
}

TEST(SeriesR12, PendingAndFutureVersionsDoNotEndTheCurrentOne) {
  const Value now = Yes("a", "2026-01-01", kSeries);
  EXPECT_EQ(Answer({now, Yes("b", "2026-02-01", kSeries + ",'status':'proposed'")}), kPermit);
  EXPECT_EQ(Answer({now, No("b", "2026-04-01", kSeries)}), kPermit);
  EXPECT_EQ(Answer({Yes("a", "2026-01-01", kSeries + kOff),
                    Yes("b", "2026-02-01", kSeries + ",'status':'proposed'")}),
            "hold consent-pending");
}

TEST(SeriesR12, UnrelatedRecordsAreNeverSuperseded) {
  const std::string other =
      ",'identifier':[{'system':'urn:chartbridge:consent-series','value':'p1:paper'}]";
  const std::string foreign = ",'identifier':[{'system':'urn:x','value':'p1:wa'}]";
  EXPECT_EQ(Answer({No("a", "2026-01-01", other), Yes("b", "2026-02-01", kSeries)}), kDeny);
  EXPECT_EQ(Answer({No("a", "2026-01-01", foreign), Yes("b", "2026-02-01", foreign)}), kDeny);
  EXPECT_EQ(Answer({Yes("a", "2026-01-01"), Yes("b", "2026-02-01", kSeries + kOff)}), kPermit);
}

TEST(SeriesR12, WithdrawalOfTheSameInstantStands) {
  EXPECT_EQ(Answer({Yes("a", "2026-01-01", kSeries), Yes("b", "2026-01-01", kSeries + kOff)}),
            "deny consent-revoked");
  EXPECT_EQ(Answer({Yes("a", "2026-01-01", kSeries), No("b", "2026-01-01", kSeries)}), kDeny);
}

TEST(SeriesR12, SupersededCandidateIsNoOpinion) {
  EXPECT_EQ(Answer({Silent("s", "2026-01-01"), Yes("b", "2026-02-01", kOff)}), kSilent);
}

TEST(NoOpinionR13, NewestRecordSpeaks) {
  const Value revoked = Yes("r", "2026-01-01", kOff);
  const Value rejected = Yes("j", "2026-01-02", ",'status':'rejected'");
  const Value expired = One("e", "2026-01-03", "{'type':'permit','period':{'end':'2026-02'}}");
  const Value pending = Yes("p", "2026-01-04", ",'status':'draft'");
  const Value later = One("n", "2026-01-05", "{'type':'permit','period':{'start':'2027'}}");
  EXPECT_EQ(Answer({revoked, rejected, expired, pending, later}), "deny consent-not-yet-valid");
  EXPECT_EQ(Answer({revoked, rejected, expired, pending}), "hold consent-pending");
  EXPECT_EQ(Answer({revoked, rejected, expired}), "deny consent-expired");
  EXPECT_EQ(Answer({revoked, rejected}), "deny consent-rejected");
  EXPECT_THAT(Of({revoked, rejected}).basis, ElementsAre(Ref("j")));
}

TEST(NoOpinionR13, TiesHaveAnOrder) {
  const std::string day = "2026-01-01";
  std::vector<Value> all{One("n", day, "{'type':'permit','period':{'start':'2027'}}"),
                         Yes("p", day, ",'status':'draft'"),
                         One("e", day, "{'type':'permit','period':{'end':'2026-02'}}"),
                         Yes("j", day, ",'status':'rejected'"), Yes("r", day, kOff)};
  for (const char* want : {"deny consent-revoked", "deny consent-rejected", "deny consent-expired",
                           "hold consent-pending", "deny consent-not-yet-valid"}) {
    EXPECT_EQ(Answer(all), want);
    all.pop_back();
  }
}

TEST(NoOpinionR13, AnyCandidateMakesItNoMatchingProvision) {
  const Decision decision =
      Of({Silent("b", "2020-01-01"), Silent("a", "2020-01-01"), Yes("r", "2026-02-01", kOff)});
  EXPECT_EQ(Said(decision), kSilent);
  EXPECT_THAT(decision.basis, ElementsAre(Ref("a"), Ref("b")));
}

TEST(NoConsentR13, ImplicitTreatmentIsNarrow) {
  const std::string implicit = "{'noConsent':'permit-treatment'}";
  const std::string permit = "permit permitted-by-implicit-policy";
  const auto asked = [&](const std::string& changes) {
    return Answer({}, Request(changes), implicit);
  };
  const std::string tag =
      "[{'system':'http://terminology.hl7.org/CodeSystem/v3-ActCode','code':'PSY'}]";
  EXPECT_EQ(asked("{'purpose':['COC','ETREAT']}"), permit);
  EXPECT_EQ(asked("{'labels':[]}"), permit);
  EXPECT_EQ(asked("{'labels':null}"), kNoConsent);
  EXPECT_EQ(asked("{'labels':" + tag + "}"), kNoConsent);
  EXPECT_EQ(asked("{'purpose':'BTG'}"), kNoConsent);
  EXPECT_EQ(asked("{'purpose':['TREAT','HPAYMT']}"), kNoConsent);
  EXPECT_EQ(asked("{'purpose':[{'system':'urn:x','code':'TREAT'}]}"), kNoConsent);
  EXPECT_EQ(Answer({}, Request("{'labels':[]}"),
                   "{'noConsent':'permit-treatment','defaultConfidentiality':'R'}"),
            kNoConsent);
}

TEST(NoConsentR13, ImplicitTreatmentEndsWithTheFirstPrivacyRecord) {
  const std::string implicit = "{'noConsent':'permit-treatment'}";
  EXPECT_EQ(Answer({Yes("r", "2026-02-01", kOff)}, Request(), implicit), "deny consent-revoked");
  EXPECT_EQ(Answer({Silent("s", "2026-02-01")}, Request(), implicit), kSilent);
  EXPECT_EQ(Answer({Yes("e", "2026-02-01", ",'status':'entered-in-error'")}, Request(), implicit),
            "permit permitted-by-implicit-policy");
}

const std::string kConf = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
const std::string kAct = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
std::string Labelled(const std::string& system, const std::string& code) {
  return "'securityLabel':[{'system':'" + system + "','code':'" + code + "'}]";
}

TEST(RedactR14, LabelsOfDeniesInAnyCandidate) {
  const Value paper = One("paper", "2026-01-01", "{'type':'deny'," + Labelled(kConf, "V") + "}");
  const Value chat = One("chat", "2026-01-01",
                         "{'type':'permit','provision':[{'type':'deny'," +
                             Labelled("urn:oid:2.16.840.1.113883.5.4", "HIV") + "}]}");
  EXPECT_THAT(Of({chat, paper}).redact, ElementsAre(kConf + "|V", kAct + "|HIV"));
  EXPECT_THAT(Of({paper, chat}).redact, ElementsAre(kConf + "|V", kAct + "|HIV"));
}

TEST(RedactR14, OnlyWhereTheDenyWouldApply) {
  const auto nested = [](const std::string& rule) {
    return Of({One("a", "2026-01-01", rule)}).redact;
  };
  const std::string deny = "{'type':'deny'," + Labelled(kConf, "V");
  const std::string research =
      ",'purpose':[{'system':'http://terminology.hl7.org/CodeSystem/"
      "v3-ActReason','code':'HRESCH'}]";
  EXPECT_THAT(nested("{'type':'permit','provision':[" + deny + research + "}]}"), ElementsAre());
  EXPECT_THAT(nested("{'type':'permit','provision':[{'type':'deny'" + research + ",'provision':[" +
                     deny + "}]}]}"),
              ElementsAre());  // the nested deny inherits the purpose
}

TEST(RedactR14, InheritedLabelsCount) {
  const Decision decision =
      Of({One("a", "2026-01-01",
              "{'type':'permit','provision':[{'type':'deny'," + Labelled(kConf, "V") +
                  ",'provision':[{'type':'deny','class':[{'system':"
                  "'urn:chartbridge:cs:content','code':'whatsapp-text'}]}]}]}")});
  EXPECT_THAT(decision.redact, ElementsAre(kConf + "|V"));
}

TEST(RedactR14, RuleWhoseLabelMatchedAndWasOverruledIsNoObligation) {
  const Value rule = One("a", "2026-01-01",
                         "{'type':'permit','provision':[{'type':'deny'," + Labelled(kConf, "R") +
                             ",'provision':[{'type':'permit'}]}]}");
  const Decision decision =
      Of({rule}, "{}", Request("{'labels':[{'system':'" + kConf + "','code':'R'}]}"));
  EXPECT_EQ(Said(decision), kPermit);
  EXPECT_THAT(decision.redact, ElementsAre());
}

TEST(RedactR14, OnlyPermitsHaveObligations) {
  EXPECT_THAT(
      Of({One("a", "2026-01-01",
              "{'type':'deny','provision':[{'type':'deny'," + Labelled(kConf, "V") + "}]}")})
          .redact,
      ElementsAre());
}

TEST(BasisR14, RecordWithoutVersionOrIdIsStillNamed) {
  EXPECT_EQ(VersionedReference(Consent("{'meta':null}")), "Consent/c1");
  EXPECT_EQ(VersionedReference(Consent("{'id':null}")), "Consent");
  EXPECT_EQ(VersionedReference(Json("7")), "Consent");
}

}  // namespace
}  // namespace chartbridge::bridge::consent
