// Apps that wait for a person, and what they lose when sessions and accounts end.
#include <algorithm>

#include "connectors/login/hasher.h"
#include "tests/connectors/api/stage.h"

namespace chartbridge::api_test {
namespace {

using Texts = std::vector<std::string>;

class Apps : public ::testing::Test {
 protected:
  // A token that an app got in the name of that session.
  std::string Granted(const std::string& role, bool stepped_up = true) {
    return stage.login().GrantApp({stage.AccountId(role), stage.SessionId(role, stepped_up),
                                   "Patient/ana", "patient/Patient.r", role},
                                  stage.clock.Now() + std::chrono::hours(1));
  }
  bool Ended(const std::string& token) {
    return stage.CallerOf(token).kind == login::Caller::Kind::kNobody;
  }
  Stage stage;
};

TEST_F(Apps, WhatAnAppHoldsOpensTheChartAlone) {
  const std::string token = Granted("admin");
  EXPECT_FALSE(Ended(token));
  EXPECT_EQ(stage.Call("GET", "/session", {.role = "", .bearer = token}).status, 401);
  EXPECT_EQ(stage.Call("GET", "/accounts", {.role = "", .bearer = token}).status, 401);
}

TEST_F(Apps, AnAppThatNeedsAPatientSaysSo) {
  const Told told = stage.Get("/authorizations/waiting", "clinician");
  EXPECT_EQ(told.json["client"].text(), "A viewer");
  EXPECT_TRUE(*told.json["needs_patient"].boolean());
  EXPECT_TRUE(told.json["patient"].is_null());
  const Told launched = stage.Get("/authorizations/launched", "clinician");
  EXPECT_FALSE(*launched.json["needs_patient"].boolean());
  EXPECT_EQ(launched.json["patient"].text(), "Patient/ana");
}

TEST_F(Apps, TheAnswerSaysWhereToGoOn) {
  const std::string waiting = "/authorizations/waiting";
  const Told none = stage.Post(waiting, "clinician", Json("{}"));
  EXPECT_EQ(none.status, 422);
  EXPECT_EQ(none.json["pointer"].text(), "/patient");
  EXPECT_EQ(stage.Post(waiting, "clinician", Json(R"({"patient":null})")).status, 422);
  EXPECT_EQ(stage.Post(waiting, "clinician", Json(R"({"patient":7})")).json["code"].text(), "type");
  const Told told = stage.Post(waiting, "clinician", Json(R"({"patient":"Patient/ana"})"));
  EXPECT_EQ(told.json["redirect"].text(), "http://127.0.0.1:8080/chart/?code=x");
  EXPECT_EQ(stage.Post("/authorizations/launched", "clinician", Json("{}")).status, 200);
  EXPECT_EQ(stage.apps.approved, (Texts{"Patient/ana", ""}));
  EXPECT_EQ(stage.Call("DELETE", waiting, {.role = "clinician"}).status, 200);
}

TEST_F(Apps, ARequestThatIsOverIsNotFound) {
  for (const char* method : {"GET", "POST", "DELETE"}) {
    const Value body =
        std::string(method) == "POST" ? Json(R"({"patient":"Patient/ana"})") : Value();
    EXPECT_EQ(stage.Call(method, "/authorizations/over", {.role = "clinician"}, body).status, 404);
  }
}

TEST_F(Apps, AForgedAnswerIsRefused) {
  const Manner forged{.role = "clinician", .headers = {{"Origin", "https://evil.example"}}};
  const Value ana = Json(R"({"patient":"Patient/ana"})");
  EXPECT_EQ(stage.Call("POST", "/authorizations/waiting", forged, ana).json["code"].text(), "csrf");
  EXPECT_TRUE(stage.apps.approved.empty());
}

TEST_F(Apps, SigningOutTakesBackWhatTheyHold) {
  const std::string token = Granted("clinician");
  const std::string other = Granted("clinician", false);
  ASSERT_EQ(stage.Call("DELETE", "/session", {.role = "clinician"}).status, 204);
  EXPECT_TRUE(Ended(token));
  EXPECT_FALSE(Ended(other));
}

TEST_F(Apps, EndingASessionTakesBackWhatTheyHoldInItsNameOnly) {
  const std::string own = Granted("clinician");
  const std::string token = Granted("clinician", false);
  const std::string other = "/sessions/" + stage.SessionId("clinician", false);
  EXPECT_EQ(stage.Call("DELETE", other, {.role = "auditor"}).status, 404);
  EXPECT_FALSE(Ended(token)) << "nobody else's";
  ASSERT_EQ(stage.Call("DELETE", other, {.role = "clinician"}).status, 204);
  EXPECT_TRUE(Ended(token));
  EXPECT_FALSE(Ended(own));
}

TEST_F(Apps, ANewPasswordTakesBackWhatTheyHoldInOtherSessions) {
  login::Hasher hasher(stage.entropy);
  auto account = stage.people_store.people().ReadAccount(stage.AccountId("clinician"));
  ASSERT_TRUE(account);
  account->password = *hasher.HashPassword("a lamp beside the green door");
  ASSERT_TRUE(stage.people_store.people().PutAccount(*account, {}));
  const auto change = [&](const std::string& old) {
    return stage.Post("/account/password", "clinician",
                      fhir::json::Object{{"old", old}, {"new", "seven kettles on the hill"}});
  };
  const std::string own = Granted("clinician");
  const std::string token = Granted("clinician", false);
  EXPECT_EQ(change("wrong").status, 422);
  EXPECT_FALSE(Ended(token));
  EXPECT_EQ(change("a lamp beside the green door").status, 204);
  EXPECT_TRUE(Ended(token));
  EXPECT_FALSE(Ended(own)) << "one's own goes on";
}

TEST_F(Apps, WhoLosesARoleOrTheAccountLosesThemToo) {
  const auto change = [&](const std::string& role, const std::string& body) {
    return stage.Call("PATCH", "/accounts/" + stage.AccountId(role), {.role = "admin"}, Json(body));
  };
  const std::string clinician = Granted("clinician");
  const std::string desk = Granted("front-desk");
  ASSERT_EQ(change("clinician", R"({"display_name":"Dr. Levi","version":1})").status, 200);
  EXPECT_FALSE(Ended(clinician)) << "a name is nothing to lose";
  EXPECT_EQ(change("clinician", R"({"roles":["front-desk"],"version":1})").status, 409);
  EXPECT_FALSE(Ended(clinician)) << "nothing was changed";
  ASSERT_EQ(change("clinician", R"({"roles":["front-desk"],"version":2})").status, 200);
  EXPECT_TRUE(Ended(clinician));
  ASSERT_EQ(change("front-desk", R"({"active":false,"version":1})").status, 200);
  EXPECT_TRUE(Ended(desk));
}

TEST_F(Apps, ANewInvitationTakesBackWhatTheyHold) {
  const std::string token = Granted("clinician");
  const Told told = stage.Call("POST", "/accounts/" + stage.AccountId("clinician") + "/invitation",
                               {.role = "admin"});
  ASSERT_EQ(told.status, 200) << told.text;
  EXPECT_TRUE(Ended(token));
}

}  // namespace
}  // namespace chartbridge::api_test
