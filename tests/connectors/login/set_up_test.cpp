#include "connectors/login/totp.h"
#include "tests/connectors/login/stage.h"

namespace chartbridge::login_test {
namespace {

using Why = Denied::Why;
using login::Names;

class SetUpTest : public Stage {
 protected:
  std::string CodeFor(const std::string& id) {
    return login::CodeOf(people.ReadAccount(id)->totp_secret, login::StepAt(clock.now));
  }
  std::string InviteDana() {
    Account account;
    account.name = "dana";
    account.roles = {"clinician"};
    return door.Invite(login::CommandLine(), account)->token;
  }
};

TEST_F(SetUpTest, TheFirstLinkMakesAnAdministrator) {
  const auto link = door.FirstLink();
  ASSERT_TRUE(link);
  EXPECT_EQ(link->size(), 43U);
  const auto enrolment = door.BeginSetUp(*link, {"Noa", "Noa Cohen", kPassword, "he"});
  ASSERT_TRUE(enrolment);
  EXPECT_EQ(enrolment->account.name, "Noa");
  EXPECT_EQ(enrolment->account.display_name, "Noa Cohen");
  EXPECT_EQ(enrolment->account.password, "");
  EXPECT_EQ(enrolment->secret_base32.size(), 32U);
  EXPECT_NE(enrolment->uri.find(enrolment->secret_base32), std::string::npos);
  const auto codes = door.EndSetUp(*link, CodeFor(enrolment->account.id));
  ASSERT_TRUE(codes);
  EXPECT_EQ(codes->size(), 10U);
  EXPECT_FALSE(door.FirstLink()) << "there is an account now";
  NextStep();
  const auto started = door.SignIn("noa", kPassword, CodeFor(enrolment->account.id), Ask());
  ASSERT_TRUE(started);
  EXPECT_EQ(started->caller.roles, (std::vector<std::string>{"admin", "compliance"}));
}

TEST_F(SetUpTest, UntilItIsUsedEachStartHasAFreshFirstLink) {
  const std::string old = *door.FirstLink();
  const std::string fresh = *door.FirstLink();
  EXPECT_NE(old, fresh);
  EXPECT_EQ(people.Accounts()->size(), 1U);
  EXPECT_EQ(door.BeginSetUp(old, {"noa", "", kPassword, ""}).error().why, Why::kLinkUsed);
  ASSERT_TRUE(door.BeginSetUp(fresh, {"noa", "", kPassword, ""}));
  // Half way through, the service starts again.
  const std::string again = *door.FirstLink();
  EXPECT_TRUE(door.BeginSetUp(again, {"noa", "", kPassword, ""}));
}

TEST_F(SetUpTest, TwoNodesThatStartAtOnceMakeOneFirstAccount) {
  login::Login other({}, people, roles, clock, entropy, store.audit());
  ASSERT_TRUE(other.FirstLink());
  ASSERT_TRUE(door.FirstLink());
  EXPECT_EQ(people.Accounts()->size(), 1U);
}

TEST_F(SetUpTest, NoFirstLinkBesideAnAccountOfTheCommandLine) {
  InviteDana();
  EXPECT_FALSE(door.FirstLink());
}

TEST_F(SetUpTest, NothingOfALinkIsStoredInTheClear) {
  const std::string link = InviteDana();
  EXPECT_NE(people.FindAccount("dana")->invitation, link);
  for (const std::string& record : Records()) EXPECT_EQ(record.find(link), std::string::npos);
}

TEST_F(SetUpTest, ALinkLivesADayAndOnce) {
  const std::string link = InviteDana();
  EXPECT_EQ(door.BeginSetUp("", {"dana", "", kPassword, ""}).error().why, Why::kLinkUsed);
  EXPECT_EQ(door.BeginSetUp(link + "x", {"dana", "", kPassword, ""}).error().why, Why::kLinkUsed);
  clock.now += std::chrono::hours(24) - Milliseconds(1);
  ASSERT_TRUE(door.BeginSetUp("https://a/console/#/setup/" + link, {"dana", "", kPassword, ""}));
  clock.now += Milliseconds(1);
  const std::string id = people.FindAccount("dana")->id;
  EXPECT_EQ(door.EndSetUp(link, CodeFor(id)).error().why, Why::kLinkUsed);
  clock.now -= std::chrono::hours(1);
  ASSERT_TRUE(door.EndSetUp(link, CodeFor(id)));
  EXPECT_EQ(door.BeginSetUp(link, {"dana", "", kPassword, ""}).error().why, Why::kLinkUsed);
  EXPECT_EQ(door.EndSetUp(link, CodeFor(id)).error().why, Why::kLinkUsed);
}

TEST_F(SetUpTest, TheNameThatAnAdministratorGaveStays) {
  const std::string link = InviteDana();
  EXPECT_EQ(door.BeginSetUp(link, {"somebody", "", kPassword, ""}).error().why, Why::kNameTaken);
  EXPECT_TRUE(door.BeginSetUp(link, {"DANA", "", kPassword, ""}));
  EXPECT_EQ(door.BeginSetUp(link, {"", "", kPassword, ""})->account.name, "dana");
}

TEST_F(SetUpTest, ATakenNameIsToldOnlyToWhoHasALink) {
  const std::string first = *door.FirstLink();
  InviteDana();
  EXPECT_EQ(door.BeginSetUp(first, {"Dana", "", kPassword, ""}).error().why, Why::kNameTaken);
  EXPECT_EQ(door.BeginSetUp("x", {"Dana", "", kPassword, ""}).error().why, Why::kLinkUsed);
}

TEST_F(SetUpTest, BadNamesAndPasswordsAreRefusedWithTheReason) {
  const std::string first = *door.FirstLink();
  const auto why = [&](const Names& names) { return door.BeginSetUp(first, names).error().why; };
  EXPECT_EQ(why({"", "", kPassword, ""}), Why::kWeakPassword);
  EXPECT_EQ(why({std::string(65, 'n'), "", kPassword, ""}), Why::kWeakPassword);
  EXPECT_EQ(why({"new\nline", "", kPassword, ""}), Why::kWeakPassword);
  EXPECT_EQ(why({"noa", "", "short", ""}), Why::kWeakPassword);
  EXPECT_EQ(why({"noa", "", "Elm Street Clinic", ""}), Why::kWeakPassword);
  EXPECT_EQ(why({"bartholomew", "", "bartholomew1", ""}), Why::kWeakPassword);
}

TEST_F(SetUpTest, WithoutACodeThereIsNoAccountToSignInTo) {
  const std::string link = InviteDana();
  EXPECT_EQ(door.EndSetUp(link, "000000").error().why, Why::kLinkUsed) << "nothing begun";
  ASSERT_TRUE(door.BeginSetUp(link, {"dana", "", kPassword, ""}));
  EXPECT_EQ(door.EndSetUp(link, "12345").error().why, Why::kWrong);
  const std::string id = people.FindAccount("dana")->id;
  EXPECT_EQ(door.SignIn("dana", kPassword, CodeFor(id), Ask()).error().why, Why::kWrong);
  ASSERT_TRUE(door.EndSetUp(link, CodeFor(id)));
  EXPECT_EQ(door.SignIn("dana", kPassword, CodeFor(id), Ask()).error().why, Why::kWrong)
      << "the code of the set-up is used";
  NextStep();
  EXPECT_TRUE(door.SignIn("dana", kPassword, CodeFor(id), Ask()));
}

TEST_F(SetUpTest, BeginningAgainMakesAnotherSecret) {
  const std::string link = InviteDana();
  const auto one = door.BeginSetUp(link, {"dana", "", kPassword, ""});
  const auto two = door.BeginSetUp(link, {"dana", "", kPassword, ""});
  ASSERT_TRUE(one && two);
  EXPECT_NE(one->secret_base32, two->secret_base32);
}

}  // namespace
}  // namespace chartbridge::login_test
