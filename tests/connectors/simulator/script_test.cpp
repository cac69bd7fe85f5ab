#include "connectors/simulator/script.h"

#include <gtest/gtest.h>

#include <set>

#include "connectors/simulator/graph_simulator.h"

namespace chartbridge::simulator {
namespace {

class Day : public ::testing::Test {
 protected:
  const Script day_ = ReadDay().value();
};

TEST_F(Day, ShowsEveryKindThatTheDemoPromises) {
  std::multiset<std::string> ends;
  std::set<std::string> kinds;
  std::set<std::string> languages;
  for (const Line& line : day_.lines) {
    if (line.act == Act::kWithdraw) continue;
    ends.insert(line.expected.progress + " " + line.expected.reason);
    kinds.insert(line.expected.kind);
    if (line.act == Act::kMessage) languages.insert(day_.Find(line.who)->language);
  }
  EXPECT_GE(ends.size(), 22u);
  EXPECT_EQ(languages, (std::set<std::string>{"en", "es", "he"}));
  for (const char* kind : {"text", "image", "document", "audio", "location", "sticker", "reaction",
                           "interactive", "contacts", "status", "unsupported"}) {
    EXPECT_TRUE(kinds.contains(kind)) << kind;
  }
  for (const char* end : {"filed ", "noted ", "held no-consent", "held patient-unresolved",
                          "held kind-not-documented", "dropped consent-revoked"}) {
    EXPECT_TRUE(ends.count(end) > 0) << end;
  }
}

TEST_F(Day, UsesOnlyInventedNumbers) {
  for (const auto* list : {&day_.patients, &day_.strangers, &day_.staff}) {
    for (const Persona& one : *list) {
      const bool invented = one.wa.rfind("9725555501", 0) == 0 ||
                            one.wa.rfind("346000001", 0) == 0 || one.wa.rfind("155501001", 0) == 0;
      EXPECT_TRUE(invented) << one.id;
    }
  }
}

TEST_F(Day, EveryLineIsToldOnceAndHasAnEnd) {
  std::set<std::string> keys;
  for (const Line& line : day_.lines) {
    EXPECT_TRUE(keys.insert(line.key).second) << line.key;
    EXPECT_FALSE(line.note.empty()) << line.key;
    EXPECT_EQ(line.expected.progress.empty(), line.act == Act::kWithdraw) << line.key;
  }
}

TEST_F(Day, AfterTheWithdrawalNothingOfThatPatientIsFiled) {
  std::string withdrawn;
  int after = 0;
  for (const Line& line : day_.lines) {
    if (line.act == Act::kWithdraw) withdrawn = line.who;
    if (line.act != Act::kMessage || withdrawn.empty() || line.who != withdrawn) continue;
    EXPECT_EQ(line.expected.progress, "dropped");
    ++after;
  }
  EXPECT_GE(after, 1);
}

TEST(ReadScript, FaultsAreNamed) {
  for (
      const char* json : {
          "",
          "[",
          R"({"people":[],"lines":[{"key":"1","minute":0,"from":"nobody","message":{}}]})",
          R"({"people":[{"id":"a"}],"lines":[{"minute":0,"from":"a"}]})",
          R"({"people":[{"id":"a"}],"lines":[{"key":"1","from":"a"}]})",
          R"({"people":[{"id":"a"}],"lines":[{"key":"1","minute":2,"from":"a"},{"key":"2","minute":1,"from":"a"}]})",
          R"({"lines":[{"key":"1","minute":0}]})",
      }) {
    EXPECT_FALSE(ReadScript(json)) << json;
  }
  EXPECT_TRUE(ReadScript("{}"));
}

}  // namespace
}  // namespace chartbridge::simulator
