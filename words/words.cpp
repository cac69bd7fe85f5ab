#include "words/words.h"

#include <algorithm>

namespace chartbridge::words {
namespace {

const Entry* Find(const Language& language, std::string_view key) {
  const auto found = std::lower_bound(
      language.entries.begin(), language.entries.end(), key,
      [](const Entry& entry, std::string_view wanted) { return entry.key < wanted; });
  return found != language.entries.end() && found->key == key ? &*found : nullptr;
}

const Language* Known(std::string_view language) {
  const std::string_view primary = language.substr(0, language.find('-'));
  for (const Language& one : Languages()) {
    if (one.code == primary) return &one;
  }
  return nullptr;
}

// Letters of right-to-left scripts lie in U+0590..U+08FF (UTF-8 D6 90 to E0 A3), U+FB1D..U+FEFC
// (EF AC to EF BB) and beyond U+10800 (F0 90 A0 …); other letters are taken for left-to-right.
bool RunsAgainst(std::string_view text, bool right_to_left) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const auto next = at + 1 < text.size() ? static_cast<unsigned char>(text[at + 1]) : 0U;
    const bool right = (byte >= 0xD6 && byte <= 0xDF) || (byte == 0xE0 && next <= 0xA3) ||
                       (byte == 0xEF && next >= 0xAC && next <= 0xBB);
    const bool left = (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
                      (byte >= 0xC3 && byte < 0xD6);
    if (right_to_left ? left : right) return true;
  }
  return false;
}

std::string Isolated(std::string_view value, bool right_to_left) {
  return RunsAgainst(value, right_to_left) ? "\u2068" + std::string(value) + "\u2069"
                                           : std::string(value);
}

std::string_view FormOf(std::string_view language, std::uint64_t count) {
  if (count == 1) return "one";
  if (language == "he" && count == 2) return "two";
  if (language == "es" && count != 0 && count % 1'000'000 == 0) return "many";
  return "other";
}

}  // namespace

bool Catalogue::Has(std::string_view key) const { return Find(*language_, key) != nullptr; }

std::vector<std::string_view> Catalogue::Keys() const {
  std::vector<std::string_view> keys;
  for (const Entry& entry : language_->entries) keys.push_back(entry.key);
  return keys;
}

std::string Catalogue::Say(std::string_view key, Values values) const {
  return Fill(key, std::vector<Pair>(values.begin(), values.end()));
}

std::string Catalogue::Say(const Statement& said) const {
  return Fill("statement." + said.code, {said.values.begin(), said.values.end()});
}

// One pass: what a value brings with it is never taken for a mark.
std::string Catalogue::Fill(std::string_view key, const std::vector<Pair>& values) const {
  const Entry* entry = Find(*language_, key);
  std::string_view rest = entry != nullptr ? entry->text : key;
  std::string said;
  for (std::size_t open = rest.find("{{"); open != rest.npos; open = rest.find("{{")) {
    const std::size_t close = rest.find("}}", open);
    const std::string_view name = rest.substr(open + 2, close - open - 2);
    said.append(rest.substr(0, open));
    for (const auto& [known, value] : values) {
      if (known == name) said.append(Isolated(value, language_->right_to_left));
    }
    rest.remove_prefix(close + 2);
  }
  return said.append(rest);
}

std::string Catalogue::Count(std::string_view key, std::uint64_t count) const {
  const std::string form = std::string(key) + "_" + std::string(FormOf(language_->code, count));
  return Say(form, {{"count", std::to_string(count)}});
}

std::string InEnglish(const Statement& said) {
  return said.code.empty() ? "" : CatalogueOf("en").Say(said);
}

std::string InEnglish(const Statements& said) {
  std::string text;
  for (const Statement& one : said) text += (text.empty() ? "" : " ") + InEnglish(one);
  return text;
}

Catalogue CatalogueOf(std::span<const std::string> languages) {
  for (const std::string& language : languages) {
    if (const Language* known = Known(language)) return Catalogue(*known);
  }
  return Catalogue(*Known("en"));
}

Catalogue CatalogueOf(std::string_view language) {
  const std::string one(language);
  return CatalogueOf(std::span(&one, 1));
}

}  // namespace chartbridge::words
