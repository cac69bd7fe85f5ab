#include "tests/connectors/login/stage.h"

namespace chartbridge::login_test {
namespace {

using Why = Denied::Why;

class OwnAccountTest : public Stage {
 protected:
  const Person dana = Join("dana", {"clinician"});
  const std::string cookie = CookieOf(dana);
  Caller Me() { return door.Authenticate(With(cookie)); }
};

TEST_F(OwnAccountTest, NewRecoveryCodesReplaceTheOld) {
  const auto codes = door.NewRecoveryCodes(Me());
  ASSERT_TRUE(codes);
  EXPECT_EQ(codes->size(), 10U);
  EXPECT_FALSE(door.SignIn("dana", kPassword, dana.recovery[0], Ask()));
  EXPECT_TRUE(door.SignIn("dana", kPassword, codes->at(0), Ask()));
  EXPECT_EQ(Noted("mfa.recovery-renewed"), 1);
}

TEST_F(OwnAccountTest, NewRecoveryCodesNeedAFreshFactor) {
  clock.now += std::chrono::minutes(6);
  EXPECT_EQ(door.NewRecoveryCodes(Me()).error().why, Why::kForbidden);
  EXPECT_EQ(door.NewRecoveryCodes(Caller{}).error().why, Why::kForbidden);
}

TEST_F(OwnAccountTest, ANewPasswordEndsTheOtherSessions) {
  const std::string other = CookieOf(dana);
  const std::string fresh = "the ferry leaves at nine";
  ASSERT_TRUE(door.ChangePassword(Me(), kPassword, fresh));
  EXPECT_EQ(Me().kind, Caller::Kind::kSession);
  EXPECT_EQ(door.Authenticate(With(other)).kind, Caller::Kind::kNobody);
  NextStep();
  EXPECT_FALSE(SignIn(dana));
  EXPECT_TRUE(door.SignIn("dana", fresh, CodeOf(dana), Ask()));
  EXPECT_EQ(Noted("user.password-changed"), 1);
}

TEST_F(OwnAccountTest, TheOldPasswordIsAskedForAndCounted) {
  for (int n = 0; n < 5; ++n)
    EXPECT_EQ(door.ChangePassword(Me(), "wrong", "the ferry leaves at nine").error().why,
              Why::kWrong);
  EXPECT_EQ(door.ChangePassword(Me(), kPassword, "the ferry leaves at nine").error().why,
            Why::kBlocked);
}

TEST_F(OwnAccountTest, TheNewOneFollowsTheRules) {
  EXPECT_EQ(door.ChangePassword(Me(), kPassword, "short").error().why, Why::kWeakPassword);
  EXPECT_EQ(door.ChangePassword(Me(), kPassword, "danadana1234").error().why, Why::kWeakPassword);
  NextStep();
  EXPECT_TRUE(SignIn(dana));
}

}  // namespace
}  // namespace chartbridge::login_test
