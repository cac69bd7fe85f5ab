#include "connectors/login/password_rules.h"

#include <gtest/gtest.h>

#include <chrono>

namespace chartbridge::login {
namespace {

const std::vector<std::string> kOwn{"dana", "Dana Levi", "Elm Street Clinic", "chartbridge"};

TEST(PasswordRules, TwelveToAHundredAndTwentyEightCharactersOfAnyKind) {
  const std::string long_one = "every morning the ferry leaves at nine and nobody waits for it ";
  EXPECT_TRUE(WhyPasswordRefused("", kOwn));
  EXPECT_TRUE(WhyPasswordRefused("short green", kOwn));
  EXPECT_FALSE(WhyPasswordRefused("short greens", kOwn));
  EXPECT_FALSE(WhyPasswordRefused((long_one + long_one + "again").substr(0, 128), kOwn));
  EXPECT_TRUE(WhyPasswordRefused((long_one + long_one + "again").substr(0, 129), kOwn));
  // Eleven and twelve characters, more bytes.
  EXPECT_TRUE(WhyPasswordRefused("מנורה ירוקה", kOwn));
  EXPECT_FALSE(WhyPasswordRefused("מנורות ירוקה", kOwn));
}

TEST(PasswordRules, WhatIsTriedFirstIsRefused) {
  for (const char* common : {"unbelievable", "Unbelievable", "password1234", "Password2026!!",
                             "12345678password", "passwordpassword", "aaaaaaaaaaaa", "abcabcabcabc",
                             "123456789012", "qwertyuiop12", "abcdefghijkl", "zyxwvutsrqpo",
                             "sunshine-2025", "1q2w3e4r5t6y", "121212121212", "qwertyqwerty"})
    EXPECT_TRUE(WhyPasswordRefused(common, kOwn)) << common;
}

TEST(PasswordRules, NamesOfThePersonAndTheClinicAreNoPassword) {
  for (const char* own :
       {"DanaDana2026", "danalevi1234", "ElmStreetClinic1", "Elm Street Clinic", "chartbridge!1"})
    EXPECT_TRUE(WhyPasswordRefused(own, kOwn)) << own;
  EXPECT_FALSE(WhyPasswordRefused("dana rows to the lighthouse", kOwn));
}

TEST(PasswordRules, WhatNobodyTriesFirstIsTaken) {
  for (const char* good : {"correct horse battery staple", "xK7#pQ2!mZ9w", "48151623424816",
                           "la lámpara junto a la", "my password is a lamp", "tr0ub4dor&3xyz"})
    EXPECT_FALSE(WhyPasswordRefused(good, kOwn)) << good;
}

TEST(PasswordRules, ALongPasswordIsJudgedAtOnce) {
  const auto start = std::chrono::steady_clock::now();
  std::string hebrew;
  for (int n = 0; n < 64; ++n) hebrew += "קש";
  EXPECT_FALSE(WhyPasswordRefused(hebrew, std::vector<std::string>(20, "Elm Street Clinic")));
  EXPECT_TRUE(WhyPasswordRefused(std::string(128, 'a'), kOwn));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
}

TEST(PasswordRules, ARefusalNeverRepeatsThePassword) {
  EXPECT_EQ(WhyPasswordRefused("unbelievable", kOwn)->find("unbelievable"), std::string::npos);
}

}  // namespace
}  // namespace chartbridge::login
