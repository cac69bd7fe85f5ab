#include "bridge/lexicon/lexicon.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <sstream>

#include "bridge/lexicon/normalise.h"
#include "fhir/json/parse.h"
#include "fhir/json/write.h"

namespace chartbridge::bridge::lexicon {
namespace {

using fhir::json::Value;
using testing::ElementsAre;
using testing::HasSubstr;
using Names = std::vector<std::string>;

Value ReadJson(const std::string& path) {
  std::ifstream file(CHARTBRIDGE_TESTS_DIR "/" + path);
  std::ostringstream text;
  text << file.rdbuf();
  return fhir::json::Parse(text.str()).value();
}

Value Fixture(const std::string& name) { return ReadJson("fixtures/consent/" + name); }

const Lexicon& Words() {
  static const Lexicon lexicon = Lexicon::Load().value();
  return lexicon;
}

Names Found(std::string_view text) {
  Names names;
  for (const auto& [meaning, languages] : Words().Judge(text)) {
    names.emplace_back(ToString(meaning));
    EXPECT_FALSE(languages.empty());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string Line(std::string_view line) {
  const LineAnswer answer = JudgeLine(Words(), line);
  EXPECT_TRUE(answer.readable);
  return answer.json;
}

// Yes and no are found at any time; that they count only while a question is open is the caller's.
TEST(LexiconCases, AgreeWithTheFixture) {
  const Value cases = Fixture("lexicon-cases.json");
  EXPECT_EQ(cases["cases"].items().size(), 103U);
  for (const Value& one : cases["cases"].items()) {
    Names found = Found(one["text"].text());
    if (!one["awaiting"].boolean().value_or(false))
      std::erase_if(found, [](const std::string& name) { return name == "yes" || name == "no"; });
    Names expected;
    for (const Value& name : one["expect"].items()) expected.push_back(name.text());
    EXPECT_EQ(found, expected) << one["text"].text();
  }
}

TEST(Lexicon, TheProgramCarriesTheReviewedLists) {
  EXPECT_EQ(ReadJson("../bridge/lexicon/lexicon.json"), Fixture("lexicon.json"));
}

TEST(Lexicon, EveryEntryIsFoundAndNamesItsLanguage) {
  const Value lists = Fixture("lexicon.json");
  for (const auto& [section, languages] : *lists.object()) {
    if (section == "about") continue;
    for (const auto& [language, entries] : *languages.object()) {
      for (const Value& entry : entries.items()) {
        const Findings findings = Words().Judge("\u200F" + entry.text() + " !");
        bool named = false;
        for (const auto& [meaning, found] : findings)
          named = named || (ToString(meaning) == section && found.contains(language));
        EXPECT_TRUE(named) << section << " " << language << " " << entry.text();
      }
    }
  }
}

TEST(Lexicon, PhrasesAreFoundInsideTextBetweenWordBoundaries) {
  const Names emergency{"emergency"};
  for (const char* text :
       {"chest pain", "no chest pain, thank you", "(chest\npain)", "I have chest—pain",
        "pain in my chest pain in my chest", "chest chest pain", "it's not an ambulance I need",
        "llame una AMBULANCIA", "я задыхаюсь!", "аллергия: трудно дышать", "عندي ضيق تنفّس شديد",
        "call 911", "ואבא לא נושם!!!"})
    EXPECT_EQ(Found(text), emergency) << text;
  for (const char* text : {"chest pains", "chestpain", "chest pai", "ambulances", "chest no pain",
                           "call 9112", "מקרה־", "avcs"})
    EXPECT_EQ(Found(text), Names()) << text;
}

TEST(Lexicon, WholeWordsAreTheWholeMessage) {
  EXPECT_EQ(Found("STOP ALL"), Names{"stop"});
  EXPECT_EQ(Found("👎 no 👎"), Names{"no"});
  EXPECT_EQ(Found("no no"), Names());
  EXPECT_EQ(Found("stop stop"), Names());
  EXPECT_EQ(Found("yes."), Names{"yes"});
  EXPECT_EQ(Found("нетй"), Names());
  EXPECT_EQ(Found("ДА"), Names{"yes"});
  EXPECT_EQ(Found("s t o p"), Names());
}

TEST(Lexicon, TheLanguagesOfAPhraseAreAllThatHaveIt) {
  EXPECT_THAT(Words().Judge("creo que es un infarto")[Meaning::kEmergency],
              ElementsAre("es", "pt"));
  EXPECT_THAT(Words().Judge("יש לי כאבים בחזה")[Meaning::kEmergency], ElementsAre("he"));
}

TEST(Lexicon, MoreTextNeverHidesAnEmergency) {
  for (const char* before : {"no ", "kein ", "stop\n", "chest ", "\xFF", "a\u0301 "}) {
    for (const char* after : {"", "?", " not", " ", "\u0301", "\xC3"})
      EXPECT_EQ(Found(std::string(before) + "chest pain" + after), Names{"emergency"});
  }
}

TEST(Lexicon, ListsThatCannotBeUsedNameTheirPlace) {
  const auto refused = [](const char* section, Value value) {
    Value lists = Fixture("lexicon.json");
    lists.Set(section, std::move(value));
    const auto read = Lexicon::Read(lists);
    EXPECT_FALSE(read);
    return read ? std::string() : read.error().expression;
  };
  EXPECT_EQ(refused("stop", Value()), "stop");
  EXPECT_EQ(refused("stop", fhir::json::Object()), "stop");
  EXPECT_EQ(refused("yes", fhir::json::Object{{"en", "yes"}}), "yes.en");
  EXPECT_EQ(refused("yes", fhir::json::Object{{"en", fhir::json::Array{7}}}), "yes.en");
  EXPECT_EQ(refused("emergency", fhir::json::Object{{"en", fhir::json::Array{"!"}}}),
            "emergency.en");
}

TEST(JudgeLine, AnswersInOneLine) {
  EXPECT_EQ(Line(R"({"text":"overdose of suicide pills","languages":["he"]})"),
            R"({"is":["emergency","self_harm"]})");
  EXPECT_EQ(Line(R"({"text":"стоп","languages":["en"]})"), R"({"is":["stop"]})");
  EXPECT_EQ(Line(R"({"text":""})"), R"({"is":[]})");
  EXPECT_EQ(Line("{\"text\":\"yes\",\"languages\":7}\r"), R"({"is":["yes"]})");
  EXPECT_EQ(Line(R"({"text":"stop \ud83d"})"), R"({"is":["stop"]})");
  EXPECT_EQ(Line("{\"text\":\"stop\xFF\"}"), R"({"is":["stop"]})");
}

TEST(JudgeLine, SaysWhatItCannotRead) {
  for (const char* line : {"", " ", "stop", "[]", "{}", "null", R"({"text":7})",
                           R"({"text":"a","text":"b"})", "{\"text\":\"a\"} x"}) {
    const LineAnswer said = JudgeLine(Words(), line);
    EXPECT_FALSE(said.readable);
    const Value answer = fhir::json::Parse(said.json).value();
    EXPECT_TRUE(answer["is"].is_array() && answer["is"].items().empty()) << line;
    EXPECT_NE(answer["error"].text(), "") << line;
  }
}

TEST(JudgeLine, AMegabyteIsFastWhateverItSays) {
  for (const char* unit : {"no ", "не могу ", "chest ", "a\u0316\u0301", "لا أستطيع ", "\xFF"}) {
    std::string text;
    while (text.size() < 1U << 20U) text += unit;
    const auto begun = std::chrono::steady_clock::now();
    Line(R"({"text":")" + text + "\"}");
    EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(5)) << unit;
  }
}

}  // namespace
}  // namespace chartbridge::bridge::lexicon
