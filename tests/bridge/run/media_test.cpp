// Media are jobs of their own: when they are fetched, how they follow their message, what is kept
// out.
#include <algorithm>

#include "tests/bridge/run/clinic.h"

namespace chartbridge::run_test {
namespace {

class Photos : public Clinic {
 protected:
  static std::vector<std::string> Types(const FakeEhr::Call& call) {
    std::vector<std::string> types;
    for (const Value& entry : call.bundle["entry"].items())
      types.push_back(entry["resource"]["resourceType"].text());
    return types;
  }
  static bool Carries(const FakeEhr::Call& call, const std::string& type) {
    const auto types = Types(call);
    return std::find(types.begin(), types.end(), type) != types.end();
  }
};

TEST_F(Photos, ATextNeverWaitsForItsPhotoWhichFollowsInASecondBundle) {
  Tell(PhotoFrom(kAnna, "w1", "m1"));
  FileOnce();
  EXPECT_EQ(Row("w1").progress(), Progress::kFiled);
  EXPECT_EQ(Photo("w1").progress, MediaProgress::kPending) << "permitted, so it may be fetched";
  RunUntilIdle();
  ASSERT_EQ(ehr.calls.size(), 2U);
  EXPECT_FALSE(Carries(ehr.calls[0], "DocumentReference"));
  EXPECT_TRUE(Carries(ehr.calls[1], "DocumentReference"));
  EXPECT_FALSE(Carries(ehr.calls[1], "Communication")) << "the message is not written again";
  ASSERT_EQ(ehr.calls[1].files.size(), 1U);
  EXPECT_EQ(ehr.calls[1].files[0].object, Photo("w1").object);
  ExpectEachPushAskedAnew();
  EXPECT_EQ(Photo("w1").progress, MediaProgress::kFiled);
  EXPECT_EQ(media.asked, std::vector<std::string>{"m1"});
  const Value referred =
      ehr.Messages()[0]["payload"].at(1)["contentReference"]["identifier"]["value"];
  EXPECT_EQ(ehr.Documents()[0]["identifier"].at(0)["value"], referred);
}

TEST_F(Photos, P3_TheSecondBundleNamesTheConsentThatAllowedIt) {
  Tell(PhotoFrom(kAnna, "w1", "m1"));
  FileOnce();
  consents.of["Patient/anna"].Set("meta", fhir::json::Object{{"versionId", "7"}});
  RunUntilIdle();
  ASSERT_EQ(ehr.calls.size(), 2U);
  bool named = false;
  for (const Value& entry : ehr.calls[1].bundle["entry"].items()) {
    for (const Value& policy : entry["resource"]["policy"].items()) {
      named = named || policy.text() == "Consent/anna-wa/_history/7";
    }
  }
  EXPECT_TRUE(named);
}

TEST_F(Photos, NothingIsDoneForAFiledMessageUntilItsPhotoComes) {
  media.failures.assign(3, Broken(FailureKind::kUnreachable));
  Tell(PhotoFrom(kAnna, "w1", "m1"));
  RunUntilIdle();
  const int before = items.records;
  clock.Move(Milliseconds(200));
  RunUntilIdle();
  EXPECT_EQ(items.records, before);
  for (const bridge::Job& job : Row("w1").jobs) EXPECT_EQ(job.kind, bridge::JobKind::kFetch);
}

TEST_F(Photos, AFetchThatFailsIsTriedAgainAfterAWhile) {
  media.failures = {Broken(FailureKind::kUnreachable), Broken(FailureKind::kThrottled)};
  Tell(PhotoFrom(kAnna, "w1", "m1"));
  RunUntilIdle();
  EXPECT_EQ(media.asked.size(), 1U) << "not at once";
  EXPECT_EQ(Photo("w1").progress, MediaProgress::kPending);
  for (int i = 0; i < 2; ++i) {
    clock.Move(minutes(16));
    RunUntilIdle();
  }
  EXPECT_EQ(media.asked.size(), 3U);
  EXPECT_EQ(Photo("w1").progress, MediaProgress::kFiled);
  EXPECT_EQ(vault.objects.size(), 1U);
}

TEST_F(Photos, WhatCannotBeHadSaysWhy) {
  struct Case {
    FailureKind kind;
    MediaProgress progress;
    std::string reason;
  };
  for (const Case& one : {Case{FailureKind::kNotFound, MediaProgress::kFailed, "expired"},
                          Case{FailureKind::kTooLarge, MediaProgress::kFailed, "too-large"},
                          Case{FailureKind::kRefused, MediaProgress::kFailed, "media-forbidden"}}) {
    media.failures = {Broken(one.kind)};
    Tell(PhotoFrom(kAnna, one.reason, "m1"));
    RunUntilIdle();
    EXPECT_EQ(Photo(one.reason).progress, one.progress);
    EXPECT_EQ(ToString(Photo(one.reason).reason), one.reason);
    EXPECT_EQ(Row(one.reason).progress(), Progress::kFiled);
  }
  EXPECT_TRUE(ehr.Documents().empty());
  EXPECT_TRUE(vault.objects.empty());
}

TEST_F(Photos, ADamagedFileIsAskedForAFewTimesOnly) {
  media.failures.assign(50, Broken(FailureKind::kCorrupt));
  Tell(PhotoFrom(kAnna, "w1", "m1"));
  for (int i = 0; i < 20; ++i) {
    RunUntilIdle();
    clock.Move(minutes(16));
  }
  EXPECT_EQ(Photo("w1").progress, MediaProgress::kFailed);
  EXPECT_EQ(ToString(Photo("w1").reason), "corrupt");
  EXPECT_LE(media.asked.size(), 10U);
}

TEST_F(Photos, AfterSevenDaysNobodyAsksAnyMore) {
  media.failures.assign(2000, Broken(FailureKind::kUnreachable));
  Tell(PhotoFrom(kAnna, "w1", "m1"));
  RunUntilIdle();
  clock.Move(hours(24 * 8));
  RunUntilIdle();
  EXPECT_EQ(Photo("w1").progress, MediaProgress::kFailed);
  const std::size_t asked = media.asked.size();
  clock.Move(hours(24));
  RunUntilIdle();
  EXPECT_EQ(media.asked.size(), asked);
}

TEST_F(Photos, AnInfectedFileIsHeldAndNeverFiled) {
  scanner.verdict = bridge::ScanVerdict::kInfected;
  Tell(PhotoFrom(kAnna, "w1", "m1"));
  RunUntilIdle();
  EXPECT_EQ(Photo("w1").progress, MediaProgress::kHeld);
  EXPECT_EQ(ToString(Photo("w1").reason), "infected");
  EXPECT_EQ(ehr.calls.size(), 1U);
  EXPECT_EQ(metrics.media_stored, 0);
}

TEST_F(Photos, WhileTheScannerIsAwayNothingIsFiledAndNothingPilesUp) {
  scanner.failures.assign(3, Broken(FailureKind::kUnreachable));
  Tell(PhotoFrom(kAnna, "w1", "m1"));
  RunUntilIdle();
  EXPECT_EQ(Photo("w1").progress, MediaProgress::kPending);
  EXPECT_EQ(ToString(Photo("w1").reason), "scan-pending");
  EXPECT_TRUE(vault.objects.empty()) << "the file is fetched anew, so this copy goes";
  for (int i = 0; i < 3; ++i) {
    clock.Move(minutes(16));
    RunUntilIdle();
  }
  EXPECT_EQ(Photo("w1").progress, MediaProgress::kFiled);
  EXPECT_EQ(vault.objects.size(), 1U);
}

TEST_F(Photos, TheMediaOfAHeldMessageAreFetchedAtOnceAndTravelWithIt) {
  Tell(PhotoFrom(kStranger, "w1", "m1"));
  RunUntilIdle();
  EXPECT_EQ(Row("w1").progress(), Progress::kHeld);
  EXPECT_EQ(Photo("w1").progress, MediaProgress::kStored);
  EXPECT_FALSE(vault.objects.empty());
  ASSERT_TRUE(person().AssignPatient(Row("w1").key, "Patient/anna"));
  RunUntilIdle();
  ASSERT_EQ(ehr.calls.size(), 1U);
  EXPECT_TRUE(Carries(ehr.calls[0], "DocumentReference"));
  EXPECT_EQ(ehr.calls[0].files.size(), 1U);
  EXPECT_EQ(Photo("w1").progress, MediaProgress::kFiled);
  EXPECT_EQ(media.asked.size(), 1U);
}

TEST_F(Photos, TheMediaOfAGroupMessageAreFetchedToo) {
  std::string message = PhotoFrom(kAnna, "w1", "m1");
  message.insert(message.size() - 1, R"(,"group_id":"g1")");
  Tell(message);
  RunUntilIdle();
  EXPECT_EQ(ToString(Row("w1").reason()), "group-message");
  EXPECT_EQ(Photo("w1").progress, MediaProgress::kStored);
}

TEST_F(Photos, TheMediaOfAQuarantinedMessageAreNotFetched) {
  Tell(PhotoFrom(kCarl, "w1", "m1"));
  RunUntilIdle();
  EXPECT_EQ(ToString(Row("w1").reason()), "no-consent");
  EXPECT_EQ(Photo("w1").progress, MediaProgress::kWaiting);
  EXPECT_TRUE(media.asked.empty());
  consents.of["Patient/carl"] = ConsentOf("Patient/carl", Allows::kTextAndMedia);
  ASSERT_TRUE(person().Release(Row("w1").key));
  RunUntilIdle();
  EXPECT_EQ(Photo("w1").progress, MediaProgress::kFiled);
}

TEST_F(Photos, P3_AFetchThatEndsAfterItsMessageWasDroppedLeavesNothingBehind) {
  Tell(PhotoFrom(kStranger, "w1", "m1"));
  FileOnce();
  media.during = [&] { ASSERT_TRUE(person().Drop(Row("w1").key, Reason::kRejectedByStaff)); };
  const auto fetched = fetcher.RunOnce();
  EXPECT_TRUE(fetched) << "no trouble of the store's";
  EXPECT_EQ(Photo("w1").progress, MediaProgress::kDropped);
  EXPECT_TRUE(vault.objects.empty());
}

TEST_F(Photos, P2_ALatePhotoInDoubtIsOneDocument) {
  Tell(PhotoFrom(kAnna, "w1", "m1"));
  FileOnce();
  FetchOnce();
  ehr.mishaps = {{Broken(FailureKind::kInDoubt), true}};
  RunUntilIdle();
  EXPECT_EQ(Photo("w1").progress, MediaProgress::kStored);
  clock.Move(minutes(16));
  RunUntilIdle();
  EXPECT_EQ(ehr.calls.size(), 2U) << "looked up, and it was there";
  EXPECT_EQ(ehr.Documents().size(), 1U);
  EXPECT_EQ(Photo("w1").progress, MediaProgress::kFiled);
}

TEST_F(Photos, P4_ALatePhotoInDoubtIsConfirmedBeforeItsMessageIsFiledElsewhere) {
  consents.of["Patient/carl"] = ConsentOf("Patient/carl", Allows::kTextAndMedia);
  Tell(PhotoFrom(kAnna, "w1", "m1"));
  FileOnce();
  FetchOnce();
  ehr.mishaps = {{Broken(FailureKind::kInDoubt), true}};
  RunUntilIdle();
  ASSERT_TRUE(person().AssignPatient(Row("w1").key, "Patient/carl"));
  RunUntilIdle();
  ASSERT_EQ(ehr.Documents().size(), 1U);
  EXPECT_EQ(ehr.Documents()[0]["subject"]["reference"].text(), "Patient/carl");
}

TEST_F(Photos, AHeldPhotoOfAMessageFiledAnewIsNotLostWithItsSource) {
  Tell(PhotoFrom(kAnna, "w1", "m1"));
  FileOnce();
  FetchOnce();
  ehr.mishaps = {{Broken(FailureKind::kRefused), false}};
  RunUntilIdle();
  EXPECT_EQ(Photo("w1").progress, MediaProgress::kFailed);
  consents.of["Patient/carl"] = ConsentOf("Patient/carl", Allows::kTextAndMedia);
  ASSERT_TRUE(person().AssignPatient(Row("w1").key, "Patient/carl"));
  RunUntilIdle();
  EXPECT_EQ(media.asked.size(), 1U) << "it lies in the vault; WhatsApp may have forgotten it";
  EXPECT_EQ(Photo("w1").progress, MediaProgress::kFiled);
  EXPECT_EQ(ehr.Documents().size(), 1U);
}

}  // namespace
}  // namespace chartbridge::run_test
