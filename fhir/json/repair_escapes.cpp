#include "fhir/json/repair_escapes.h"

#include <charconv>

namespace chartbridge::fhir::json {
namespace {

constexpr std::size_t kEscape = 6;  // \uXXXX

// The UTF-16 unit escaped at `at`, or -1.
int UnitAt(std::string_view json, std::size_t at) {
  if (at + kEscape > json.size() || json[at] != '\\' || json[at + 1] != 'u') return -1;
  int unit = 0;
  const char* const first = json.data() + at + 2;
  const auto [stop, error] = std::from_chars(first, first + 4, unit, 16);
  return error == std::errc() && stop == first + 4 ? unit : -1;
}

bool IsHigh(int unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
bool IsLow(int unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

}  // namespace

std::string ReplaceLoneSurrogates(std::string_view json) {
  std::string repaired(json);
  std::size_t at = json.find('\\');
  while (at != std::string_view::npos) {
    const int unit = UnitAt(json, at);
    std::size_t length = unit < 0 ? 2 : kEscape;
    if (IsHigh(unit) && IsLow(UnitAt(json, at + kEscape))) {
      length = 2 * kEscape;
    } else if (IsHigh(unit) || IsLow(unit)) {
      repaired.replace(at, kEscape, "\\ufffd");
    }
    at = json.find('\\', at + length);
  }
  return repaired;
}

}  // namespace chartbridge::fhir::json
