// The rung is what the server declares.
#include "bridge/app/rung.h"

#include <gtest/gtest.h>

#include "fhir/json/parse.h"
#include "words/say.h"

namespace chartbridge {
namespace {

using words::Say;
using words::Statements;

api::Rung Of(const std::string& statement) {
  return RungOf(ehr::ReadDeclared(*fhir::json::Parse(statement)));
}

std::string Statement(const std::string& interactions, const std::string& communication,
                      const std::string& document) {
  return R"({"resourceType":"CapabilityStatement","rest":[{"mode":"client"},{"mode":"server",)"
         R"("interaction":[)" +
         interactions + R"(],"resource":[{"type":"Communication","conditionalCreate":)" +
         communication + R"(},{"type":"DocumentReference","conditionalCreate":)" + document +
         "}]}]}";
}

TEST(RungTest, AServerThatDeclaresAllOfItIsOnRungA) {
  const api::Rung rung =
      Of(Statement(R"({"code":"batch"},{"code":"transaction"})", "true", "true"));
  EXPECT_EQ(rung.name, "A");
  EXPECT_EQ(rung.why, Statements{Say("rung-declared")});
}

TEST(RungTest, WhatIsMissingIsNamedAndNothingElse) {
  const Statements document{Say("rung-undeclared"),
                            Say("rung-no-conditional-create", {{"type", "DocumentReference"}})};
  EXPECT_EQ(Of(Statement(R"({"code":"transaction"})", "true", "false")).why, document);
  const Statements transactions{Say("rung-undeclared"), Say("rung-no-transactions")};
  EXPECT_EQ(Of(Statement(R"({"code":"batch"})", "true", "true")).why, transactions);
}

// D4
TEST(RungTest, D4_UpdateAsCreateThatIsDeclaredNotToWorkIsNamed) {
  const std::string statement =
      R"({"rest":[{"mode":"server","interaction":[{"code":"transaction"}],"resource":[)"
      R"({"type":"Communication","conditionalCreate":true},)"
      R"({"type":"DocumentReference","conditionalCreate":true},)"
      R"({"type":"Provenance","updateCreate":false},{"type":"Binary","updateCreate":true}]}]})";
  const Statements provenance{Say("rung-undeclared"),
                              Say("rung-no-update-create", {{"type", "Provenance"}})};
  EXPECT_EQ(Of(statement).why, provenance);
}

TEST(RungTest, AStatementThatSaysNothingDeclaresNothing) {
  for (const char* text : {"{}", R"({"rest":7})", R"({"rest":[{"mode":"server","resource":{}}]})"})
    EXPECT_EQ(Of(text).why.size(), 4u) << text;
}

TEST(RungTest, BeforeTheFirstReadingNothingIsClaimed) {
  RungKept kept;
  EXPECT_EQ(kept.Read().why, Statements{Say("rung-unread")});
  kept.Note({true, {}, {}});
  EXPECT_EQ(kept.Read().why, Statements{Say("rung-declared")});
}

}  // namespace
}  // namespace chartbridge
