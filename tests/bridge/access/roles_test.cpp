// How the matrix is read and asked.
#include "bridge/access/roles.h"

#include <gtest/gtest.h>

namespace chartbridge::bridge::access {
namespace {

std::string Matrix(const std::string& rows) {
  return R"({"source": "test", "roles": ["admin", "auditor"], "permissions": [)" + rows + "]}";
}
std::string Row(const std::string& name, const std::string& grants) {
  return R"({"name": ")" + name + R"(", "words": "words of it", "grants": {)" + grants + "}}";
}
const std::string kGood = R"("admin": "yes", "auditor": "no")";

void ExpectRefused(const std::string& json, const std::string& place, const std::string& word) {
  const auto read = Roles::Read(json);
  ASSERT_FALSE(read) << json;
  EXPECT_NE(read.error().expression.find(place), std::string::npos) << read.error().expression;
  EXPECT_NE(read.error().text.find(word), std::string::npos) << read.error().text;
}

TEST(Roles, WhatIsUnknownIsDenied) {
  const auto roles = Roles::Load();
  ASSERT_TRUE(roles);
  EXPECT_EQ(roles->Ask({"admin"}, "message.delete"), Grant::kNo);
  EXPECT_EQ(roles->Ask({"admin"}, ""), Grant::kNo);
  EXPECT_EQ(roles->Ask({"root"}, "accounts.manage"), Grant::kNo);
  EXPECT_EQ(roles->Ask({"Admin"}, "accounts.manage"), Grant::kNo);
  EXPECT_EQ(roles->Ask({}, "accounts.manage"), Grant::kNo);
  EXPECT_FALSE(roles->Known("root"));
  EXPECT_FALSE(roles->Known(""));
  EXPECT_TRUE(roles->Known("front-desk"));
  EXPECT_EQ(roles->Words("message.delete"), "");
  EXPECT_EQ(roles->SecondPerson("root", "policy.set"), "");
}

TEST(Roles, OfSeveralRolesTheOneThatReachesFarthestCounts) {
  const auto roles = Roles::Load();
  ASSERT_TRUE(roles);
  EXPECT_EQ(roles->Ask({"integrator", "clinician"}, "message.list"), Grant::kOwn);
  EXPECT_EQ(roles->Ask({"clinician", "compliance"}, "message.list"), Grant::kYes);
  EXPECT_EQ(roles->Ask({"clinician", "compliance"}, "message.body"), Grant::kWithReason);
  EXPECT_EQ(roles->Ask({"auditor", "compliance"}, "consent.evidence"), Grant::kYes);
  EXPECT_EQ(roles->Ask({"unknown", "auditor"}, "consent.evidence"), Grant::kMasked);
}

TEST(Roles, AWellFormedMatrixIsRead) {
  const auto roles =
      Roles::Read(Matrix(Row("a.b", R"("admin": {"second-person": "auditor"}, "auditor": "own")")));
  ASSERT_TRUE(roles) << roles.error().expression << roles.error().text;
  EXPECT_EQ(roles->Ask({"admin"}, "a.b"), Grant::kSecondPerson);
  EXPECT_EQ(roles->SecondPerson("admin", "a.b"), "auditor");
  EXPECT_EQ(roles->Ask({"auditor"}, "a.b"), Grant::kOwn);
  EXPECT_EQ(roles->Words("a.b"), "words of it");
}

TEST(Roles, AnIssueNamesTheRowThatIsWrong) {
  const std::string good = Row("a.good", kGood) + ",";
  ExpectRefused(Matrix(good + Row("a.bad", R"("admin": "yes")")), "a.bad", "auditor");
  ExpectRefused(Matrix(good + Row("a.bad", kGood + R"(, "root": "yes")")), "a.bad", "root");
  ExpectRefused(
      Matrix(good + Row("a.bad", R"("admin": {"second-person": "root"}, "auditor": "no")")),
      "a.bad", "root");
  ExpectRefused(Matrix(good + Row("a.bad", R"("admin": "maybe", "auditor": "no")")), "a.bad", "");
  ExpectRefused(Matrix(good + Row("a.bad", R"("admin": true, "auditor": "no")")), "a.bad", "");
  ExpectRefused(Matrix(good + Row("a.bad", R"("admin": {}, "auditor": "no")")), "a.bad", "");
  ExpectRefused(Matrix(good + Row("a.good", kGood)), "a.good", "twice");
}

TEST(Roles, WhatIsNoMatrixIsRefused) {
  EXPECT_FALSE(Roles::Read(""));
  EXPECT_FALSE(Roles::Read("[]"));
  EXPECT_FALSE(Roles::Read("{}"));
  EXPECT_FALSE(Roles::Read(Matrix("")));
  EXPECT_FALSE(Roles::Read(Matrix(Row("no dot", kGood))));
  EXPECT_FALSE(Roles::Read(Matrix(Row("a.b", kGood + ", " + kGood)))) << "a role twice";
  EXPECT_FALSE(Roles::Read(R"({"source": "t", "roles": [], "permissions": []})"));
}

TEST(Roles, GrantsHaveWords) {
  EXPECT_EQ(ToString(Grant::kNo), "no");
  EXPECT_EQ(ToString(Grant::kSecondPerson), "second-person");
  EXPECT_EQ(ToString(Grant::kWithReason), "with-reason");
  EXPECT_EQ(ToString(Grant::kYes), "yes");
}

}  // namespace
}  // namespace chartbridge::bridge::access
