#include "connectors/chart/primitives.h"

#include <algorithm>

#include "connectors/chart/date_range.h"

namespace chartbridge::chart {

namespace {

using fhir::json::Value;

constexpr std::size_t kLongestString = 1U << 20U;  // R4: strings SHALL NOT exceed 1 MB

bool IsBlank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

bool HasSpace(std::string_view text) {
  return text.find_first_of(" \t\r\n") != std::string_view::npos;
}

bool HasControl(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\r' && c != '\n';
  });
}

bool IsCode(std::string_view text) {
  if (text.empty() || text.front() == ' ' || text.back() == ' ') return false;
  return text.find_first_of("\t\r\n") == std::string_view::npos &&
         text.find("  ") == std::string_view::npos;
}

bool IsBase64(std::string_view text) {
  std::size_t letters = 0;
  std::size_t padding = 0;
  for (const char c : text) {
    const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                        (c >= '0' && c <= '9') || c == '+' || c == '/';
    if (letter && padding == 0) {
      ++letters;
    } else if (c == '=') {
      ++padding;
    } else {
      return false;
    }
  }
  return padding <= 2 && (letters + padding) % 4 == 0;
}

// "instant" wants a time with seconds and zone; "dateTime" may stop at year, month or day, and has
// a zone once it has a time; "date" has no time.
bool IsDate(std::string_view type, std::string_view text) {
  if (!ReadDateRange(text)) return false;
  const bool timed = text.find('T') != std::string_view::npos;
  if (type == "date") return !timed;
  if (!timed) return type == "dateTime";
  const std::string_view time = text.substr(text.find('T') + 1);
  const bool zoned = time.ends_with('Z') || time.find_first_of("+-") != std::string_view::npos;
  return zoned && std::count(time.begin(), time.end(), ':') >= (time.ends_with('Z') ? 2 : 3);
}

bool IsTime(std::string_view text) {
  return text.size() >= 8 && ReadDateRange("2000-01-01T" + std::string(text)).has_value() &&
         text.find_first_of("Z+-") == std::string_view::npos;
}

std::string_view FaultOfText(std::string_view type, std::string_view text) {
  if (type == "base64Binary") return IsBase64(text) ? "" : "is not base64";
  if (IsBlank(text)) return "is blank";
  if (type == "xhtml") return "";
  if (text.size() > kLongestString) return "is longer than 1 MB";
  if (HasControl(text)) return "has a control character";
  if (type == "code") return IsCode(text) ? "" : "is no code";
  if (type == "id") return IsResourceId(text) ? "" : "is no id";
  if (type == "date" || type == "dateTime" || type == "instant") {
    return IsDate(type, text) ? "" : "is no date of this precision";
  }
  if (type == "time") return IsTime(text) ? "" : "is no time";
  if (type == "uri" || type == "url" || type == "canonical" || type == "oid" || type == "uuid") {
    return HasSpace(text) ? "has white space" : "";
  }
  return "";
}

}  // namespace

bool IsResourceId(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.';
  });
}

std::string_view FaultOfPrimitive(std::string_view type, const Value& value) {
  if (type == "boolean") return value.is_bool() ? "" : "must be true or false";
  if (type == "decimal") return value.is_number() ? "" : "must be a number";
  if (type == "integer" || type == "positiveInt" || type == "unsignedInt") {
    const auto number = value.integer();
    if (!number || *number > 2147483647 || *number < -2147483648LL)
      return "must be a 32-bit integer";
    if (type == "integer") return "";
    return *number >= (type == "positiveInt" ? 1 : 0) ? "" : "is too small";
  }
  if (!value.is_string()) return "must be a string";
  return FaultOfText(type, value.text());
}

}  // namespace chartbridge::chart
