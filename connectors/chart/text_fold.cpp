#include "connectors/chart/text_fold.h"

#include <Poco/UTF8String.h>

#include <algorithm>
#include <set>

#include "fhir/json/utf8.h"

namespace chartbridge::chart {

namespace {

constexpr std::size_t kLongestPrefix = 32;

// U+00E0 to U+00FF in order, then U+0100 to U+017F in order; '?' keeps the character.
constexpr std::string_view kLatin1 = "aaaaaa?ceeeeiiii?nooooo?ouuuuy?y";
constexpr std::string_view kLatinA =
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii??jjkk?llllll??llnnnnnn???oooooo??"
    "rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzz?";

std::size_t Width(unsigned char lead) {
  return lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

bool IsCombining(std::string_view letter) {
  if (letter.size() != 2) return false;
  const unsigned code = (unsigned(letter[0] & 0x1f) << 6U) | unsigned(letter[1] & 0x3f);
  return code >= 0x300 && code <= 0x36f;
}

char BaseLetter(std::string_view letter) {
  if (letter.size() != 2) return '?';
  const unsigned code = (unsigned(letter[0] & 0x1f) << 6U) | unsigned(letter[1] & 0x3f);
  if (code >= 0xe0 && code <= 0xff) return kLatin1[code - 0xe0];
  if (code >= 0x100 && code - 0x100 < kLatinA.size()) return kLatinA[code - 0x100];
  return '?';
}

std::vector<std::string> Letters(std::string_view text) {
  std::vector<std::string> letters;
  while (!text.empty()) {
    const std::size_t width = std::min(Width(static_cast<unsigned char>(text[0])), text.size());
    letters.emplace_back(text.substr(0, width));
    text.remove_prefix(width);
  }
  return letters;
}

void AddPrefixes(std::string_view text, std::set<std::string>& into) {
  std::string prefix;
  std::size_t count = 0;
  for (const std::string& letter : Letters(text)) {
    prefix += letter;
    if (++count > kLongestPrefix) break;
    into.insert(prefix);
  }
}

}  // namespace

std::string FoldText(std::string_view text) {
  std::string folded;
  for (const std::string& letter : Letters(Poco::UTF8::toLower(fhir::json::ToValidUtf8(text)))) {
    if (letter.size() == 1 && static_cast<unsigned char>(letter[0]) <= ' ') {
      if (!folded.empty() && folded.back() != ' ') folded += ' ';
      continue;
    }
    if (IsCombining(letter)) continue;
    const char base = BaseLetter(letter);
    folded += base == '?' ? letter : std::string(1, base);
  }
  if (folded.ends_with(' ')) folded.pop_back();
  return folded;
}

std::vector<std::string> FoldedPrefixes(std::string_view text) {
  const std::string folded = FoldText(text);
  std::set<std::string> prefixes = {folded};
  for (std::size_t start = 0; start != std::string::npos;) {
    AddPrefixes(std::string_view(folded).substr(start), prefixes);
    start = folded.find_first_of(" -'", start);
    if (start != std::string::npos) ++start;
  }
  prefixes.erase("");
  return {prefixes.begin(), prefixes.end()};
}

}  // namespace chartbridge::chart
