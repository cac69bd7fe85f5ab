#include "tests/connectors/login/stage.h"

namespace chartbridge::login_test {
namespace {

using Why = Denied::Why;
using std::chrono::hours;

class ApiTokenTest : public Stage {
 protected:
  static Ask Bearing(const std::string& token) {
    return Asking({{"Authorization", "Bearer " + token}});
  }
  Caller Of(const Person& person) { return door.Authenticate(With(CookieOf(person))); }
};

TEST_F(ApiTokenTest, IsRecognizedWithItsOneRole) {
  const auto token = door.MakeToken(login::CommandLine(), "backup job", "integrator", 30);
  ASSERT_TRUE(token);
  EXPECT_TRUE(token->starts_with("cb_"));
  EXPECT_EQ(token->size(), 46U);
  const Caller caller = door.Authenticate(Bearing(*token));
  EXPECT_EQ(caller.kind, Caller::Kind::kToken);
  EXPECT_EQ(caller.roles, (std::vector<std::string>{"integrator"}));
  EXPECT_EQ(caller.actor, "token:" + people.Tokens()->front().id);
  EXPECT_FALSE(caller.stepped_up);
  EXPECT_TRUE(door.MayChange(caller, Bearing(*token)));
  EXPECT_EQ(people.Tokens()->front().token.find(*token), std::string::npos);
  EXPECT_EQ(Noted("token.created"), 1);
}

TEST_F(ApiTokenTest, EndsOnItsDayOrWhenItIsRevoked) {
  const std::string one = *door.MakeToken(login::CommandLine(), "one", "auditor", 1);
  const std::string two = *door.MakeToken(login::CommandLine(), "two", "auditor", 90);
  clock.now += hours(24) - Milliseconds(1);
  EXPECT_EQ(door.Authenticate(Bearing(one)).kind, Caller::Kind::kToken);
  clock.now += Milliseconds(1);
  EXPECT_EQ(door.Authenticate(Bearing(one)).kind, Caller::Kind::kNobody);
  EXPECT_EQ(door.Authenticate(Bearing(two)).kind, Caller::Kind::kToken);
  const auto all = people.Tokens();
  for (const auto& token : *all) ASSERT_TRUE(people.RevokeToken(token.id, clock.now, {}));
  EXPECT_EQ(door.Authenticate(Bearing(two)).kind, Caller::Kind::kNobody);
}

TEST_F(ApiTokenTest, WhatIsNoTokenOfOursIsNobody) {
  for (const char* other : {"", "cb_", "cb_AAAA", "xyz"})
    EXPECT_EQ(door.Authenticate(Bearing(other)).kind, Caller::Kind::kNobody);
}

TEST_F(ApiTokenTest, LivesNoLongerThanItsMakerMaySignIn) {
  const Person dana = Join("dana", {"admin", "compliance"});
  const std::string token = *door.MakeToken(Of(dana), "job", "clinician", 30);
  EXPECT_EQ(door.Authenticate(Bearing(token)).kind, Caller::Kind::kToken);
  Account account = *people.ReadAccount(dana.id);
  account.active = false;
  ASSERT_TRUE(people.PutAccount(account, {}));
  EXPECT_EQ(door.Authenticate(Bearing(token)).kind, Caller::Kind::kNobody);
}

TEST_F(ApiTokenTest, WhoMayMakeOneAndOfWhichRole) {
  const Person omer = Join("omer", {"admin"});
  const Person igor = Join("igor", {"integrator"});
  const Person ruth = Join("ruth", {"clinician"});
  EXPECT_TRUE(door.MakeToken(Of(omer), "job", "integrator", 30));
  EXPECT_EQ(door.MakeToken(Of(omer), "job", "compliance", 30).error().why, Why::kForbidden);
  EXPECT_TRUE(door.MakeToken(Of(igor), "job", "integrator", 30));
  EXPECT_EQ(door.MakeToken(Of(igor), "job", "admin", 30).error().why, Why::kForbidden);
  EXPECT_EQ(door.MakeToken(Of(ruth), "job", "clinician", 30).error().why, Why::kForbidden);
  EXPECT_EQ(door.MakeToken(Caller{}, "job", "clinician", 30).error().why, Why::kForbidden);
}

TEST_F(ApiTokenTest, OneToNinetyDaysANameAndAKnownRole) {
  const Caller by = login::CommandLine();
  for (const int days : {0, -1, 91, 100000})
    EXPECT_EQ(door.MakeToken(by, "job", "auditor", days).error().why, Why::kForbidden) << days;
  EXPECT_EQ(door.MakeToken(by, "", "auditor", 30).error().why, Why::kForbidden);
  EXPECT_EQ(door.MakeToken(by, "job", "owner", 30).error().why, Why::kForbidden);
}

}  // namespace
}  // namespace chartbridge::login_test
