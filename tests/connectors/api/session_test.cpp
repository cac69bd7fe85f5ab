// Sessions at the door: forged requests, sessions that end, the way from the first link to the
// console.
#include "connectors/login/totp.h"
#include "tests/connectors/api/stage.h"

namespace chartbridge::api_test {
namespace {

class Sessions : public ::testing::Test {
 protected:
  const std::string file = "/review/" + KeyOf("waiting") + "/file";
  const Value ana = Json(R"({"patient":"Patient/ana","attempts":0})");
  Told FileWith(http::Pairs headers) {
    return stage.Call("POST", file, {.role = "front-desk", .headers = std::move(headers)}, ana);
  }
  Stage stage;
};

TEST_F(Sessions, AForgedRequestIsRefused) {
  EXPECT_EQ(FileWith({{"X-CSRF-Token", "guess"}}).json["code"].text(), "csrf");
  EXPECT_EQ(FileWith({{"X-CSRF-Token", ""}}).status, 403);
  EXPECT_EQ(FileWith({{"Origin", "https://evil.example"}}).status, 403);
  EXPECT_EQ(FileWith({{"Origin", "null"}}).status, 403);
  EXPECT_EQ(FileWith({{"Sec-Fetch-Site", "cross-site"}}).status, 403);
  EXPECT_TRUE(stage.Records("review.filed").empty());
  EXPECT_EQ(FileWith({}).status, 200);
}

TEST_F(Sessions, SigningInFromAnotherSiteIsRefused) {
  const Told told =
      stage.Call("POST", "/session", {.headers = {{"Origin", "https://evil.example"}}},
                 Json(R"({"name":"a","password":"b","code":"c"})"));
  EXPECT_EQ(told.status, 403);
  EXPECT_EQ(told.json["code"].text(), "origin");
}

TEST_F(Sessions, OneThatEndsWhileAFormIsFilledInIsSaidToBeOver) {
  stage.clock.now += std::chrono::minutes(16);
  const Told told = FileWith({});
  EXPECT_EQ(told.status, 401);
  EXPECT_EQ(told.json["code"].text(), "session-over");
  EXPECT_EQ(stage.Get("/session", "").json["code"].text(), "sign-in") << "never was one";
}

TEST_F(Sessions, AStolenCookieCannotStepUpOrChangeWithoutTheRest) {
  const Told told =
      stage.Call("POST", "/account/recovery", {.role = "clinician", .stepped_up = false});
  EXPECT_EQ(told.json["code"].text(), "step-up");
  EXPECT_EQ(
      stage.Call("POST", "/session/step-up", {.role = "clinician"}, Json(R"({"code":"1"})")).status,
      401);
}

TEST_F(Sessions, SigningOutEndsItAndClearsTheBrowser) {
  const Told told = stage.Call("DELETE", "/session", {.role = "auditor"});
  EXPECT_EQ(told.status, 204);
  EXPECT_NE(told.Header("Set-Cookie").find("Max-Age=0"), std::string::npos);
  EXPECT_FALSE(told.Header("Clear-Site-Data").empty());
  EXPECT_EQ(stage.Get("/session", "auditor").status, 401);
}

TEST_F(Sessions, OwnSessionsAreListedAndEndedAndNobodyElses) {
  const Told list = stage.Get("/sessions", "clinician");
  ASSERT_EQ(list.json["items"].items().size(), 2U);
  std::string other;
  for (const Value& one : list.json["items"].items()) {
    if (!*one["current"].boolean()) other = one["id"].text();
  }
  EXPECT_EQ(stage.Call("DELETE", "/sessions/" + other, {.role = "auditor"}).status, 404);
  EXPECT_EQ(stage.Call("DELETE", "/sessions/" + other, {.role = "clinician"}).status, 204);
  EXPECT_EQ(stage.Get("/sessions", "clinician").json["items"].items().size(), 1U);
}

TEST_F(Sessions, TheSessionSaysWhatItsRolesAreGranted) {
  const Told told = stage.Get("/session", "compliance");
  EXPECT_EQ(told.json["grants"]["message.body"].text(), "with-reason");
  EXPECT_EQ(told.json["grants"]["message.list"].text(), "yes");
  EXPECT_EQ(told.json["grants"].Find("accounts.manage"), nullptr);
  EXPECT_FALSE(told.json["stepped_up_until"].is_null());
  EXPECT_EQ(told.text.find("not a hash"), std::string::npos);
}

TEST_F(Sessions, OnesOwnNameAndLanguageCanBeChangedAndNothingElse) {
  const Told told = stage.Call("PATCH", "/account", {.role = "clinician"},
                               Json(R"({"display_name":"Dr. Levi","language":"he"})"));
  EXPECT_EQ(told.json["account"]["display_name"].text(), "Dr. Levi");
  EXPECT_EQ(told.json["account"]["language"].text(), "he");
  EXPECT_EQ(stage.Call("PATCH", "/account", {.role = "clinician"}, Json(R"({"roles":["admin"]})"))
                .json["code"]
                .text(),
            "unknown-member");
  EXPECT_EQ(
      stage.Call("PATCH", "/account", {.role = "clinician"}, Json(R"({"language":"xx"})")).status,
      422);
}

TEST_F(Sessions, APollDoesNotMoveTheIdleClock) {
  const Manner poll{.role = "clinician", .headers = {{"X-Background", "1"}}};
  const std::string until = stage.Get("/session", "clinician").json["idle_until"].text();
  stage.clock.now += std::chrono::minutes(8);
  EXPECT_EQ(stage.Call("GET", "/session", poll).json["idle_until"].text(), until);
  stage.clock.now += std::chrono::minutes(8);
  EXPECT_EQ(stage.Call("GET", "/session", poll).status, 401);
}

// A change shows that somebody is there, whatever its header says.
TEST_F(Sessions, OnlyALookIsInTheBackground) {
  stage.clock.now += std::chrono::minutes(8);
  EXPECT_EQ(
      stage
          .Call("PATCH", "/account", {.role = "clinician", .headers = {{"X-Background", "1"}}},
                Json(R"({"language":"he"})"))
          .status,
      200);
  stage.clock.now += std::chrono::minutes(8);
  EXPECT_EQ(stage.Get("/session", "clinician").status, 200);
}

// I9: it answered 404, and the account's link was lost.
TEST_F(Sessions, ANameWithABlankIsInvitedUnderTheNameThatIsStored) {
  const Told told = stage.Post(
      "/accounts", "admin",
      Json(
          R"({"name":"dana ","display_name":" Dana\u200b","roles":["clinician"],"language":"en","practitioner":null})"));
  ASSERT_EQ(told.status, 201) << told.text;
  EXPECT_EQ(told.json["name"].text(), "dana");
  EXPECT_EQ(told.json["display_name"].text(), "Dana");
  EXPECT_FALSE(told.json["link"].text().empty());
}

TEST_F(Sessions, FromAnInvitationToTheConsole) {
  const Told invited = stage.Post(
      "/accounts", "admin",
      Json(
          R"({"name":"dana","display_name":"Dana","roles":["clinician"],"language":"he","practitioner":"Practitioner/d"})"));
  ASSERT_EQ(invited.status, 201) << invited.text;
  const std::string link = invited.json["link"].text();
  EXPECT_TRUE(link.starts_with("https://bridge.clinic.example/console/#/setup/")) << link;
  const Value names = fhir::json::Object{{"link", link},
                                         {"name", "dana"},
                                         {"display_name", "Dana D."},
                                         {"password", "a lamp beside the green door"},
                                         {"language", "he"}};
  const Told begun = stage.Call("POST", "/setup/begin", {}, names);
  ASSERT_EQ(begun.status, 200) << begun.text;
  EXPECT_TRUE(begun.json["uri"].text().starts_with("otpauth://totp/"));
  const auto account = stage.people_store.people().FindAccount("dana");
  ASSERT_TRUE(account);
  const auto code = [&] {
    return login::CodeOf(account->totp_secret, login::StepAt(stage.clock.Now()));
  };
  const auto end = [&](const std::string& typed) {
    return stage.Call("POST", "/setup/end", {},
                      fhir::json::Object{{"link", link}, {"code", typed}});
  };
  EXPECT_EQ(end("000000").status, 422);
  EXPECT_EQ(end(code()).json["recovery"].items().size(), 10U);
  EXPECT_EQ(end(code()).status, 410) << "used";
  stage.clock.now += std::chrono::seconds(30);
  const Told in = stage.Call(
      "POST", "/session", {},
      fhir::json::Object{
          {"name", "dana"}, {"password", "a lamp beside the green door"}, {"code", code()}});
  ASSERT_EQ(in.status, 200) << in.text;
  EXPECT_EQ(in.json["account"]["practitioner"].text(), "Practitioner/d");
  EXPECT_NE(in.Header("Set-Cookie").find("HttpOnly"), std::string::npos);
}

}  // namespace
}  // namespace chartbridge::api_test
