// Requests with names, as the store keeps them.
#include <thread>

#include "bridge/ports/named_requests.h"
#include "tests/connectors/store/store_under_test.h"

namespace chartbridge::store_test {
namespace {

using bridge::NamedRequest;
using bridge::RequestAnswer;
using bridge::RequestState;

class NamedRequestsContract : public StoreContract {
 protected:
  bridge::NamedRequests& requests() { return store().requests(); }
  RequestState Begin(const NamedRequest& request) {
    const auto begun = requests().Begin(request);
    EXPECT_TRUE(begun) << begun.error().text;
    return begun ? begun->state : RequestState::kInFlight;
  }

  const NamedRequest file_{"user:noa", "k-1", "POST /messages/1/file {}"};
  const RequestAnswer answer_{200, R"({"key":"1"})"};
};

TEST_P(NamedRequestsContract, WhatWasAnsweredIsToldAgainAlsoAfterARestart) {
  EXPECT_EQ(Begin(file_), RequestState::kNew);
  EXPECT_EQ(Begin(file_), RequestState::kInFlight);
  ASSERT_TRUE(requests().End(file_, answer_));
  under_test_->Reopen();
  const auto again = requests().Begin(file_);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->state, RequestState::kAnswered);
  EXPECT_EQ(again->answer, answer_);
  ASSERT_TRUE(requests().End(file_, {500, "another"}));
  ASSERT_TRUE(requests().Forget(file_));
  EXPECT_EQ(requests().Begin(file_)->answer, answer_) << "the first answer stands";
}

TEST_P(NamedRequestsContract, AnotherRequestUnderTheSameNameIsTold) {
  EXPECT_EQ(Begin(file_), RequestState::kNew);
  NamedRequest other = file_;
  other.fingerprint += "x";
  EXPECT_EQ(Begin(other), RequestState::kOther);
  ASSERT_TRUE(requests().End(file_, answer_));
  EXPECT_EQ(Begin(other), RequestState::kOther);
  NamedRequest of_another = other;
  of_another.caller = "user:dan";
  EXPECT_EQ(Begin(of_another), RequestState::kNew) << "names of one caller are nothing to another";
}

TEST_P(NamedRequestsContract, WhatFailedIsForgotten) {
  EXPECT_EQ(Begin(file_), RequestState::kNew);
  ASSERT_TRUE(requests().Forget(file_));
  EXPECT_EQ(Begin(file_), RequestState::kNew);
}

TEST_P(NamedRequestsContract, OneWhoseProcessDiedMayBeTakenUpAgainOnce) {
  EXPECT_EQ(Begin(file_), RequestState::kNew);
  under_test_->Reopen();
  EXPECT_EQ(Begin(file_), RequestState::kInFlight);
  clock().Move(bridge::kNamedRequestLives + std::chrono::seconds(1));
  EXPECT_EQ(Begin(file_), RequestState::kNew);
  EXPECT_EQ(Begin(file_), RequestState::kInFlight);
}

TEST_P(NamedRequestsContract, ADayLaterItIsForgotten) {
  EXPECT_EQ(Begin(file_), RequestState::kNew);
  ASSERT_TRUE(requests().End(file_, answer_));
  clock().Move(bridge::kNamedRequestKept + std::chrono::seconds(1));
  EXPECT_EQ(Begin(file_), RequestState::kNew);
}

TEST_P(NamedRequestsContract, OneCallerHasSoManyAndNoMore) {
  NamedRequest one = file_;
  for (int i = 0; i < bridge::kMostNamedRequests; ++i) {
    one.name = std::to_string(i);
    ASSERT_EQ(Begin(one), RequestState::kNew);
  }
  one.name = "one more";
  EXPECT_EQ(Begin(one), RequestState::kTooMany);
  one.caller = "user:dan";
  EXPECT_EQ(Begin(one), RequestState::kNew);
}

TEST_P(NamedRequestsContract, OfManyAtOnceOneIsFirst) {
  std::atomic<int> first{0};
  {
    std::vector<std::jthread> askers;
    for (int i = 0; i < 8; ++i)
      askers.emplace_back([&] { first += Begin(file_) == RequestState::kNew ? 1 : 0; });
  }
  EXPECT_EQ(first, 1);
}

STORE_CONTRACT(NamedRequestsContract);

class NamedRequestRows : public NamedRequestsContract {};

TEST_P(NamedRequestRows, P9NothingOfThemStandsInTheClear) {
  EXPECT_EQ(Begin(file_), RequestState::kNew);
  ASSERT_TRUE(requests().End(file_, answer_));
  const std::string dump = under_test_->Dump({"named_request"});
  EXPECT_FALSE(dump.empty());
  for (const std::string secret : {"noa", "k-1", "messages", "\"key\""})
    EXPECT_EQ(dump.find(secret), std::string::npos) << secret;
  clock().Move(bridge::kNamedRequestKept + std::chrono::seconds(1));
  ASSERT_TRUE(housekeeping().Sweep(now()));
  EXPECT_EQ(under_test_->Dump({"named_request"}), "");
}

ENGINE_CONTRACT(NamedRequestRows);

}  // namespace
}  // namespace chartbridge::store_test
