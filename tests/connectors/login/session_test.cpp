#include <thread>

#include "tests/connectors/login/stage.h"

namespace chartbridge::login_test {
namespace {

using Kind = Caller::Kind;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

class SessionTest : public Stage {
 protected:
  const Person dana = Join("dana", {"admin", "compliance"});
  const std::string cookie = CookieOf(dana);

  Kind Recognized(const std::string& with) { return door.Authenticate(With(with)).kind; }
  Ask Change(const std::string& csrf, const std::string& origin = "https://bridge.example") {
    return With(cookie, {{"X-CSRF-Token", csrf}, {"Origin", origin}, {"Host", "bridge.example"}});
  }
};

TEST_F(SessionTest, TheCookieIsRecognized) {
  const Caller caller = door.Authenticate(With(cookie));
  ASSERT_EQ(caller.kind, Kind::kSession);
  EXPECT_EQ(caller.account.name, "dana");
  EXPECT_EQ(caller.account.password, "");
}

TEST_F(SessionTest, WhatIsNoCookieOfOursIsNobody) {
  for (const std::string& other :
       {std::string("__Host-chartbridge="), std::string("__Host-chartbridge=x"), cookie + "A",
        cookie.substr(0, cookie.size() - 1), "chartbridge=" + cookie.substr(19),
        std::string(100000, ';')})
    EXPECT_EQ(Recognized(other), Kind::kNobody);
}

TEST_F(SessionTest, AnAuthorizationHeaderDecidesAlone) {
  EXPECT_EQ(door.Authenticate(With(cookie, {{"Authorization", "Bearer other"}})).kind,
            Kind::kNobody);
}

TEST_F(SessionTest, FifteenIdleMinutesEndIt) {
  clock.now += minutes(14);
  EXPECT_EQ(Recognized(cookie), Kind::kSession);
  clock.now += minutes(14);
  EXPECT_EQ(Recognized(cookie), Kind::kSession);
  clock.now += minutes(15);
  EXPECT_EQ(Recognized(cookie), Kind::kNobody);
  EXPECT_EQ(Noted("session.revoked"), 1);
  EXPECT_NE(LastRecord().find("\"reason\":\"idle\""), std::string::npos);
  clock.now -= minutes(15);
  EXPECT_EQ(Recognized(cookie), Kind::kNobody) << "what has ended stays ended";
}

TEST_F(SessionTest, TwelveHoursEndItWhateverComes) {
  for (int n = 0; n < 71; ++n) {
    clock.now += minutes(10);
    ASSERT_EQ(Recognized(cookie), Kind::kSession) << n;
  }
  clock.now += minutes(10);
  EXPECT_EQ(Recognized(cookie), Kind::kNobody);
  EXPECT_NE(LastRecord().find("\"reason\":\"absolute\""), std::string::npos);
}

TEST_F(SessionTest, AFourthEndsTheOldest) {
  const std::string second = CookieOf(dana);
  const std::string third = CookieOf(dana);
  EXPECT_EQ(Recognized(cookie), Kind::kSession);
  const std::string fourth = CookieOf(dana);
  EXPECT_EQ(Recognized(cookie), Kind::kNobody);
  for (const std::string& open : {second, third, fourth})
    EXPECT_EQ(Recognized(open), Kind::kSession);
  EXPECT_EQ(Noted("session.revoked"), 1);
}

TEST_F(SessionTest, SignInsAtTheSameMomentLeaveThree) {
  std::vector<std::jthread> crowd;
  for (int n = 0; n < 6; ++n) {
    crowd.emplace_back([&, n] {
      (void)door.SignIn("dana", kPassword, dana.recovery[std::size_t(n)],
                        Asking({}, "198.51.10" + std::to_string(n) + ".1"));
    });
  }
  crowd.clear();
  EXPECT_EQ(people.Sessions(dana.id)->size(), 3U);
}

TEST_F(SessionTest, DisablingAndRolesCountAtOnce) {
  Account account = *people.ReadAccount(dana.id);
  account.roles = {"auditor"};
  ASSERT_TRUE(people.PutAccount(account, {}));
  EXPECT_EQ(door.Authenticate(With(cookie)).roles, (std::vector<std::string>{"auditor"}));
  account = *people.ReadAccount(dana.id);
  account.active = false;
  ASSERT_TRUE(people.PutAccount(account, {}));
  EXPECT_EQ(Recognized(cookie), Kind::kNobody);
}

TEST_F(SessionTest, AChangeNeedsTheTokenAndOurOrigin) {
  const Caller caller = door.Authenticate(With(cookie));
  const std::string csrf = caller.session.csrf;
  EXPECT_TRUE(door.MayChange(caller, Change(csrf)));
  EXPECT_FALSE(door.MayChange(caller, Change("")));
  EXPECT_FALSE(door.MayChange(caller, Change(csrf + "x")));
  EXPECT_FALSE(door.MayChange(caller, Change(csrf, "https://evil.example")));
  EXPECT_FALSE(door.MayChange(caller, Change(csrf, "null")));
  EXPECT_FALSE(door.MayChange(caller, With(cookie, {{"X-CSRF-Token", csrf}}))) << "no Origin";
  EXPECT_FALSE(door.MayChange(caller, With(cookie)));
}

TEST_F(SessionTest, AStolenCookieWithTheTokenOfAnotherSessionChangesNothing) {
  const std::string mine = CookieOf(dana);
  const Caller thief = door.Authenticate(With(cookie));
  const Caller other = door.Authenticate(With(mine));
  ASSERT_NE(thief.session.csrf, other.session.csrf);
  EXPECT_FALSE(door.MayChange(thief, Change(other.session.csrf)));
}

TEST_F(SessionTest, NobodyMaySignInFromHereButNotFromAnotherSite) {
  const Caller nobody;
  EXPECT_TRUE(door.MayChange(nobody, Asking({{"Host", "a"}})));
  EXPECT_TRUE(
      door.MayChange(nobody, Asking({{"Host", "a"}, {"Origin", "https://bridge.example"}})));
  EXPECT_FALSE(door.MayChange(nobody, Asking({{"Host", "a"}, {"Origin", "https://b"}})));
}

TEST_F(SessionTest, TheSecondFactorVouchesForFiveMinutes) {
  EXPECT_TRUE(door.Authenticate(With(cookie)).stepped_up);
  clock.now += minutes(5);
  const Caller before = door.Authenticate(With(cookie));
  EXPECT_FALSE(before.stepped_up);
  const auto after = door.StepUp(before, CodeOf(dana), Ask());
  ASSERT_TRUE(after);
  EXPECT_EQ(after->caller.session.id, before.session.id);
  EXPECT_NE(after->caller.session.csrf, before.session.csrf);
  EXPECT_EQ(Recognized(cookie), Kind::kNobody) << "the session goes on under a new id";
  EXPECT_TRUE(door.Authenticate(With(Value(after->cookie))).stepped_up);
  EXPECT_EQ(Noted("mfa.verified"), 1);
}

TEST_F(SessionTest, AStepUpLengthensNothingAbsolute) {
  for (int n = 0; n < 71; ++n) {
    clock.now += minutes(10);
    ASSERT_EQ(Recognized(cookie), Kind::kSession);
  }
  clock.now += minutes(9);
  const auto after = door.StepUp(door.Authenticate(With(cookie)), CodeOf(dana), Ask());
  ASSERT_TRUE(after);
  clock.now += minutes(1);
  EXPECT_EQ(Recognized(Value(after->cookie)), Kind::kNobody);
}

TEST_F(SessionTest, AWrongStepUpIsCountedLikeAWrongSignIn) {
  const Caller caller = door.Authenticate(With(cookie));
  for (int n = 0; n < 5; ++n)
    EXPECT_EQ(door.StepUp(caller, "000000", Ask()).error().why, Denied::Why::kWrong);
  EXPECT_EQ(door.StepUp(caller, CodeOf(dana), Ask()).error().why, Denied::Why::kBlocked);
  EXPECT_EQ(door.StepUp(Caller{}, CodeOf(dana), Ask()).error().why, Denied::Why::kForbidden);
  EXPECT_EQ(Recognized(cookie), Kind::kSession);
}

TEST_F(SessionTest, SigningOutEndsItOnTheServer) {
  door.SignOut(door.Authenticate(With(cookie)));
  EXPECT_EQ(Recognized(cookie), Kind::kNobody);
  EXPECT_EQ(Noted("user.logout"), 1);
  EXPECT_NE(door.EndCookie().find("Max-Age=0"), std::string::npos);
  door.SignOut(Caller{});
}

TEST_F(SessionTest, AStoreThatTakesNothingStillKnowsWhoIsThere) {
  clock.now += minutes(2);
  store.FailWrites(Failure{FailureKind::kFull, "full", {}, 0, {}});
  EXPECT_EQ(Recognized(cookie), Kind::kSession);
  EXPECT_EQ(door.StepUp(door.Authenticate(With(cookie)), CodeOf(dana), Ask()).error().why,
            Denied::Why::kWorld);
}

}  // namespace
}  // namespace chartbridge::login_test
