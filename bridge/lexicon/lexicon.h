// What a patient's words mean to the service, by the reviewed lists of lexicon.json: withdrawal and
// consent, answers, a call for help, an emergency. Nothing is interpreted beyond the lists:
// negation never suppresses («no chest pain» is an emergency). Section 3.3 and 5.1 of the consent
// rules.
#pragma once

#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/issue.h"
#include "fhir/json/value.h"

namespace chartbridge::bridge::lexicon {

enum class Meaning {
  kStop,       // withdraws at once
  kStopSoft,   // may mean an appointment: ask
  kStart,      // asks to be asked for consent
  kYes,        // an answer only while a question is open: that the caller knows
  kNo,         // likewise
  kHelp,       // asks what this number is
  kEmergency,  // contained in the text: tell the emergency number
  kSelfHarm,   // contained in the text: tell the crisis number
};
std::string_view ToString(Meaning meaning);  // the section's name: "stop_soft"

// Each meaning with the languages (BCP 47) whose list has the word or phrase that was found.
using Findings = std::map<Meaning, std::set<std::string>>;

// Immutable; any thread.
class Lexicon {
 public:
  // The lists that the program carries.
  static Result<Lexicon, Issue> Load();
  // The same from this value; a Fault names the list that cannot be used.
  static Result<Lexicon, Issue> Read(const fhir::json::Value& lists);

  // Emergency and self-harm where a phrase stands in the text, between word boundaries; all others
  // where the word is the whole message. Both sides are compared as Normalise writes them. Any
  // bytes; time linear in their number.
  Findings Judge(std::string_view text) const;

 private:
  struct Entry {
    Meaning meaning;
    std::string language;
  };
  using Phrases = std::map<std::string, std::vector<Entry>, std::less<>>;

  Result<void, Issue> Add(Meaning meaning, const std::string& language, const std::string& entry);

  Phrases whole_;                                          // by the message
  std::map<std::string, Phrases, std::less<>> contained_;  // by first word, then by phrase
};

// One line of `words judge`: {"text"} in, {"is"} out, sorted by name. A line that is no JSON object
// with a text gives an empty "is" and an "error". Neither has a line end. Bytes that are no UTF-8
// and halves of surrogate pairs are read as U+FFFD, as a phone may send them.
struct LineAnswer {
  std::string json;
  bool readable = true;
};
LineAnswer JudgeLine(const Lexicon& lexicon, std::string_view line);

}  // namespace chartbridge::bridge::lexicon
