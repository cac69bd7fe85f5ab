// The words of reasons: every reason is told in each language, and each language has one word for
// one thing.
#include <gmock/gmock.h>

#include <regex>
#include <set>

#include "bridge/flow/reason.h"
#include "words/words.h"

namespace chartbridge::bridge {
namespace {

constexpr std::array kLanguages{"en", "es", "he"};

std::vector<Reason> AllReasons() {
  std::vector<Reason> all;
  for (int at = 1; at < kReasons; ++at) all.push_back(static_cast<Reason>(at));
  return all;
}

TEST(ReasonWords, EveryReasonHasARowAndEveryRowAReason) {
  for (const char* language : kLanguages) {
    std::set<std::string> rows;
    for (const std::string_view key : words::CatalogueOf(language).Keys()) {
      if (key.starts_with("reason.")) rows.emplace(key.substr(7, key.find('.', 7) - 7));
    }
    std::set<std::string> reasons;
    for (const Reason reason : AllReasons()) reasons.emplace(ToString(reason));
    EXPECT_EQ(rows, reasons) << language;
  }
}

TEST(ReasonWords, EveryReasonIsToldInEachLanguage) {
  for (const Reason reason : AllReasons()) {
    for (const char* language : kLanguages) {
      const std::size_t letters = NameOf(reason, language).size();
      EXPECT_TRUE(letters >= 3 && letters <= 80) << NameOf(reason, language);
      for (const bool on_console : {true, false}) {
        EXPECT_TRUE(SentenceOf(reason, language, on_console).ends_with('.')) << ToString(reason);
      }
    }
  }
}

TEST(ReasonWords, WhereNothingIsWrongNothingIsSaid) {
  for (const char* language : kLanguages) {
    EXPECT_EQ(NameOf(Reason::kNone, language), "");
    EXPECT_EQ(SentenceOf(Reason::kNone, language, true), "");
    EXPECT_EQ(SentenceOf(Reason::kNone, language, false), "");
  }
}

TEST(ReasonWords, TheConsoleNamesNoCommand) {
  const std::regex command("`|chartbridge|\\[\\[?[a-z]+\\]|\\bKEY\\b|--[a-z]");
  for (const Reason reason : AllReasons()) {
    for (const char* language : kLanguages) {
      const std::string text = SentenceOf(reason, language, true);
      EXPECT_FALSE(std::regex_search(text, command)) << text;
    }
  }
}

TEST(ReasonWords, TheCommandLineNamesTheCommandThatHelps) {
  EXPECT_THAT(SentenceOf(Reason::kPatientUnresolved, "en", false),
              ::testing::HasSubstr("`review file KEY --patient Patient/ID`"));
  EXPECT_THAT(SentenceOf(Reason::kEhrRefused, "es", false),
              ::testing::HasSubstr("`messages retry KEY`"));
}

TEST(ReasonWords, EachLanguageHasOneWordForOneThing) {
  // What each language says for held, filed, chart, EHR and integrator is what the table says
  // throughout; these are the words that it therefore does not use.
  const std::vector<std::pair<const char*, std::regex>> strangers{
      {"en", std::regex("quarantin|clock|\\barchiv|replay|virus|dead letter")},
      {"es", std::regex("archivar|archiva\\b|archivó|cuarentena|EHR|reloj|detenid")},
      {"he", std::regex("מוחזק|מושהה|הסגר|התיק הרפואי|וירוס")},
  };
  for (const Reason reason : AllReasons()) {
    for (const auto& [language, stranger] : strangers) {
      for (const bool on_console : {true, false}) {
        const std::string text = SentenceOf(reason, language, on_console);
        EXPECT_FALSE(std::regex_search(text, stranger)) << text;
      }
      const std::string name = NameOf(reason, language);
      EXPECT_FALSE(std::regex_search(name, stranger)) << name;
    }
  }
}

TEST(ReasonWords, HebrewSetsLatinLettersApart) {
  const std::regex isolated("\u2066[^\u2066\u2069]*\u2069"), latin("[A-Za-z]");
  for (const Reason reason : AllReasons()) {
    for (const bool on_console : {true, false}) {
      const std::string text = SentenceOf(reason, "he", on_console);
      EXPECT_FALSE(std::regex_search(std::regex_replace(text, isolated, ""), latin)) << text;
    }
  }
}

TEST(ReasonWords, MalwareIsNeverPromisedARelease) {
  EXPECT_THAT(SentenceOf(Reason::kInfected, "en", true), ::testing::HasSubstr("never released"));
  EXPECT_THAT(SentenceOf(Reason::kInfected, "en", true),
              ::testing::Not(::testing::HasSubstr("release it")));
}

TEST(Reasons, EveryWordIsReadBackAsItsReason) {
  for (const Reason reason : AllReasons()) EXPECT_EQ(ReadReason(ToString(reason)), reason);
  EXPECT_EQ(ReadReason(""), Reason::kNone);
  EXPECT_EQ(ReadReason("no-such-word"), std::nullopt);
}

}  // namespace
}  // namespace chartbridge::bridge
