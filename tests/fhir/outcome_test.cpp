#include "fhir/r4/outcome.h"

#include <gtest/gtest.h>

#include "fhir/json/parse.h"

namespace chartbridge::fhir::r4 {
namespace {

std::vector<Issue> Read(const char* text) { return ReadOutcome(json::Parse(text).value()); }

TEST(ReadOutcome, P8KeepsCodeAndPathAndDropsFreeText) {
  const auto issues = Read(R"({"resourceType":"OperationOutcome","text":{"div":"<div>Lucía</div>"},
    "issue":[{"severity":"error","code":"required","diagnostics":"value 'Lucía' is wrong",
      "details":{"text":"Lucía"},"expression":["Bundle.entry[2].resource.status"]}]})");
  ASSERT_EQ(issues.size(), 1U);
  EXPECT_EQ(issues[0].code, "required");
  EXPECT_EQ(issues[0].expression, "Bundle.entry[2].resource.status");
  EXPECT_EQ(issues[0].severity, Severity::kError);
  EXPECT_EQ(issues[0].text.find("Luc"), std::string::npos);
}

TEST(ReadOutcome, P8PathsThatQuoteValuesAreDropped) {
  for (const char* path : {"Bundle.entry.where(fullUrl='Lucía')", "Line[1] Column[55]",
                           "lucia.ferrer", "Lucia", "Patient.name.'Ferrer'"}) {
    json::Value issue = json::Object{{"code", "invalid"}};
    issue.Set("expression", json::Array{path});
    json::Value outcome = json::Object{{"resourceType", "OperationOutcome"}};
    outcome.Set("issue", json::Array{issue});
    EXPECT_EQ(ReadOutcome(outcome).at(0).expression, "") << path;
  }
}

TEST(ReadOutcome, UnknownWordsBecomeTheGeneralOnes) {
  const auto issues = Read(R"({"resourceType":"OperationOutcome","issue":[
    {"severity":"Lucía","code":"Ferrer"},{"severity":"warning","code":"duplicate","location":["Patient.name"]},7]})");
  ASSERT_EQ(issues.size(), 3U);
  EXPECT_EQ(issues[0].code, "invalid");
  EXPECT_EQ(issues[0].severity, Severity::kError);
  EXPECT_EQ(issues[1].severity, Severity::kWarning);
  EXPECT_EQ(issues[1].expression, "Patient.name");
}

TEST(ReadOutcome, AnythingElseHasNoIssues) {
  EXPECT_TRUE(Read(R"({"resourceType":"Patient"})").empty());
  EXPECT_TRUE(Read("[1]").empty());
  EXPECT_TRUE(Read(R"({"resourceType":"OperationOutcome","issue":"x"})").empty());
}

TEST(ReadTransactionResponse, GivesStatusAndPlaceOfEachEntry) {
  const auto answers = ReadTransactionResponse(json::Parse(R"({"resourceType":"Bundle",
    "type":"transaction-response","entry":[
    {"response":{"status":"201 Created","location":"Communication/12/_history/1"}},
    {"response":{"status":"200","location":"http://ehr.example/fhir/Binary/a-b/_history/3"}},
    {"response":{"status":"200 OK"},"resource":{"resourceType":"Communication","id":"7"}},
    {"response":{"status":"400","outcome":{"resourceType":"OperationOutcome",
      "issue":[{"severity":"error","code":"value"}]}}},
    {"response":{"status":"oops","location":"nonsense"}}]})")
                                                   .value())
                           .value();
  ASSERT_EQ(answers.size(), 5U);
  EXPECT_EQ(answers[0].status, 201);
  EXPECT_EQ(answers[0].resource, "Communication/12");
  EXPECT_EQ(answers[0].version, "1");
  EXPECT_EQ(answers[1].resource, "Binary/a-b");
  EXPECT_EQ(answers[1].version, "3");
  EXPECT_EQ(answers[2].resource, "Communication/7");
  EXPECT_EQ(answers[3].issues.at(0).code, "value");
  EXPECT_EQ(answers[4].status, 0);
  EXPECT_EQ(answers[4].resource, "");
}

TEST(ReadTransactionResponse, AnythingElseIsAFault) {
  EXPECT_FALSE(
      ReadTransactionResponse(json::Parse(R"({"resourceType":"OperationOutcome"})").value()));
  EXPECT_FALSE(ReadTransactionResponse(
      json::Parse(R"({"resourceType":"Bundle","type":"searchset"})").value()));
  EXPECT_FALSE(ReadTransactionResponse(json::Value()));
}

}  // namespace
}  // namespace chartbridge::fhir::r4
