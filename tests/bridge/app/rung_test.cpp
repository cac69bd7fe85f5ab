// The rung is what the server declares, in words.
#include "bridge/app/rung.h"

#include <gtest/gtest.h>

#include "fhir/json/parse.h"

namespace chartbridge {
namespace {

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
  EXPECT_EQ(rung.why.find("not"), std::string::npos) << rung.why;
  EXPECT_NE(rung.why.find("one Bundle"), std::string::npos) << rung.why;
}

TEST(RungTest, WhatIsMissingIsNamedAndNothingElse) {
  EXPECT_EQ(Of(Statement(R"({"code":"transaction"})", "true", "false")).why,
            "The server does not declare conditional create of DocumentReference, so pushes may "
            "fail; rung B is not in this version.");
  EXPECT_EQ(Of(Statement(R"({"code":"batch"})", "true", "true")).why,
            "The server does not declare transactions, so pushes may fail; rung B is not in this "
            "version.");
}

// D4
TEST(RungTest, D4_UpdateAsCreateThatIsDeclaredNotToWorkIsNamed) {
  const std::string statement =
      R"({"rest":[{"mode":"server","interaction":[{"code":"transaction"}],"resource":[)"
      R"({"type":"Communication","conditionalCreate":true},)"
      R"({"type":"DocumentReference","conditionalCreate":true},)"
      R"({"type":"Provenance","updateCreate":false},{"type":"Binary","updateCreate":true}]}]})";
  EXPECT_EQ(
      Of(statement).why,
      "The server does not declare update as create of Provenance, so pushes may fail; rung B "
      "is not in this version.");
}

TEST(RungTest, AStatementThatSaysNothingDeclaresNothing) {
  for (const char* text : {"{}", R"({"rest":7})", R"({"rest":[{"mode":"server","resource":{}}]})"})
    EXPECT_NE(Of(text).why.find("transactions, conditional create of Communication and"),
              std::string::npos)
        << text;
}

TEST(RungTest, BeforeTheFirstReadingNothingIsClaimed) {
  RungKept kept;
  EXPECT_NE(kept.Read().why.find("not been read yet"), std::string::npos);
  kept.Note({true, {}, {}});
  EXPECT_NE(kept.Read().why.find("one Bundle"), std::string::npos);
}

}  // namespace
}  // namespace chartbridge
