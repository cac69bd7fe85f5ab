#include <atomic>
#include <thread>

#include "tests/connectors/login/stage.h"

namespace chartbridge::login_test {
namespace {

using Why = Denied::Why;

class ChangesTest : public Stage {
 protected:
  const Person dana = Join("dana", {"admin", "compliance"});
  const Person omer = Join("omer", {"admin"});
  const Person ruth = Join("ruth", {"clinician"});

  Caller Of(const Person& person) { return door.Authenticate(With(CookieOf(person))); }
  Account Read(const Person& person) { return *people.ReadAccount(person.id); }
  Account Named(const std::string& name, std::vector<std::string> with_roles) {
    Account account;
    account.name = name;
    account.roles = std::move(with_roles);
    return account;
  }
};

TEST_F(ChangesTest, OnlyAnAdministratorInvites) {
  EXPECT_TRUE(door.Invite(Of(omer), Named("new", {"clinician"})));
  EXPECT_EQ(door.Invite(Of(ruth), Named("other", {"clinician"})).error().why, Why::kForbidden);
  EXPECT_EQ(door.Invite(Caller{}, Named("other", {"clinician"})).error().why, Why::kForbidden);
}

TEST_F(ChangesTest, ItNeedsAFreshSecondFactor) {
  const Caller caller = Of(omer);
  clock.now += std::chrono::minutes(5);
  const std::string other = CookieOf(omer);
  clock.now += std::chrono::minutes(6);
  const Caller stale = door.Authenticate(With(other));
  ASSERT_EQ(stale.kind, Caller::Kind::kSession);
  EXPECT_EQ(door.Invite(stale, Named("new", {"clinician"})).error().why, Why::kForbidden);
}

TEST_F(ChangesTest, ComplianceIsGivenByComplianceAlone) {
  EXPECT_EQ(door.Invite(Of(omer), Named("new", {"compliance"})).error().why, Why::kForbidden);
  EXPECT_EQ(door.Invite(Of(omer), Named("new", {"auditor"})).error().why, Why::kForbidden);
  EXPECT_TRUE(door.Invite(Of(dana), Named("new", {"auditor"})));
}

TEST_F(ChangesTest, NewAccountsHaveAFreeNameAndKnownRoles) {
  const Caller by = login::CommandLine();
  EXPECT_EQ(door.Invite(by, Named("RUTH", {"clinician"})).error().why, Why::kNameTaken);
  EXPECT_EQ(door.Invite(by, Named(" ", {"clinician"})).error().why, Why::kWeakPassword);
  EXPECT_EQ(door.Invite(by, Named("new", {"owner"})).error().why, Why::kForbidden);
  EXPECT_EQ(door.Invite(by, Named("new", {})).error().why, Why::kForbidden);
}

TEST_F(ChangesTest, AnInvitationCannotBringSecretsAlong) {
  Account account = Named("new", {"clinician"});
  account.enrolled = true;
  account.password = "x";
  ASSERT_TRUE(door.Invite(login::CommandLine(), account));
  EXPECT_FALSE(people.FindAccount("new")->enrolled);
  EXPECT_EQ(people.FindAccount("new")->password, "");
}

TEST_F(ChangesTest, ALostFactorEndsEverythingUntilItIsSetUpAnew) {
  const std::string cookie = CookieOf(ruth);
  ASSERT_TRUE(door.Invite(Of(omer), Read(ruth)));
  EXPECT_EQ(door.Authenticate(With(cookie)).kind, Caller::Kind::kNobody);
  EXPECT_FALSE(SignIn(ruth));
  EXPECT_FALSE(door.SignIn("ruth", kPassword, ruth.recovery[0], Ask()));
  EXPECT_TRUE(people.Sessions(ruth.id)->empty());
  EXPECT_EQ(Noted("mfa.reset"), 1);
  EXPECT_EQ(Read(ruth).roles, (std::vector<std::string>{"clinician"}));
}

// Whoever holds the link is that person: it would be a way to the role.
TEST_F(ChangesTest, AnAdministratorCannotTakeOverSomebodyOfCompliance) {
  const Person gil = Join("gil", {"compliance"});
  EXPECT_EQ(door.Invite(Of(omer), Read(gil)).error().why, Why::kForbidden);
  EXPECT_TRUE(door.Invite(Of(dana), Read(gil)));
}

TEST_F(ChangesTest, WhoLosesARoleLosesTheSessions) {
  const std::string cookie = CookieOf(ruth);
  Account account = Read(ruth);
  account.roles = {"clinician", "front-desk"};
  auto changed = door.Change(Of(omer), account);
  ASSERT_TRUE(changed);
  EXPECT_EQ(changed->password, "");
  EXPECT_EQ(door.Authenticate(With(cookie)).roles.size(), 2U);
  changed->roles = {"front-desk"};
  ASSERT_TRUE(door.Change(Of(omer), *changed));
  EXPECT_EQ(door.Authenticate(With(cookie)).kind, Caller::Kind::kNobody);
  EXPECT_EQ(Noted("role.changed"), 2);
  EXPECT_TRUE(Read(ruth).enrolled) << "secrets stay although the caller never saw them";
  NextStep();
  EXPECT_TRUE(SignIn(ruth));
}

TEST_F(ChangesTest, DisabledMeansAtOnce) {
  const std::string cookie = CookieOf(ruth);
  Account account = Read(ruth);
  account.active = false;
  ASSERT_TRUE(door.Change(Of(omer), account));
  EXPECT_EQ(door.Authenticate(With(cookie)).kind, Caller::Kind::kNobody);
  NextStep();
  EXPECT_FALSE(SignIn(ruth));
  account = Read(ruth);
  account.active = true;
  ASSERT_TRUE(door.Change(Of(omer), account));
  NextStep();
  EXPECT_TRUE(SignIn(ruth));
}

TEST_F(ChangesTest, NobodyGrantsThemselvesAnything) {
  const Caller me = Of(omer);
  Account account = Read(omer);
  account.roles = {"admin", "clinician"};
  EXPECT_EQ(door.Change(me, account).error().why, Why::kForbidden);
  account = Read(omer);
  account.active = false;
  EXPECT_EQ(door.Change(me, account).error().why, Why::kForbidden);
  account = Read(omer);
  account.display_name = "Omer";
  EXPECT_TRUE(door.Change(me, account));
}

TEST_F(ChangesTest, TheLastOneOfComplianceStays) {
  Account account = Read(dana);
  account.roles = {"admin"};
  EXPECT_EQ(door.Change(login::CommandLine(), account).error().why, Why::kForbidden);
  account = Read(dana);
  account.active = false;
  EXPECT_EQ(door.Change(login::CommandLine(), account).error().why, Why::kForbidden);
  const Person gil = Join("gil", {"compliance"});
  EXPECT_TRUE(door.Change(login::CommandLine(), account));
}

// I20: each took the other's role while both were there.
TEST_F(ChangesTest, TwoAdministratorsWhoDemoteEachOtherLeaveOne) {
  const Caller by_dana = Of(dana);
  const Caller by_omer = Of(omer);
  Account no_dana = Read(dana);
  no_dana.roles = {"compliance"};
  Account no_omer = Read(omer);
  no_omer.roles = {"clinician"};
  std::atomic<int> done{0};
  {
    const std::jthread one([&] { done += int(door.Change(by_omer, no_dana).has_value()); });
    const std::jthread two([&] { done += int(door.Change(by_dana, no_omer).has_value()); });
  }
  EXPECT_EQ(done, 1);
}

TEST_F(ChangesTest, WhoIsDisabledLosesTheTokensThatTheyMadeForGood) {
  const auto token = door.MakeToken(Of(dana), "export", "compliance", 10);
  ASSERT_TRUE(token);
  Account account = Read(dana);
  const Person gil = Join("gil", {"compliance"});
  account.active = false;
  ASSERT_TRUE(door.Change(login::CommandLine(), account));
  account = Read(dana);
  account.active = true;
  ASSERT_TRUE(door.Change(login::CommandLine(), account));
  const auto kind = [&] {
    return door.Authenticate(Asking({{"Authorization", "Bearer " + *token}})).kind;
  };
  EXPECT_EQ(kind(), Caller::Kind::kNobody) << "not even once the maker is back";
  EXPECT_EQ(Noted("token.revoked"), 1);
}

// I9: what looks like one name is one name, and the link is the stored account's.
TEST_F(ChangesTest, ANameHasOneSpelling) {
  const auto invited = door.Invite(login::CommandLine(), Named("  dina\u00a0", {"clinician"}));
  ASSERT_TRUE(invited);
  EXPECT_EQ(invited->account.name, "dina");
  EXPECT_EQ(invited->account.version, 1);
  EXPECT_EQ(people.FindAccount("dina")->id, invited->account.id);
  for (const char* same : {"dina ", "\u2003dina", "dina\u3000", "di\u200bna", "\ufeffdina\u200e",
                           "\uff44\uff49\uff4e\uff41", "DINA"})
    EXPECT_EQ(door.Invite(login::CommandLine(), Named(same, {"clinician"})).error().why,
              Why::kNameTaken)
        << same;
  ASSERT_TRUE(door.Invite(login::CommandLine(), Named("Jose\u0301", {"clinician"})));
  EXPECT_TRUE(people.FindAccount("Jos\u00e9"));
  for (const char* none : {"", " \u00a0\u200b", "a\nb", "\xff", "a\ud7ff\xed\xa0\x80"})
    EXPECT_EQ(door.Invite(login::CommandLine(), Named(none, {"clinician"})).error().why,
              Why::kWeakPassword)
        << none;
}

TEST_F(ChangesTest, TwoAtOnceAreToldApart) {
  const Account account = Read(ruth);
  ASSERT_TRUE(door.Change(Of(omer), account));
  EXPECT_EQ(door.Change(Of(dana), account).error().why, Why::kConflict);
}

}  // namespace
}  // namespace chartbridge::login_test
