// B5: a clinician filed a message that waited for one patient's consent to a patient who had given
// one, read it, and the number stayed linked. Now that step wants a second person.
#include "tests/connectors/api/stage.h"

namespace chartbridge::api_test {
namespace {

class SecondPerson : public ::testing::Test {
 protected:
  // The clinician gives Ben's message, which waits for his consent, to Ana.
  Told AskAs(const std::string& role) {
    return stage.Post("/messages/" + KeyOf("quarantined") + "/file", role,
                      Json(R"({"patient":"Patient/ana","attempts":0})"));
  }
  std::string Asked() {
    const Told told = AskAs("clinician");
    EXPECT_EQ(told.status, 202) << told.text;
    return told.json["id"].text();
  }
  Told Decide(const std::string& id, const std::string& how, const std::string& role) {
    return stage.Post("/approvals/" + id + "/" + how, role, {});
  }
  std::string PatientNow() {
    return stage.Get("/messages/" + KeyOf("quarantined"), "compliance").json["patient"].text();
  }
  Stage stage;
};

TEST_F(SecondPerson, FilingWhatWaitsForAnothersConsentAsksAndChangesNothing) {
  const Told told = AskAs("clinician");
  ASSERT_EQ(told.status, 202) << told.text;
  EXPECT_EQ(told.json["kind"].text(), "assign-patient");
  EXPECT_EQ(told.json["subject"].text(), KeyOf("quarantined"));
  EXPECT_EQ(told.json["what"]["patient"].text(), "Patient/ana");
  EXPECT_EQ(told.json["what"]["instead_of"].text(), "Patient/ben");
  EXPECT_EQ(told.json["state"].text(), "open");
  EXPECT_TRUE(told.json["can"].items().empty());
  EXPECT_EQ(PatientNow(), "Patient/ben");
  EXPECT_EQ(stage.Records("approval.asked").size(), 1U);
}

TEST_F(SecondPerson, TheMessageOfThePatientItWaitsForNeedsNobodyElse) {
  const Told told = stage.Post("/messages/" + KeyOf("quarantined") + "/file", "clinician",
                               Json(R"({"patient":"Patient/ben","attempts":0})"));
  EXPECT_EQ(told.status, 200) << told.text;
}

TEST_F(SecondPerson, ComplianceSeesItAndConfirmsItOnce) {
  const std::string id = Asked();
  const Told listed = stage.Get("/approvals", "compliance");
  ASSERT_EQ(listed.json["items"].items().size(), 1U) << listed.text;
  EXPECT_EQ(listed.json["items"].at(0)["asked_by_name"].text(), "The clinician");
  EXPECT_EQ(listed.json["items"].at(0)["can"].items().size(), 2U);
  const Told done = Decide(id, "confirm", "compliance");
  ASSERT_EQ(done.status, 200) << done.text;
  EXPECT_EQ(done.json["patient"].text(), "Patient/ana");
  EXPECT_EQ(Decide(id, "confirm", "compliance").status, 409);
  EXPECT_TRUE(stage.Get("/approvals", "compliance").json["items"].items().empty());
  EXPECT_EQ(stage.Records("approval.confirmed").size(), 1U);
  EXPECT_EQ(stage.Records("approval.used").size(), 1U);
}

TEST_F(SecondPerson, WhoAskedOrHasAnotherRoleDoesNotConfirm) {
  const std::string id = Asked();
  EXPECT_EQ(Decide(id, "confirm", "clinician").status, 403);
  EXPECT_EQ(Decide(id, "decline", "clinician").status, 403);
  for (const char* role : {"admin", "integrator", "front-desk", "auditor"})
    EXPECT_EQ(Decide(id, "confirm", role).status, 404) << role;
  EXPECT_EQ(PatientNow(), "Patient/ben");
}

TEST_F(SecondPerson, ComplianceAskingItselfWaitsForAnother) {
  const Told told = AskAs("compliance");
  ASSERT_EQ(told.status, 202) << told.text;
  EXPECT_EQ(Decide(told.json["id"].text(), "confirm", "compliance").status, 403);
}

TEST_F(SecondPerson, ATokenIsNobodysPresence) {
  const std::string token = stage.MakeToken("clinician");
  const Told told =
      stage.Call("POST", "/messages/" + KeyOf("quarantined") + "/file", {.bearer = token},
                 Json(R"({"patient":"Patient/ana","attempts":0})"));
  EXPECT_EQ(told.status, 403) << told.text;
  EXPECT_EQ(PatientNow(), "Patient/ben");
}

TEST_F(SecondPerson, WhatWasDeclinedIsNotTaken) {
  const std::string id = Asked();
  const Told declined = Decide(id, "decline", "compliance");
  ASSERT_EQ(declined.status, 200) << declined.text;
  EXPECT_EQ(declined.json["state"].text(), "declined");
  EXPECT_EQ(Decide(id, "confirm", "compliance").status, 409);
  EXPECT_EQ(PatientNow(), "Patient/ben");
}

TEST_F(SecondPerson, AfterADayItHasToBeAskedForAgain) {
  const std::string id = Asked();
  stage.clock.now += std::chrono::hours(24);
  stage.RenewSessions();
  EXPECT_EQ(Decide(id, "confirm", "compliance").status, 409);
  EXPECT_EQ(stage.Records("approval.expired").size(), 1U);
  EXPECT_EQ(PatientNow(), "Patient/ben");
}

TEST_F(SecondPerson, AMessageThatChangedMeanwhileIsAskedForAgain) {
  const std::string id = Asked();
  ASSERT_EQ(stage
                .Post("/messages/" + KeyOf("quarantined") + "/drop", "compliance",
                      Json(R"({"policy":"dropped-by-staff","attempts":0})"))
                .status,
            200);
  EXPECT_EQ(Decide(id, "confirm", "compliance").status, 409);
}

}  // namespace
}  // namespace chartbridge::api_test
