// B5: what waits for one patient's consent and is given to another patient.
#include <gtest/gtest.h>

#include "bridge/flow/advance.h"

namespace chartbridge::bridge::flow {
namespace {

const Instant kNow = FromUnixMillis(1'795'327'200'000);

ItemRow HeldFor(const std::string& patient, Reason reason) {
  ItemRow row;
  row.key = "11111111-0000-5000-8000-000000000001";
  row.conversation = "22222222-0000-4000-8000-000000000001";
  row.kind = "text";
  row.received = kNow;
  row.state = Progress::kMatched;
  row.patient = patient;
  row.matched_by = MatchedBy::kRule;
  row.filings = {{.number = 1, .patient = patient, .state = FilingState::kHeld, .reason = reason}};
  return row;
}

Next AssignTo(const ItemRow& row, const std::string& patient, bool approved) {
  return Advance(row, Assign{.patient = patient, .approved = approved}, kNow, 0.5, {});
}

TEST(Assign, WhoseConsentHoldsItIsToldForAnyOtherPatient) {
  const ItemRow row = HeldFor("Patient/ben", Reason::kNoConsent);
  EXPECT_EQ(HeldForConsentOf(row, "Patient/ana"), "Patient/ben");
  EXPECT_EQ(HeldForConsentOf(row, "Patient/ben"), "");
  EXPECT_EQ(HeldForConsentOf(HeldFor("Patient/ben", Reason::kDeniedByConsent), "Patient/ana"),
            "Patient/ben");
  EXPECT_EQ(HeldForConsentOf(HeldFor("Patient/ben", Reason::kConsentUnreachable), "Patient/ana"),
            "");
  EXPECT_EQ(HeldForConsentOf(HeldFor("Patient/ben", Reason::kEhrRefused), "Patient/ana"), "");
}

TEST(Assign, WithoutASecondPersonTheGateIsAskedForBoth) {
  const Next next = AssignTo(HeldFor("Patient/ben", Reason::kNoConsent), "Patient/ana", false);
  ASSERT_TRUE(next.changed);
  EXPECT_EQ(NewestFiling(next.row)->also_asked, "Patient/ben");
  EXPECT_FALSE(next.link);
}

TEST(Assign, WithOneItIsFiledAndTheContactStaysUnlinked) {
  const Next next = AssignTo(HeldFor("Patient/ben", Reason::kNoConsent), "Patient/ana", true);
  ASSERT_TRUE(next.changed);
  EXPECT_EQ(next.row.patient, "Patient/ana");
  EXPECT_EQ(NewestFiling(next.row)->also_asked, "");
  EXPECT_FALSE(next.link) << "the number would go on filing by itself";
}

TEST(Assign, WhatNobodysConsentHoldsLinksTheContact) {
  const Next next = AssignTo(HeldFor("Patient/ben", Reason::kEhrRefused), "Patient/ana", false);
  ASSERT_TRUE(next.link);
  EXPECT_EQ(next.link->patient, "Patient/ana");
}

}  // namespace
}  // namespace chartbridge::bridge::flow
