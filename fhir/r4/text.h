// What FHIR R4 allows in a string (datatypes.html#string): no control characters but tab, CR and
// LF, and something to be seen. Servers differ in what they silently swallow, so we look first.
#pragma once

#include <string>
#include <string_view>

namespace chartbridge::fhir::r4 {

inline constexpr std::size_t kMaxStringBytes = 1'000'000;  // FHIR: 1 MB; Medplum enforces it

// Valid UTF-8 without the C0 controls that FHIR forbids. All else stays as it is: RTL marks,
// joiners, emoji, leading blanks.
std::string CleanText(std::string_view text);

// True when a reader would see nothing: white space and invisible format characters only.
bool IsBlank(std::string_view text);

// True for a C0 control other than tab, CR and LF.
constexpr bool IsForbiddenControl(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 && byte != '\t' && byte != '\r' && byte != '\n';
}

}  // namespace chartbridge::fhir::r4
