// Messages: who sees which, whose words, and what is written down about it.
#include <algorithm>

#include "tests/connectors/api/stage.h"

namespace chartbridge::api_test {
namespace {

class Messages : public ::testing::Test {
 protected:
  std::set<std::string> Keys(const Told& told) {
    std::set<std::string> keys;
    for (const Value& item : told.json["items"].items()) keys.insert(item["key"].text());
    return keys;
  }
  std::string Content(const std::string& name) { return "/messages/" + KeyOf(name) + "/content"; }
  bool NotedBody(const std::string& name, const std::string& role) {
    for (const Value& record : stage.Records("console.body.viewed")) {
      if (record["what"].text() == KeyOf(name) &&
          record["actor"].text() == "user:" + stage.AccountId(role))
        return true;
    }
    return false;
  }
  Stage stage;
};

TEST_F(Messages, ComplianceSeesAllCliniciansThoseOfPatientsTheFrontDeskThoseThatWait) {
  EXPECT_EQ(Keys(stage.Get("/messages", "compliance")).size(), 11U);
  const auto clinician = Keys(stage.Get("/messages", "clinician"));
  EXPECT_TRUE(clinician.count(KeyOf("filed")));
  EXPECT_FALSE(clinician.count(KeyOf("group")));
  EXPECT_EQ(Keys(stage.Get("/messages", "front-desk")),
            (std::set<std::string>{KeyOf("waiting"), KeyOf("unsupported")}));
}

// I7
TEST_F(Messages, AListIsAuditedWithEverybodyWhomItShowsTheirNumberAndAHashOfTheIds) {
  const Told told = stage.Get("/messages", "compliance");
  std::map<std::string, int> shown;  // by patient, else by contact
  for (const Value& item : told.json["items"].items())
    ++shown[item["patient"].is_null() ? item["conversation"].text() : item["patient"].text()];
  const auto lists = stage.Records("console.list");
  ASSERT_EQ(lists.size(), shown.size());
  int rows = 0;
  for (const Value& list : lists) {
    EXPECT_TRUE(list["reason"].text().starts_with("messages-"));
    rows += std::stoi(list["reason"].text().substr(9));
    EXPECT_TRUE(list["what"].text().starts_with("sha256-"));
    EXPECT_EQ(list["actor"].text(), "user:" + stage.AccountId("compliance"));
  }
  EXPECT_EQ(rows, 11);
  for (const char* patient : {"ana", "ben"}) {
    const Told reads = stage.Get("/patients/" + std::string(patient) + "/reads", "compliance");
    EXPECT_NE(reads.text.find("console.list"), std::string::npos) << patient;
  }
  stage.Reset();
  stage.Get("/messages?progress=received", "compliance");
  EXPECT_EQ(stage.Records("console.list").size(), 1U) << "nobody was shown, and that was seen";
}

// I20
TEST_F(Messages, OfAContactAreAskedForInABody) {
  const Value wanted = Json(R"({"contact":"+972 50-123-4567","limit":"2"})");
  const Told told = stage.Post("/messages/search", "compliance", wanted);
  EXPECT_EQ(told.json["items"].items().size(), 2U) << told.text;
  EXPECT_FALSE(told.json["next"].is_null());
  EXPECT_EQ(stage.Get("/messages?contact=972501234567", "compliance").status, 422);
  EXPECT_EQ(stage.Get("/patients?name=ana", "compliance").status, 404);
}

// I5
TEST_F(Messages, WhatAListShowsIsFoundBehindThousandsOfOthers) {
  std::vector<bridge::NewItem> receipts;
  for (int i = 0; i < 6000; ++i) {
    bridge::NewItem one;
    char key[40];
    std::snprintf(key, sizeof key, "22222222-0000-5000-8000-%012d", i);
    one.key = key;
    one.channel = "main";
    one.kind = "status";
    one.source = "live";
    one.direction = "in";
    one.phone = "972500000099";
    one.received = stage.clock.now;
    one.content = "{}";
    one.state = bridge::Progress::kNoted;
    receipts.push_back(std::move(one));
  }
  const auto seq = stage.store->inbox().AppendAndWait(
      {"whatsapp-cloud", {"main"}, "{}", stage.clock.now}, Deadline::max());
  ASSERT_TRUE(seq);
  ASSERT_TRUE(stage.store->items().Split({{*seq, 0, true, std::move(receipts)}}));
  EXPECT_EQ(Keys(stage.Get("/dead-letters?limit=1", "integrator")).size(), 1U);
  EXPECT_EQ(Keys(stage.Get("/review?limit=1", "front-desk")).size(), 1U);
  EXPECT_EQ(Keys(stage.Get("/messages?limit=2", "clinician")).size(), 2U);
  EXPECT_EQ(Keys(stage.Get("/messages", "front-desk")),
            (std::set<std::string>{KeyOf("waiting"), KeyOf("unsupported")}));
  EXPECT_TRUE(stage.Get("/messages", "front-desk").json["next"].is_null());
}

// I7
TEST_F(Messages, TheMessageShowsItsOwnEntriesHoweverManyThePatientHas) {
  std::vector<bridge::AuditEntry> others;
  for (int i = 0; i < 300; ++i)
    others.push_back({"console.search", "user:x", 0, "Patient/ana", "Patient/ana", {}, "", ""});
  ASSERT_TRUE(stage.store->audit().Append(others));
  const Told told = stage.Get("/messages/" + KeyOf("filed"), "compliance");
  std::set<std::string> events;
  for (const Value& entry : told.json["audit"].items()) events.insert(entry["event"].text());
  EXPECT_TRUE(events.count("ehr.create")) << told.text;
  EXPECT_TRUE(events.count("consent.decision"));
  EXPECT_FALSE(events.count("console.search")) << "of others";
}

// I18
TEST_F(Messages, CountsByDayAreGivenFromADayOn) {
  EXPECT_EQ(stage.Get("/messages/counts", "auditor").json.Find("by_day"), nullptr);
  const std::string today = ToInstantText(stage.clock.now).substr(0, 10);
  const Told told = stage.Get("/messages/counts?since=" + today, "auditor");
  std::int64_t items = 0;
  for (const Value& one : told.json["by_day"].items()) items += *one["count"].integer();
  EXPECT_EQ(items, 11) << told.text;
  EXPECT_EQ(told.json["by_day"].at(0)["day"].text(), today);
  EXPECT_EQ(stage.Get("/messages/counts?since=lately", "auditor").status, 422);
}

TEST_F(Messages, PagesMeetWithoutGapOrOverlap) {
  std::vector<std::string> keys;
  std::string cursor;
  for (int page = 0; page < 8; ++page) {
    const Told told = stage.Get("/messages?limit=3" + cursor, "compliance");
    ASSERT_EQ(told.status, 200);
    for (const Value& item : told.json["items"].items()) keys.push_back(item["key"].text());
    if (told.json["next"].is_null()) break;
    cursor = "&cursor=" + told.json["next"].text();
  }
  EXPECT_EQ(keys.size(), 11U);
  EXPECT_EQ(std::set<std::string>(keys.begin(), keys.end()).size(), 11U);
}

TEST_F(Messages, CountsSayWhyAndNobodysName) {
  const Told told = stage.Get("/messages/counts", "auditor");
  std::map<std::string, Value> by_reason;
  for (const Value& one : told.json["by_reason"].items())
    by_reason[one["progress"].text() + " " + one["reason"].text()] = one;
  EXPECT_EQ(by_reason.size(), 6U) << told.text;
  const Value& held = by_reason["held no-consent"];
  EXPECT_EQ(held["count"].integer(), 1);
  EXPECT_EQ(held["first_deadline"].text(), ToInstantText(stage.clock.now + std::chrono::hours(72)));
  EXPECT_EQ(held["ending"].integer(), 0);
  EXPECT_FALSE(held["reason_text"].is_null());
  for (const char* word : {"9725", "Patient/", "11111111"})
    EXPECT_EQ(told.text.find(word), std::string::npos) << word;
}

TEST_F(Messages, ARefusalNamesItsRuleWithoutAnyRecord) {
  const Told held = stage.Get("/messages/" + KeyOf("quarantined"), "compliance");
  EXPECT_EQ(held.json["decisions"].at(0)["rule"].text(), "R13");
  EXPECT_TRUE(held.json["decisions"].at(0)["because"].items().empty());
}

TEST_F(Messages, FiltersAreUsedOrRefused) {
  EXPECT_EQ(Keys(stage.Get("/messages?progress=held&reason=no-consent", "compliance")),
            std::set<std::string>{KeyOf("quarantined")});
  EXPECT_EQ(Keys(stage.Get("/messages?patient=Patient/ben", "compliance")).size(), 2U);
  for (const char* query :
       {"progress=lost", "since=yesterday", "patient=../x", "limit=0", "limit=201",
        "limit=1&limit=2", "kind=text&kind=image", "limit=-1", "reason=because", "cursor=x",
        "cursor=0", "colour=red", "limit=99999999999999999999"})
    EXPECT_EQ(stage.Get("/messages?" + std::string(query), "compliance").status, 422) << query;
}

TEST_F(Messages, ExportsNeedTheSecondFactorAndAreAudited) {
  const Manner csv{.role = "compliance", .headers = {{"Accept", "text/csv"}}};
  Manner stale = csv;
  stale.stepped_up = false;
  EXPECT_EQ(stage.Call("GET", "/messages", stale).json["code"].text(), "step-up");
  Manner clinician = csv;
  clinician.role = "clinician";
  EXPECT_EQ(stage.Call("GET", "/messages", clinician).json["code"].text(), "role");
  EXPECT_TRUE(stage.Records("message.exported").empty());
  const Told told = stage.Call("GET", "/messages?limit=2", csv);
  EXPECT_EQ(told.status, 200);
  EXPECT_TRUE(told.Header("Content-Type").starts_with("text/csv"));
  EXPECT_TRUE(told.Header("Content-Disposition").starts_with("attachment"));
  EXPECT_FALSE(told.Header("X-Next-Cursor").empty());
  EXPECT_EQ(std::count(told.text.begin(), told.text.end(), '\n'), 3);
  std::set<std::string> shown;
  for (const Value& record : stage.Records("message.exported"))
    shown.insert(record["subject"].text());
  EXPECT_FALSE(shown.empty());
  EXPECT_FALSE(shown.count("")) << "each export says whom it holds";
}

TEST_F(Messages, P10_WordsAreShownOnlyOnceTheAuditHasThem) {
  const Told told = stage.Post(Content("filed"), "clinician", Json("{}"));
  EXPECT_EQ(told.json["text"].text(), "The <b>fever</b> is gone");
  EXPECT_EQ(told.json["contact"].text(), "972501234567");
  EXPECT_TRUE(NotedBody("filed", "clinician"));
  stage.Reset();
  stage.store->FailWrites(Failure{FailureKind::kFull, "the disk is full", {}, 0, {}, {}, {}});
  const Told refused = stage.Post(Content("filed"), "clinician", Json("{}"));
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.text.find("fever"), std::string::npos);
}

// E1
TEST_F(Messages, WhatCanBeReadOfAnUndocumentedKindIsReadableAndCanBeFiled) {
  const Told told = stage.Post(Content("unsupported"), "front-desk", Json("{}"));
  EXPECT_EQ(told.json["text"].text(), "2 x bandage\nplease on Monday");
  EXPECT_TRUE(NotedBody("unsupported", "front-desk"));
  const Told shown = stage.Get("/messages/" + KeyOf("unsupported"), "compliance");
  EXPECT_NE(shown.text.find("\"file\""), std::string::npos) << shown.text;
  const Told filed = stage.Post("/review/" + KeyOf("unsupported") + "/file", "front-desk",
                                Json(R"({"patient":"Patient/ana","attempts":0})"));
  EXPECT_EQ(filed.status, 200) << filed.text;
  EXPECT_EQ(filed.json["patient"].text(), "Patient/ana");
}

TEST_F(Messages, HtmlInTheWordsStaysTextInJson) {
  const Told told = stage.Post(Content("filed"), "clinician", Json("{}"));
  EXPECT_EQ(told.Header("Content-Type"), "application/json");
  EXPECT_NE(told.text.find("\"The <b>fever</b> is gone\""), std::string::npos);
}

TEST_F(Messages, ComplianceGivesAReasonAndTheSecondFactor) {
  for (const char* body : {"{}", R"({"reason":null})", R"({"reason":"  x "})"})
    EXPECT_EQ(stage.Post(Content("filed"), "compliance", Json(body)).json["code"].text(), "reason");
  const Value reason = Json(R"({"reason":"complaint of Ana Alon"})");
  EXPECT_EQ(
      stage.Call("POST", Content("filed"), {.role = "compliance", .stepped_up = false}, reason)
          .json["code"]
          .text(),
      "step-up");
  EXPECT_FALSE(NotedBody("filed", "compliance"));
  EXPECT_EQ(stage.Post(Content("filed"), "compliance", reason).status, 200);
  EXPECT_TRUE(NotedBody("filed", "compliance"));
  const Value record = stage.Records("console.body.viewed").back();
  EXPECT_EQ(record["reason"].text(), "reason-given");
  EXPECT_FALSE(record["detail"].text().empty()) << "the reason itself is kept beside the chain";
}

TEST_F(Messages, NobodyReadsWhatIsQuarantinedUndecidedOrDestroyed) {
  const Value reason = Json(R"({"reason":"I would like to know"})");
  for (const char* role : {"clinician", "compliance"}) {
    EXPECT_EQ(stage.Post(Content("quarantined"), role, reason).json["code"].text(), "quarantined");
    EXPECT_EQ(stage.Post(Content("dropped"), role, reason).status, 410) << role;
  }
  EXPECT_EQ(stage.Post(Content("fresh"), "compliance", reason).json["code"].text(), "quarantined");
  EXPECT_TRUE(stage.Records("console.body.viewed").empty());
}

TEST_F(Messages, TheFrontDeskReadsWhatWaitsAndNothingElse) {
  EXPECT_EQ(stage.Post(Content("waiting"), "front-desk", Json("{}")).json["text"].text(),
            "Is the clinic open?");
  EXPECT_EQ(stage.Post(Content("filed"), "front-desk", Json("{}")).status, 404);
  EXPECT_EQ(stage.Post("/messages/nothing/content", "front-desk", Json("{}")).status, 404);
}

TEST_F(Messages, FilesComeAfterTheWordsAndAreNeverShownInline) {
  const std::string file = "/messages/" + KeyOf("photo") + "/media/1";
  EXPECT_EQ(stage.Get(file, "clinician").json["code"].text(), "content-first");
  EXPECT_EQ(stage.Post(Content("photo"), "clinician", Json("{}")).json["caption"].text(),
            "my rash");
  const Told told = stage.Get(file, "clinician");
  EXPECT_EQ(told.text, kPhotoBytes);
  EXPECT_EQ(told.Header("Content-Type"), "image/jpeg");
  EXPECT_EQ(told.Header("Content-Disposition"), "attachment; filename=\"file-1.jpeg\"");
  EXPECT_NE(told.Header("Content-Security-Policy").find("sandbox"), std::string::npos);
  ASSERT_EQ(stage.Records("console.body.viewed").size(), 2U);
  EXPECT_EQ(stage.Records("console.body.viewed").back()["reason"].text(), "file-1")
      << "I7: nobody gave a reason";
  EXPECT_EQ(stage.Get("/messages/" + KeyOf("photo") + "/media/2", "clinician").status, 404);
  stage.clock.now += std::chrono::minutes(14);
  EXPECT_EQ(stage.Get(file, "clinician").status, 200);
}

TEST_F(Messages, ExplainNamesRuleRecordAndVersion) {
  const Told told = stage.Get("/messages/" + KeyOf("filed"), "compliance");
  ASSERT_EQ(told.json["decisions"].items().size(), 1U);
  const Value& decision = told.json["decisions"].at(0);
  EXPECT_EQ(decision["decision"].text(), "permit");
  EXPECT_EQ(decision["rule"].text(), "R11");
  EXPECT_EQ(decision["because"].at(0)["path"].text(), "provision");
  EXPECT_EQ(decision["basis"].at(0).text(), "Consent/ana/_history/2");
  EXPECT_EQ(decision["reason_text"].text(), "Consent/ana permits it.");
  std::set<std::string> events;
  for (const Value& entry : told.json["audit"].items()) events.insert(entry["event"].text());
  EXPECT_TRUE(events.count("ehr.create"));
  EXPECT_TRUE(events.count("consent.decision"));
  EXPECT_TRUE(events.count("console.list")) << "this very look";
}

TEST_F(Messages, ExplainSaysWhyOneIsHeldAndWhatCanBeDone) {
  const Told told = stage.Get("/messages/" + KeyOf("quarantined"), "compliance");
  EXPECT_EQ(told.json["reason"].text(), "no-consent");
  EXPECT_FALSE(told.json["reason_text"].text().empty());
  EXPECT_FALSE(told.json["deadline"].is_null());
  std::set<std::string> can;
  for (const Value& one : told.json["can"].items()) can.insert(one.text());
  EXPECT_EQ(can, (std::set<std::string>{"release", "drop", "file"}));
  const Told dropped = stage.Get("/messages/" + KeyOf("dropped"), "compliance");
  EXPECT_TRUE(dropped.json["can"].items().empty());
}

TEST_F(Messages, ExplainShowsEachFilingWithItsParts) {
  const Told told = stage.Get("/messages/" + KeyOf("filed"), "compliance");
  const Value& filing = told.json["filings"].at(0);
  EXPECT_EQ(filing["state"].text(), "filed");
  EXPECT_EQ(filing["patient"].text(), "Patient/ana");
  EXPECT_EQ(filing["parts"].at(0)["reference"].text(), "Communication/1");
  EXPECT_EQ(filing["parts"].at(0)["state"].text(), "confirmed");
}

TEST_F(Messages, P4_FilingForAnotherPatientUndoesTheFirst) {
  const std::string file = "/messages/" + KeyOf("filed") + "/file";
  for (const char* patient : {"Patient/nobody", "ben", "Practitioner/x", ""})
    EXPECT_EQ(stage
                  .Post(file, "clinician",
                        Value(fhir::json::Object{{"patient", patient}, {"attempts", 0}}))
                  .status,
              422)
        << patient;
  EXPECT_EQ(stage.Post(file, "clinician", Json(R"({"patient":"Patient/ben","attempts":7})"))
                .json["code"]
                .text(),
            "changed");
  const Told told =
      stage.Post(file, "clinician", Json(R"({"patient":"Patient/ben","attempts":0})"));
  EXPECT_EQ(told.json["patient"].text(), "Patient/ben");
  EXPECT_NE(told.json["progress"].text(), "filed");
  EXPECT_EQ(stage.Records("review.filed").size(), 1U);
}

TEST_F(Messages, DroppingNamesAPolicyAndTakesTheSecondFactor) {
  const std::string drop = "/messages/" + KeyOf("group") + "/drop";
  const Value policy = Json(R"({"policy":"dropped-by-staff","attempts":0})");
  EXPECT_EQ(stage.Call("POST", drop, {.role = "compliance", .stepped_up = false}, policy).status,
            403);
  EXPECT_EQ(stage.Post(drop, "compliance", Json(R"({"policy":"boredom","attempts":0})")).status,
            422);
  EXPECT_EQ(stage.Post(drop, "compliance", policy).json["progress"].text(), "dropped");
  EXPECT_EQ(stage.Post(drop, "compliance", policy).status, 409);
}

}  // namespace
}  // namespace chartbridge::api_test
