// The catalogues are complete, of one shape, and say what they are asked for.
#include "words/words.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <regex>
#include <set>

#include "embedded/catalogues.h"
#include "fhir/json/parse.h"
#include "fhir/json/schema.h"
#include "words/say.h"

namespace chartbridge::words {
namespace {

const std::map<std::string, std::vector<std::string>> kForms{
    {"en", {"one", "other"}}, {"es", {"one", "many", "other"}}, {"he", {"one", "two", "other"}}};
const std::regex kPlural("_(one|two|few|many|other)$");

std::set<std::string> StemsOf(const Catalogue& catalogue) {
  std::set<std::string> stems;
  for (const std::string_view key : catalogue.Keys()) {
    if (!key.starts_with("language."))
      stems.insert(std::regex_replace(std::string(key), kPlural, ""));
  }
  return stems;
}

std::multiset<std::string> MarksOf(const std::string& text) {
  static const std::regex kMark(R"(\{\{(\w+)\}\})");
  std::multiset<std::string> marks;
  for (std::sregex_iterator at(text.begin(), text.end(), kMark), end; at != end; ++at)
    marks.insert((*at)[1]);
  return marks;
}

std::string RawOf(const Language& language, std::string_view key) {
  for (const Entry& entry : language.entries) {
    if (entry.key == key) return std::string(entry.text);
  }
  return "";
}

TEST(Words, EachCatalogueFitsTheSchema) {
  const auto schema = fhir::json::Parse(embedded::catalogues::All().front().bytes).value();
  ASSERT_EQ(embedded::catalogues::All().size(), 1 + kForms.size());
  for (const auto& file : embedded::catalogues::All().subspan(1)) {
    const auto catalogue = fhir::json::Parse(file.bytes);
    ASSERT_TRUE(catalogue) << file.path;
    const auto valid = fhir::json::ValidateSchema(*catalogue, schema);
    EXPECT_TRUE(valid) << file.path << " " << (valid ? "" : valid.error().expression);
  }
}

TEST(Words, EachLanguageSaysAllThatEnglishSaysWithTheSameValues) {
  const Language& english = Languages().front();
  ASSERT_EQ(english.code, "en");
  for (const Language& language : Languages()) {
    EXPECT_EQ(StemsOf(Catalogue(language)), StemsOf(Catalogue(english))) << language.code;
    for (const Entry& entry : language.entries) {
      std::string key(entry.key);
      if (entry.key.ends_with("_one") || entry.key.ends_with("_two")) continue;
      if (RawOf(english, key).empty()) key = std::regex_replace(key, kPlural, "_other");
      EXPECT_EQ(MarksOf(std::string(entry.text)), MarksOf(RawOf(english, key))) << entry.key;
    }
  }
}

TEST(Words, EachLanguageHasThePluralFormsThatItAsksFor) {
  for (const Language& language : Languages()) {
    const Catalogue catalogue(language);
    for (const std::string_view key : catalogue.Keys()) {
      if (!std::regex_search(std::string(key), kPlural)) continue;
      const std::string stem = std::regex_replace(std::string(key), kPlural, "");
      for (const std::string& form : kForms.at(catalogue.language()))
        EXPECT_TRUE(catalogue.Has(stem + "_" + form)) << language.code << " " << stem << form;
    }
  }
}

TEST(Words, ThePluralFormIsTheLanguagesOwn) {
  constexpr auto kCards = "note.message-type.contacts";
  EXPECT_EQ(CatalogueOf("en").Count(kCards, 1), "One shared contact card.");
  EXPECT_EQ(CatalogueOf("en").Count(kCards, 3), "3 shared contact cards.");
  EXPECT_EQ(CatalogueOf("he").Count(kCards, 2),
            CatalogueOf("he").Say(std::string(kCards) + "_two"));
  EXPECT_EQ(CatalogueOf("es").Count(kCards, 1'000'000),
            "1000000 tarjetas de contacto compartidas.");
}

TEST(Words, AValueThatRunsAgainstTheSentenceIsIsolated) {
  const auto kind = [](const char* language, const char* value) {
    return CatalogueOf(language).Say("note.message-type.unsupported", {{"kind", value}});
  };
  EXPECT_EQ(kind("en", "ארוחה"),
            "Message of kind \"\u2068ארוחה\u2069\", as far as it can be read.");
  EXPECT_EQ(kind("en", "order"), "Message of kind \"order\", as far as it can be read.");
  EXPECT_NE(kind("he", "order").find("\u2068order\u2069"), std::string::npos);
  EXPECT_EQ(kind("he", "ארוחה").find("\u2068"), std::string::npos);
  EXPECT_EQ(kind("es", "año 7").find("\u2068"), std::string::npos);
}

TEST(Words, WhatAValueBringsIsNoMark) {
  EXPECT_EQ(CatalogueOf("en").Say("note.message-type.location",
                                  {{"latitude", "{{longitude}}"}, {"longitude", "2"}}),
            "Shared location: {{longitude}}, 2.");
}

TEST(Words, AStatementIsSaidInEachLanguageWithItsValues) {
  const Statement free = Say("disk-free", {{"share", "93"}});
  EXPECT_EQ(InEnglish(free), "93 % of the disk is free.");
  EXPECT_EQ(CatalogueOf("es").Say(free), "Está libre el 93 % del disco.");
  EXPECT_EQ(InEnglish(Statements{Say("token-works"), free}),
            "The token works. 93 % of the disk is free.");
  EXPECT_EQ(InEnglish(Statement()), "");
}

TEST(Words, EachStatementOfEnglishIsACodeThatCanBeSaid) {
  const Catalogue english = CatalogueOf("en");
  for (const std::string_view code : kStatementCodes)
    EXPECT_TRUE(english.Has("statement." + std::string(code))) << code;
  EXPECT_TRUE(std::is_sorted(std::begin(kStatementCodes), std::end(kStatementCodes)));
}

TEST(Words, TheFirstLanguageThatIsKnownSpeaksElseEnglish) {
  EXPECT_EQ(CatalogueOf(std::vector<std::string>{"fr", "es-AR", "he"}).language(), "es");
  EXPECT_EQ(CatalogueOf(std::vector<std::string>{}).language(), "en");
  EXPECT_EQ(CatalogueOf("xx").language(), "en");
  EXPECT_EQ(CatalogueOf("en").Say("no.such.key"), "no.such.key");
}

}  // namespace
}  // namespace chartbridge::words
