// The one table of words for reasons: every reason has a row in three languages, and each language
// has one word for one thing.
#include <gmock/gmock.h>

#include <fstream>
#include <regex>
#include <sstream>

#include "bridge/flow/reason.h"
#include "fhir/json/parse.h"
#include "fhir/json/schema.h"

namespace chartbridge::bridge {
namespace {

using fhir::json::Value;

constexpr std::array kLanguages{Language::kEnglish, Language::kSpanish, Language::kHebrew};

std::string TextOf(const std::string& name) {
  std::ifstream file(std::string(CHARTBRIDGE_TESTS_DIR) + "/../bridge/flow/" + name);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

Value TableOf(const std::string& name) {
  auto table = fhir::json::Parse(TextOf(name));
  EXPECT_TRUE(table) << table.error().text;
  return table ? *table : Value();
}

std::vector<Reason> AllReasons() {
  std::vector<Reason> all;
  for (int at = 1; at < kReasons; ++at) all.push_back(static_cast<Reason>(at));
  return all;
}

TEST(ReasonWords, EveryReasonHasARowAndEveryRowAReason) {
  const Value table = TableOf("reasons.json");
  std::vector<std::string> rows;
  for (const auto& [word, row] : *table.object()) rows.push_back(word);
  std::vector<std::string> reasons;
  for (const Reason reason : AllReasons()) reasons.emplace_back(ToString(reason));
  EXPECT_THAT(rows, ::testing::UnorderedElementsAreArray(reasons));
}

TEST(ReasonWords, TheTableHasTheShapeThatItsSchemaSays) {
  const auto valid =
      fhir::json::ValidateSchema(TableOf("reasons.json"), TableOf("reasons.schema.json"));
  EXPECT_TRUE(valid) << valid.error().expression << ": " << valid.error().text;
}

TEST(ReasonWords, EveryReasonIsToldInEachLanguage) {
  for (const Reason reason : AllReasons()) {
    for (const Language language : kLanguages) {
      EXPECT_FALSE(NameOf(reason, language).empty()) << ToString(reason);
      EXPECT_FALSE(SentenceOf(reason, language, true).empty()) << ToString(reason);
      EXPECT_FALSE(SentenceOf(reason, language, false).empty()) << ToString(reason);
    }
  }
}

TEST(ReasonWords, WhereNothingIsWrongNothingIsSaid) {
  for (const Language language : kLanguages) {
    EXPECT_EQ(NameOf(Reason::kNone, language), "");
    EXPECT_EQ(SentenceOf(Reason::kNone, language, true), "");
    EXPECT_EQ(SentenceOf(Reason::kNone, language, false), "");
  }
}

TEST(ReasonWords, TheConsoleNamesNoCommand) {
  const std::regex command("`|chartbridge|\\[\\[?[a-z]+\\]|\\bKEY\\b|--[a-z]");
  for (const Reason reason : AllReasons()) {
    for (const Language language : kLanguages) {
      const std::string text(SentenceOf(reason, language, true));
      EXPECT_FALSE(std::regex_search(text, command)) << text;
    }
  }
}

TEST(ReasonWords, TheCommandLineNamesTheCommandThatHelps) {
  EXPECT_THAT(SentenceOf(Reason::kPatientUnresolved, Language::kEnglish, false),
              ::testing::HasSubstr("`review file KEY --patient Patient/ID`"));
  EXPECT_THAT(SentenceOf(Reason::kEhrRefused, Language::kSpanish, false),
              ::testing::HasSubstr("`messages retry KEY`"));
}

TEST(ReasonWords, EachLanguageHasOneWordForOneThing) {
  // What each language says for held, filed, chart, EHR and integrator is what the table says
  // throughout; these are the words that it therefore does not use.
  const std::vector<std::pair<Language, std::regex>> strangers{
      {Language::kEnglish, std::regex("quarantin|clock|\\barchiv|replay|virus|dead letter")},
      {Language::kSpanish, std::regex("archivar|archiva\\b|archivó|cuarentena|EHR|reloj|detenid")},
      {Language::kHebrew, std::regex("מוחזק|מושהה|הסגר|התיק הרפואי|וירוס")},
  };
  for (const Reason reason : AllReasons()) {
    for (const auto& [language, stranger] : strangers) {
      for (const bool on_console : {true, false}) {
        const std::string text(SentenceOf(reason, language, on_console));
        EXPECT_FALSE(std::regex_search(text, stranger)) << text;
      }
      const std::string name(NameOf(reason, language));
      EXPECT_FALSE(std::regex_search(name, stranger)) << name;
    }
  }
}

TEST(ReasonWords, HebrewSetsLatinLettersApart) {
  const std::regex isolated("\u2066[^\u2066\u2069]*\u2069"), latin("[A-Za-z]");
  for (const Reason reason : AllReasons()) {
    for (const bool on_console : {true, false}) {
      const std::string text(SentenceOf(reason, Language::kHebrew, on_console));
      EXPECT_FALSE(std::regex_search(std::regex_replace(text, isolated, ""), latin)) << text;
    }
  }
}

TEST(ReasonWords, MalwareIsNeverPromisedARelease) {
  EXPECT_THAT(SentenceOf(Reason::kInfected, Language::kEnglish, true),
              ::testing::HasSubstr("never released"));
  EXPECT_THAT(SentenceOf(Reason::kInfected, Language::kEnglish, true),
              ::testing::Not(::testing::HasSubstr("release it")));
}

TEST(Reasons, EveryWordIsReadBackAsItsReason) {
  for (const Reason reason : AllReasons()) EXPECT_EQ(ReadReason(ToString(reason)), reason);
  EXPECT_EQ(ReadReason(""), Reason::kNone);
  EXPECT_EQ(ReadReason("no-such-word"), std::nullopt);
}

}  // namespace
}  // namespace chartbridge::bridge
