// What patients are told, word for word: versions of texts and buttons in several languages. The
// program carries one version; a clinic may add its own. A version never changes: consent evidence
// names it (section 3.6 of the consent rules).
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/issue.h"

namespace chartbridge::bridge::texts {

enum class Kind {
  kText,    // the body of a message
  kButton,  // the title of a button
};
std::string_view ToString(Kind kind);

// What Meta shows of an interactive message, in UTF-16 code units: a body, a button's title.
std::size_t Limit(Kind kind);
std::size_t Length(std::string_view utf8);

struct Text {
  Kind kind = Kind::kText;
  std::string id;        // "optin_1"
  std::string language;  // BCP 47
  std::string version;
  std::string body;  // with {placeholders}
  std::set<std::string> placeholders;
};

// {name} → value.
using Values = std::map<std::string, std::string, std::less<>>;

// The text as it is sent: each placeholder is its value, nothing else changes. A Fault when a value
// is missing, or when it is longer than Meta takes.
Result<std::string, Issue> Fill(const Text& text, const Values& values);

// Any thread, once it is complete.
class Catalogue {
 public:
  // The version that the program carries.
  static Result<Catalogue, std::vector<Issue>> Load();

  // Adds one version, which need not have all texts; what it has stands before what was there. JSON
  // of the shape of texts.json: {"version", "texts": {id: {language: body}}, "buttons": …}. All
  // faults at once, and then nothing is added: an unknown id, a placeholder that is missing or
  // unknown, a text that is blank or too long, a version that is known. `source` begins their
  // place.
  Result<void, std::vector<Issue>> Add(std::string_view json, const std::string& source);

  // The newest one of that id and language, or of that version; for "es-MX" that of "es" if there
  // is no other. nullptr when there is none.
  const Text* Find(std::string_view id, std::string_view language,
                   std::string_view version = "") const;
  // Every text of every version, in the order in which they were added.
  const std::vector<Text>& All() const { return texts_; }

 private:
  std::vector<Text> texts_;
};

}  // namespace chartbridge::bridge::texts
