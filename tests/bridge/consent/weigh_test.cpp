// Rules R7 and R8: permits that nobody verified, and permits of guardians whose time is over.
#include <gtest/gtest.h>

#include "tests/bridge/consent/clinic_case.h"

namespace chartbridge::bridge::consent {
namespace {

std::string Verified(const std::string& entries, const std::string& config = "{}") {
  return Answer({Providing("{'type':'permit'}", "{'verification':[" + entries + "]}")}, Request(),
                config);
}

TEST(VerificationR7, LatestEntryCounts) {
  EXPECT_EQ(Verified("{'verified':false,'verificationDate':'2026-02-01'},{'verified':true,'"
                     "verificationDate':'2026-01'}"),
            "hold unverified");
  EXPECT_EQ(Verified("{'verified':true,'verificationDate':'2026-02'},{'verified':false,'"
                     "verificationDate':'2026-01-31'}"),
            kPermit);
}

TEST(VerificationR7, UndatedIsOldest) {
  EXPECT_EQ(Verified("{'verified':true,'verificationDate':'2020'},{'verified':false}"), kPermit);
  EXPECT_EQ(Verified("{'verified':false},{'verified':true}"), kPermit);
  EXPECT_EQ(Verified("{'verified':true},{'verified':false}"), "hold unverified");
}

TEST(VerificationR7, OfTheSameDateTheLaterInTheListCounts) {
  EXPECT_EQ(Verified("{'verified':true,'verificationDate':'2026-01-01'},{'verified':false,'"
                     "verificationDate':'2026-01-01'}"),
            "hold unverified");
}

TEST(VerificationR7, VerifiedMustBeTrue) {
  EXPECT_EQ(Verified("{'verificationDate':'2026-01-01'}"), "hold unverified");
}

TEST(VerificationR7, RequiredMeansAnEntryMustBeThere) {
  EXPECT_EQ(Verified("{'verified':true}", "{'requireVerification':true}"), kPermit);
  EXPECT_EQ(Verified("", "{'requireVerification':true}"), "hold unverified");
  EXPECT_EQ(Verified(""), kPermit);
}

TEST(VerificationR7, UnverifiedPermitBesideAVerifiedOneChangesNothing) {
  const Value doubtful =
      Providing("{'type':'permit'}", "{'id':'c2','verification':[{'verified':false}]}");
  EXPECT_EQ(Answer({Providing("{'type':'permit'}"), doubtful}), kPermit);
}

TEST(VerificationR7, UnverifiedPermitThatDoesNotMatchStaysSilent) {
  EXPECT_EQ(Answer({Providing("{'type':'permit','class':[{'system':'urn:x','code':'x'}]}",
                              "{'verification':[{'verified':false}]}")}),
            kSilent);
}

const std::string kByMother =
    "{'dateTime':'2024-06-01','performer':[{'reference':'RelatedPerson/mother'}]}";
std::string Guarded(const std::string& changes, const std::string& birth,
                    const std::string& time = "2026-03-10T10:00:00Z",
                    const std::string& config = "{}") {
  return Answer({Providing("{'type':'permit'}", changes)},
                Request("{'patientBirthDate':'" + birth + "','time':'" + time + "'}"), config);
}

TEST(GuardiansR8, LapseAtMidnightInTheClinic) {
  const std::string zone = "{'timezone':'Asia/Jerusalem'}";
  EXPECT_EQ(Guarded(kByMother, "2008-03-10", "2026-03-09T21:59:59Z", zone), kPermit);
  EXPECT_EQ(Guarded(kByMother, "2008-03-10", "2026-03-09T22:00:00Z", zone), "hold guardian-lapsed");
}

TEST(GuardiansR8, BornOnTheTwentyNinthOfFebruaryComesOfAgeInMarch) {
  EXPECT_EQ(Guarded(kByMother, "2008-02-29", "2026-02-28T23:59:59Z"), kPermit);
  EXPECT_EQ(Guarded(kByMother, "2008-02-29", "2026-03-01T00:00:00Z"), "hold guardian-lapsed");
}

TEST(GuardiansR8, MajorityAgeIsASetting) {
  EXPECT_EQ(Guarded(kByMother, "2008-03-10", "2026-03-10T10:00:00Z", "{'majorityAge':21}"),
            kPermit);
  EXPECT_EQ(Guarded(kByMother, "2005-03-10", "2026-03-10T10:00:00Z", "{'majorityAge':21}"),
            "hold guardian-lapsed");
}

TEST(GuardiansR8, SignedAfterMajorityStands) {
  EXPECT_EQ(
      Guarded("{'dateTime':'2026-03-01','performer':[{'reference':'RelatedPerson/guardian'}]}",
              "2008-02-01"),
      kPermit);
}

TEST(GuardiansR8, PatientAmongTheSignersStands) {
  EXPECT_EQ(Guarded("{'dateTime':'2024-06-01','performer':[{'reference':'RelatedPerson/mother'},"
                    "{'reference':'Patient/p1/_history/2'}]}",
                    "2008-03-10"),
            kPermit);
}

TEST(GuardiansR8, AnotherPatientIsAGuardianAndAPractitionerIsNot) {
  EXPECT_EQ(Guarded("{'dateTime':'2024-06-01','performer':[{'reference':'Patient/mother'}]}",
                    "2008-03-10"),
            "hold guardian-lapsed");
  EXPECT_EQ(Guarded("{'dateTime':'2024-06-01','performer':[{'reference':'Practitioner/dr'}]}",
                    "2008-03-10"),
            kPermit);
  EXPECT_EQ(Guarded("{'dateTime':'2024-06-01','performer':[{'reference':'RelatedPerson/m'},"
                    "{'reference':'Practitioner/dr'}]}",
                    "2008-03-10"),
            kPermit);
}

TEST(GuardiansR8, NobodySignedOrNoBirthDateKnown) {
  EXPECT_EQ(Guarded("{'dateTime':'2024-06-01','performer':[]}", "2008-03-10"), kPermit);
  EXPECT_EQ(Answer({Providing("{'type':'permit'}", kByMother)}), kPermit);
}

TEST(GuardiansR8, WithoutDateTimeTheLastWriteDates) {
  const std::string undated =
      "{'dateTime':null,'performer':[{'reference':'RelatedPerson/mother'}],'meta':"
      "{'versionId':'1','lastUpdated':'2026-03-10T09:00:00Z'}}";
  EXPECT_EQ(Guarded(undated, "2008-03-10"), kPermit);
  EXPECT_EQ(
      Guarded("{'dateTime':null,'performer':[{'reference':'RelatedPerson/mother'}]}", "2008-03-10"),
      "hold guardian-lapsed");
}

TEST(GuardiansR8, DeniesOfGuardiansStand) {
  EXPECT_EQ(Answer({Providing("{'type':'deny'}", kByMother)},
                   Request("{'patientBirthDate':'2008-03-10'}")),
            kDeny);
}

TEST(GuardiansR8, BirthYearAloneHoldsOnceItMayBeOver) {
  EXPECT_EQ(Guarded(kByMother, "2008", "2026-01-01T00:00:00Z"), "hold guardian-lapsed");
  EXPECT_EQ(Guarded(kByMother, "2008", "2025-12-31T23:59:59Z"), kPermit);
}

TEST(WeighOrder, UnverifiedIsNamedBeforeGuardians) {
  const Value both = Providing("{'type':'permit'}",
                               "{'dateTime':'2024-06-01','performer':[{'reference':"
                               "'RelatedPerson/mother'}],'verification':[{'verified':false}]}");
  EXPECT_EQ(Answer({both}, Request("{'patientBirthDate':'2008-03-10'}")), "hold unverified");
}

}  // namespace
}  // namespace chartbridge::bridge::consent
