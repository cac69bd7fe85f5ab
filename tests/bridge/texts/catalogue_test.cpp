#include "bridge/texts/catalogue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "fhir/json/parse.h"

namespace chartbridge::bridge::texts {
namespace {

using fhir::json::Value;
using testing::ElementsAre;
using testing::HasSubstr;

std::string ReadFile(const std::string& path) {
  std::ifstream file(CHARTBRIDGE_TESTS_DIR "/" + path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

Catalogue Carried() { return Catalogue::Load().value(); }

// The faults of a clinic's own version, one a line.
std::string FaultsOf(const std::string& json) {
  Catalogue catalogue = Carried();
  const std::size_t before = catalogue.All().size();
  const auto added = catalogue.Add(json, "own.json");
  if (added) return "";
  EXPECT_EQ(catalogue.All().size(), before);
  std::string faults;
  for (const Issue& fault : added.error()) faults += fault.expression + " " + fault.text + "\n";
  return faults;
}

std::string Own(const std::string& texts) {
  return R"({"version":"own-1","texts":{)" + texts + "}}";
}

TEST(Catalogue, CarriesTheReviewedTextsVerbatim) {
  EXPECT_EQ(ReadFile("../bridge/texts/texts.json"), ReadFile("fixtures/consent/texts.json"));
  const Value reviewed = fhir::json::Parse(ReadFile("fixtures/consent/texts.json")).value();
  const Catalogue catalogue = Carried();
  std::size_t count = 0;
  for (const char* section : {"texts", "buttons"}) {
    for (const auto& [id, languages] : *reviewed[section].object()) {
      for (const auto& [language, body] : *languages.object()) {
        const Text* text = catalogue.Find(id, language);
        ASSERT_NE(text, nullptr) << id << " " << language;
        EXPECT_EQ(text->body, body.text());
        EXPECT_EQ(text->version, reviewed["version"].text());
        EXPECT_LE(Length(text->body), Limit(text->kind));
        ++count;
      }
    }
  }
  EXPECT_EQ(count, (11U + 6U) * 8U);
  EXPECT_EQ(catalogue.All().size(), count);
}

TEST(Catalogue, KnowsThePlaceholdersOfEachText) {
  const Catalogue catalogue = Carried();
  EXPECT_THAT(catalogue.Find("optin_1", "he")->placeholders, ElementsAre("clinic", "url"));
  EXPECT_THAT(catalogue.Find("away", "ar")->placeholders,
              ElementsAre("emergency", "hours", "phone"));
  EXPECT_THAT(catalogue.Find("optin_2", "en")->placeholders, ElementsAre());
}

TEST(Catalogue, ALanguageOfARegionIsItsLanguage) {
  const Catalogue catalogue = Carried();
  EXPECT_EQ(catalogue.Find("away", "es-MX"), catalogue.Find("away", "es"));
  EXPECT_EQ(catalogue.Find("away", "zz"), nullptr);
  EXPECT_EQ(catalogue.Find("nothing", "es"), nullptr);
}

TEST(Catalogue, AClinicsOwnStandsBeforeWhatTheProgramCarries) {
  Catalogue catalogue = Carried();
  ASSERT_TRUE(catalogue.Add(
      Own(R"("emergency":{"es-MX":"Llame al {emergency}.","ca":"Truqueu al {emergency}."})"), "a"));
  ASSERT_TRUE(catalogue.Add(
      R"({"version":"own-2","buttons":{"decline":{"en":"No"}},"texts":{"emergency":{"ca":"Ara: {emergency}"}}})",
      "b"));
  EXPECT_EQ(catalogue.Find("emergency", "es-MX")->version, "own-1");
  EXPECT_EQ(catalogue.Find("emergency", "es-AR")->version, "2026-11-2");
  EXPECT_EQ(catalogue.Find("emergency", "ca")->version, "own-2");
  EXPECT_EQ(catalogue.Find("emergency", "ca", "own-1")->body, "Truqueu al {emergency}.");
  EXPECT_EQ(catalogue.Find("emergency", "ca", "2026-11-2"), nullptr);
  EXPECT_EQ(catalogue.Find("decline", "en")->body, "No");
  EXPECT_EQ(catalogue.Find("decline", "en", "2026-11-2")->body, "No, thanks");
}

TEST(Catalogue, FaultsNameTheirPlace) {
  const struct {
    const char* situation;
    std::string json;
    std::string fault;
  } rows[] = {
      {"no JSON", "{", "own.json"},
      {"no object", "[]", "own.json must be a JSON object"},
      {"no version", R"({"texts":{}})", "own.json: version must be 1 to 64"},
      {"a version with a path", R"({"version":"../x"})", "own.json: version must be 1 to 64"},
      {"the version of the program", R"({"version":"2026-11-2"})",
       "own.json: version is there already"},
      {"a member that is unknown", R"({"version":"o","text":{}})", "own.json: text is unknown"},
      {"a text that is unknown", Own(R"("optin_3":{"en":"x"})"),
       "own.json: texts.optin_3 is no text of the program"},
      {"a button among the texts", Own(R"("decline":{"en":"x"})"),
       "own.json: texts.decline is no text of the program"},
      {"no languages", Own(R"("optin_2":{})"), "own.json: texts.optin_2 must name languages"},
      {"a language that is none", Own(R"("optin_2":{"e n":"x"})"),
       "own.json: texts.optin_2.e n is no language code"},
      {"blank", Own(R"("optin_2":{"en":" \n "})"),
       "own.json: texts.optin_2.en must be a text, not blank"},
      {"a number", Own(R"("optin_2":{"en":7})"),
       "own.json: texts.optin_2.en must be a text, not blank"},
      {"a tab", Own(R"("optin_2":{"en":"a\tb"})"),
       "own.json: texts.optin_2.en holds a control character"},
      {"a placeholder that is missing", Own(R"("optin_1":{"en":"This is {clinic}."})"),
       "own.json: texts.optin_1.en must have these placeholders and no others: {clinic}, {url}"},
      {"a placeholder that nothing fills", Own(R"("optin_2":{"en":"Dear {name}"})"),
       "own.json: texts.optin_2.en must have these placeholders and no others: none"},
      {"a brace that is open", Own(R"("emergency":{"en":"Call {emergency"})"),
       "has a brace that belongs to no {placeholder}"},
      {"a brace that is closed", Own(R"("emergency":{"en":"Call emergency}"})"),
       "has a brace that belongs to no {placeholder}"},
      {"an empty placeholder", Own(R"("emergency":{"en":"Call {}"})"),
       "has a brace that belongs to no {placeholder}"},
      {"a text that is too long", Own(R"("optin_2":{"en":")" + std::string(1025, 'x') + "\"}"),
       "is longer than 1024 characters"},
      {"a button that is too long",
       R"({"version":"o","buttons":{"decline":{"en":"123456789012345678901"}}})",
       "own.json: buttons.decline.en is longer than 20 characters"},
  };
  for (const auto& row : rows)
    EXPECT_THAT(FaultsOf(row.json), HasSubstr(row.fault)) << row.situation;
}

TEST(Catalogue, AllFaultsAreReportedAtOnce) {
  const std::string faults = FaultsOf(
      R"({"version":"","texts":{"optin_2":{"en":"","es":"{x}"},"no":{"en":"x"}},"buttons":7})");
  EXPECT_EQ(std::count(faults.begin(), faults.end(), '\n'), 5) << faults;
}

TEST(Catalogue, TheLimitsAreExact) {
  EXPECT_EQ(FaultsOf(Own(R"("optin_2":{"en":")" + std::string(1024, 'x') + "\"}")), "");
  EXPECT_EQ(FaultsOf(R"({"version":"o","buttons":{"decline":{"he":"12345678901234567890"}}})"), "");
  EXPECT_EQ(Length("aé👍"), 4U);  // as a phone counts: an emoji is two
}

TEST(Fill, PutsValuesInAndChangesNothingElse) {
  const Catalogue catalogue = Carried();
  EXPECT_EQ(
      Fill(*catalogue.Find("emergency", "en"), {{"emergency", "112"}, {"other", "x"}}).value(),
      "This number is not monitored for emergencies. If this may be an emergency, call 112 now.");
  EXPECT_EQ(Fill(*catalogue.Find("optin_2", "de"), {}).value(),
            catalogue.Find("optin_2", "de")->body);
  EXPECT_EQ(Fill(*catalogue.Find("emergency", "ru"), {{"emergency", "{emergency}"}})
                .value()
                .find("{emergency}"),
            catalogue.Find("emergency", "ru")->body.find("{emergency}"));
}

TEST(Fill, RefusesWhatIsMissingOrTooLong) {
  const Catalogue catalogue = Carried();
  const Text& text = *catalogue.Find("self_harm", "en");
  EXPECT_EQ(Fill(text, {{"emergency", "112"}}).error().text, "has nothing to say for {crisis}");
  EXPECT_EQ(Fill(text, {{"emergency", "112"}, {"crisis", ""}}).error().code, "required");
  EXPECT_EQ(Fill(text, {{"emergency", "112"}, {"crisis", std::string(1000, '1')}}).error().code,
            "too-long");
}

}  // namespace
}  // namespace chartbridge::bridge::texts
