// The gate reads every fact that the consent rules ask about, at every exit (promise P3).
#include "tests/bridge/run/gate_surroundings.h"

namespace chartbridge::bridge::run {
namespace {

TEST_F(ConsentGateTest, P3OneReadAnswersForEveryContentInTheirOrder) {
  consents.all.push_back(ConsentOf("no", To("Patient/anna"),
                                   Deny(",'class':[{'system':'urn:chartbridge:cs:content','code':"
                                        "'whatsapp-media'}]")));
  GateRequest request = Exit();
  request.contents.push_back({"media:0", "DocumentReference", true, {}});
  const auto answers = gate.Ask(request, Freshness::kRead);
  ASSERT_EQ(answers.size(), 2U);
  EXPECT_EQ(answers[0].part + " " + Said(answers[0]), std::string("message ") + kPermit);
  EXPECT_EQ(answers[1].part + " " + Said(answers[1]), std::string("media:0 ") + kDeny);
  EXPECT_EQ(answers[0].reason, Reason::kPermittedByConsent);
  EXPECT_EQ(answers[0].disposition.kind, consent::DispositionKind::kForward);
  EXPECT_EQ(answers[1].disposition.kind, consent::DispositionKind::kDrop);
  EXPECT_EQ(consents.reads, 1);
  EXPECT_EQ(directory.reads, 1);
}

// B1: input consent-deny-own-base
TEST_F(ConsentGateTest, B1DenyWrittenWithTheEhrsOwnAddressIsObeyed) {
  EXPECT_EQ(Beside(ConsentOf("no", To("https://ehr.example/fhir/Patient/anna"), Deny())), kDeny);
}

TEST_F(ConsentGateTest, B1DenyWrittenWithAnotherNameOfTheEhrIsObeyed) {
  directory.own_names.push_back("http://hapi:8080/fhir");
  EXPECT_EQ(Beside(ConsentOf("no", To("http://hapi:8080/fhir/Patient/anna"), Deny())), kDeny);
}

TEST_F(ConsentGateTest, B1DenyThatNamesThePatientByIdentifierIsObeyed) {
  EXPECT_EQ(Beside(ConsentOf("no", "{'identifier':{'system':'urn:mrn','value':'7'}}", Deny())),
            kDeny);
}

TEST_F(ConsentGateTest, B1ConsentThatCannotBeTiedToThePatientHolds) {
  for (const char* patient : {"{'reference':'https://other.example/fhir/Patient/anna'}",
                              "{'reference':'#p'}", "{'identifier':{'value':'9'}}", "{}"}) {
    EXPECT_EQ(Beside(ConsentOf("odd", patient, Deny())), kInvalid) << patient;
  }
}

TEST_F(ConsentGateTest, B1DenyThatNamesTheClinicByItsIdentifierIsObeyed) {
  const Value no = ConsentOf("no", To("Patient/anna"),
                             Deny(Actor("{'identifier':{'system':'urn:org','value':'clinic-1'}}")));
  EXPECT_EQ(Beside(no), kPermit) << "another organization's";
  clock.now += minutes(2);
  directory.identifiers["Organization/clinic"] = {{"urn:org", "clinic-1"}};
  EXPECT_EQ(Beside(no), kDeny);
}

TEST_F(ConsentGateTest, B1DenyThatNamesTheHospitalAboveIsObeyed) {
  directory.parents = {{"Organization/clinic", "Organization/unit"},
                       {"Organization/unit", "Organization/hospital"},
                       {"Organization/hospital", "Organization/clinic"}};
  directory.identifiers["Organization/hospital"] = {{"urn:org", "h"}};
  EXPECT_EQ(Beside(ConsentOf("no", To("Patient/anna"),
                             Deny(Actor(To("https://ehr.example/fhir/Organization/hospital"))))),
            kDeny);
  EXPECT_EQ(Beside(ConsentOf("no", To("Patient/anna"),
                             Deny(Actor("{'identifier':{'system':'urn:org','value':'h'}}")))),
            kDeny);
}

TEST_F(ConsentGateTest, B1WhatTheClinicIsPartOfIsAskedOnceAMinute) {
  Said();
  const int first = directory.parent_reads;
  clock.now += seconds(59);
  Said();
  EXPECT_EQ(directory.parent_reads, first);
  clock.now += seconds(2);
  Said();
  EXPECT_GT(directory.parent_reads, first);
}

TEST_F(ConsentGateTest, B1DenyThatNamesAGroupWithTheClinicInItIsObeyed) {
  for (const char* group : {"Group/g", "CareTeam/g", "https://ehr.example/fhir/Group/g"}) {
    const Value no = ConsentOf("no", To("Patient/anna"),
                               "{'type':'permit','class':[" + std::string(kWhatsApp) +
                                   "],'provision':[" + Deny(Actor(To(group))) + "]}");
    directory.members.clear();
    EXPECT_EQ(Beside(no), "hold unresolved-criteria") << "nobody knows who is in it";
    directory.members = {{"Group/g", {"Organization/other"}}, {"CareTeam/g", {"Device/x"}}};
    EXPECT_EQ(Beside(no), kPermit);
    directory.members = {{"Group/g", {"Organization/clinic"}}, {"CareTeam/g", {"Device/bridge"}}};
    EXPECT_EQ(Beside(no), kDeny);
  }
}

TEST_F(ConsentGateTest, B1MembersThatCannotBeReadHold) {
  directory.members_failure = Failure{FailureKind::kUnreachable, "away", {}, 0, {}};
  EXPECT_EQ(Beside(ConsentOf("no", To("Patient/anna"), Deny(Actor(To("Group/g"))))),
            "hold consent-unreachable");
}

TEST_F(ConsentGateTest, GuardiansPermitLapsesWithTheBirthDateOfToday) {
  Value by_mother = ConsentOf("yes", To("Patient/anna"), Permit());
  by_mother.Set("performer", Json("[{'reference':'RelatedPerson/mother'}]"));
  consents.all = {by_mother};
  EXPECT_EQ(Said(), kPermit);
  Anna().birth_date = "2008-02-01";
  EXPECT_EQ(Said(), "hold guardian-lapsed");
}

// B3
TEST_F(ConsentGateTest, B3MergeOfThisMinuteCountsAtThePush) {
  EXPECT_EQ(Said(), kPermit);
  Anna().merged = {"Patient/old"};
  consents.all.push_back(ConsentOf("no", To("Patient/old"), Deny()));
  EXPECT_EQ(Said(), kDeny);
  EXPECT_THAT(consents.asked, ElementsAre("Patient/anna", "Patient/old"));
}

TEST_F(ConsentGateTest, B3RecordThatWasReplacedMeanwhileIsNotWrittenTo) {
  KnownPatient ben = directory.patients["Patient/ben"];
  ben.merged = {"Patient/anna"};
  directory.patients["Patient/anna"] = ben;
  const GateAnswer answer = Ask(Exit());
  EXPECT_EQ(Said(answer), "hold patient-unresolved");
  EXPECT_TRUE(answer.disposition.task);
  // A no stays a no.
  consents.all = {ConsentOf("no", To("Patient/ben"), Deny())};
  EXPECT_EQ(Said(), kDeny);
}

TEST_F(ConsentGateTest, B3PatientThatIsGoneHolds) {
  directory.patients.clear();
  const GateAnswer answer = Ask(Exit());
  EXPECT_EQ(Said(answer), "hold consent-unreachable");
  EXPECT_EQ(answer.decision.text, "There is no such patient.");
  EXPECT_FALSE(answer.disposition.retry);
}

// B4, D16
TEST_F(ConsentGateTest, B4RecordThatOnlyOneSideTiesToThePatientDeniesAndNeverPermits) {
  Anna().related = {"Patient/seealso"};
  EXPECT_EQ(Beside(ConsentOf("no", To("Patient/seealso"), Deny())), kDeny);
  EXPECT_THAT(consents.asked, ElementsAre("Patient/anna", "Patient/seealso"));
  consents.all = {ConsentOf("theirs", To("Patient/seealso"), Permit())};
  EXPECT_EQ(Said(), "deny no-matching-provision");
}

TEST_F(ConsentGateTest, D16ConsentsOfAMergedRecordPermitAndDeny) {
  Anna().merged = {"Patient/old"};
  consents.all = {ConsentOf("yes", To("Patient/old"), Permit())};
  EXPECT_EQ(Said(), kPermit);
  EXPECT_EQ(Beside(ConsentOf("no", To("https://ehr.example/fhir/Patient/old"), Deny())), kDeny);
}

// B5
TEST_F(ConsentGateTest, B5ForAMessageMovedToAnotherPatientBothAreAskedAndTheStrictestWins) {
  const auto ask = [&](const Value& anna, const Value& ben) {
    consents.all = {anna, ben};
    GateRequest request = Exit();
    request.patient.reference = "Patient/ben";
    request.former_patient.emplace();
    request.former_patient->reference = "Patient/anna";
    return Said(Ask(request));
  };
  const Value anna_yes = ConsentOf("a", To("Patient/anna"), Permit());
  const Value anna_no = ConsentOf("a", To("Patient/anna"), Deny());
  const Value ben_yes = ConsentOf("b", To("Patient/ben"), Permit());
  const Value ben_no = ConsentOf("b", To("Patient/ben"), Deny());
  const Value ben_odd = ConsentOf("b", To("Patient/ben"), "{'type':'maybe'}");
  EXPECT_EQ(ask(anna_yes, ben_yes), kPermit);
  EXPECT_EQ(ask(anna_no, ben_yes), kDeny);
  EXPECT_EQ(ask(anna_yes, ben_no), kDeny);
  EXPECT_EQ(ask(anna_yes, ben_odd), kInvalid);
  EXPECT_EQ(ask(anna_no, ben_odd), kDeny);
}

TEST_F(ConsentGateTest, B5FormerPatientWhoCannotBeReadHolds) {
  consents.all = {ConsentOf("b", To("Patient/ben"), Permit())};
  GateRequest request = Exit();
  request.patient.reference = "Patient/ben";
  request.former_patient.emplace();
  request.former_patient->reference = "Patient/gone";
  EXPECT_EQ(Said(Ask(request)), "hold consent-unreachable");
}

TEST_F(ConsentGateTest, P3ConsentsThatCannotBeReadHoldWithTheServersSentence) {
  struct Case {
    FailureKind kind;
    bool retry;
  };
  for (const Case& each :
       {Case{FailureKind::kUnreachable, true}, Case{FailureKind::kThrottled, true},
        Case{FailureKind::kUnauthorized, true}, Case{FailureKind::kCorrupt, true},
        Case{FailureKind::kForbidden, false}, Case{FailureKind::kRefused, false},
        Case{FailureKind::kNotOffered, false}}) {
    consents.failure = Failure{each.kind, "The EHR says so.", {}, 0, {}};
    const GateAnswer answer = Ask(Exit());
    EXPECT_EQ(Said(answer), "hold consent-unreachable") << ToString(each.kind);
    EXPECT_EQ(answer.decision.text, "The EHR says so.");
    EXPECT_EQ(answer.disposition.kind, consent::DispositionKind::kHold);
    EXPECT_TRUE(answer.disposition.fetch_media);
    EXPECT_EQ(answer.disposition.retry, each.retry) << ToString(each.kind);
    // D2: a refusal is for a person, and not asked again every second.
    EXPECT_EQ(answer.disposition.task, !each.retry);
    EXPECT_EQ(answer.disposition.ask_again.has_value(), !each.retry);
  }
  EXPECT_THAT(log.events, testing::Contains(LogEvent::kConsentFailed));
}

// D10
TEST_F(ConsentGateTest, D10RetryAfterOnConsentsCountsUpToAQuarterOfAnHour) {
  consents.failure = Failure{FailureKind::kThrottled, "", seconds(40), 429, {}};
  EXPECT_EQ(Ask(Exit()).disposition.ask_again, seconds(40));
  consents.failure->retry_after = std::chrono::hours(24);
  EXPECT_EQ(Ask(Exit()).disposition.ask_again, minutes(15));
}

TEST_F(ConsentGateTest, P3WhatAnExitReadMayAnswerForMappingForFiveSecondsWhileItPermits) {
  Ask(Exit());
  clock.now += seconds(5);
  EXPECT_EQ(Said(Ask(Exit(), Freshness::kMayRecall)), kPermit);
  EXPECT_EQ(consents.reads, 1);
  EXPECT_EQ(Said(Ask(Exit())), kPermit);
  EXPECT_EQ(consents.reads, 2) << "an exit always reads";
  clock.now += std::chrono::milliseconds(5001);
  Ask(Exit(), Freshness::kMayRecall);
  EXPECT_EQ(consents.reads, 3);
  clock.now -= minutes(1);
  Ask(Exit(), Freshness::kMayRecall);
  EXPECT_EQ(consents.reads, 4) << "the clock went back";
}

TEST_F(ConsentGateTest, P3WhatAnExitReadDoesNotAnswerNo) {
  consents.all.clear();
  EXPECT_EQ(Said(), "deny no-consent");
  consents.all = {ConsentOf("yes", To("Patient/anna"), Permit())};
  EXPECT_EQ(Said(Ask(Exit(), Freshness::kMayRecall)), kPermit);
}

TEST_F(ConsentGateTest, P3FailedReadIsNotRecalled) {
  Ask(Exit());
  consents.failure = Failure{FailureKind::kUnreachable, "away", {}, 0, {}};
  EXPECT_EQ(Said(), "hold consent-unreachable");
  GateRequest other = Exit();
  other.patient.reference = "Patient/ben";
  EXPECT_EQ(Said(Ask(other, Freshness::kMayRecall)), "hold consent-unreachable");
}

TEST_F(ConsentGateTest, DisclosureAsksForItsOwnRecipientAndAction) {
  consents.all = {ConsentOf(
      "yes", To("Patient/anna"),
      Permit(",'action':[{'coding':[{'system':'http://terminology.hl7.org/CodeSystem/consentaction'"
             ",'code':'collect'}]}]"))};
  EXPECT_EQ(Said(), kPermit);
  GateRequest out = Exit();
  out.action = "disclose";
  out.recipient = "Organization/insurer";
  EXPECT_EQ(Said(Ask(out)), "deny no-matching-provision");
  consents.all = {ConsentOf("yes", To("Patient/anna"), Permit(Actor(To("Organization/clinic"))))};
  EXPECT_EQ(Said(Ask(out)), "deny no-matching-provision");
}

TEST_F(ConsentGateTest, IsToldAsStoredAndAsAudited) {
  consents.all.push_back(ConsentOf("no", To("Patient/anna"), Deny()));
  const GateAnswer answer = Ask(Exit());
  const DecisionRecord record = ToRecord(answer, "push", clock.now);
  EXPECT_EQ(record.part, "message");
  EXPECT_EQ(record.stage, "push");
  EXPECT_EQ(record.decision, "deny");
  EXPECT_EQ(record.reason, Reason::kDeniedByConsent);
  EXPECT_THAT(record.basis, ElementsAre("Consent/no/_history/1"));
  EXPECT_THAT(record.because, HasSubstr("Consent/no/_history/1"));
  const AuditEntry entry = ToAudit(answer, "Patient/anna", "item-1");
  EXPECT_EQ(entry.ev, "consent.decision");
  EXPECT_EQ(entry.outcome, 8);
  EXPECT_EQ(entry.subject, "Patient/anna");
  EXPECT_EQ(entry.what, "item-1");
  EXPECT_EQ(entry.reason, "denied-by-consent");
}

}  // namespace
}  // namespace chartbridge::bridge::run
