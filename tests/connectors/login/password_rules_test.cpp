#include "connectors/login/password_rules.h"

#include <gtest/gtest.h>

namespace chartbridge::login {
namespace {

const std::vector<std::string> kOwn{"dana", "Dana Levi", "Elm Street Clinic", "chartbridge"};

TEST(PasswordRules, TwelveToAHundredAndTwentyEightCharactersOfAnyKind) {
  const PasswordRules rules;
  const std::string long_one = "every morning the ferry leaves at nine and nobody waits for it ";
  EXPECT_TRUE(rules.WhyRefused("", kOwn));
  EXPECT_TRUE(rules.WhyRefused("short green", kOwn));
  EXPECT_FALSE(rules.WhyRefused("short greens", kOwn));
  EXPECT_FALSE(rules.WhyRefused((long_one + long_one + "again").substr(0, 128), kOwn));
  EXPECT_TRUE(rules.WhyRefused((long_one + long_one + "again").substr(0, 129), kOwn));
  // Eleven and twelve characters, more bytes.
  EXPECT_TRUE(rules.WhyRefused("מנורה ירוקה", kOwn));
  EXPECT_FALSE(rules.WhyRefused("מנורות ירוקה", kOwn));
}

TEST(PasswordRules, WhatIsTriedFirstIsRefused) {
  const PasswordRules rules;
  for (const char* common :
       {"unbelievable", "Unbelievable", "password1234", "Password2026!!", "12345678password",
        "passwordpassword", "aaaaaaaaaaaa", "abcabcabcabc", "123456789012", "qwertyuiop12",
        "abcdefghijkl", "zyxwvutsrqpo", "sunshine-2025", "1q2w3e4r5t6y", "121212121212",
        "qwertyqwerty", "p-a-s-s-w-o-r-d"})
    EXPECT_TRUE(rules.WhyRefused(common, kOwn)) << common;
}

TEST(PasswordRules, NamesOfThePersonAndTheClinicAreNoPassword) {
  const PasswordRules rules;
  for (const char* own :
       {"DanaDana2026", "danalevi1234", "ElmStreetClinic1", "Elm Street Clinic", "chartbridge!1"})
    EXPECT_TRUE(rules.WhyRefused(own, kOwn)) << own;
  EXPECT_FALSE(rules.WhyRefused("dana rows to the lighthouse", kOwn));
}

TEST(PasswordRules, WhatNobodyTriesFirstIsTaken) {
  const PasswordRules rules;
  for (const char* good : {"correct horse battery staple", "xK7#pQ2!mZ9w", "48151623424816",
                           "la lámpara junto a la", "my password is a lamp", "tr0ub4dor&3xyz"})
    EXPECT_FALSE(rules.WhyRefused(good, kOwn)) << good;
}

TEST(PasswordRules, ARefusalNeverRepeatsThePassword) {
  const PasswordRules rules;
  EXPECT_EQ(rules.WhyRefused("unbelievable", kOwn)->find("unbelievable"), std::string::npos);
}

}  // namespace
}  // namespace chartbridge::login
