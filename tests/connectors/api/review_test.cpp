// The review queue, and two people at one item.
#include <thread>
#include <utility>

#include "tests/connectors/api/stage.h"

namespace chartbridge::api_test {
namespace {

class Review : public ::testing::Test {
 protected:
  const std::string file = "/review/" + KeyOf("waiting") + "/file";
  const std::string reject = "/review/" + KeyOf("waiting") + "/reject";
  const Value ana = Json(R"({"patient":"Patient/ana","attempts":0})");
  const Value ben = Json(R"({"patient":"Patient/ben","attempts":0})");
  Stage stage;
};

TEST_F(Review, ShowsLikelyPatientsWithReasonsAndTheBeginningOfTheWords) {
  const Told told = stage.Get("/review", "front-desk");
  ASSERT_EQ(told.json["items"].items().size(), 2U) << "and one that could not be understood";
  const Value& item = told.json["items"].at(1);
  ASSERT_EQ(item["key"].text(), KeyOf("waiting"));
  EXPECT_EQ(item["preview"].text(), "Is the clinic open?");
  ASSERT_EQ(item["candidates"].items().size(), 2U);
  EXPECT_EQ(item["candidates"].at(0)["patient"]["name"].text(), "Ana Alon");
  EXPECT_EQ(item["candidates"].at(1)["patient"]["name"].text(), "Ben <b>Bar</b>");
  std::string why;
  for (const Value& one : item["candidates"].at(0)["why"].items()) why += one["code"].text() + "|";
  EXPECT_EQ(why, "same-number|shared-number|similar-name|");
  EXPECT_EQ(stage.Records("console.body.viewed").size(), 2U) << "a preview is words";
  EXPECT_EQ(stage.Records("console.list").size(), 2U) << "one for each contact";
  EXPECT_EQ(stage.Records("console.search").size(), 2U) << "and one for each likely patient";
}

// I4: one bad record, a refusal for one patient or an EHR that is away takes no queue away.
TEST_F(Review, ACandidateThatTheEhrDoesNotShowCostsNothingElse) {
  const auto candidates = [&] {
    const Told told = stage.Get("/review", "front-desk");
    EXPECT_EQ(told.status, 200) << told.text;
    EXPECT_EQ(told.json["items"].items().size(), 2U);
    return told.json["items"].at(1)["candidates"];
  };
  stage.chart.refuses["Patient/ana"] = Failure{FailureKind::kForbidden, "a VIP", {}, 403, {}};
  Value shown = candidates();
  ASSERT_EQ(shown.items().size(), 2U);
  EXPECT_EQ(shown.at(0)["available"].boolean(), false);
  EXPECT_EQ(shown.at(0)["patient"]["reference"].text(), "Patient/ana");
  EXPECT_EQ(shown.at(1)["available"].boolean(), true);
  EXPECT_EQ(shown.at(1)["patient"]["name"].text(), "Ben <b>Bar</b>");
  stage.chart.refuses["Patient/ana"] =
      Failure{FailureKind::kCorrupt, "it replaces itself", {}, 200, {}};
  EXPECT_EQ(candidates().at(1)["available"].boolean(), true);
  stage.chart.refuses.clear();
  stage.chart.failure = Failure{FailureKind::kUnreachable, "no route", {}, 0, {}};
  stage.chart.asked.clear();
  shown = candidates();
  ASSERT_EQ(shown.items().size(), 2U);
  EXPECT_EQ(shown.at(1)["available"].boolean(), false);
  stage.chart_open = false;
  EXPECT_EQ(candidates().at(0)["available"].boolean(), false) << "while the service starts";
}

TEST_F(Review, ComplianceSeesTheQueueWithoutWords) {
  const Told told = stage.Get("/review", "compliance");
  EXPECT_TRUE(told.json["items"].at(0)["preview"].is_null());
  EXPECT_TRUE(stage.Records("console.body.viewed").empty());
}

TEST_F(Review, TheSecondOfTwoPeopleIsToldThatSomebodyWasFaster) {
  EXPECT_EQ(stage.Post(file, "front-desk", ana).status, 200);
  const Told second = stage.Post(file, "clinician", ben);
  EXPECT_EQ(second.status, 409);
  EXPECT_EQ(second.json["code"].text(), "changed");
  EXPECT_EQ(stage.Post(reject, "clinician", Json(R"({"attempts":0})")).status, 409);
  EXPECT_EQ(stage.Records("review.filed").size(), 1U);
}

TEST_F(Review, OfTwoAtTheSameMomentExactlyOneFiles) {
  for (int round = 0; round < 20; ++round) {
    stage.Reset();
    int first = 0;
    int second = 0;
    std::thread other([&] { first = stage.Post(file, "front-desk", ana).status; });
    second = stage.Post(file, "clinician", ben).status;
    other.join();
    EXPECT_EQ(std::min(first, second), 200);
    EXPECT_EQ(std::max(first, second), 409);
    EXPECT_EQ(stage.Records("review.filed").size(), 1U);
  }
}

TEST_F(Review, SomebodyWhoseChoiceComesWhileTheChartIsAskedIsNotOverruled) {
  // The second person files while the first one's choice is being checked against the chart.
  bool asked = false;
  stage.chart.when_read = [&] {
    if (std::exchange(asked, true)) return;
    EXPECT_EQ(stage.Post(file, "clinician", ben).status, 200);
  };
  const Told told = stage.Post(file, "front-desk", ana);
  EXPECT_EQ(told.status, 409);
  EXPECT_EQ(told.json["code"].text(), "changed");
  EXPECT_EQ(stage.Get("/messages/" + KeyOf("waiting"), "compliance").json["patient"].text(),
            "Patient/ben");
}

TEST_F(Review, AnItemThatChangedSinceItWasShownIsNotFiled) {
  EXPECT_EQ(stage.Post(file, "front-desk", Json(R"({"patient":"Patient/ana","attempts":2})"))
                .json["code"]
                .text(),
            "changed");
  EXPECT_TRUE(stage.Records("review.filed").empty());
}

TEST_F(Review, OnlyPatientsThatTheChartKnowsAndKeepsAreTaken) {
  stage.chart.resources["Patient/ben"].Set("active", false);
  EXPECT_EQ(stage.Post(file, "front-desk", ben).json["pointer"].text(), "/patient");
  EXPECT_EQ(stage.Post(file, "front-desk", Json(R"({"patient":"Patient/x","attempts":0})")).status,
            422);
  stage.chart.failure = Failure{FailureKind::kUnreachable, "no route", {}, 0, {}};
  EXPECT_EQ(stage.Post(file, "front-desk", ana).status, 503);
  EXPECT_TRUE(stage.Records("review.filed").empty());
}

TEST_F(Review, NotOursDestroysTheContent) {
  const Told told = stage.Post(reject, "front-desk", Json(R"({"attempts":0})"));
  EXPECT_EQ(told.json["progress"].text(), "dropped");
  EXPECT_EQ(told.json["reason"].text(), "rejected-by-staff");
}

TEST_F(Review, WhatDoesNotWaitCannotBeFiledFromTheQueue) {
  EXPECT_EQ(stage.Post("/review/" + KeyOf("quarantined") + "/file", "front-desk", ana).status, 409);
  EXPECT_EQ(stage.Post("/review/nothing/file", "front-desk", ana).status, 404);
}

}  // namespace
}  // namespace chartbridge::api_test
