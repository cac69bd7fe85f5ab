#include "bridge/lexicon/normalise.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

namespace chartbridge::bridge::lexicon {
namespace {

struct Spelling {
  const char* situation;
  const char* written;
  const char* normal;
};
std::ostream& operator<<(std::ostream& out, const Spelling& row) { return out << row.situation; }

class Normal : public testing::TestWithParam<Spelling> {};

TEST_P(Normal, IsTheOneSpelling) {
  EXPECT_EQ(Normalise(GetParam().written), GetParam().normal);
  EXPECT_EQ(Normalise(GetParam().normal), GetParam().normal);
}

INSTANTIATE_TEST_SUITE_P(
    Spellings, Normal,
    testing::Values(
        Spelling{"nothing", "", ""}, Spelling{"blanks alone", " \t\r\n\u00A0\u3000 ", ""},
        Spelling{"emoji alone", "👍🏽👨‍👩‍👧 ❤️", ""},
        Spelling{"punctuation around", "  ¡¿stop?!… ", "stop"},
        Spelling{"capitals", "STOP Stop", "stop stop"},
        Spelling{"full width", "ＳＴＯＰ　１", "stop 1"},
        Spelling{"mathematical letters", "𝐒𝐓𝐎𝐏", "stop"}, Spelling{"a ligature", "ﬁn", "fin"},
        Spelling{"sharp s", "Straße STRASSE", "strasse strasse"},
        Spelling{"capital sharp s", "ẞ", "ss"}, Spelling{"Turkish capital i", "İnfo", "info"},
        Spelling{"final sigma", "ΣΑΣ", "σασ"},
        Spelling{"accents, composed", "Arrêté É ñ ç", "arrete e n c"},
        Spelling{"accents, combining", "Arre\u0302te\u0301", "arrete"},
        Spelling{"an acute for an apostrophe", "don´t", "don t"},
        Spelling{"curly and straight apostrophes", "don’t don't", "don t don t"},
        Spelling{"hyphens of all kinds", "opt-out opt‐out opt–out", "opt out opt out opt out"},
        Spelling{"an underscore is no letter", "opt_out", "opt out"},
        Spelling{"a soft hyphen vanishes", "st\u00ADop", "stop"},
        Spelling{"zero width characters vanish", "s\u200Bt\u200Co\u200Dp\uFEFF\u2060", "stop"},
        Spelling{"direction marks vanish", "\u200F\u202Bהסר\u202C\u200E\u2067\u2069", "הסר"},
        Spelling{"tags vanish", "stop\U000E0073\U000E007F", "stop"},
        Spelling{"an Arabic number sign is a format character", "\u0600توقف", "توقف"},
        Spelling{"variation selectors are marks", "stop\uFE0F", "stop"},
        Spelling{"a keycap is a mark, its digit stays", "1️⃣", "1"},
        Spelling{"short i stays, composed", "Йод й", "йод й"},
        Spelling{"short i stays, combining", "И\u0306од и\u0306", "йод й"},
        Spelling{"short i with a stress", "й\u0301 и\u0301\u0306 и\u0306\u0306", "й й й"},
        Spelling{"a breve elsewhere goes", "ў ă", "у a"}, Spelling{"yo is ye", "ёлка Ё", "елка е"},
        Spelling{"yi is i", "ї", "і"}, Spelling{"niqqud", "הָסֵר", "הסר"},
        Spelling{"Hebrew presentation forms", "שׁ אּ", "ש א"},
        Spelling{"a maqaf is a blank, gershayim too", "אי־אפשר צה״ל", "אי אפשר צה ל"},
        Spelling{"tashkeel", "لا تُرسلوا التنفّس", "لا ترسلوا التنفس"},
        Spelling{"alef forms", "أ إ آ ٱ ا ٲ ٳ ٵ", "ا ا ا ا ا ا ا ا"},
        Spelling{"alef with hamza, combining", "ا\u0654 ا\u0655 ا\u0653", "ا ا ا"},
        Spelling{"teh marbuta is heh", "موافقة", "موافقه"},
        Spelling{"alef maksura is yeh", "مستشفى", "مستشفي"},
        Spelling{"hamza on its seat is a mark", "ؤ ئ", "و ي"},
        Spelling{"a hamza of its own is a letter", "ء", "ء"},
        Spelling{"tatweel", "توقـــف", "توقف"},
        Spelling{"Arabic presentation forms", "ﺗﻮﻗﻒ ﻻ", "توقف لا"},
        Spelling{"Arabic punctuation", "توقف،؟", "توقف"},
        Spelling{"digits stay", "call 911", "call 911"},
        Spelling{"symbols and private use are blanks", "a€b\uE000c", "a b c"},
        Spelling{"control characters are blanks",
                 "a\x01\x7F"
                 "b\u0085"
                 "c",
                 "a b c"},
        Spelling{"other scripts stay", "やめて 停止 รักษา", "やめて 停止 รกษา"}));

TEST(Normalise, BytesThatAreNoUtf8AreBlanks) {
  for (const char* bytes : {"a\xFF"
                            "b",
                            "a\xC3 b",
                            "a\xED\xA0\x80"
                            "b",
                            "a\xF4\x90\x80\x80"
                            "b",
                            "a\xC0\x80"
                            "b"})
    EXPECT_EQ(Normalise(bytes), "a b");
  EXPECT_EQ(Normalise(std::string_view("a\0b", 3)), "a b");
}

std::string Repeated(std::string_view unit, std::size_t bytes) {
  std::string text;
  while (text.size() < bytes) text += unit;
  return text;
}

double Seconds(const std::string& text) {
  double best = 1e9;
  for (int round = 0; round < 3; ++round) {
    const auto begun = std::chrono::steady_clock::now();
    Normalise(text);
    best = std::min(
        best, std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count());
  }
  return best;
}

// Four times the text takes about four times as long, not sixteen times.
TEST(Normalise, TakesLinearTimeWhateverIsWritten) {
  for (const char* unit : {"a", " ", "no ", "é", "\u0301\u0316", "a\u0316\u0301", "и\u0306", "ﷺ",
                           "\uFF9E\uFF9F", "👨‍👩‍👧", "각", "\xFF", "´", "ﭏ"}) {
    const double quarter = Seconds(Repeated(unit, 32U << 10U));
    const double whole = Seconds(Repeated(unit, 128U << 10U));
    EXPECT_LT(whole, 10 * quarter + 0.02) << unit;
  }
}

}  // namespace
}  // namespace chartbridge::bridge::lexicon
