// No exit without the gate, asked again right before the bytes leave (promise P3).
#include <algorithm>

#include "tests/bridge/run/clinic.h"

namespace chartbridge::run_test {
namespace {

using Gate = Clinic;

std::string Payload(const Value& message) {
  std::string text;
  for (const Value& part : message["payload"].items()) text += part["contentString"].text() + "\n";
  return text;
}

// Why the file of a message is not kept, as a code; "" when it is.
std::string NotKept(const Value& message) {
  const Value& file = message["extension"].at(0);
  return file["url"].text() == "urn:chartbridge:ext:file-not-kept"
             ? file["extension"].at(1)["valueCoding"]["code"].text()
             : "";
}

bool Carries(const FakeEhr::Call& call, std::string_view type) {
  const auto& entries = call.bundle["entry"].items();
  return std::any_of(entries.begin(), entries.end(), [&](const Value& entry) {
    return entry["resource"]["resourceType"].text() == type;
  });
}

TEST_F(Gate, P3_TheConsentsAreReadForMappingAndAgainForThePush) {
  Tell(TextFrom(kAnna, "w1"));
  RunUntilIdle();
  ASSERT_EQ(ehr.calls.size(), 1U);
  EXPECT_EQ(ehr.calls[0].consent_reads, 2);
  ExpectEachPushAskedAnew();
  const auto decisions = items.Decisions(Row("w1").key);
  ASSERT_TRUE(decisions);
  std::vector<std::string> stages;
  for (const bridge::DecisionRecord& decision : *decisions) {
    stages.push_back(decision.stage + " " + decision.decision);
    if (decision.stage == "match") continue;
    EXPECT_EQ(decision.basis, std::vector<std::string>{"Consent/anna-wa/_history/1"});
  }
  EXPECT_EQ(stages, (std::vector<std::string>{"match one", "map permit", "push permit"}));
  EXPECT_EQ(Audited("consent.decision", Row("w1").key), 2);
}

TEST_F(Gate, P3_AConsentWithdrawnBetweenMappingAndPushDropsTheMessage) {
  consents.before = [&](int read) {
    if (read == 2) consents.of["Patient/anna"] = ConsentOf("Patient/anna", Allows::kWithdrawn);
  };
  Tell(TextFrom(kAnna, "w1"));
  RunUntilIdle();
  EXPECT_TRUE(ehr.calls.empty());
  const ItemRow row = Row("w1");
  EXPECT_EQ(row.progress(), Progress::kDropped);
  EXPECT_EQ(ToString(row.reason()), "consent-revoked");
  EXPECT_TRUE(row.destroyed);
  EXPECT_FALSE(items.ReadPayload(row.key, 0));
}

TEST_F(Gate, P2_WhatWasSentBeforeAWithdrawalAndOnlyItsAnswerLostIsKnownToBeInTheChart) {
  ehr.mishaps = {{Broken(FailureKind::kInDoubt), true}};
  Tell(TextFrom(kAnna, "w1"));
  RunUntilIdle();
  consents.of["Patient/anna"] = ConsentOf("Patient/anna", Allows::kWithdrawn);
  clock.Move(minutes(16));
  RunUntilIdle();
  const ItemRow row = Row("w1");
  EXPECT_EQ(row.progress(), Progress::kFiled);
  EXPECT_EQ(ToString(row.reason()), "delivered-after-change");
  EXPECT_FALSE(row.resources().empty());
  EXPECT_EQ(ehr.Messages().size(), 1U);
  EXPECT_EQ(ehr.calls.size(), 1U) << "nothing is sent after the withdrawal";
}

TEST_F(Gate, P3_TheNextMessageIsMappedByTheLastReadAndPushedByAFreshOne) {
  Tell(TextFrom(kAnna, "w1"));
  Tell(TextFrom(kAnna, "w2"));
  consents.before = [&](int read) {
    if (read == 3) consents.of["Patient/anna"] = ConsentOf("Patient/anna", Allows::kWithdrawn);
  };
  RunUntilIdle();
  EXPECT_EQ(ehr.calls.size(), 1U);
  EXPECT_EQ(Row("w1").progress(), Progress::kFiled);
  EXPECT_EQ(Row("w2").progress(), Progress::kDropped);
  EXPECT_EQ(ToString(Row("w2").reason()), "consent-revoked");
}

TEST_F(Gate, P3_AConsentWithdrawnWhileTheChartIsDownStopsTheRetry) {
  ehr.mishaps = {{Broken(FailureKind::kUnreachable), false}};
  Tell(TextFrom(kAnna, "w1"));
  RunUntilIdle();
  consents.of["Patient/anna"] = ConsentOf("Patient/anna", Allows::kWithdrawn);
  clock.Move(minutes(16));
  RunUntilIdle();
  EXPECT_EQ(ehr.calls.size(), 1U);
  EXPECT_EQ(Row("w1").progress(), Progress::kDropped);
}

TEST_F(Gate, P3_ConsentsThatCannotBeReadHoldAndAreAskedForAgain) {
  for (const int failing_read : {1, 2}) {  // before mapping; right before the push
    const std::string id = "w" + std::to_string(failing_read);
    ehr.calls.clear();
    clock.Move(seconds(6));  // nothing is recalled
    consents.reads = 0;
    consents.before = [&](int read) {
      if (read >= failing_read) consents.failure = Broken(FailureKind::kUnreachable);
    };
    Tell(TextFrom(kAnna, id));
    RunUntilIdle();
    EXPECT_EQ(Row(id).progress(), Progress::kHeld);
    EXPECT_EQ(ToString(Row(id).reason()), "consent-unreachable");
    EXPECT_TRUE(ehr.calls.empty());
    clock.Move(minutes(16));
    RunUntilIdle();
    EXPECT_EQ(Row(id).progress(), Progress::kHeld) << "still away";
    const auto deadline = Row(id).deadline;
    EXPECT_TRUE(deadline);
    consents.before = nullptr;
    consents.failure.reset();
    clock.Move(minutes(16));
    RunUntilIdle();
    EXPECT_EQ(Row(id).progress(), Progress::kFiled);
    EXPECT_EQ(ehr.calls.size(), 1U);
  }
}

TEST_F(Gate, P3_WithoutConsentItIsQuarantinedAndDestroyedInTheEnd) {
  Tell(TextFrom(kCarl, "w1"));
  RunUntilIdle();
  EXPECT_EQ(Row("w1").progress(), Progress::kHeld);
  EXPECT_EQ(ToString(Row("w1").reason()), "no-consent");
  EXPECT_EQ(Row("w1").deadline, clock.Now() + hours(72));
  clock.Move(hours(71));
  RunUntilIdle();
  EXPECT_EQ(Row("w1").progress(), Progress::kHeld);
  clock.Move(hours(1));
  RunUntilIdle();
  EXPECT_EQ(Row("w1").progress(), Progress::kDropped);
  EXPECT_EQ(ToString(Row("w1").reason()), "hold-expired");
  EXPECT_TRUE(Row("w1").destroyed);
  EXPECT_TRUE(ehr.calls.empty());
}

TEST_F(Gate, P3_TakingAHoldUpAgainNeverProlongsIt) {
  Tell(TextFrom(kCarl, "w1"));
  RunUntilIdle();
  const auto deadline = Row("w1").deadline;
  for (int day = 0; day < 2; ++day) {
    clock.Move(hours(24));
    ASSERT_TRUE(person().Release(Row("w1").key));
    RunUntilIdle();
    EXPECT_EQ(Row("w1").progress(), Progress::kHeld);
    EXPECT_EQ(Row("w1").deadline, deadline);
  }
  clock.Move(hours(24));
  RunUntilIdle();
  EXPECT_EQ(ToString(Row("w1").reason()), "hold-expired");
}

TEST_F(Gate, P3_AnItemThatCouldNotBeAskedForAfterAHoldStillEndsAtItsDeadline) {
  Tell(TextFrom(kCarl, "w1"));
  RunUntilIdle();
  directory.failure = Broken(FailureKind::kForbidden);
  clock.Move(minutes(6));  // the directory's answer is remembered for five minutes
  ASSERT_TRUE(person().Release(Row("w1").key));
  RunUntilIdle();
  EXPECT_EQ(Row("w1").progress(), Progress::kHeld);
  EXPECT_EQ(ToString(Row("w1").reason()), "directory-refused");
  clock.Move(hours(73));
  RunUntilIdle();  // comes to rest
  EXPECT_EQ(Row("w1").progress(), Progress::kDropped);
  EXPECT_EQ(ToString(Row("w1").reason()), "hold-expired");
  EXPECT_TRUE(Row("w1").destroyed);
}

TEST_F(Gate, P3_AConsentGivenInTimeReleasesWhatWaited) {
  Tell(TextFrom(kCarl, "w1"));
  RunUntilIdle();
  consents.of["Patient/carl"] = ConsentOf("Patient/carl", Allows::kText);
  ASSERT_TRUE(person().Release(Row("w1").key));
  RunUntilIdle();
  EXPECT_EQ(Row("w1").progress(), Progress::kFiled);
  EXPECT_EQ(ehr.Messages("Patient/carl").size(), 1U);
}

TEST_F(Gate, P3_WhereOnlyTextIsAllowedThePhotoIsNotKept) {
  Tell(PhotoFrom(kBen, "w1", "m1"));
  RunUntilIdle();
  EXPECT_EQ(Row("w1").progress(), Progress::kFiled);
  ASSERT_EQ(ehr.Messages("Patient/ben").size(), 1U);
  EXPECT_NE(Payload(ehr.Messages()[0]).find("my knee"), std::string::npos);
  EXPECT_EQ(NotKept(ehr.Messages()[0]), "denied-by-consent");
  EXPECT_TRUE(ehr.Documents().empty());
  EXPECT_EQ(Photo("w1").progress, MediaProgress::kDropped);
  EXPECT_TRUE(media.asked.empty());
}

TEST_F(Gate, P3_AMediaPermitWithdrawnBetweenMappingAndPushIsMappedAgain) {
  Tell(PhotoFrom(kStranger, "w1", "m1"));
  RunUntilIdle();  // held for a person, the photo already fetched
  const std::int64_t key = Photo("w1").key_id;
  ASSERT_TRUE(HasKey(key));
  ASSERT_TRUE(person().AssignPatient(Row("w1").key, "Patient/anna"));
  consents.reads = 0;
  consents.before = [&](int read) {
    if (read == 2) consents.of["Patient/anna"] = ConsentOf("Patient/anna", Allows::kText);
  };
  RunUntilIdle();
  ASSERT_EQ(ehr.calls.size(), 1U);
  EXPECT_EQ(ehr.calls[0].consent_reads, 3) << "what was mapped again is asked about again";
  EXPECT_FALSE(Carries(ehr.calls[0], "DocumentReference"));
  EXPECT_FALSE(Carries(ehr.calls[0], "Binary"));
  EXPECT_TRUE(ehr.calls[0].files.empty());
  EXPECT_NE(NotKept(ehr.Messages()[0]), "");
  EXPECT_EQ(Photo("w1").progress, MediaProgress::kDropped);
  EXPECT_FALSE(HasKey(key));
  EXPECT_EQ(Row("w1").progress(), Progress::kFiled);
}

TEST_F(Gate, P3_AConsentWithdrawnWhileTheChartWasAnsweringIsToldToAPerson) {
  ehr.when_landed = [&] {
    consents.of["Patient/anna"] = ConsentOf("Patient/anna", Allows::kWithdrawn);
  };
  Tell(TextFrom(kAnna, "w1"));
  RunUntilIdle();
  const ItemRow row = Row("w1");
  EXPECT_EQ(row.progress(), Progress::kFiled) << "nothing is deleted silently";
  EXPECT_EQ(ToString(row.reason()), "delivered-after-change");
  EXPECT_EQ(Audited("delivered-after-change", row.key), 1);
  const auto decisions = items.Decisions(row.key);
  ASSERT_TRUE(decisions);
  EXPECT_EQ(decisions->back().stage, "after");
  EXPECT_EQ(ToString(decisions->back().reason), "consent-revoked");
}

TEST_F(Gate, P3_AConsentThatOnlyGotANewVersionChangesNothing) {
  ehr.when_landed = [&] {
    consents.of["Patient/anna"].Set("meta", fhir::json::Object{{"versionId", "2"}});
  };
  Tell(TextFrom(kAnna, "w1"));
  RunUntilIdle();
  EXPECT_EQ(Row("w1").progress(), Progress::kFiled);
  EXPECT_EQ(ToString(Row("w1").reason()), "");
}

TEST_F(Gate, P3_APhotoThatComesLaterIsAskedAboutByItself) {
  Tell(PhotoFrom(kAnna, "w1", "m1"));
  FileOnce();
  EXPECT_EQ(Row("w1").progress(), Progress::kFiled);
  consents.of["Patient/anna"] = ConsentOf("Patient/anna", Allows::kText);
  RunUntilIdle();
  EXPECT_EQ(ehr.calls.size(), 1U);
  EXPECT_TRUE(ehr.Documents().empty());
  EXPECT_EQ(Photo("w1").progress, MediaProgress::kDropped);
  EXPECT_FALSE(HasKey(Photo("w1").key_id));
  EXPECT_EQ(Row("w1").progress(), Progress::kFiled);
}

}  // namespace
}  // namespace chartbridge::run_test
