#include "bridge/audit/canonical.h"

#include <charconv>

#include "fhir/json/parse.h"
#include "fhir/json/write.h"

namespace chartbridge::bridge::audit {
namespace {

// The code unit of the "\uXXXX" at `at`; -1 when there is none.
int EscapedUnit(std::string_view text, std::size_t at) {
  if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u') return -1;
  int unit = 0;
  const char* end = text.data() + at + 6;
  const auto [stop, error] = std::from_chars(text.data() + at + 2, end, unit, 16);
  return error == std::errc() && stop == end ? unit : -1;
}

// Backslashes stand only inside strings, so the text can be searched without reading it as JSON.
bool HasUnreadableEscape(std::string_view text) {
  for (std::size_t at = text.find('\\'); at < text.size(); at = text.find('\\', at)) {
    const int unit = EscapedUnit(text, at);
    if (unit < 0) {
      at += 2;
      continue;
    }
    const bool high = unit >= 0xD800 && unit < 0xDC00;
    const int low = high ? EscapedUnit(text, at + 6) : -1;
    if (unit == 0 || (high && (low < 0xDC00 || low > 0xDFFF)) ||
        (unit >= 0xDC00 && unit < 0xE000)) {
      return true;
    }
    at += high ? 12 : 6;
  }
  return false;
}

}  // namespace

Result<std::string, Issue> Canonicalise(std::string_view json) {
  if (HasUnreadableEscape(json)) {
    return Fault("value", "", "a string has a lone surrogate or U+0000");
  }
  auto value = fhir::json::Parse(json);
  if (!value) return Unexpected<Issue>(value.error());
  return fhir::json::WriteCanonical(*value);
}

}  // namespace chartbridge::bridge::audit
