// Who gets in at /fhir, by which way, and to what.
#include "connectors/smart/role_rights.h"
#include "smart_fixture.h"

namespace chartbridge::smart {
namespace {

using AccessTest = SmartTest;
using chart::TypeRights;

struct Row {
  const char* role;
  const char* target;
  int session;
  int token;
};

TEST_F(AccessTest, EachRoleReachesWhatItsRowSays) {
  Put("AuditEvent/a",
      R"({"resourceType":"AuditEvent","id":"a","type":{"code":"rest"},"recorded":"2026-01-02T03:04:05Z",)"
      R"("agent":[{"requestor":true}],"source":{"observer":{"display":"x"}}})");
  constexpr Row kRows[] = {
      {"clinician", "Communication/anna", 200, 200},
      {"clinician", "Patient/anna", 200, 200},
      {"clinician", "Consent", 200, 200},
      {"clinician", "AuditEvent/a", 403, 403},
      {"front-desk", "Communication/anna", 403, 403},
      {"front-desk", "Patient/anna", 403, 403},
      {"compliance", "Communication/anna", 403, 403},
      {"compliance", "Consent", 200, 200},
      {"compliance", "AuditEvent/a", 200, 200},
      {"auditor", "AuditEvent/a", 200, 200},
      {"auditor", "Consent", 403, 403},
      {"auditor", "Communication/anna", 403, 403},
      {"admin", "Communication/anna", 403, 403},
      {"admin", "Patient", 403, 403},
      {"integrator", "Communication", 403, 403},
      {"integrator", "Patient/anna", 403, 403},
      {"integrator", "Organization", 403, 200},
  };
  for (const Row& row : kRows) {
    const Reply session =
        chart::Send(*fhir_, {.target = std::string("/") + row.target, .headers = Cookie(row.role)});
    EXPECT_EQ(session.status, row.session) << row.role << " " << row.target;
    EXPECT_EQ(Fhir(row.target, std::string("cb_") + row.role).status, row.token)
        << row.role << " " << row.target;
  }
}

TEST_F(AccessTest, ASessionNeverWrites) {
  for (const TypeRights& one : RightsOf(*roles_, roles_->names(), Way::kSession))
    EXPECT_EQ(one.deeds & ~3U, 0U) << one.type;
  const std::string task = R"({"resourceType":"Task","status":"completed","intent":"order",)"
                           R"("for":{"reference":"Patient/anna"}})";
  EXPECT_EQ(chart::Send(*fhir_, {"POST", "/Task", task, Cookie("clinician")}).status, 403);
  EXPECT_EQ(chart::Send(*fhir_, {"POST", "/Task", task, {{"Authorization", "Bearer cb_clinician"}}})
                .status,
            201);
}

TEST_F(AccessTest, ComplianceErasesByTokenAndTheAuditSaysSo) {
  const auto purge = [&](const http::Pairs& headers) {
    return chart::Send(*fhir_, {"POST", "/Patient/anna/$purge", "", headers}).status;
  };
  for (const std::string role : {"admin", "integrator", "clinician", "front-desk", "auditor"})
    EXPECT_EQ(purge({{"Authorization", "Bearer cb_" + role}}), 403) << role;
  EXPECT_EQ(purge(Cookie("compliance")), 403);
  audit_.lines.clear();
  EXPECT_EQ(purge({{"Authorization", "Bearer cb_compliance"}}), 200);
  ASSERT_EQ(audit_.lines.size(), 1U);
  EXPECT_EQ(audit_.lines[0].ev, "subject.erased");
  EXPECT_EQ(audit_.lines[0].subject, "Patient/anna") << "which the chain replaces by a pseudonym";
  EXPECT_EQ(audit_.lines[0].what, "Patient");
  audit_.lines.clear();
  const http::Pairs bridge{{"Authorization", "Bearer " + internal_->text()}};
  EXPECT_EQ(chart::Send(*fhir_, {"POST", "/Patient/ben/$purge", "", bridge}).status, 200);
  EXPECT_EQ(audit_.lines.size(), 1U) << "no erasure without a line, not even by the bridge";
}

TEST_F(AccessTest, NobodyRewritesAMessage) {
  for (const Way way : {Way::kLaunch, Way::kSession, Way::kToken}) {
    for (const TypeRights& one : RightsOf(*roles_, roles_->names(), way)) {
      if (one.type == "Communication") {
        EXPECT_EQ(one.deeds & unsigned(chart::Deed::kCreate), 0U);
      }
      // Consents come from the clinic's own consent system too, which is a program.
      const bool from_program = one.type == "Consent" && way == Way::kToken;
      if (one.type == "Binary" || (one.type == "Consent" && !from_program) ||
          one.type == "AuditEvent" || one.type == "DocumentReference") {
        EXPECT_EQ(one.deeds & ~3U, 0U) << one.type;
      }
    }
  }
}

TEST_F(AccessTest, ReadsByTokensAreAuditedToo) {
  audit_.lines.clear();
  ASSERT_EQ(Fhir("Communication/anna", "cb_clinician").status, 200);
  ASSERT_EQ(audit_.lines.size(), 1U);
  EXPECT_EQ(audit_.lines[0].actor, "token:" + IdOf("token of clinician"));
  EXPECT_EQ(audit_.lines[0].subject, "Patient/anna");
}

TEST_F(AccessTest, TheBridgeItselfMayDoEverythingOnThisMachine) {
  audit_.lines.clear();
  EXPECT_EQ(Fhir("Communication", internal_->text()).Json()["total"].integer(), 2);
  EXPECT_TRUE(audit_.lines.empty()) << "the bridge audits its own filing";
  const Reply made = chart::Send(*fhir_, {"PUT",
                                          "/Patient/new",
                                          chart::Patient("new"),
                                          {{"Authorization", "bearer " + internal_->text()}}});
  EXPECT_EQ(made.status, 201);
  EXPECT_NE(Fhir("Communication", internal_->text(), false).status, 200);
  // G4: a proxy on this host is a neighbour too, but it says for whom it asks.
  for (const char* header : {"X-Forwarded-For", "X-Real-IP", "Forwarded", "Via"}) {
    const Reply passed_on = chart::Send(
        *fhir_, {.target = "/Communication",
                 .headers = {{"Authorization", "Bearer " + internal_->text()}, {header, "x"}}});
    EXPECT_TRUE(IsOutcome(passed_on, 403) || IsOutcome(passed_on, 401)) << header;
  }
}

TEST_F(AccessTest, WhatProvesNothingIsRefused) {
  for (const char* header : {"Bearer", "Bearer ", "Bearer     ", "Basic eDp5", "Bearer nonsense",
                             "bearer\t", "", "Bearer cb_"}) {
    const Reply reply =
        chart::Send(*fhir_, {.target = "/Patient/anna", .headers = {{"Authorization", header}}});
    EXPECT_NE(reply.status, 200) << header;
    EXPECT_TRUE(reply.status == 401 || reply.status == 403) << header;
  }
  http::Pairs both = Cookie("clinician");
  both.emplace_back("Authorization", "Bearer nonsense");
  EXPECT_EQ(chart::Send(*fhir_, {.target = "/Patient/anna", .headers = both}).status, 401)
      << "a cookie does not stand in for a bad token";
}

}  // namespace
}  // namespace chartbridge::smart
