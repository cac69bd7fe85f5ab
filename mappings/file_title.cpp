#include "mappings/file_title.h"

#include "fhir/json/utf8.h"
#include "fhir/r4/text.h"

namespace chartbridge::mappings {
namespace {

constexpr std::size_t kLongestTitle = 200;  // characters

// `mark` at `at` of valid UTF-8: C0, DEL, C1 (C2 80..9F), ALM, LRM, RLM, embeddings, overrides and
// isolates, line and paragraph separators. Returns how many bytes to leave out.
std::size_t UnreadableAt(const std::string& text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
  };
  if (byte(0) < 0x20 || byte(0) == 0x7F) return 1;
  if (byte(0) == 0xC2 && byte(1) >= 0x80 && byte(1) <= 0x9F) return 2;
  if (byte(0) == 0xD8 && byte(1) == 0x9C) return 2;
  if (byte(0) == 0xE2 && byte(1) == 0x80) {
    const bool mark = byte(2) == 0x8E || byte(2) == 0x8F || (byte(2) >= 0xA8 && byte(2) <= 0xAE);
    return mark ? 3 : 0;
  }
  if (byte(0) == 0xE2 && byte(1) == 0x81 && byte(2) >= 0xA6 && byte(2) <= 0xA9) return 3;
  return 0;
}

bool StartsCharacter(char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }

}  // namespace

std::string TitleOf(const FileName& name) {
  std::string text = fhir::json::ToValidUtf8(name.Reveal());
  text.erase(0, text.find_last_of("/\\") + 1);
  std::string title;
  std::size_t characters = 0;
  for (std::size_t at = 0; at < text.size();) {
    if (const std::size_t skip = UnreadableAt(text, at); skip > 0) {
      at += skip;
      continue;
    }
    if (StartsCharacter(text[at]) && ++characters > kLongestTitle) break;
    title.push_back(text[at++]);
  }
  title.erase(0, title.find_first_not_of(' '));
  title.erase(title.find_last_not_of(' ') + 1);
  const bool dots = title.find_first_not_of('.') == std::string::npos;
  return dots || fhir::r4::IsBlank(title) ? std::string() : title;
}

}  // namespace chartbridge::mappings
