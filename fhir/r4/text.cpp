#include "fhir/r4/text.h"

#include <algorithm>

#include "fhir/json/utf8.h"

namespace chartbridge::fhir::r4 {
namespace {

// Unicode White_Space, and the format characters without a glyph of their own.
bool IsInvisible(char16_t unit) {
  return (unit >= 0x09 && unit <= 0x0D) || unit == 0x20 || unit == 0x85 || unit == 0xA0 ||
         unit == 0xAD || unit == 0x061C || unit == 0x1680 || unit == 0x180E ||
         (unit >= 0x2000 && unit <= 0x200F) || (unit >= 0x2028 && unit <= 0x202F) ||
         (unit >= 0x205F && unit <= 0x206F) || unit == 0x3000 || unit == 0xFEFF;
}

}  // namespace

std::string CleanText(std::string_view text) {
  std::string clean = json::ToValidUtf8(text);
  std::erase_if(clean, IsForbiddenControl);
  return clean;
}

bool IsBlank(std::string_view text) {
  const std::u16string units = json::ToUtf16(text);
  return std::all_of(units.begin(), units.end(), IsInvisible);
}

}  // namespace chartbridge::fhir::r4
