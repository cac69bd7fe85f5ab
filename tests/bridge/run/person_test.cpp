// The right chart or none (promise P4), and what staff may do about it.
#include <algorithm>

#include "mappings/identity.h"
#include "tests/bridge/run/clinic.h"

namespace chartbridge::run_test {
namespace {

class Review : public Clinic {
 protected:
  Review() { directory.patients.push_back(PatientOf("Patient/dora", "+972555550188")); }
  // Anna and Dora share her number from now on.
  void ShareAnnasNumber() { directory.patients.back().phones = {std::string("+") + kAnna}; }
  void ConsentDora() {
    consents.of["Patient/dora"] = ConsentOf("Patient/dora", Allows::kTextAndMedia);
  }
};

TEST_F(Review, P4_WhoeverIsNobodyOrSeveralOrStaffIsHeldForAPerson) {
  ShareAnnasNumber();
  Tell(TextFrom(kStranger, "nobody") + "," + TextFrom(kAnna, "several") + "," +
       TextFrom(kNurse, "staff"));
  RunUntilIdle();
  EXPECT_TRUE(ehr.calls.empty());
  EXPECT_EQ(ToString(Row("nobody").reason()), "patient-unresolved");
  EXPECT_EQ(ToString(Row("several").reason()), "patient-unresolved");
  EXPECT_EQ(ToString(Row("staff").reason()), "staff-number");
  for (const char* id : {"nobody", "several", "staff"}) {
    EXPECT_EQ(Row(id).progress(), Progress::kHeld);
    EXPECT_EQ(Row(id).patient, "");
    EXPECT_EQ(Row(id).deadline, clock.Now() + hours(24) * settings.flow.retention.hold_days);
  }
}

TEST_F(Review, P4_APatientWhoIsNoLongerActiveIsNobody) {
  directory.patients[0].active = false;
  Tell(TextFrom(kAnna, "w1"));
  RunUntilIdle();
  EXPECT_EQ(Row("w1").progress(), Progress::kHeld);
}

TEST_F(Review, P4_FilingOneRemembersTheContactAndTakesUpTheOthers) {
  Tell(TextFrom(kStranger, "w1") + "," + TextFrom(kStranger, "w2"));
  RunUntilIdle();
  ASSERT_TRUE(person().AssignPatient(Row("w2").key, "Patient/anna"));
  RunUntilIdle();
  EXPECT_EQ(ehr.Messages("Patient/anna").size(), 2U);
  EXPECT_EQ(Audited("review.filed", Row("w2").key), 1);
  EXPECT_EQ(Audited("link.remembered", Row("w2").conversation), 1);
  Tell(TextFrom(kStranger, "w3"));
  RunUntilIdle();
  EXPECT_EQ(Row("w3").patient, "Patient/anna");
  EXPECT_EQ(Row("w3").progress(), Progress::kFiled);
}

TEST_F(Review, P4_ASharedNumberIsChosenEachTimeAnew) {
  ShareAnnasNumber();
  Tell(TextFrom(kAnna, "w1") + "," + TextFrom(kAnna, "w2"));
  RunUntilIdle();
  ASSERT_TRUE(person().AssignPatient(Row("w1").key, "Patient/anna"));
  RunUntilIdle();
  Tell(TextFrom(kAnna, "w3"));
  RunUntilIdle();
  EXPECT_EQ(Row("w1").progress(), Progress::kFiled);
  EXPECT_EQ(Row("w2").progress(), Progress::kHeld);
  EXPECT_EQ(Row("w3").progress(), Progress::kHeld);
}

TEST_F(Review, P4_AStaffNumberIsNeverRememberedAsAPatient) {
  Tell(TextFrom(kNurse, "w1"));
  RunUntilIdle();
  ASSERT_TRUE(
      person().AssignPatient(Row("w1").key, "Patient/anna"));  // the nurse passed something on
  RunUntilIdle();
  EXPECT_EQ(Row("w1").progress(), Progress::kFiled);
  Tell(TextFrom(kNurse, "w2"));
  RunUntilIdle();
  EXPECT_EQ(Row("w2").progress(), Progress::kHeld);
  EXPECT_EQ(ToString(Row("w2").reason()), "staff-number");
}

TEST_F(Review, P4_AWrongFilingIsUndoneThereAndDoneAnewHere) {
  ConsentDora();
  Tell(PhotoFrom(kAnna, "w1", "m1"));
  RunUntilIdle();
  std::vector<std::string> wrong;  // the thread is the conversation's, not this filing's
  const ItemRow first = Row("w1");
  for (const bridge::FilingPart& part : first.filings[0].parts) {
    if (part.part != "thread") wrong.push_back(part.reference);
  }
  ehr.journal.clear();
  ASSERT_TRUE(person().AssignPatient(Row("w1").key, "Patient/dora"));
  RunUntilIdle();

  ASSERT_EQ(ehr.journal.size(), wrong.size() + 1);
  for (std::size_t i = 0; i < wrong.size(); ++i) EXPECT_EQ(ehr.journal[i], "retract " + wrong[i]);
  EXPECT_EQ(ehr.journal.back(), "send") << "undone before it is done anew";
  EXPECT_TRUE(ehr.Messages("Patient/anna").empty());
  ASSERT_EQ(ehr.Messages("Patient/dora").size(), 1U);
  ASSERT_EQ(ehr.Documents().size(), 1U);
  EXPECT_EQ(ehr.Documents()[0]["subject"]["reference"].text(), "Patient/dora");
  const ItemRow row = Row("w1");
  EXPECT_EQ(row.progress(), Progress::kFiled);
  EXPECT_EQ(row.filing(), 1);
  EXPECT_EQ(row.patient, "Patient/dora");
  EXPECT_EQ(ehr.Messages()[0]["identifier"].at(0)["value"].text(),
            "urn:uuid:" + mappings::DeriveIdentity({"demo", "main", "w1", 1}, "message"));
  for (const std::string& resource : wrong) EXPECT_GE(Audited("ehr.update", resource), 1);
  for (const bridge::FilingPart& part : row.filings[1].parts)
    EXPECT_EQ(Audited("ehr.create", part.reference), 1);
  ExpectEachPushAskedAnew();
}

TEST_F(Review, P4_AnUndoThatIsRefusedIsNotForgottenWhenTheItemIsReleased) {
  ConsentDora();
  Tell(TextFrom(kAnna, "w1"));
  RunUntilIdle();
  ehr.retract_failure = Broken(FailureKind::kForbidden);
  ASSERT_TRUE(person().AssignPatient(Row("w1").key, "Patient/dora"));
  RunUntilIdle();
  EXPECT_EQ(Row("w1").progress(), Progress::kFailed);
  EXPECT_TRUE(ehr.Messages("Patient/dora").empty()) << "never in two charts";
  ehr.retract_failure.reset();
  ASSERT_TRUE(person().Release(Row("w1").key));
  RunUntilIdle();
  EXPECT_EQ(Row("w1").progress(), Progress::kFiled);
  EXPECT_TRUE(ehr.Messages("Patient/anna").empty());
  EXPECT_EQ(ehr.Messages("Patient/dora").size(), 1U);
}

TEST_F(Review, P4_A1_WhatMayStandInAChartUnconfirmedIsLookedUpAndTakenBack) {
  ConsentDora();
  ehr.mishaps = {{Broken(FailureKind::kInDoubt), true}};
  Tell(TextFrom(kAnna, "w1"));
  RunUntilIdle();
  ASSERT_EQ(Row("w1").progress(), Progress::kMapped);
  ASSERT_EQ(ehr.Messages("Patient/anna").size(), 1U);
  ASSERT_TRUE(person().AssignPatient(Row("w1").key, "Patient/dora"));
  RunUntilIdle();
  EXPECT_TRUE(ehr.Messages("Patient/anna").empty());
  EXPECT_EQ(ehr.Messages("Patient/dora").size(), 1U);
}

TEST_F(Review, P4_AnUnconfirmedFilingIsNotTakenForTheOtherPatients) {
  ConsentDora();
  ehr.mishaps = {
      {Broken(FailureKind::kAmbiguous), true}};  // in Anna's chart, which nobody confirmed
  Tell(TextFrom(kAnna, "w1"));
  RunUntilIdle();
  ASSERT_EQ(Row("w1").progress(), Progress::kFailed);
  ASSERT_TRUE(person().AssignPatient(Row("w1").key, "Patient/dora"));
  RunUntilIdle();
  EXPECT_EQ(Row("w1").progress(), Progress::kFiled);
  EXPECT_EQ(ehr.Messages("Patient/dora").size(), 1U);
}

TEST_F(Review, P4_A11_FilingForSomebodyWhoDoesNotExistIsRefusedAtOnce) {
  Tell(TextFrom(kStranger, "w1"));
  RunUntilIdle();
  const auto filed = person().AssignPatient(Row("w1").key, "Patient/nobody");
  ASSERT_FALSE(filed);
  EXPECT_EQ(filed.error().kind, FailureKind::kNotFound);
  RunUntilIdle();
  EXPECT_TRUE(ehr.calls.empty());
  EXPECT_EQ(Row("w1").progress(), Progress::kHeld);
}

TEST_F(Review, P4_A11_AnUndoTowardsSomebodyWhoDoesNotExistLeavesTheFirstChartAlone) {
  Tell(TextFrom(kAnna, "w1"));
  RunUntilIdle();
  ASSERT_FALSE(person().AssignPatient(Row("w1").key, "Patient/nobody"));
  RunUntilIdle();
  EXPECT_EQ(ehr.Messages("Patient/anna").size(), 1U);
  EXPECT_EQ(Row("w1").progress(), Progress::kFiled);
}

TEST_F(Review, P3_ChoosingAPatientIsNoConsent) {
  Tell(TextFrom(kStranger, "w1"));
  RunUntilIdle();
  ASSERT_TRUE(person().AssignPatient(Row("w1").key, "Patient/carl"));
  RunUntilIdle();
  EXPECT_TRUE(ehr.calls.empty());
  EXPECT_EQ(ToString(Row("w1").reason()), "no-consent");
}

TEST_F(Review, ARejectedMessageIsDestroyedWithItsPhoto) {
  Tell(PhotoFrom(kStranger, "w1", "m1"));
  RunUntilIdle();
  const std::int64_t key = Photo("w1").key_id;
  ASSERT_TRUE(HasKey(key));
  ASSERT_TRUE(person().Drop(Row("w1").key, Reason::kRejectedByStaff));
  EXPECT_EQ(Row("w1").progress(), Progress::kDropped);
  EXPECT_EQ(Row("w1").reason(), Reason::kRejectedByStaff);
  EXPECT_TRUE(Row("w1").destroyed);
  EXPECT_EQ(Photo("w1").progress, MediaProgress::kDropped);
  EXPECT_FALSE(HasKey(key));
  EXPECT_FALSE(person().Release(Row("w1").key));
  EXPECT_FALSE(person().AssignPatient(Row("w1").key, "Patient/anna"));
}

TEST_F(Review, WhatIsFiledOrNoMessageCannotBeReleased) {
  Tell(TextFrom(kAnna, "w1"));
  Deliver("not json");
  RunUntilIdle();
  EXPECT_FALSE(person().Release(Row("w1").key));
  EXPECT_FALSE(person().AssignPatient(Row("w1").key, "Patient/anna")) << "it is there already";
  for (const ItemRow& row : Rows()) {
    if (row.kind == "unparsable") {
      EXPECT_FALSE(person().Release(row.key));
    }
  }
  EXPECT_FALSE(person().Release("6f1d8a52-3c1e-5b7a-9d44-000000000000"));
  EXPECT_EQ(ehr.calls.size(), 1U);
}

TEST_F(Review, D11_APersonsStepIsNeverRefusedAsBusy) {
  Tell(TextFrom(kAnna, "w1"));
  ASSERT_TRUE(splitter.RunOnce("intake", 128));
  const auto work = store().work().ClaimLine("somebody", clock.Now(), clock.Now() + minutes(3),
                                             bridge::Claim::kAll, 32);
  ASSERT_TRUE(work && *work);
  EXPECT_TRUE(person().Drop(Row("w1").key, Reason::kDroppedByStaff));
  EXPECT_EQ(Row("w1").progress(), Progress::kDropped);
}

TEST_F(Review, P4_WhatIsGivenToAnotherPatientWhileItIsOnItsWayEndsInOneChart) {
  ConsentDora();
  Tell(TextFrom(kAnna, "w1"));
  ehr.when_asked = [&](const Value&) {
    ehr.when_asked = nullptr;
    ASSERT_TRUE(person().AssignPatient(Row("w1").key, "Patient/dora"));
  };
  RunUntilIdle();
  EXPECT_TRUE(ehr.Messages("Patient/anna").empty());
  EXPECT_EQ(ehr.Messages("Patient/dora").size(), 1U);
  EXPECT_EQ(Row("w1").progress(), Progress::kFiled);
}

TEST_F(Review, P4_WhatIsDroppedWhileItIsOnItsWayIsTakenBack) {
  Tell(TextFrom(kAnna, "w1"));
  ehr.when_asked = [&](const Value&) {
    ehr.when_asked = nullptr;
    ASSERT_TRUE(person().Drop(Row("w1").key, Reason::kDroppedByStaff));
  };
  RunUntilIdle();
  EXPECT_TRUE(ehr.Messages("Patient/anna").empty());
  EXPECT_EQ(Row("w1").progress(), Progress::kDropped);
}

}  // namespace
}  // namespace chartbridge::run_test
