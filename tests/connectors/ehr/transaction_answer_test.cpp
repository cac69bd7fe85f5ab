#include "connectors/ehr/transaction_answer.h"

#include <gtest/gtest.h>

#include "fhir/json/parse.h"

namespace chartbridge::ehr {
namespace {

const fhir::json::Value kSent =
    fhir::json::Parse(R"({"resourceType":"Bundle","type":"transaction","entry":[
  {"resource":{"resourceType":"Communication"},"request":{"method":"POST","url":"Communication","ifNoneExist":"identifier=a"}},
  {"resource":{"resourceType":"Binary","id":"b-1"},"request":{"method":"PUT","url":"Binary/b-1"}}]})")
        .value();

std::string Answer(const std::string& first, const std::string& second) {
  return R"({"resourceType":"Bundle","type":"transaction-response","entry":[{"response":)" + first +
         R"(},{"response":)" + second + "}]}";
}

TEST(ReadTransactionAnswer, LocationsWithAndWithoutHistory) {
  for (const char* location :
       {"Communication/7/_history/1", "Communication/7", "https://e/fhir/Communication/7"}) {
    const auto answers = ReadTransactionAnswer(
        kSent, Answer(R"({"status":"201 Created","location":")" + std::string(location) + "\"}",
                      R"({"status":"200"})"));
    ASSERT_TRUE(answers);
    EXPECT_EQ((*answers)[0].reference, "Communication/7");
    EXPECT_EQ((*answers)[0].status, 201);
    EXPECT_EQ((*answers)[1].reference, "Binary/b-1");
  }
}

TEST(ReadTransactionAnswer, MinimalAnswersTellNothing) {
  for (const char* body : {"", " \n", R"({"resourceType":"OperationOutcome","issue":[]})"}) {
    const auto answers = ReadTransactionAnswer(kSent, body);
    ASSERT_TRUE(answers);
    EXPECT_EQ((*answers)[0].reference, "");
    EXPECT_EQ((*answers)[0].status, 0);
    EXPECT_EQ((*answers)[1].reference, "Binary/b-1");
  }
}

TEST(ReadTransactionAnswer, AnAnswerThatDoesNotFitIsDoubt) {
  for (const char* body : {"<html>", "{}", R"({"resourceType":"Bundle","entry":[]})",
                           R"({"resourceType":"Patient"})"}) {
    const auto answers = ReadTransactionAnswer(kSent, body);
    ASSERT_FALSE(answers) << body;
    EXPECT_EQ(answers.error().kind, FailureKind::kInDoubt);
  }
}

TEST(ReadTransactionAnswer, ARefusedEntryMakesTheWholeRefused) {
  const auto answers = ReadTransactionAnswer(
      kSent, Answer(R"({"status":"201"})", R"({"status":"412 Precondition"})"));
  ASSERT_FALSE(answers);
  EXPECT_EQ(answers.error().kind, FailureKind::kAmbiguous);
}

TEST(ReadTransactionAnswer, ALocationOfAnotherTypeIsNotBelieved) {
  const auto answers = ReadTransactionAnswer(
      kSent, Answer(R"({"status":"200","location":"Patient/7"})", R"({"status":"x"})"));
  ASSERT_TRUE(answers);
  EXPECT_EQ((*answers)[0].reference, "");
  EXPECT_EQ((*answers)[1].status, 0);
}

}  // namespace
}  // namespace chartbridge::ehr
