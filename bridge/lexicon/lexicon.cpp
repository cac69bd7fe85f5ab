#include "bridge/lexicon/lexicon.h"

#include <algorithm>

#include "bridge/lexicon/normalise.h"
#include "embedded/lexicon.h"
#include "fhir/json/parse.h"
#include "fhir/json/utf8.h"
#include "fhir/json/write.h"

namespace chartbridge::bridge::lexicon {
namespace {

using fhir::json::Value;

constexpr std::array<std::pair<Meaning, std::string_view>, 8> kSections{
    {{Meaning::kStop, "stop"},
     {Meaning::kStopSoft, "stop_soft"},
     {Meaning::kStart, "start"},
     {Meaning::kYes, "yes"},
     {Meaning::kNo, "no"},
     {Meaning::kHelp, "help"},
     {Meaning::kEmergency, "emergency"},
     {Meaning::kSelfHarm, "self_harm"}}};

bool IsContained(Meaning meaning) {
  return meaning == Meaning::kEmergency || meaning == Meaning::kSelfHarm;
}

std::string_view FirstWord(std::string_view words) { return words.substr(0, words.find(' ')); }

}  // namespace

std::string_view ToString(Meaning meaning) { return kSections.at(std::size_t(meaning)).second; }

Result<Lexicon, Issue> Lexicon::Load() {
  const auto lists = fhir::json::Parse(embedded::lexicon::Find("lexicon.json")->bytes);
  if (!lists) return Unexpected<Issue>(lists.error());
  return Read(*lists);
}

Result<Lexicon, Issue> Lexicon::Read(const Value& lists) {
  Lexicon lexicon;
  for (const auto& [meaning, section] : kSections) {
    const fhir::json::Object* languages = lists[section].object();
    if (languages == nullptr || languages->empty())
      return Fault("required", std::string(section), "must have a list for each language");
    for (const auto& [language, entries] : *languages) {
      const std::string place = std::string(section) + "." + language;
      if (entries.items().empty()) return Fault("value", place, "must be a list of texts");
      for (const Value& entry : entries.items()) {
        if (auto added = lexicon.Add(meaning, language, entry.text()); !added)
          return Fault("value", place, added.error().text);
      }
    }
  }
  return lexicon;
}

Result<void, Issue> Lexicon::Add(Meaning meaning, const std::string& language,
                                 const std::string& entry) {
  const std::string words = Normalise(entry);
  if (words.empty()) return Fault("value", "", "has an entry without a letter or digit");
  Phrases& phrases = IsContained(meaning) ? contained_[std::string(FirstWord(words))] : whole_;
  phrases[words].push_back({meaning, language});
  return {};
}

Findings Lexicon::Judge(std::string_view text) const {
  Findings findings;
  const auto found = [&](const std::vector<Entry>& entries) {
    for (const Entry& entry : entries) findings[entry.meaning].insert(entry.language);
  };
  const std::string words = Normalise(text);
  if (const auto whole = whole_.find(words); whole != whole_.end()) found(whole->second);
  std::string_view rest = words;
  while (!rest.empty()) {
    const std::string_view word = FirstWord(rest);
    if (const auto begun = contained_.find(word); begun != contained_.end()) {
      for (const auto& [phrase, entries] : begun->second) {
        const bool here = rest.starts_with(phrase);
        if (here && (rest.size() == phrase.size() || rest[phrase.size()] == ' ')) found(entries);
      }
    }
    rest.remove_prefix(std::min(word.size() + 1, rest.size()));
  }
  return findings;
}

LineAnswer JudgeLine(const Lexicon& lexicon, std::string_view line) {
  fhir::json::ParseLimits limits;
  limits.repair_lone_surrogates = true;
  const auto asked = fhir::json::Parse(fhir::json::ToValidUtf8(line), limits);
  Value answer = fhir::json::Object{{"is", fhir::json::Array()}};
  if (!asked || !(*asked)["text"].is_string()) {
    answer.Set("error", asked ? "the line is no JSON object with a text" : asked.error().text);
    return {fhir::json::Write(answer), false};
  }
  std::set<std::string_view> names;
  for (const auto& [meaning, languages] : lexicon.Judge((*asked)["text"].text()))
    names.insert(ToString(meaning));
  for (const std::string_view name : names) answer.Find("is")->Push(name);
  return {fhir::json::Write(answer)};
}

}  // namespace chartbridge::bridge::lexicon
