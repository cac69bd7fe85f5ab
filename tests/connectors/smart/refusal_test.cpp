// What is forged, mixed up, replayed, too late or somebody else's.
#include "smart_fixture.h"

namespace chartbridge::smart {
namespace {

using RefusalTest = SmartTest;

std::string ErrorOf(const Reply& reply) { return reply.Json()["error"].text(); }

TEST_F(RefusalTest, AnUnknownAppIsNotSentAnywhere) {
  for (const std::map<std::string, std::string>& change :
       std::vector<std::map<std::string, std::string>>{
           {{"client_id", "nobody"}},
           {{"client_id", ""}},
           {{"redirect_uri", ""}},
           {{"redirect_uri", "http://127.0.0.1:8080/chart"}},
           {{"redirect_uri", "http://127.0.0.1:8080/chart/?x=1"}},
           {{"redirect_uri", "http://127.0.0.1:8080/chart/../console/"}},
           {{"redirect_uri", "https://evil.example/chart/"}},
           {{"redirect_uri", "https://portal.example/back?from=chart"}},
           {{"client_id", "portal"}}}) {
    const Reply reply = Authorize(change, "clinician");
    EXPECT_EQ(reply.status, 400);
    EXPECT_EQ(reply.Header("Location"), "");
    EXPECT_EQ(reply.Header("Content-Type"), "text/plain; charset=utf-8");
  }
  const Reply twice =
      chart::Send(*smart_,
                  {.target = AuthorizeUrl() + "&redirect_uri=https%3A%2F%2Fevil.example%2F",
                   .headers = Cookie("clinician")},
                  "");
  EXPECT_EQ(twice.status, 400);
}

TEST_F(RefusalTest, ABrokenRequestGoesBackToTheAppAsAnError) {
  const std::string long_text(3000, 'x');
  const std::vector<std::pair<std::map<std::string, std::string>, std::string>> rows{
      {{{"response_type", "token"}}, "unsupported_response_type"},
      {{{"response_type", ""}}, "unsupported_response_type"},
      {{{"state", ""}}, "invalid_request"},
      {{{"state", long_text}}, "invalid_request"},
      {{{"state", "line\r\nbreak"}}, "invalid_request"},
      {{{"code_challenge", ""}}, "invalid_request"},
      {{{"code_challenge", "short"}}, "invalid_request"},
      {{{"code_challenge_method", ""}}, "invalid_request"},
      {{{"code_challenge_method", "plain"}}, "invalid_request"},
      {{{"aud", ""}}, "invalid_request"},
      {{{"aud", "https://other.example/fhir"}}, "invalid_request"},
      {{{"aud", "http://127.0.0.1:8080/fhir2"}}, "invalid_request"},
      {{{"scope", long_text}}, "invalid_scope"},
      {{{"launch", "forged"}}, "invalid_request"},
      {{{"launch", ""}}, "invalid_request"},  // the scope launch without the parameter
  };
  for (const auto& [change, error] : rows) {
    const Reply reply = Authorize(change, "clinician");
    EXPECT_EQ(reply.status, 302);
    const std::string back = reply.Header("Location");
    EXPECT_TRUE(back.starts_with("http://127.0.0.1:8080/chart/?error=")) << back;
    EXPECT_EQ(ParameterOf(back, "error"), error);
    EXPECT_EQ(ParameterOf(back, "code"), "");
    EXPECT_EQ(back.find('\r'), std::string::npos);
  }
}

TEST_F(RefusalTest, ALaunchIsGoodOnceForOnePersonAndFiveMinutes) {
  const std::string once = LaunchOf("clinician", "Patient/anna");
  EXPECT_NE(ParameterOf(Authorize({{"launch", once}}, "clinician").Header("Location"), "code"), "");
  EXPECT_EQ(ParameterOf(Authorize({{"launch", once}}, "clinician").Header("Location"), "error"),
            "invalid_request");
  const std::string theirs = LaunchOf("clinician", "Patient/anna");
  EXPECT_EQ(ParameterOf(Authorize({{"launch", theirs}}, "other").Header("Location"), "error"),
            "access_denied");
  const std::string late = LaunchOf("clinician", "Patient/anna");
  clock_.Advance(5 * 60 * 1000);
  EXPECT_EQ(ParameterOf(Authorize({{"launch", late}}, "clinician").Header("Location"), "error"),
            "invalid_request");
}

TEST_F(RefusalTest, OnlyWhoMayReadMessagesLaunches) {
  for (const char* who : {"admin", "front-desk", "compliance", "integrator", "auditor"}) {
    EXPECT_FALSE(smart_->LaunchUrl(SignedIn(who), "Patient/anna").has_value()) << who;
    const std::string page = Authorize({{"scope", "patient/*.rs"}}, who).Header("Location");
    const auto back =
        smart_->Approve(page.substr(page.rfind('/') + 1), SignedIn(who), "Patient/anna");
    ASSERT_TRUE(back.has_value()) << who;
    EXPECT_EQ(ParameterOf(*back, "error"), "access_denied") << who;
  }
  EXPECT_FALSE(smart_->LaunchUrl(login::Caller{}, "Patient/anna").has_value());
  for (const char* patient :
       {"", "anna", "Patient/", "Patient/a b", "Practitioner/doc", "Patient/anna/_history/1"}) {
    EXPECT_FALSE(smart_->LaunchUrl(SignedIn("clinician"), patient).has_value()) << patient;
  }
}

// A clinician who is also of compliance (the demo's first account is) keeps the chart.
TEST_F(RefusalTest, AnotherRoleBesideTakesNothingAway) {
  for (const std::string& role : roles_->names()) {
    Change("clinician", [&](auto& account) { account.roles = {role, "clinician"}; });
    EXPECT_TRUE(smart_->LaunchUrl(SignedIn("clinician"), "Patient/anna").has_value()) << role;
    EXPECT_EQ(
        Fhir("Communication?patient=Patient/anna", TokenFor("clinician", "Patient/anna")).status,
        200)
        << role;
  }
}

TEST_F(RefusalTest, ScopesThatAreNotOfferedAreNotGranted) {
  const std::string launch = LaunchOf("clinician", "Patient/anna");
  const Reply sent = Authorize({{"launch", launch},
                                {"scope",
                                 "launch openid fhirUser offline_access user/*.rs "
                                 "system/*.cruds patient/Communication.rs?status=x "
                                 "patient/AuditEvent.rs patient/Communication.sr"}},
                               "clinician");
  EXPECT_EQ(ParameterOf(sent.Header("Location"), "error"), "access_denied");
}

TEST_F(RefusalTest, TheTokenDoesNoMoreThanItsScope) {
  const std::string token =
      TokenFor("clinician", "Patient/anna", {{"scope", "launch patient/Communication.r"}});
  EXPECT_EQ(Fhir("Communication/anna", token).status, 200);
  EXPECT_TRUE(IsOutcome(Fhir("Communication", token), 403));
  EXPECT_TRUE(IsOutcome(Fhir("Patient/anna", token), 403));
  const Reply written = chart::Send(*fhir_, {"PUT",
                                             "/Communication/anna",
                                             chart::Communication("anna", "x"),
                                             {{"Authorization", "Bearer " + token}}});
  EXPECT_TRUE(IsOutcome(written, 403));
}

TEST_F(RefusalTest, ACodeIsGoodOnceAndAReplayTakesTheTokenBack) {
  const std::string code = CodeFor("clinician", "Patient/anna");
  const std::string token = Redeem(code).Json()["access_token"].text();
  EXPECT_EQ(Fhir("Communication/anna", token).status, 200);
  const Reply again = Redeem(code);
  EXPECT_EQ(again.status, 400);
  EXPECT_EQ(ErrorOf(again), "invalid_grant");
  EXPECT_TRUE(IsOutcome(Fhir("Communication/anna", token), 401));
}

TEST_F(RefusalTest, ACodeIsBoundToItsAppItsAddressAndItsVerifier) {
  const std::vector<std::pair<std::map<std::string, std::string>, std::string>> rows{
      {{{"code_verifier", std::string(43, 'x')}}, "invalid_grant"},
      {{{"code_verifier", ""}}, "invalid_grant"},
      {{{"code_verifier", challenge_}}, "invalid_grant"},
      {{{"redirect_uri", "http://127.0.0.1:8080/chart/?x"}}, "invalid_grant"},
      {{{"redirect_uri", ""}}, "invalid_grant"},
      {{{"client_id", "portal"}}, "invalid_grant"},
      {{{"client_id", ""}}, "invalid_grant"},
      {{{"grant_type", "refresh_token"}}, "unsupported_grant_type"},
      {{{"grant_type", "client_credentials"}}, "unsupported_grant_type"},
  };
  for (const auto& [change, error] : rows) {
    const std::string code = CodeFor("clinician", "Patient/anna");
    const Reply reply = Redeem(code, change);
    EXPECT_EQ(reply.status, 400);
    EXPECT_EQ(ErrorOf(reply), error);
    const bool guessed = error == "invalid_grant";
    EXPECT_EQ(Redeem(code).status, guessed ? 400 : 200) << "a guess ends the code";
  }
}

TEST_F(RefusalTest, ACodeIsOverAfterAMinuteAndATokenAfterAnHour) {
  const std::string code = CodeFor("clinician", "Patient/anna");
  clock_.Advance(60'000);
  EXPECT_EQ(ErrorOf(Redeem(code)), "invalid_grant");
  const std::string token = TokenFor("clinician", "Patient/anna");
  for (int minutes = 10; minutes < 60; minutes += 10) {
    clock_.Advance(600'000);
    EXPECT_EQ(Fhir("Communication/anna", token).status, 200) << minutes;
  }
  clock_.Advance(599'999);
  EXPECT_EQ(Fhir("Communication/anna", token).status, 200);
  clock_.Advance(1);
  EXPECT_TRUE(IsOutcome(Fhir("Communication/anna", token), 401));
}

TEST_F(RefusalTest, TheTokenEndpointTakesFormsOnly) {
  const auto ask = [&](const std::string& method, const std::string& body, http::Pairs headers) {
    return chart::Send(*smart_, {method, "/smart/token", body, std::move(headers)}, "");
  };
  const http::Pairs form{{"Content-Type", "application/x-www-form-urlencoded"}};
  EXPECT_EQ(ask("GET", "", {}).status, 405);
  EXPECT_EQ(ErrorOf(ask("POST", "{}", {{"Content-Type", "application/json"}})), "invalid_request");
  EXPECT_EQ(ErrorOf(ask("POST", "code=%zz", form)), "invalid_request");
  EXPECT_EQ(ErrorOf(ask("POST", std::string(20000, 'a'), form)), "invalid_request");
  EXPECT_EQ(ErrorOf(ask("POST", "grant_type=authorization_code&code=a&code=b", form)),
            "invalid_request");
  EXPECT_EQ(ErrorOf(ask("POST", "grant_type=authorization_code",
                        {form.front(), {"Authorization", "Basic eDp5"}})),
            "invalid_client");
  EXPECT_EQ(chart::Send(*smart_, {.target = "/smart/introspect"}, "").status, 404);
}

TEST_F(RefusalTest, WhoLosesTheRoleLosesTheTokenAtOnce) {
  const std::string token = TokenFor("clinician", "Patient/anna");
  Change("clinician", [](auto& account) { account.roles = {"compliance"}; });
  EXPECT_TRUE(IsOutcome(Fhir("Communication/anna", token), 403));
  Change("clinician", [](auto& account) { account.roles = {"clinician"}; });
  EXPECT_EQ(Fhir("Communication/anna", token).status, 200);
  Change("clinician",
         [](auto& account) { account.enrolled = false; });  // a second factor that was taken back
  EXPECT_TRUE(IsOutcome(Fhir("Communication/anna", token), 401));
  Change("clinician", [](auto& account) { account.enrolled = true; });
  Change("clinician", [](auto& account) { account.active = false; });
  EXPECT_TRUE(IsOutcome(Fhir("Communication/anna", token), 401));
}

TEST_F(RefusalTest, WhatASessionGaveEndsWithIt) {
  const auto ended = [&](const std::string& token) {
    return IsOutcome(Fhir("Communication/anna", token), 401);
  };
  const std::string token = TokenFor("clinician", "Patient/anna");
  const std::string kept = TokenFor("other", "Patient/anna");
  const std::string code = CodeFor("clinician", "Patient/anna");
  const std::string launch = LaunchOf("clinician", "Patient/anna");
  login_->SignOut(SignedIn("clinician"));
  EXPECT_TRUE(ended(token));
  EXPECT_EQ(ErrorOf(Redeem(code)), "invalid_grant");
  EXPECT_EQ(ParameterOf(Authorize({{"launch", launch}}, "").Header("Location"), "error"),
            "invalid_request");
  EXPECT_EQ(Fhir("Communication/anna", kept).status, 200);
  // From another process on the same store: `user disable` beside the service.
  login::Login elsewhere({}, people_->people(), *roles_, clock_, entropy_, audit_);
  bridge::Account account = *people_->people().ReadAccount(IdOf("other"));
  account.active = false;
  ASSERT_TRUE(elsewhere.Change(login::CommandLine(), account));
  EXPECT_TRUE(ended(kept));
  ++account.version;
  account.active = true;
  ASSERT_TRUE(elsewhere.Change(login::CommandLine(), account));
  EXPECT_TRUE(ended(kept)) << "what has ended stays ended";
}

// A viewer that only looks for news shows that a page is open, not that somebody is there.
TEST_F(RefusalTest, APollKeepsNobodySignedIn) {
  const std::string token = TokenFor("clinician", "Patient/anna");
  const auto poll = [&](const std::string& method) {
    return chart::Send(*fhir_, {method,
                                "/Communication?patient=Patient/anna",
                                "",
                                {{"Authorization", "Bearer " + token}, {"X-Background", "1"}}})
        .status;
  };
  clock_.Advance(8 * 60'000);
  EXPECT_EQ(poll("GET"), 200);
  clock_.Advance(8 * 60'000);
  EXPECT_EQ(poll("GET"), 401);
  EXPECT_EQ(SignedIn("clinician").kind, login::Caller::Kind::kNobody);
}

TEST_F(RefusalTest, WithoutAuditThereIsNoGrant) {
  const std::string launch = LaunchOf("clinician", "Patient/anna");
  audit_.full = true;
  EXPECT_EQ(ParameterOf(Authorize({{"launch", launch}}, "clinician").Header("Location"), "error"),
            "temporarily_unavailable");
}

TEST_F(RefusalTest, AFloodOfRequestsStaysWithinBounds) {
  const std::string token = TokenFor("clinician", "Patient/anna");
  for (int i = 0; i < 5000; ++i) Authorize({{"scope", "patient/*.rs"}}, "");
  EXPECT_EQ(Fhir("Communication/anna", token).status, 200);
}

}  // namespace
}  // namespace chartbridge::smart
