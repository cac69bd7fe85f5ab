// From the console to the chart: both launches as they are meant to go.
#include "smart_fixture.h"

namespace chartbridge::smart {
namespace {

using FlowTest = SmartTest;

TEST_F(FlowTest, TheConfigurationSaysOnlyWhatIsOffered) {
  const Reply reply = chart::Send(*smart_, {.target = "/fhir/.well-known/smart-configuration"}, "");
  ASSERT_EQ(reply.status, 200);
  const auto json = reply.Json();
  EXPECT_EQ(json["authorization_endpoint"].text(), "http://127.0.0.1:8080/smart/authorize");
  EXPECT_EQ(json["token_endpoint"].text(), "http://127.0.0.1:8080/smart/token");
  EXPECT_EQ(json["code_challenge_methods_supported"].at(0).text(), "S256");
  EXPECT_EQ(json["code_challenge_methods_supported"].items().size(), 1U);
  EXPECT_EQ(json["issuer"].text(), "http://127.0.0.1:8080/fhir");
  EXPECT_EQ(json["jwks_uri"].text(), "http://127.0.0.1:8080/smart/keys");
  const Reply openid =
      chart::Send(*smart_, {.target = "/fhir/.well-known/openid-configuration"}, "");
  EXPECT_EQ(openid.Json()["issuer"], json["issuer"]);
  EXPECT_EQ(reply.Header("Access-Control-Allow-Origin"), "");
}

TEST_F(FlowTest, ALaunchOpensThePatientAndNobodyElse) {
  const auto url = smart_->LaunchUrl(SignedIn("clinician"), "Patient/anna");
  ASSERT_TRUE(url.has_value());
  EXPECT_TRUE(url->starts_with("http://127.0.0.1:8080/chart/launch.html?"));
  EXPECT_EQ(ParameterOf(*url, "iss"), "http://127.0.0.1:8080/fhir");
  const Reply sent = Authorize({{"launch", ParameterOf(*url, "launch")}}, "clinician");
  ASSERT_EQ(sent.status, 302);
  const std::string back = sent.Header("Location");
  EXPECT_TRUE(back.starts_with("http://127.0.0.1:8080/chart/?code=")) << back;
  EXPECT_EQ(ParameterOf(back, "state"), "s-1 &=/");
  EXPECT_EQ(sent.Header("Referrer-Policy"), "no-referrer");
  const Reply reply = Redeem(ParameterOf(back, "code"));
  ASSERT_EQ(reply.status, 200) << reply.body;
  EXPECT_EQ(reply.Header("Cache-Control"), "no-store");
  const auto json = reply.Json();
  EXPECT_EQ(json["token_type"].text(), "Bearer");
  EXPECT_EQ(json["expires_in"].integer(), 3600);
  EXPECT_EQ(json["patient"].text(), "anna");
  EXPECT_TRUE(*json["need_patient_banner"].boolean());
  EXPECT_NE(json["scope"].text().find("patient/Communication.rs"), std::string::npos);
  const std::string token = json["access_token"].text();
  EXPECT_EQ(token.size(), 43U) << "256 bits";
  EXPECT_EQ(Fhir("Communication/anna", token).status, 200);
  EXPECT_EQ(Fhir("Communication", token).Json()["total"].integer(), 1);
  EXPECT_TRUE(IsOutcome(Fhir("Communication/ben", token), 404));
  EXPECT_EQ(Fhir("Communication?patient=Patient/ben", token).Json()["total"].integer(), 0);
}

TEST_F(FlowTest, EveryReadIsAuditedUnderThePersonsName) {
  const std::string token = TokenFor("clinician", "Patient/anna");
  audit_.lines.clear();
  Fhir("Communication/anna", token);
  Fhir("Communication", token);
  Fhir("Communication/ben", token);
  ASSERT_EQ(audit_.lines.size(), 3U);
  EXPECT_EQ(audit_.lines[0].ev, "ehr.read");
  EXPECT_EQ(audit_.lines[0].actor, "user:" + IdOf("clinician"));
  EXPECT_EQ(audit_.lines[0].subject, "Patient/anna");
  EXPECT_EQ(audit_.lines[0].what, "Communication/anna");
  EXPECT_EQ(audit_.lines[0].outcome, 0);
  EXPECT_EQ(audit_.lines[1].ev, "ehr.search");
  EXPECT_EQ(audit_.lines[2].outcome, 8);
  EXPECT_EQ(audit_.lines[2].subject, "Patient/ben");
  EXPECT_EQ(audit_.lines[2].reason, "outside-compartment");
}

TEST_F(FlowTest, ALookForNewsIsNotedWhenTheListIsAnother) {
  const std::string token = TokenFor("clinician", "Patient/anna");
  audit_.lines.clear();
  for (int i = 0; i < 5; ++i) Fhir("Communication?patient=Patient/anna", token);
  EXPECT_EQ(audit_.lines.size(), 1U);
  Put("Communication/new", R"({"resourceType":"Communication","id":"new","status":"completed",)"
                           R"("subject":{"reference":"Patient/anna"}})");
  Fhir("Communication?patient=Patient/anna", token);
  EXPECT_EQ(audit_.lines.size(), 2U);
  clock_.Advance(8 * 60 * 1000);
  Fhir("Communication?patient=Patient/anna", token);
  EXPECT_EQ(audit_.lines.size(), 2U);
  clock_.Advance(7 * 60 * 1000);
  Fhir("Communication?patient=Patient/anna", token);
  EXPECT_EQ(audit_.lines.size(), 3U);
}

TEST_F(FlowTest, AReviewIsANoteUnderTheOwnNameAndNothingElse) {
  const std::string token = TokenFor(
      "clinician", "Patient/anna", {{"scope", "openid fhirUser launch patient/Communication.rus"}});
  const auto put = [&](const std::string& more, const std::string& id = "anna") {
    const std::string text = R"({"resourceType":"Communication","id":")" + id +
                             R"(","status":"completed","subject":{"reference":"Patient/)" + id +
                             "\"}" + more + "}";
    return chart::Send(
               *fhir_,
               {"PUT", "/Communication/" + id, text, {{"Authorization", "Bearer " + token}}})
        .status;
  };
  const std::string own =
      R"({"authorReference":{"reference":"Practitioner/doc"},"time":"2026-11-22T08:00:00Z","text":"Reviewed"})";
  EXPECT_EQ(put(",\"note\":[" + own + "]"), 200);
  EXPECT_EQ(put(",\"note\":[" + own + "," + own + "]"), 200);
  EXPECT_EQ(put(",\"note\":[" + own + "]"), 403) << "notes are not taken away";
  EXPECT_EQ(put(""), 403);
  const std::string both = own + "," + own;
  EXPECT_EQ(put(",\"note\":[" + both + "],\"payload\":[{\"contentString\":\"x\"}]"), 403);
  EXPECT_EQ(put(",\"note\":[" + both +
                R"(,{"authorString":"Dr X","time":"2026-11-22T08:00:00Z","text":"Reviewed"}])"),
            403);
  EXPECT_EQ(put(",\"note\":[" + both +
                R"(,{"authorReference":{"reference":"Practitioner/doc"},"text":"Reviewed"}])"),
            403)
      << "without a time";
  EXPECT_EQ(put(",\"meta\":{\"tag\":[{\"code\":\"x\"}]},\"note\":[" + both + "," + own + "]"), 403);
  EXPECT_EQ(put(",\"note\":[" + own + "]", "ben"), 403);
  Change("clinician", [](auto& account) { account.practitioner.clear(); });
  EXPECT_EQ(put(",\"note\":[" + both + "," + own + "]"), 403) << "nobody signs";
}

TEST_F(FlowTest, StandaloneThePersonChoosesThePatientInTheConsole) {
  const Reply sent =
      Authorize({{"scope", "launch/patient patient/Communication.read"}}, "clinician");
  const std::string page = sent.Header("Location");
  const std::string kPage = "/console/#/authorize/";
  ASSERT_TRUE(page.starts_with(kPage)) << page;
  const std::string id = page.substr(kPage.size());
  const auto question = smart_->Describe(id, SignedIn("clinician"));
  ASSERT_TRUE(question.has_value());
  EXPECT_TRUE(question->needs_patient);
  EXPECT_EQ(question->client, "chartbridge");
  EXPECT_FALSE(smart_->Approve(id, SignedIn("clinician"), "").has_value());
  EXPECT_FALSE(smart_->Approve(id, SignedIn("clinician"), "Practitioner/x").has_value());
  EXPECT_FALSE(smart_->Approve(id, SignedIn("other"), "Patient/ben").has_value());
  const auto back = smart_->Approve(id, SignedIn("clinician"), "Patient/ben");
  ASSERT_TRUE(back.has_value());
  const auto json = Redeem(ParameterOf(*back, "code")).Json();
  EXPECT_EQ(json["patient"].text(), "ben");
  EXPECT_EQ(json["scope"].text(), "launch/patient patient/Communication.read");
  EXPECT_FALSE(smart_->Approve(id, SignedIn("clinician"), "Patient/ben").has_value());
}

TEST_F(FlowTest, WhoIsNotSignedInSignsInFirstAndGoesOn) {
  const std::string launch = LaunchOf("clinician", "Patient/anna");
  const std::string page = Authorize({{"launch", launch}}, "").Header("Location");
  const std::string kPage = "/console/#/sign-in?next=%2Fauthorize%2F";
  ASSERT_TRUE(page.starts_with(kPage)) << page;
  const std::string id = page.substr(kPage.size());
  EXPECT_FALSE(smart_->Describe(id, login::Caller{}).has_value());
  EXPECT_FALSE(smart_->Describe(id, SignedIn("other")).has_value()) << "the launch is another's";
  EXPECT_EQ(smart_->Describe(id, SignedIn("clinician"))->patient, "Patient/anna");
  EXPECT_FALSE(smart_->Approve(id, SignedIn("clinician"), "Patient/ben").has_value());
  const auto back = smart_->Approve(id, SignedIn("clinician"), "");
  ASSERT_TRUE(back.has_value());
  EXPECT_EQ(Redeem(ParameterOf(*back, "code")).Json()["patient"].text(), "anna");
}

TEST_F(FlowTest, ThePersonMaySayNo) {
  const std::string page = Authorize({{"scope", "patient/*.rs"}}, "clinician").Header("Location");
  const auto back = smart_->Deny(page.substr(page.rfind('/') + 1), SignedIn("clinician"));
  ASSERT_TRUE(back.has_value());
  EXPECT_EQ(ParameterOf(*back, "error"), "access_denied");
  EXPECT_EQ(ParameterOf(*back, "state"), "s-1 &=/");
}

TEST_F(FlowTest, AnotherClientKeepsItsOwnRedirectUri) {
  const std::map<std::string, std::string> portal{
      {"client_id", "portal"}, {"redirect_uri", "https://portal.example/back?from=chart"}};
  const std::string launch = LaunchOf("clinician", "Patient/anna");
  auto parameters = portal;
  parameters["launch"] = launch;
  const std::string back = Authorize(parameters, "clinician").Header("Location");
  EXPECT_TRUE(back.starts_with("https://portal.example/back?from=chart&code=")) << back;
  EXPECT_EQ(Redeem(ParameterOf(back, "code"), portal).status, 200);
}

TEST_F(FlowTest, AnyNameOfThisMachineWillDo) {
  const std::string launch = LaunchOf("clinician", "Patient/anna");
  http::Pairs headers = Cookie("clinician");
  headers.emplace_back("Host", "localhost:8080");
  const auto url = AuthorizeUrl({{"launch", launch},
                                 {"aud", "http://localhost:8080/fhir"},
                                 {"redirect_uri", "http://localhost:8080/chart/"}});
  const Reply sent = chart::Send(*smart_, {.target = url, .headers = headers}, "");
  EXPECT_NE(ParameterOf(sent.Header("Location"), "code"), "");
  headers.back().second = "rebound.example";
  EXPECT_EQ(chart::Send(*smart_, {.target = url, .headers = headers}, "").status, 403);
}

}  // namespace
}  // namespace chartbridge::smart
