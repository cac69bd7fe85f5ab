// The words of the service for people: one catalogue per language, words/<language>.json, carried
// inside the program. Everything else speaks in codes. Any thread; nothing here changes.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "words/statement.h"
#include "words/table.h"

namespace chartbridge::words {

// {{name}} -> value.
using Pair = std::pair<std::string_view, std::string_view>;
using Values = std::initializer_list<Pair>;

class Catalogue {
 public:
  explicit Catalogue(const Language& language) : language_(&language) {}

  // BCP 47: "en", "es", "he".
  std::string language() const { return std::string(language_->code); }
  bool Has(std::string_view key) const;
  std::vector<std::string_view> Keys() const;

  // The text of `key`, filled in. A value that runs against the direction of the language is
  // isolated (U+2068 … U+2069), so that it cannot turn the sentence round it. A key that is in no
  // catalogue comes back as itself: tests/words keep the catalogues complete.
  std::string Say(std::string_view key, Values values = {}) const;

  std::string Say(const Statement& said) const;

  // The same in the plural form that the language has for `count` (Unicode CLDR); {{count}} is set.
  std::string Count(std::string_view key, std::uint64_t count) const;

 private:
  std::string Fill(std::string_view key, const std::vector<Pair>& values) const;

  const Language* language_;
};

// That of the first language which has one ("es-AR" is Spanish), else English.
Catalogue CatalogueOf(std::span<const std::string> languages);
Catalogue CatalogueOf(std::string_view language);

}  // namespace chartbridge::words
