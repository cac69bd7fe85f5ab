// Patients and their consents.
#include "tests/connectors/api/stage.h"

namespace chartbridge::api_test {
namespace {

class Patients : public ::testing::Test {
 protected:
  std::string Sentences(const Told& told) {
    std::string all;
    for (const Value& one : told.json["sentences"].items()) all += one.text() + "\n";
    return all;
  }
  Stage stage;
};

TEST_F(Patients, AreFoundByNameIdentifierOrPhoneAndEachLookIsAudited) {
  const auto search = [&](const char* body) {
    return stage.Post("/patients/search", "compliance", Json(body));
  };
  EXPECT_EQ(search(R"({"name":"a"})").status, 422);
  EXPECT_EQ(search("{}").status, 422);
  EXPECT_EQ(search(R"({"name":"ana","phone":"1"})").status, 422);
  const Told by_phone = search(R"({"phone":"+972501234567"})");
  EXPECT_EQ(by_phone.json["items"].items().size(), 2U) << "a shared number";
  const Told by_id = search(R"({"identifier":"77"})");
  ASSERT_EQ(by_id.json["items"].items().size(), 1U) << "servers ignore what they do not know";
  EXPECT_EQ(by_id.json["items"].at(0)["birth_date"].text(), "1980-02-29");
  EXPECT_EQ(stage.Records("console.list").size(), 2U);
  EXPECT_EQ(stage.Records("console.search").size(), 3U);
}

TEST_F(Patients, WhatIsTypedCannotBecomeAnotherParameter) {
  stage.Post("/patients/search", "compliance", Json(R"({"name":"ana&_count=9999,b|c"})"));
  ASSERT_FALSE(stage.chart.asked.empty());
  EXPECT_EQ(stage.chart.asked.back(), "Patient?name=ana%26_count%3D9999%5C%2Cb%5C%7Cc&_count=20");
}

TEST_F(Patients, ConsentStatusSaysWhatIsInForceAndWhatWasBefore) {
  const Told told = stage.Get("/patients/ana/consents", "compliance");
  ASSERT_EQ(told.status, 200) << told.text;
  EXPECT_EQ(told.json["decision"]["decision"].text(), "permit") << told.text;
  EXPECT_EQ(told.json["decision"]["basis"].at(0).text(), "Consent/ana/_history/2");
  const Value& consent = told.json["consents"].at(0);
  EXPECT_TRUE(*consent["in_force"].boolean());
  EXPECT_EQ(consent["version"].text(), "2");
  EXPECT_EQ(consent["wording"].text(), "https://clinic.example/privacy/en");
  EXPECT_EQ(consent["source"].text(), "WhatsApp, answer YES");
  EXPECT_EQ(consent["exceptions"].at(0)["type"].text(), "deny");
  ASSERT_EQ(told.json["history"].items().size(), 1U);
  EXPECT_EQ(told.json["history"].at(0)["version"].text(), "1");
  EXPECT_NE(Sentences(told).find("Consent/ana, version 2, is in force"), std::string::npos)
      << Sentences(told);
  EXPECT_EQ(stage.Records("console.search").size(), 1U);
}

TEST_F(Patients, EachWordOfANameIsLookedForByItself) {
  stage.Post("/patients/search", "clinician", Json(R"({"name":"  Ana  Alon "})"));
  EXPECT_EQ(stage.chart.asked.back(), "Patient?name=Ana&name=Alon&_count=20");
  stage.chart.asked.clear();
  for (const char* name : {"   ", "a", "a b c d e f g h i j k"})
    EXPECT_EQ(
        stage.Post("/patients/search", "clinician", fhir::json::Object{{"name", name}}).status, 422)
        << name;
  EXPECT_TRUE(stage.chart.asked.empty()) << "nobody is asked for everybody";
}

TEST_F(Patients, AConsentSaysWhenItChangedAndWhichChannelsItsRulesName) {
  const std::string channel = R"("class":[{"system":"urn:chartbridge:cs:channel","code":")";
  stage.chart.resources["Consent/ana"].Set(
      "provision",
      Json(R"({"type":"deny",)" + channel + R"(whatsapp"}],"provision":[{"type":"permit",)" +
           channel + R"(whatsapp"},{"system":"urn:chartbridge:cs:content","code":"reminder"}]},)" +
           R"({"type":"permit",)" + channel + R"(telegram"}]}]})"));
  const Told told = stage.Get("/patients/ana/consents", "compliance");
  const Value& now = told.json["consents"].at(0);
  EXPECT_EQ(now["changed"].text(), "2026-12-01T10:00:00Z");
  ASSERT_EQ(now["channels"].items().size(), 2U) << told.text;
  EXPECT_EQ(now["channels"].at(0).text(), "whatsapp");
  EXPECT_EQ(now["channels"].at(1).text(), "telegram");
  const Value& before = told.json["history"].at(0);
  EXPECT_EQ(before["changed"].text(), "2026-11-01T10:00:00Z");
  EXPECT_TRUE(before["channels"].items().empty());
}

