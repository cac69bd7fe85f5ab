// Every cell of the matrix against a second table, written from audit-and-roles.md section 5 by
// hand: whoever changes one must change both.
#include <gtest/gtest.h>

#include <array>
#include <set>

#include "bridge/access/roles.h"

namespace chartbridge::bridge::access {
namespace {

// y yes · o own scope · c counters · m masked · r with a reason · "-" no ·
// A, C: a second person who is admin or compliance.
struct Expected {
  std::string_view permission;
  std::string_view cells;  // admin, integrator, clinician, front-desk, compliance, auditor
};

constexpr Expected kTable[] = {
    // users, role mapping, IdP settings
    {"accounts.manage", "y-----"},
    {"accounts.oversight", "C-----"},
    // connectors, mappings, endpoints, retry queues (no bodies)
    {"connectors.manage", "-y----"},
    {"connectors.read", "-y--yy"},
    {"deadletters.manage", "-y----"},
    {"health.read", "yy--yy"},
    // secrets
    {"secrets.set", "yo----"},
    // messages
    {"message.list", "-cooyc"},
    {"message.body", "--oor-"},
    {"message.quarantine", "--r---"},
    {"message.send", "-ooo--"},
    {"identity.resolve", "--ooy-"},
    {"identity.override", "--CCC-"},  // findings B5
    // consent
    {"consent.status", "--ooyy"},
    {"consent.evidence", "----ym"},
    {"consent.enter", "--ooy-"},
    {"consent.widen", "--CCC-"},
    // texts and versions: draft / approve
    {"texts.draft", "--yoy-"},
    {"texts.approve", "----C-"},
    // consent engine and content policy settings
    {"policy.set", "----A-"},
    {"policy.read", "----yy"},
    // retention, legal hold, purge preview / run now
    {"retention.manage", "----y-"},
    {"retention.run", "----C-"},
    {"retention.read", "----yy"},
    // channel mode and channel decision record
    {"channel.mode", "----A-"},
    {"channel.read", "----yy"},
    // labels and redaction overrides
    {"labels.set", "--ooy-"},
    {"labels.lower", "----C-"},
    // subject access, erasure, breach aid, ROPA
    {"rights.manage", "----y-"},
    {"rights.read", "----yy"},
    // audit search, verify, export
    {"audit.read", "ooooyy"},
    {"audit.export", "ooooyy"},
    // feature flags, log level, deflect switch
    {"flags.set", "yy----"},
    {"flags.deflect-on", "yy--y-"},
    {"flags.deflect-off", "y-----"},
    // backup, restore
    {"backup.run", "A-----"},
    // API tokens
    {"tokens.manage", "yo----"},
    // impersonation, raw SQL, log of bodies: never
    {"never.impersonate", "------"},
    {"never.raw-sql", "------"},
    {"never.log-bodies", "------"},
};

constexpr std::array<std::string_view, 6> kRoles{"admin",      "integrator", "clinician",
                                                 "front-desk", "compliance", "auditor"};

Grant GrantOf(char cell) {
  switch (cell) {
    case 'y':
      return Grant::kYes;
    case 'o':
      return Grant::kOwn;
    case 'c':
      return Grant::kCounters;
    case 'm':
      return Grant::kMasked;
    case 'r':
      return Grant::kWithReason;
    case 'A':
    case 'C':
      return Grant::kSecondPerson;
    default:
      return Grant::kNo;
  }
}

TEST(Matrix, EveryCellIsAsTheTableSays) {
  const auto roles = Roles::Load();
  ASSERT_TRUE(roles) << roles.error().expression << ": " << roles.error().text;
  for (const Expected& row : kTable) {
    ASSERT_EQ(row.cells.size(), kRoles.size()) << row.permission;
    for (std::size_t i = 0; i < kRoles.size(); ++i) {
      const std::string role(kRoles[i]);
      const char cell = row.cells[i];
      EXPECT_EQ(ToString(roles->Ask({role}, row.permission)), ToString(GrantOf(cell)))
          << row.permission << " of " << role;
      EXPECT_EQ(roles->SecondPerson(role, row.permission), cell == 'A'   ? "admin"
                                                           : cell == 'C' ? "compliance"
                                                                         : "")
          << row.permission << " of " << role;
    }
  }
}

TEST(Matrix, ItHasNoOtherRowsAndNoOtherRoles) {
  const auto roles = Roles::Load();
  ASSERT_TRUE(roles);
  std::set<std::string> want;
  for (const Expected& row : kTable) want.emplace(row.permission);
  const std::vector<std::string> permissions = roles->permissions();
  EXPECT_EQ(std::set<std::string>(permissions.begin(), permissions.end()), want);
  EXPECT_EQ(permissions.size(), std::size(kTable));
  EXPECT_EQ(roles->names(), std::vector<std::string>(kRoles.begin(), kRoles.end()));
  for (const std::string& permission : permissions) EXPECT_FALSE(roles->Words(permission).empty());
}

TEST(Matrix, TheFrontDeskMayNothingThatACliniciansMayNot) {
  const auto roles = Roles::Load();
  ASSERT_TRUE(roles);
  for (const std::string& permission : roles->permissions()) {
    EXPECT_LE(roles->Ask({"front-desk"}, permission), roles->Ask({"clinician"}, permission))
        << permission;
    EXPECT_NE(roles->Ask({"front-desk"}, permission), Grant::kYes) << permission;
  }
}

}  // namespace
}  // namespace chartbridge::bridge::access
