// What an attempt may have left in a chart is never forgotten, whatever becomes of the item: twelve
// faults of version 0.1.0 (findings A1 to A7, C1).
#include "tests/bridge/run/clinic.h"

namespace chartbridge::run_test {
namespace {

class ItemLife : public Clinic {};

// 1. Push to Anna landed, answer lost; consents away -> Held; a person chooses Ben.
TEST_F(ItemLife, HeldAfterDoubtThenFiledForAnotherPatientLeavesNothingInTheFirstChart) {
  ehr.mishaps = {{Broken(FailureKind::kInDoubt), true}};
  Tell(TextFrom(kAnna, "w1"));
  RunUntilIdle();
  consents.failure = Broken(FailureKind::kUnreachable);
  clock.Move(minutes(16));
  RunUntilIdle();
  ASSERT_EQ(Row("w1").progress(), Progress::kHeld);
  ASSERT_EQ(ehr.Messages("Patient/anna").size(), 1U);
  consents.failure.reset();
  const auto filed = person().AssignPatient(Row("w1").key, "Patient/ben");
  EXPECT_TRUE(filed);
  RunUntilIdle();
  EXPECT_EQ(ehr.Messages("Patient/anna").size(), 0U) << "still current in Anna's chart";
}

// 2. The same, but for Carl who has no consent: the item is 'filed for Carl' with Anna's resources?
TEST_F(ItemLife, HeldAfterDoubtThenFiledForOneWithoutConsentIsNotTakenForFiled) {
  ehr.mishaps = {{Broken(FailureKind::kInDoubt), true}};
  Tell(TextFrom(kAnna, "w1"));
  RunUntilIdle();
  consents.failure = Broken(FailureKind::kUnreachable);
  clock.Move(minutes(16));
  RunUntilIdle();
  consents.failure.reset();
  const auto filed = person().AssignPatient(Row("w1").key, "Patient/carl");
  EXPECT_TRUE(filed);
  RunUntilIdle();
  EXPECT_NE(Row("w1").progress(), Progress::kFiled);
}

// 3. Dropped by a person while it stands in the chart.
TEST_F(ItemLife, HeldAfterDoubtThenDroppedIsNotInTheChart) {
  ehr.mishaps = {{Broken(FailureKind::kInDoubt), true}};
  Tell(TextFrom(kAnna, "w1"));
  RunUntilIdle();
  consents.failure = Broken(FailureKind::kUnreachable);
  clock.Move(minutes(16));
  RunUntilIdle();
  ASSERT_EQ(Row("w1").progress(), Progress::kHeld);
  const auto dropped = person().Drop(Row("w1").key, Reason::kDroppedByStaff);
  EXPECT_TRUE(dropped);
  RunUntilIdle();
  EXPECT_FALSE(Row("w1").progress() == Progress::kDropped &&
               ehr.Messages("Patient/anna").size() == 1U);
}

// 4. Hold expires by itself while it stands in the chart.
TEST_F(ItemLife, HeldAfterDoubtThenExpiredIsNotInTheChart) {
  ehr.mishaps = {{Broken(FailureKind::kInDoubt), true}};
  Tell(TextFrom(kAnna, "w1"));
  RunUntilIdle();
  consents.failure = Broken(FailureKind::kUnreachable);
  clock.Move(minutes(16));
  RunUntilIdle();
  for (int i = 0; i < 40; ++i) {
    clock.Move(hours(24));
    RunUntilIdle();
  }
  EXPECT_FALSE(Row("w1").progress() == Progress::kDropped &&
               ehr.Messages("Patient/anna").size() == 1U);
}

// 5. The number of a linked contact now belongs to somebody else in the EHR.
TEST_F(ItemLife, ANumberThatWasGivenToSomebodyElseIsNotFiledForTheFormerOwner) {
  Tell(TextFrom(kAnna, "w1"));
  RunUntilIdle();
  ASSERT_EQ(Row("w1").patient, "Patient/anna");
  for (auto& patient : directory.patients) {
    if (patient.reference == "Patient/anna") patient.phones.clear();
    if (patient.reference == "Patient/ben") patient.phones = {"+972 55 555 0101"};
  }
  clock.Move(hours(24 * 400));
  Tell(TextFrom(kAnna, "w2", "it is me, Ben"));
  RunUntilIdle();
  EXPECT_NE(Row("w2").patient, "Patient/anna");
}

// 6. A second patient with the same number appears.
TEST_F(ItemLife, ANumberThatTwoShareNowIsNotFiledByItself) {
  Tell(TextFrom(kAnna, "w1"));
  RunUntilIdle();
  for (auto& patient : directory.patients)
    if (patient.reference == "Patient/ben") patient.phones.push_back("+972 55 555 0101");
  clock.Move(hours(24));
  Tell(TextFrom(kAnna, "w2", "about my child"));
  RunUntilIdle();
  EXPECT_EQ(Row("w2").progress(), Progress::kHeld);
}

// 7. A slow EHR: the lease runs out inside one item, a second worker takes the conversation.
TEST_F(ItemLife, ASlowEhrDoesNotLetTwoWorkersPushTheSameItem) {
  Tell(TextFrom(kAnna, "w1"));
  ASSERT_TRUE(splitter.RunOnce("intake", 128));
  int depth = 0;
  int pushes = 0;
  ehr.when_asked = [&](const Value&) {
    ++pushes;
    if (depth++ > 0) return;
    for (int i = 0; i < 4; ++i) {  // searches and reads of 25 s each, and a push of 25 s
      clock.Move(seconds(20));
      ASSERT_TRUE(leases.Beat());  // as the heartbeat's thread does every 20 s
    }
    (void)lines.RunOnce();
  };
  (void)lines.RunOnce();
  EXPECT_EQ(pushes, 1) << "two File() calls for one item at the same time";
}

// 8. Recording a medium answers in doubt although it was stored (PostgreSQL: commit without an
// answer).
TEST_F(ItemLife, AMediumWhoseRecordIsInDoubtIsNotThrownAway) {
  Tell(PhotoFrom(kAnna, "w1", "m1"));
  ASSERT_TRUE(splitter.RunOnce("intake", 128));
  ASSERT_TRUE(lines.RunOnce());
  memory().OrderFaults([&](std::string_view call) -> std::optional<fakes::Fault> {
    if (call != "Items::Record") return std::nullopt;
    return fakes::Fault{Broken(FailureKind::kInDoubt), true};
  });
  (void)fetcher.RunOnce();
  memory().OrderFaults(nullptr);
  const MediaRow photo = Photo("w1");
  EXPECT_EQ(photo.progress, MediaProgress::kStored);
  EXPECT_EQ(vault.objects.count(photo.object), 1U);
  EXPECT_TRUE(HasKey(photo.key_id));
  clock.Move(minutes(60));
  RunUntilIdle();
  EXPECT_EQ(Photo("w1").progress, MediaProgress::kFiled);
}

// 9. A medium that failed or is held of a filed message can be asked for again.
TEST_F(ItemLife, AFailedPhotoOfAFiledMessageCanBeTakenUpAgain) {
  Tell(PhotoFrom(kAnna, "w1", "m1"));
  media.failures = {Broken(FailureKind::kRefused)};
  RunUntilIdle();
  auto released = person().Release(Row("w1").key);
  EXPECT_TRUE(released) << (released ? "" : released.error().text);
  RunUntilIdle();
  EXPECT_EQ(Photo("w1").progress, MediaProgress::kFiled);
}

// 10. After-delivery check looks only at the first patient of the conversation.
TEST_F(ItemLife, AfterDeliveryEachPatientOfTheConversationIsLookedAt) {
  consents.of["Patient/ben"] = ConsentOf("Patient/ben", Allows::kTextAndMedia);
  // A stranger's number that several share: staff choose message by message.
  Tell(TextFrom(kStranger, "w1"));
  Tell(TextFrom(kStranger, "w2"));
  RunUntilIdle();
  ASSERT_EQ(Row("w1").progress(), Progress::kHeld);
  ASSERT_TRUE(person().AssignPatient(Row("w1").key, "Patient/anna"));
  // FileFor takes the other up too; wait for both to be due, then choose ben for the second.
  auto second = person().AssignPatient(Row("w2").key, "Patient/ben");
  EXPECT_TRUE(second);
  int landed = 0;
  ehr.when_landed = [&] {
    if (++landed == 2) consents.of["Patient/ben"] = ConsentOf("Patient/ben", Allows::kWithdrawn);
  };
  RunUntilIdle();
  EXPECT_EQ(ToString(Row("w2").reason()), "delivered-after-change");
}

// 11. An EHR that answers 500 to one message for good holds up its conversation for ever.
TEST_F(ItemLife, AMessageThatTheEhrAlwaysAnswersWith500EndsForAPerson) {
  for (int i = 0; i < 5000; ++i) ehr.mishaps.push_back({Broken(FailureKind::kInDoubt), false});
  Tell(TextFrom(kAnna, "w1"));
  Tell(TextFrom(kAnna, "w2"));
  for (int i = 0; i < 24 * 30 * 4; ++i) {
    clock.Move(minutes(16));
    RunUntilIdle();
  }
  EXPECT_EQ(Row("w1").progress(), Progress::kFailed);
}

// 12. What a drop leaves in the vault.
TEST_F(ItemLife, ADroppedPhotoLeavesTheVaultToo) {
  consents.failure = Broken(FailureKind::kUnreachable);  // held, and its media fetched at once
  Tell(PhotoFrom(kAnna, "w1", "m1"));
  RunUntilIdle();
  ASSERT_TRUE(person().Drop(Row("w1").key, Reason::kDroppedByStaff));
  RunUntilIdle();
  for (int i = 0; i < 60; ++i) {
    clock.Move(hours(24));
    RunUntilIdle();
  }
  EXPECT_EQ(vault.objects.size(), 0U) << "bytes stay on the disk for ever, unreadable";
}

}  // namespace
}  // namespace chartbridge::run_test