TEST_F(Patients, WithoutConsentItSaysSoAndShowsWhatIsHeldAndDropped) {
  const Told told = stage.Get("/patients/ben/consents", "compliance");
  EXPECT_EQ(told.json["decision"]["reason"].text(), "no-consent");
  ASSERT_EQ(told.json["held"].items().size(), 1U);
  EXPECT_EQ(told.json["held"].at(0)["key"].text(), KeyOf("quarantined"));
  EXPECT_FALSE(told.json["held"].at(0)["deadline"].is_null());
  EXPECT_EQ(told.json["dropped"].items().size(), 1U);
  EXPECT_NE(Sentences(told).find("1 message is held"), std::string::npos) << Sentences(told);
}

TEST_F(Patients, AWithdrawnConsentIsNotInForce) {
  stage.chart.resources["Consent/ana"].Set("status", "inactive");
  const Told told = stage.Get("/patients/ana/consents", "compliance");
  EXPECT_FALSE(*told.json["consents"].at(0)["in_force"].boolean());
  EXPECT_EQ(told.json["decision"]["decision"].text(), "deny");
  EXPECT_NE(Sentences(told).find("withdrawn"), std::string::npos) << Sentences(told);
}

TEST_F(Patients, ARecordThatCannotBeReadSafelyIsNamedWithTheElement) {
  stage.chart.resources["Consent/ana"].Set("provision", Json(R"({"type":7})"));
  const Told told = stage.Get("/patients/ana/consents", "compliance");
  EXPECT_EQ(told.json["decision"]["decision"].text(), "hold");
  EXPECT_FALSE(told.json["consents"].at(0)["problem"].is_null()) << told.text;
}

TEST_F(Patients, EvidenceIsForComplianceAndNumbersAreMaskedForAuditors) {
  const Told clinician = stage.Get("/patients/ana/consents", "clinician");
  EXPECT_TRUE(clinician.json["consents"].at(0)["source"].is_null());
  const Told auditor = stage.Get("/patients/ana/consents", "auditor");
  EXPECT_FALSE(auditor.json["consents"].at(0)["source"].is_null());
  EXPECT_EQ(auditor.text.find("972501234567"), std::string::npos) << auditor.text;
  EXPECT_EQ(auditor.json["patient"]["phones"].at(0).text(), "•••67");
  EXPECT_TRUE(auditor.json["held"].items().empty()) << "counters only";
  EXPECT_EQ(stage.Get("/patients/ana", "auditor").text.find("972501234567"), std::string::npos);
}

TEST_F(Patients, ATroubledChartIsSaidToBeTroubledAndTellsNothingElse) {
  stage.chart.failure = Failure{FailureKind::kCorrupt, "Ana Alon's record is odd", {}, 500, {}};
  const Told told = stage.Get("/patients/ana/consents", "compliance");
  EXPECT_EQ(told.status, 503);
  EXPECT_EQ(told.text.find("Ana"), std::string::npos);
  stage.chart_open = false;
  EXPECT_EQ(stage.Get("/patients/ana", "compliance").json["code"].text(), "starting");
}

TEST_F(Patients, UnknownOnesAndOddReferencesAreNotFound) {
  for (const char* id : {"nobody", "Patient:ana", "a%3Fb", "..ana~", "%D7%90"})
    EXPECT_EQ(stage.Get("/patients/" + std::string(id) + "/consents", "compliance").status, 404)
        << id;
}

TEST_F(Patients, WhoReadThisPatientIsAnswered) {
  stage.Post("/messages/" + KeyOf("filed") + "/content", "clinician", Json("{}"));
  stage.Get("/patients/ana", "front-desk");
  const Told told = stage.Get("/patients/ana/reads", "compliance");
  std::set<std::string> people;
  for (const Value& entry : told.json["items"].items())
    people.insert(entry["actor_name"].text() + ": " + entry["event"].text());
  EXPECT_TRUE(people.count("The clinician: console.body.viewed")) << told.text;
  EXPECT_TRUE(people.count("The front-desk: console.search")) << told.text;
  const Told own = stage.Get("/patients/ana/reads", "clinician");
  for (const Value& entry : own.json["items"].items())
    EXPECT_EQ(entry["actor"].text(), "user:" + stage.AccountId("clinician"));
}

TEST_F(Patients, LaunchesAreForWhoReadsMessagesAndAudited) {
  EXPECT_EQ(stage.Post("/launches", "clinician", Json(R"({"patient":"Patient/ana"})")).status, 200);
  EXPECT_EQ(stage.Records("launch.opened").size(), 1U);
  EXPECT_EQ(stage.Post("/launches", "clinician", Json(R"({"patient":"../x"})")).status, 422);
}

}  // namespace
}  // namespace chartbridge::api_test
