// The one spelling in which words of patients are compared with words of the lexicon.
#pragma once

#include <string>
#include <string_view>

namespace chartbridge::bridge::lexicon {

// Words of letters and digits with one blank between them, none around them; UTF-8. Compatibility
// forms and case are folded (NFKC_Casefold, UAX 15 and 31); all combining marks go, niqqud and
// tashkeel included, but й stays a letter of its own; ة is ه, ى is ي, the alef forms are one;
// format characters and the tatweel vanish; all else that is neither letter nor digit is a blank,
// bytes that are no UTF-8 included. Takes any bytes, in time linear in their number, whatever they
// are. Normalise(Normalise(x)) == Normalise(x). Any thread.
std::string Normalise(std::string_view text);

}  // namespace chartbridge::bridge::lexicon
