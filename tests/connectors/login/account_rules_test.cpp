#include "connectors/login/account_rules.h"

#include <gtest/gtest.h>

namespace chartbridge::login {
namespace {

bridge::Account Holder(const std::string& id, std::vector<std::string> roles,
                       bool enrolled = true) {
  bridge::Account account;
  account.id = id;
  account.roles = std::move(roles);
  account.enrolled = enrolled;
  return account;
}

TEST(RoleLeftEmpty, OnlyWhoCanSignInCounts) {
  const std::vector<bridge::Account> all{Holder("a", {"admin", "compliance"}),
                                         Holder("b", {"compliance"}, false)};
  EXPECT_EQ(RoleLeftEmpty(all, Holder("a", {"admin"})), "compliance");
  EXPECT_EQ(RoleLeftEmpty(all, Holder("a", {"compliance"})), "admin");
  EXPECT_EQ(RoleLeftEmpty(all, Holder("b", {"auditor"})), "");
}

TEST(RoleLeftEmpty, WhatNobodyHeldIsNotMissed) {
  const std::vector<bridge::Account> all{Holder("a", {"clinician"})};
  EXPECT_EQ(RoleLeftEmpty(all, Holder("a", {"front-desk"})), "");
}

TEST(WhyNotRoles, TheCommandLineMay) {
  EXPECT_FALSE(WhyNotRoles(CommandLine(), "a", {}, {"compliance"}));
}

TEST(WhyNotRoles, TakingIsAsGuardedAsGiving) {
  Caller admin;
  admin.kind = Caller::Kind::kSession;
  admin.actor = "user:x";
  admin.account.id = "x";
  admin.roles = {"admin"};
  EXPECT_TRUE(WhyNotRoles(admin, "a", {"auditor"}, {"clinician"}));
  EXPECT_FALSE(WhyNotRoles(admin, "a", {"auditor"}, {"auditor", "clinician"}));
  EXPECT_TRUE(WhyNotRoles(admin, "x", {"admin"}, {"admin", "clinician"}));
  EXPECT_FALSE(WhyNotRoles(admin, "x", {"admin"}, {"admin"}));
}

}  // namespace
}  // namespace chartbridge::login
