// What people do with single files of a message (finding A4), and with what is remembered of a
// contact (finding H2).
#include "tests/connectors/api/stage.h"

namespace chartbridge::api_test {
namespace {

class MediaSteps : public ::testing::Test {
 protected:
  static std::string File(const std::string& name, const std::string& step) {
    return "/messages/" + KeyOf(name) + "/media/0/" + step;
  }
  std::set<std::string> Can(const std::string& name, const std::string& role) {
    const Told told = stage.Get("/messages/" + KeyOf(name), role);
    std::set<std::string> can;
    for (const Value& one : told.json["media"].at(0)["can"].items()) can.insert(one.text());
    return can;
  }
  // The body of a step: as often it had failed when the person looked.
  static Value Seen(int attempts) { return fhir::json::Object{{"attempts", attempts}}; }
  Stage stage;
};

// A4
TEST_F(MediaSteps, AHeldFileOfAFiledMessageIsReleased) {
  EXPECT_EQ(Can("held-file", "clinician"), std::set<std::string>{"release"});
  EXPECT_EQ(Can("held-file", "compliance"), (std::set<std::string>{"release", "drop"}));
  const Told told = stage.Post(File("held-file", "release"), "clinician", Seen(0));
  EXPECT_EQ(told.status, 200) << told.text;
  EXPECT_EQ(told.json["media"].at(0)["state"].text(), "stored");
  EXPECT_EQ(told.json["progress"].text(), "filed") << "the message stays where it is";
  EXPECT_EQ(stage.Post(File("held-file", "release"), "clinician", Seen(0)).status, 409);
}

// A4
TEST_F(MediaSteps, AFailedFileOfAFiledMessageIsAskedForAnew) {
  EXPECT_EQ(Can("dead-file", "clinician"), std::set<std::string>{"retry"});
  const Value why = stage.Get("/messages/" + KeyOf("dead-file"), "clinician").json["refusals"];
  EXPECT_EQ(why.at(0)["part"].text(), "media:0");
  EXPECT_EQ(why.at(0)["status"].integer(), 413);
  EXPECT_EQ(why.at(0)["request"].text(), "req-413");
  const Told told = stage.Post(File("dead-file", "retry"), "clinician", Seen(1));
  EXPECT_EQ(told.status, 200) << told.text;
  EXPECT_EQ(told.json["media"].at(0)["state"].text(), "stored");
}

// A4
TEST_F(MediaSteps, AFileIsDroppedWithTheSecondFactorAlone) {
  EXPECT_EQ(stage
                .Call("POST", File("dead-file", "drop"),
                      {.role = "compliance", .stepped_up = false}, Seen(1))
                .json["code"]
                .text(),
            "step-up");
  const Told told = stage.Post(File("dead-file", "drop"), "compliance", Seen(1));
  EXPECT_EQ(told.status, 200) << told.text;
  EXPECT_EQ(told.json["media"].at(0)["state"].text(), "dropped");
}

TEST_F(MediaSteps, AFileThatChangedSinceItWasShownIsLeftAlone) {
  EXPECT_EQ(stage.Post(File("dead-file", "retry"), "clinician", Json(R"({"attempts":7})"))
                .json["code"]
                .text(),
            "changed");
  EXPECT_EQ(stage.Post(File("dead-file", "retry"), "clinician", Json(R"({"attempts":1})")).status,
            200);
}

// I20
TEST_F(MediaSteps, EveryStepSaysWhatThePersonSaw) {
  const Value blind = Json("{}");
  for (const char* step : {"release", "retry"})
    EXPECT_EQ(stage.Post(File("dead-file", step), "clinician", blind).json["pointer"].text(),
              "/attempts")
        << step;
  EXPECT_EQ(stage.Post(File("dead-file", "drop"), "compliance", blind).status, 422);
  const std::string message = "/messages/" + KeyOf("quarantined");
  EXPECT_EQ(stage.Post(message + "/release", "clinician", blind).status, 422);
  EXPECT_EQ(stage.Post(message + "/file", "clinician", Json(R"({"patient":"Patient/ana"})")).status,
            422);
  EXPECT_EQ(
      stage.Post(message + "/drop", "compliance", Json(R"({"policy":"dropped-by-staff"})")).status,
      422);
}

TEST_F(MediaSteps, AMessageWithoutThatFileIsNotFound) {
  EXPECT_EQ(stage.Post(File("filed", "retry"), "clinician", Seen(0)).status, 404);
  for (const char* n : {"1", "2", "x", "0x", "-1"}) {
    const std::string path = "/messages/" + KeyOf("dead-file") + "/media/" + n + "/retry";
    EXPECT_EQ(stage.Post(path, "clinician", Seen(0)).status, 404) << n;
  }
  EXPECT_EQ(stage.Post(File("held-file", "release"), "front-desk", Seen(0)).status, 404);
}

// A4: whoever must decide about a file sees it; its bytes were fetched and kept.
TEST_F(MediaSteps, AHeldFileCanBeLookedAt) {
  ASSERT_EQ(
      stage.Post("/messages/" + KeyOf("held-file") + "/content", "clinician", Json("{}")).status,
      200);
  const Told told = stage.Get("/messages/" + KeyOf("held-file") + "/media/0", "clinician");
  EXPECT_EQ(told.text, kPhotoBytes);
}

// H2
TEST_F(MediaSteps, WhatIsRememberedOfAContactIsShownAndCut) {
  const std::string path = "/conversations/" + stage.ConversationOf("filed") + "/link";
  const Told told = stage.Get(path, "clinician");
  EXPECT_EQ(told.json["link"]["patient"].text(), "Patient/ana");
  EXPECT_EQ(told.json["link"]["by"].text(), "rule");
  EXPECT_EQ(told.json["altered"].boolean(), false);
  EXPECT_EQ(stage.Call("DELETE", path, {.role = "clinician"}).status, 204);
  EXPECT_TRUE(stage.Get(path, "clinician").json["link"].is_null());
  EXPECT_EQ(stage.Records("link.cut").size(), 1U);
  EXPECT_EQ(stage.Get("/conversations/nothing/link", "clinician").status, 404);
  EXPECT_EQ(stage.Get("/messages/" + KeyOf("filed"), "clinician").json["progress"].text(), "filed")
      << "what is filed stays";
}

}  // namespace
}  // namespace chartbridge::api_test
