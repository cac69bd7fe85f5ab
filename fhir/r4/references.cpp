#include "fhir/r4/references.h"

#include <algorithm>
#include <string>

#include "base/id.h"
#include "base/instant.h"

namespace chartbridge::fhir::r4 {
namespace {

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool IsTypeName(std::string_view text) {
  return !text.empty() && text.front() >= 'A' && text.front() <= 'Z' &&
         std::all_of(text.begin(), text.end(), IsLetter);
}

bool IsAbsoluteUrl(std::string_view text) {
  const auto printable = [](char c) { return c > ' ' && c < 0x7f; };
  const std::size_t start = text.starts_with("https://") ? 8 : text.starts_with("http://") ? 7 : 0;
  return start > 0 && text.size() > start && std::all_of(text.begin(), text.end(), printable);
}

bool IsOid(std::string_view text) {
  const auto part = [](char c) { return IsDigit(c) || c == '.'; };
  return text.size() > 2 && text.front() >= '0' && text.front() <= '2' && text[1] == '.' &&
         std::all_of(text.begin(), text.end(), part);
}

}  // namespace

bool IsId(std::string_view text) {
  const auto allowed = [](char c) { return IsLetter(c) || IsDigit(c) || c == '-' || c == '.'; };
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), allowed);
}

bool IsRelativeReference(std::string_view text) {
  constexpr std::string_view kHistory = "/_history/";
  if (const std::size_t at = text.find(kHistory); at != std::string_view::npos) {
    if (!IsId(text.substr(at + kHistory.size()))) return false;
    text = text.substr(0, at);
  }
  const std::size_t slash = text.find('/');
  return slash != std::string_view::npos && IsTypeName(text.substr(0, slash)) &&
         IsId(text.substr(slash + 1));
}

bool IsReference(std::string_view text) {
  if (text.starts_with("#")) return IsId(text.substr(1));
  if (text.starts_with("urn:uuid:")) return IsUuid(text.substr(9));
  if (text.starts_with("urn:oid:")) return IsOid(text.substr(8));
  return IsRelativeReference(text) || IsAbsoluteUrl(text);
}

bool IsInstant(std::string_view text) { return ParseInstant(text).has_value(); }

bool IsDateTime(std::string_view text) {
  if (text.size() > 10) return IsInstant(text);
  // A partial date is well formed when it is one once it is completed.
  constexpr std::string_view kRest = "0000-01-01T00:00:00Z";
  if (text.size() != 4 && text.size() != 7 && text.size() != 10) return false;
  return IsInstant(std::string(text) + std::string(kRest.substr(text.size())));
}

}  // namespace chartbridge::fhir::r4
