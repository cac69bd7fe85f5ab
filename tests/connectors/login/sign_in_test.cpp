#include <thread>

#include "connectors/login/totp.h"
#include "tests/connectors/login/stage.h"

namespace chartbridge::login_test {
namespace {

using Why = Denied::Why;

class SignInTest : public Stage {
 protected:
  const Person dana = Join("dana", {"admin", "compliance"});
  void SetUp() override { NextStep(); }

  std::string WrongCode() const { return CodeOf(dana) == "000000" ? "000001" : "000000"; }
};

TEST_F(SignInTest, NamePasswordAndCodeMakeASession) {
  const auto started =
      door.SignIn(" Dana ", kPassword, CodeOf(dana), Asking({{"User-Agent", "Fox"}}));
  ASSERT_TRUE(started);
  EXPECT_EQ(started->caller.actor, "user:" + dana.id);
  EXPECT_EQ(started->caller.roles, (std::vector<std::string>{"admin", "compliance"}));
  EXPECT_TRUE(started->caller.stepped_up);
  EXPECT_EQ(started->caller.session.address, "203.0.113.7");
  EXPECT_EQ(started->caller.session.agent, "Fox");
  EXPECT_EQ(Noted("user.login"), 1);
  EXPECT_NE(LastRecord().find("\"actor\":\"user:" + dana.id), std::string::npos);
}

TEST_F(SignInTest, SecretsDoNotTravelWithTheCaller) {
  const auto started = SignIn(dana);
  ASSERT_TRUE(started);
  const Account& account = started->caller.account;
  EXPECT_EQ(account.password + account.totp_secret + account.invitation, "");
  EXPECT_TRUE(account.recovery.empty());
  // What is stored is a hash of what the cookie says.
  const std::string token =
      Value(started->cookie).substr(std::string("__Host-chartbridge=").size());
  EXPECT_EQ(token.size(), 43U);
  EXPECT_EQ(started->caller.session.token, ToHex(crypto::Sha256(token)));
}

TEST_F(SignInTest, WhateverIsWrongTheAnswerIsTheSame) {
  const std::string code = CodeOf(dana);
  std::vector<Denied> answers;
  const auto deny = [&](const std::string& name, const std::string& password,
                        const std::string& with, const std::string& peer) {
    const auto answer = door.SignIn(name, password, with, Asking({}, peer));
    ASSERT_FALSE(answer);
    answers.push_back(answer.error());
  };
  deny("nobody", kPassword, code, "198.51.100.1");
  deny("dana", "another lamp beside the door", code, "198.51.101.1");
  deny("dana", kPassword, WrongCode(), "198.51.102.1");
  deny("dana", kPassword, "", "198.51.103.1");
  deny("dana", kPassword, "AAAAAAAAAA", "198.51.104.1");
  deny("", "", "", "198.51.105.1");
  deny(std::string(5000, 'x'), std::string(100000, 'y'), std::string(5000, '1'), "198.51.106.1");
  deny(std::string("dana\0x", 6), kPassword, code, "198.51.107.1");
  for (const Denied& answer : answers) {
    EXPECT_EQ(answer.why, Why::kWrong);
    EXPECT_EQ(answer.text, answers.front().text);
    EXPECT_EQ(answer.retry_after, 0);
  }
  EXPECT_EQ(Noted("user.failed"), int(answers.size()));
}

TEST_F(SignInTest, ADisabledOrUnfinishedAccountLooksLikeNone) {
  Account account = *people.ReadAccount(dana.id);
  account.active = false;
  ASSERT_TRUE(people.PutAccount(account, {}));
  EXPECT_EQ(SignIn(dana).error().why, Why::kWrong);
}

TEST_F(SignInTest, AnAccountWithoutANameIsNotFoundByAnEmptyOne) {
  fakes::MemoryStore empty(clock, entropy);
  login::Login fresh({}, empty.people(), roles, clock, entropy, empty.audit());
  ASSERT_TRUE(fresh.FirstLink());
  EXPECT_EQ(fresh.SignIn("", "", "", Ask()).error().why, Why::kWrong);
  std::string last;
  ASSERT_TRUE(empty.audit().ReadBack(0, [&](const bridge::AuditLink& link) {
    last = link.record;
    return false;
  }));
  EXPECT_NE(last.find("\"actor\":\"nobody\""), std::string::npos) << last;
}

TEST_F(SignInTest, EachCodeIsTakenOnce) {
  const std::string code = CodeOf(dana);
  EXPECT_TRUE(door.SignIn("dana", kPassword, code, Ask()));
  EXPECT_EQ(door.SignIn("dana", kPassword, code, Ask()).error().why, Why::kWrong);
  clock.now += std::chrono::seconds(31);
  EXPECT_EQ(door.SignIn("dana", kPassword, code, Ask()).error().why, Why::kWrong);
}

TEST_F(SignInTest, TheSameCodeAtTheSameMomentIsTakenOnce) {
  std::atomic<int> in{0};
  std::vector<std::jthread> crowd;
  for (int n = 0; n < 4; ++n) {
    crowd.emplace_back([&] {
      if (SignIn(dana)) ++in;
    });
  }
  crowd.clear();
  EXPECT_EQ(in, 1);
}

TEST_F(SignInTest, TenWrongCodesBlockThisNetworkAndNotTheOthers) {
  int wrong = 0;
  int blocked = 0;
  for (int n = 0; n < 10; ++n) {
    const auto answer = door.SignIn("dana", kPassword, WrongCode(), Ask());
    ASSERT_FALSE(answer);
    answer.error().why == Why::kWrong ? ++wrong : ++blocked;
  }
  EXPECT_EQ(wrong, 5);
  EXPECT_NE(LastRecord().find("\"outcome\":8"), std::string::npos) << "the one that blocks";
  EXPECT_EQ(blocked, 5);
  // Right or wrong, from anywhere in the same /24.
  const auto right = SignIn(dana, Asking({}, "203.0.113.200"));
  ASSERT_FALSE(right);
  EXPECT_EQ(right.error().why, Why::kBlocked);
  EXPECT_EQ(right.error().retry_after, 900);
  EXPECT_EQ(right.error().text, "Too many tries. Try again in 15 minutes.");
  EXPECT_TRUE(SignIn(dana, Asking({}, "198.51.100.1"))) << "nobody is locked out by others";
  clock.now += std::chrono::minutes(15);
  EXPECT_TRUE(SignIn(dana));
}

TEST_F(SignInTest, ABlockDoesNotTellWhetherTheNameExists) {
  for (int n = 0; n < 5; ++n) (void)door.SignIn("nobody", "x", "000000", Ask());
  const auto answer = door.SignIn("nobody", "x", "000000", Ask());
  EXPECT_EQ(answer.error().why, Why::kBlocked);
  EXPECT_EQ(answer.error().retry_after, 900);
}

TEST_F(SignInTest, AnotherSpellingOfTheNameIsCountedToo) {
  const Person eva = Join("Éva", {"clinician"});
  NextStep();
  for (const char* name : {"Éva", "éva", "ÉVA", " éVA", "évA "})
    EXPECT_EQ(door.SignIn(name, kPassword, "000000", Ask()).error().why, Why::kWrong);
  EXPECT_EQ(SignIn(eva).error().why, Why::kBlocked);
}

TEST_F(SignInTest, SuccessForgetsTheTries) {
  for (int round = 0; round < 3; ++round) {
    for (int n = 0; n < 4; ++n) (void)door.SignIn("dana", kPassword, WrongCode(), Ask());
    EXPECT_TRUE(SignIn(dana)) << round;
    clock.now += std::chrono::minutes(2);
  }
}

TEST_F(SignInTest, ThirtyTriesAMinuteFromOneAddress) {
  // 29 before, by the key under which they are counted.
  ASSERT_TRUE(people.PutLoginAttempts("address 203.0.113.7", {29, clock.now, {}}));
  EXPECT_EQ(door.SignIn("the thirtieth", "x", "000000", Ask()).error().why, Why::kWrong);
  EXPECT_EQ(door.SignIn("one more", "x", "000000", Ask()).error().why, Why::kBlocked);
  EXPECT_TRUE(SignIn(dana, Asking({}, "203.0.113.8"))) << "a neighbour may";
}

TEST_F(SignInTest, ARecoveryCodeCountsOnceAndItsUseIsAudited) {
  std::string code = dana.recovery[3];
  EXPECT_EQ(code.size(), 10U);
  code = code.substr(0, 5) + "-" + code.substr(5);
  for (char& c : code) c = char(std::tolower(c));
  EXPECT_TRUE(door.SignIn("dana", kPassword, code, Ask()));
  EXPECT_EQ(Noted("mfa.recovery-used"), 1);
  EXPECT_EQ(door.SignIn("dana", kPassword, code, Ask()).error().why, Why::kWrong);
  EXPECT_EQ(people.ReadAccount(dana.id)->recovery.size(), 9U);
  EXPECT_TRUE(door.SignIn("dana", kPassword, dana.recovery[4], Ask()));
}

TEST_F(SignInTest, TheAuditNamesNobodyAndCarriesNoSecret) {
  (void)door.SignIn("dana", "a secret of mine", WrongCode(), Ask());
  ASSERT_TRUE(SignIn(dana));
  for (const std::string& record : Records()) {
    for (const char* secret : {"dana", "secret", "lamp", "203.0.113.7"})
      EXPECT_EQ(record.find(secret), std::string::npos) << record;
  }
}

TEST_F(SignInTest, AStoreThatIsDownLetsNobodyInAndSaysSo) {
  store.FailWrites(Failure{FailureKind::kUnreachable, "down", {}, 0, {}});
  const auto answer = SignIn(dana);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().why, Why::kWorld);
}

}  // namespace
}  // namespace chartbridge::login_test
