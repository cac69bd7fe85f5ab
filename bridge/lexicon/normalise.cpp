#include "bridge/lexicon/normalise.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <limits>
#include <new>

namespace chartbridge::bridge::lexicon {
namespace {

constexpr UChar32 kBreve = 0x0306;
constexpr UChar32 kCyrillicI = 0x0438;       // и
constexpr UChar32 kCyrillicShortI = 0x0439;  // й: и with a breve, yet another letter
constexpr UChar32 kCapitalI = 0x0418;
constexpr UChar32 kCapitalShortI = 0x0419;

bool IsMark(UChar32 c) { return (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0; }

// What is written into or over a word without being a part of it.
bool Vanishes(UChar32 c) {
  constexpr UChar32 kTatweel = 0x0640;    // makes an Arabic word longer, nothing else
  constexpr UChar32 kHighHamza = 0x0674;  // part of U+0675 to U+0678 once they are taken apart
  return IsMark(c) || u_charType(c) == U_FORMAT_CHAR || c == kTatweel || c == kHighHamza;
}

// Without marks before anything is normalised: to bring a long run of them into canonical order
// takes time quadratic in its length.
icu::UnicodeString WithoutMarks(std::string_view utf8) {
  // fromUTF8 counts in int32; a chat message has 4,096 characters, a delivery 3 MB.
  utf8 = utf8.substr(0, std::numeric_limits<std::int32_t>::max() / 4);
  const auto text =
      icu::UnicodeString::fromUTF8(icu::StringPiece(utf8.data(), std::int32_t(utf8.size())));
  icu::UnicodeString kept;
  UChar32 last = 0;
  for (std::int32_t at = 0; at < text.length(); at = text.moveIndex32(at, 1)) {
    const UChar32 c = text.char32At(at);
    if (c == kBreve && (last == kCyrillicI || last == kCapitalI)) {
      last = last == kCyrillicI ? kCyrillicShortI : kCapitalShortI;
      kept.replace(kept.length() - 1, 1, last);
    } else if (!Vanishes(c)) {
      kept.append(c);
      last = c;
    }
  }
  return kept;
}

UChar32 OneForm(UChar32 c) {
  switch (c) {
    case 0x0629:  // teh marbuta
      return 0x0647;
    case 0x0649:  // alef maksura
      return 0x064A;
    case 0x0671:  // alef wasla; those with hamza or madda above are alefs with a mark
    case 0x0672:
    case 0x0673:
      return 0x0627;
    default:
      return c;
  }
}

void Append(UChar32 c, icu::UnicodeString& words) {
  if (Vanishes(c)) return;
  if (u_isalpha(c) || u_isdigit(c)) {
    words.append(OneForm(c));
  } else if (!words.isEmpty() && words[words.length() - 1] != ' ') {
    words.append(UChar(' '));
  }
}

}  // namespace

std::string Normalise(std::string_view utf8) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* fold = icu::Normalizer2::getNFKCCasefoldInstance(error);
  const icu::Normalizer2* take_apart = icu::Normalizer2::getNFDInstance(error);
  icu::UnicodeString folded;
  if (U_SUCCESS(error)) fold->normalize(WithoutMarks(utf8), folded, error);
  if (U_FAILURE(error) || folded.isBogus()) throw std::bad_alloc();  // the tables are part of ICU
  icu::UnicodeString words;
  icu::UnicodeString parts;
  for (std::int32_t at = 0; at < folded.length(); at = folded.moveIndex32(at, 1)) {
    const UChar32 c = folded.char32At(at);
    if (c == kCyrillicShortI || !take_apart->getDecomposition(c, parts)) {
      Append(c, words);
      continue;
    }
    for (std::int32_t part = 0; part < parts.length(); part = parts.moveIndex32(part, 1))
      Append(parts.char32At(part), words);
  }
  words.trim();
  std::string result;
  words.toUTF8String(result);
  return result;
}

}  // namespace chartbridge::bridge::lexicon
