// Idempotency-Key: the same step once, however often it is sent.
#include "fhir/json/write.h"
#include "tests/connectors/api/stage.h"

namespace chartbridge::api_test {
namespace {

class Idempotency : public ::testing::Test {
 protected:
  Told Send(const std::string& name, const Value& body, const std::string& role = "front-desk",
            const std::string& target = "") {
    return stage.Call("POST", target.empty() ? file : target,
                      {.role = role, .headers = {{"Idempotency-Key", name}}}, body);
  }

  Stage stage;
  const std::string file = "/review/" + KeyOf("waiting") + "/file";
  const Value ana = Json(R"({"patient":"Patient/ana","attempts":0})");
  const Value ben = Json(R"({"patient":"Patient/ben","attempts":0})");
};

TEST_F(Idempotency, AStepThatIsSentAgainIsAnsweredAsItWasAndNotTakenAgain) {
  const Told first = Send("a-1", ana);
  ASSERT_EQ(first.status, 200) << first.text;
  const Told again = Send("a-1", ana);
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(again.text, first.text);
  EXPECT_EQ(Send("\"a-1\"", ana).text, first.text) << "a structured field is the same name";
  EXPECT_EQ(stage.Records("review.filed").size(), 1U);
  EXPECT_EQ(stage.Post(file, "front-desk", ana).status, 409) << "without its name it is a new one";
}

TEST_F(Idempotency, AnotherRequestUnderTheSameNameIsRefused) {
  ASSERT_EQ(Send("a-1", ana).status, 200);
  const Told other = Send("a-1", ben);
  EXPECT_EQ(other.status, 422);
  EXPECT_EQ(other.json["code"].text(), "key-reused");
  EXPECT_EQ(Send("a-1", ana, "front-desk", "/messages/" + KeyOf("quarantined") + "/release").status,
            422)
      << "another path, too";
  EXPECT_EQ(Send("a-1", ana, "clinician").json["code"].text(), "changed")
      << "a name of somebody else is theirs";
}

TEST_F(Idempotency, WhatIsUnderWayIsNotBegunTwice) {
  bridge::NamedRequest named{"user:" + stage.AccountId("front-desk"), "a-1",
                             "POST /api/v1" + file + "\n" + fhir::json::Write(ana)};
  ASSERT_TRUE(stage.store->requests().Begin(named));
  const Told told = Send("a-1", ana);
  EXPECT_EQ(told.status, 409);
  EXPECT_EQ(told.json["code"].text(), "in-flight");
  EXPECT_EQ(told.Header("Retry-After"), "2");
  stage.clock.now += bridge::kNamedRequestLives + std::chrono::seconds(1);
  EXPECT_EQ(Send("a-1", ana).status, 200) << "its process died; the step's own guard counts";
}

TEST_F(Idempotency, ARefusalLeavesTheNameFree) {
  EXPECT_EQ(Send("a-1", Json(R"({"patient":"Patient/nobody","attempts":0})")).status, 422);
  EXPECT_EQ(Send("a-1", ana).status, 200);
}

TEST_F(Idempotency, ANameMustBeOne) {
  for (const std::string& name : {std::string(" "), std::string("a b"), std::string(256, 'x')})
    EXPECT_EQ(Send(name, ana).json["code"].text(), "idempotency-key") << name;
  EXPECT_TRUE(stage.Records("review.filed").empty());
}

TEST_F(Idempotency, ASecretThatIsShownOnceIsShownAgainUnderItsName) {
  const Value token = Json(R"({"name":"nightly","role":"admin","days":1})");
  const auto make = [&] {
    return stage.Call("POST", "/tokens", {.role = "admin", .headers = {{"Idempotency-Key", "t-1"}}},
                      token);
  };
  const Told first = make();
  ASSERT_EQ(first.status, 201) << first.text;
  EXPECT_EQ(make().text, first.text);
  EXPECT_EQ(stage.Get("/tokens", "admin").json["items"].items().size(), 1U);
}

}  // namespace
}  // namespace chartbridge::api_test
