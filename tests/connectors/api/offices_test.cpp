// The audit trail, people and tokens, and the integrator's pages.
#include "tests/connectors/api/stage.h"

namespace chartbridge::api_test {
namespace {

class Offices : public ::testing::Test {
 protected:
  // The dead letter of that part; null when it is none.
  static Value Letter(const Told& told, const std::string& name, const std::string& part) {
    for (const Value& one : told.json["items"].items()) {
      if (one["key"].text() == KeyOf(name) && one["part"].text() == part) return one;
    }
    return {};
  }
  Stage stage;
};

TEST_F(Offices, TheTrailIsPagedAndSpeaksInSentences) {
  const Told first = stage.Get("/audit?limit=2", "compliance");
  ASSERT_EQ(first.json["items"].items().size(), 2U);
  for (const Value& entry : first.json["items"].items())
    EXPECT_FALSE(entry["sentence"].text().empty());
  const Told second = stage.Get("/audit?limit=2&cursor=" + first.json["next"].text(), "compliance");
  EXPECT_LT(*second.json["items"].at(0)["seq"].integer(),
            *first.json["items"].at(1)["seq"].integer());
  const Told about = stage.Get("/audit?about=Patient/ben", "compliance");
  for (const Value& entry : about.json["items"].items())
    EXPECT_EQ(entry["subject"].text(), "Patient/ben");
  EXPECT_FALSE(about.json["items"].items().empty());
}

TEST_F(Offices, OthersSeeTheirOwnActionsOnly) {
  stage.Get("/messages", "compliance");
  stage.Get("/messages", "clinician");
  const Told told = stage.Get("/audit", "clinician");
  ASSERT_FALSE(told.json["items"].items().empty());
  for (const Value& entry : told.json["items"].items())
    EXPECT_EQ(entry["actor"].text(), "user:" + stage.AccountId("clinician"));
}

TEST_F(Offices, P10_ATrailThatNothingAnchorsIsNotCalledIntact) {
  const Told told = stage.Call("POST", "/audit/verify", {.role = "auditor"});
  EXPECT_FALSE(*told.json["intact"].boolean());
  EXPECT_EQ(told.json["code"].integer(), 2);
  EXPECT_TRUE(told.json["cause"].text().starts_with("Nothing anchors this chain"))
      << told.json["cause"].text();
  EXPECT_TRUE(told.json["first_bad"].is_null());
  EXPECT_EQ(stage.Get("/audit/verified", "auditor").json["reason"].text(), "not-anchored");
}

TEST_F(Offices, P10_VerificationCountsEntriesAndIsItselfAudited) {
  stage.Anchor();
  const Told told = stage.Call("POST", "/audit/verify", {.role = "auditor"});
  EXPECT_TRUE(*told.json["intact"].boolean());
  EXPECT_GT(*told.json["entries"].integer(), 3);
  EXPECT_EQ(told.json["fingerprint"].text().size(), 16U);
  EXPECT_EQ(stage.Records("audit.verified").size(), 1U);
}

TEST_F(Offices, TheLastVerificationIsToldWithoutReadingTheTrail) {
  EXPECT_TRUE(stage.Get("/audit/verified", "auditor").json.is_null()) << "there was none";
  stage.Anchor();
  stage.Call("POST", "/audit/verify", {.role = "auditor"});
  stage.clock.now += std::chrono::minutes(1);
  stage.Call("POST", "/audit/verify", {.role = "compliance"});
  const std::size_t entries = stage.Events().size();
  const Told told = stage.Get("/audit/verified", "auditor");
  EXPECT_EQ(told.json["at"].text(), ToInstantText(stage.clock.now));
  EXPECT_EQ(told.json["actor"].text(), "user:" + stage.AccountId("compliance"));
  EXPECT_EQ(told.json["actor_name"].text(), "The compliance");
  EXPECT_TRUE(*told.json["intact"].boolean());
  EXPECT_EQ(stage.Events().size(), entries) << "it shows nobody's entry";
  const Told list = stage.Get("/audit?limit=1", "auditor");
  EXPECT_EQ(list.json["items"].at(0)["event"].text(), "audit.verified");
  EXPECT_TRUE(list.json["items"].at(0)["subject"].is_null()) << "it is about nobody";
}

TEST_F(Offices, ExportsOfTheTrailTakeTheSecondFactor) {
  Manner csv{.role = "auditor", .stepped_up = false, .headers = {{"Accept", "text/csv"}}};
  EXPECT_EQ(stage.Call("GET", "/audit", csv).json["code"].text(), "step-up");
  csv.stepped_up = true;
  EXPECT_EQ(stage.Call("GET", "/audit", csv).text.substr(0, 7), "seq,at,");
  EXPECT_EQ(stage.Records("audit.exported").size(), 1U);
}

// I20: `audit.export` is asked, and an export of one's own actions is no more than those.
TEST_F(Offices, AnExportOfTheTrailHoldsWhatTheRoleMayExport) {
  stage.Get("/messages", "compliance");
  stage.Get("/messages", "clinician");
  Manner csv{.role = "clinician", .headers = {{"Accept", "text/csv"}}};
  const std::string own = stage.Call("GET", "/audit", csv).text;
  EXPECT_NE(own.find("user:" + stage.AccountId("clinician")), std::string::npos);
  EXPECT_EQ(own.find("user:" + stage.AccountId("compliance")), std::string::npos);
  csv.role = "auditor";
  EXPECT_NE(stage.Call("GET", "/audit", csv).text.find("user:" + stage.AccountId("compliance")),
            std::string::npos);
}

TEST_F(Offices, AnAdministratorCannotMakeAuditorsAlone) {
  const Told told = stage.Post(
      "/accounts", "admin",
      Json(R"({"name":"eva","display_name":"Eva","roles":["auditor"],"language":"en"})"));
  EXPECT_EQ(told.status, 403) << told.text;
}

TEST_F(Offices, AnAccountThatChangedMeanwhileIsNotOverwritten) {
  const std::string path = "/accounts/" + stage.AccountId("clinician");
  const Value change = Json(R"({"display_name":"Dr. Levi","version":1})");
  const Told first = stage.Call("PATCH", path, {.role = "admin"}, change);
  ASSERT_EQ(first.status, 200) << first.text;
  EXPECT_EQ(first.json["version"].integer(), 2);
  EXPECT_EQ(stage.Call("PATCH", path, {.role = "admin"}, change).status, 409);
  EXPECT_EQ(first.text.find("not a hash"), std::string::npos);
}

TEST_F(Offices, WhoLosesARoleLosesItAtOnce) {
  EXPECT_EQ(stage.Get("/messages", "clinician").status, 200);
  stage.Call("PATCH", "/accounts/" + stage.AccountId("clinician"), {.role = "admin"},
             Json(R"({"roles":["front-desk"],"version":1})"));
  EXPECT_EQ(stage.Get("/messages", "clinician").status, 401);
}

TEST_F(Offices, NamesRolesAndPractitionersAreChecked) {
  for (
      const char* body :
      {R"({"name":"x","display_name":"X","roles":["king"],"language":"en"})",
       R"({"name":"","display_name":"X","roles":["clinician"],"language":"en"})",
       R"({"name":"x","display_name":"X","roles":["clinician"],"language":"en","practitioner":"Patient/1"})"})
    EXPECT_EQ(stage.Post("/accounts", "admin", Json(body)).status, 422) << body;
  EXPECT_EQ(
      stage
          .Post(
              "/accounts", "admin",
              Json(
                  R"({"name":"CLINICIAN","display_name":"X","roles":["clinician"],"language":"en"})"))
          .json["code"]
          .text(),
      "name-taken");
}

TEST_F(Offices, IntegratorsSeeAndRevokeTheirOwnTokensOnly) {
  const Value lab = Json(R"({"name":"lab","role":"integrator","days":30})");
  const Told by_admin = stage.Post("/tokens", "admin", lab);
  const Told own = stage.Post("/tokens", "integrator", lab);
  ASSERT_EQ(own.status, 201) << own.text;
  EXPECT_EQ(
      stage.Post("/tokens", "integrator", Json(R"({"name":"x","role":"admin","days":1})")).status,
      403);
  EXPECT_EQ(
      stage.Post("/tokens", "admin", Json(R"({"name":"x","role":"auditor","days":1})")).status,
      403);
  EXPECT_EQ(stage.Get("/tokens", "integrator").json["items"].items().size(), 1U);
  EXPECT_EQ(stage.Get("/tokens", "admin").json["items"].items().size(), 2U);
  const std::string path = "/tokens/" + by_admin.json["id"].text();
  EXPECT_EQ(stage.Call("DELETE", path, {.role = "integrator"}).status, 404);
  const std::string bearer = by_admin.json["token"].text();
  EXPECT_EQ(stage.Call("GET", "/queues", {.bearer = bearer}).status, 200);
  EXPECT_EQ(stage.Call("DELETE", path, {.role = "admin"}).status, 204);
  EXPECT_EQ(stage.Call("GET", "/queues", {.bearer = bearer}).status, 401);
  EXPECT_EQ(stage.Call("DELETE", path, {.role = "admin"}).status, 204) << "twice is once";
}

TEST_F(Offices, P8_DeadLettersShowStatusOutcomeAndShapeAndNoWords) {
  const Value letter = Letter(stage.Get("/dead-letters", "auditor"), "dead", "message");
  EXPECT_EQ(letter["status"].integer(), 422);
  EXPECT_EQ(letter["request"].text(), "req-422");
  EXPECT_EQ(letter["outcome"].at(0)["expression"].at(0).text(), "Communication.payload");
  EXPECT_EQ(letter["shape"].at(0)["resourceType"].text(), "Communication");
  for (const char* role : {"auditor", "compliance"}) {
    const Told told = stage.Get("/dead-letters", role);
    for (const char* word : {"secret words", "9725", "Patient/ana"})
      EXPECT_EQ(told.text.find(word), std::string::npos) << word;
  }
}

// D19
TEST_F(Offices, TheEhrsOwnWordsAreForIntegratorsAlone) {
  const Value letter = Letter(stage.Get("/dead-letters", "integrator"), "dead", "message");
  EXPECT_EQ(letter["diagnostics"].text(), "secret words are not allowed");
  const auto noted = stage.Records("console.diagnostics.viewed");
  ASSERT_EQ(noted.size(), 2U) << "each that was shown";
  EXPECT_FALSE(noted[0]["subject"].text().empty());
  stage.Reset();
  stage.Get("/dead-letters", "auditor");
  EXPECT_TRUE(stage.Records("console.diagnostics.viewed").empty());
}

// D9
TEST_F(Offices, AFileThatTheEhrRefusesIsADeadLetterOfItsOwn) {
  const Told told = stage.Get("/dead-letters", "integrator");
  EXPECT_EQ(told.json["items"].items().size(), 3U) << told.text;
  const Value letter = Letter(told, "dead-file", "media:0");
  EXPECT_EQ(letter["state"].text(), "failed");
  EXPECT_EQ(letter["reason"].text(), "ehr-too-large");
  EXPECT_EQ(letter["status"].integer(), 413);
  EXPECT_EQ(letter["outcome"].at(0)["code"].text(), "too-long");
  EXPECT_EQ(letter["failed_at"].text(), ToInstantText(stage.clock.now));
  EXPECT_EQ(Letter(told, "held-file", "media:0")["state"].text(), "held");
  const std::string replay = "/dead-letters/" + KeyOf("dead-file") + "/media/0/replay";
  const Told again = stage.Call("POST", replay, {.role = "integrator"});
  EXPECT_EQ(again.status, 200) << again.text;
  EXPECT_EQ(again.json["media"].at(0)["state"].text(), "stored");
  EXPECT_TRUE(again.json["contact"].is_null());
  EXPECT_EQ(Letter(stage.Get("/dead-letters", "integrator"), "dead-file", "media:0"), Value());
  EXPECT_EQ(stage.Call("POST", replay, {.role = "integrator"}).status, 409);
  EXPECT_EQ(stage
                .Call("POST", "/dead-letters/" + KeyOf("dead-file") + "/media/x/replay",
                      {.role = "integrator"})
                .status,
            409);
}

TEST_F(Offices, AReplayTakesItUpAgainAndTellsTheIntegratorNobodysName) {
  const std::string replay = "/dead-letters/" + KeyOf("dead") + "/replay";
  const Told told = stage.Call("POST", replay, {.role = "integrator"});
  EXPECT_EQ(told.status, 200) << told.text;
  EXPECT_TRUE(told.json["patient"].is_null());
  EXPECT_TRUE(told.json["contact"].is_null());
  EXPECT_EQ(stage.Records("message.released").size(), 1U);
  EXPECT_EQ(stage.Call("POST", replay, {.role = "integrator"}).status, 409);
  EXPECT_EQ(
      stage
          .Call("POST", "/dead-letters/" + KeyOf("quarantined") + "/replay", {.role = "integrator"})
          .status,
      409);
}

TEST_F(Offices, QueuesCountAndName) {
  const Told told = stage.Get("/queues", "integrator");
  std::map<std::string, std::int64_t> counts;
  for (const Value& queue : told.json["progress"].items())
    counts[queue["name"].text()] = *queue["count"].integer();
  EXPECT_EQ(counts["held"], 4);
  EXPECT_EQ(counts["filed"], 4);
  EXPECT_EQ(told.json["parked"].integer(), 0);
}

TEST_F(Offices, AnUnknownStepOfTheChecklistIsNotFound) {
  EXPECT_EQ(stage.Call("POST", "/channels/main/steps/x/test", {.role = "admin"}).status, 404);
}

}  // namespace
}  // namespace chartbridge::api_test
