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

// D1: one entry stood, one was refused, and the whole counted as failed: then it was filed anew and
// was current in two charts.
TEST(ReadTransaction, D1_WhatAHalfDoneAnswerConfirmsIsKept) {
  for (const char* type : {"transaction-response", "batch-response", "searchset", ""}) {
    const auto read = ReadTransaction(
        kSent,
        R"({"resourceType":"Bundle","type":")" + std::string(type) +
            R"(","entry":[{"response":{"status":"201 Created","location":"Communication/7/_history/3"}},
        {"response":{"status":"422","outcome":{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"value"}]}}}]})");
    EXPECT_TRUE(read.entries[0].confirmed);
    EXPECT_EQ(read.entries[0].reference, "Communication/7");
    EXPECT_EQ(read.entries[0].version, "3");
    EXPECT_FALSE(read.entries[1].confirmed);
    ASSERT_TRUE(read.failure);
    EXPECT_EQ(read.failure->kind, FailureKind::kRefused) << type;
    EXPECT_EQ(read.failure->http_status, 422);
    EXPECT_EQ(read.failure->issues.size(), 1u);
  }
}

TEST(ReadTransaction, D1_ABundleOfAnotherTypeIsNotBelievedToBeAllOrNothing) {
  for (const char* type : {"batch-response", "batch", "transaction", "collection", "history", ""}) {
    const auto read = ReadTransaction(
        kSent, R"({"resourceType":"Bundle","type":")" + std::string(type) +
                   R"(","entry":[{"response":{"status":"201"}},{"response":{"status":"200"}}]})");
    ASSERT_TRUE(read.failure) << type;
    EXPECT_EQ(read.failure->kind, FailureKind::kInDoubt);
  }
}

TEST(ReadTransaction, D5_NotModifiedIsThere) {
  const auto read = ReadTransaction(
      kSent, Answer(R"({"status":"304 Not Modified","etag":"W/\"9\""})", R"({"status":"304"})"));
  EXPECT_FALSE(read.failure);
  EXPECT_TRUE(read.entries[0].confirmed);
  EXPECT_EQ(read.entries[0].version, "9");
  EXPECT_TRUE(read.entries[1].confirmed);
}

TEST(ReadTransaction, D5_OtherRedirectsAreNoYes) {
  for (const char* status : {"300", "301", "303 See Other", "307"}) {
    const auto read = ReadTransaction(
        kSent, Answer(R"({"status":")" + std::string(status) + "\"}", R"({"status":"200"})"));
    EXPECT_TRUE(read.failure) << status;
    EXPECT_FALSE(read.entries[0].confirmed);
  }
}

// D6
TEST(ReadTransaction, D6_AnErrorInAnOutcomeIsARefusal) {
  const auto read = ReadTransaction(kSent, R"({"resourceType":"OperationOutcome","issue":[
    {"severity":"error","code":"invalid","diagnostics":"Communication.medium is not accepted"}]})");
  ASSERT_TRUE(read.failure);
  EXPECT_EQ(read.failure->kind, FailureKind::kRefused);
  EXPECT_EQ(read.failure->diagnostics, "Communication.medium is not accepted");
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
