#include "connectors/http/target.h"

#include <algorithm>

#include "connectors/http/fields.h"
#include "fhir/json/utf8.h"

namespace chartbridge::http {
namespace {

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// `refused`: bytes that may not come out of an escape.
std::optional<std::string> Unescape(std::string_view text, bool plus_is_space,
                                    std::string_view refused) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      const int high = i + 2 < text.size() ? HexDigit(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? HexDigit(text[i + 2]) : -1;
      if (high < 0 || low < 0) return std::nullopt;
      c = static_cast<char>(high * 16 + low);
      if (c == '\0' || refused.find(c) != std::string_view::npos) return std::nullopt;
      i += 2;
    } else if (c == '+' && plus_is_space) {
      c = ' ';
    }
    out += c;
  }
  if (!fhir::json::IsValidUtf8(out)) return std::nullopt;
  return out;
}

bool IsVisible(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

bool HasDotSegment(std::string_view path) {
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::size_t end = std::min(path.find('/'), path.size());
    const std::string_view segment = path.substr(0, end);
    if (segment == ".." || segment == ".") return true;
    path.remove_prefix(end);
  }
  return false;
}

std::optional<std::string> ReadPath(std::string_view text) {
  if (text.empty() || text.front() != '/') return std::nullopt;
  auto path = Unescape(text, false, "/\\");
  if (!path || path->find('\\') != std::string::npos || HasDotSegment(*path)) return std::nullopt;
  const bool controls = std::any_of(path->begin(), path->end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  });
  if (controls) return std::nullopt;
  return path;
}

std::optional<Pairs> ReadQuery(std::string_view text) {
  Pairs query;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('&'), text.size());
    const std::string_view pair = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    auto name = Unescape(pair.substr(0, equals), true, "");
    auto value = Unescape(pair.substr(std::min(equals + 1, pair.size())), true, "");
    if (!name || !value) return std::nullopt;
    query.emplace_back(*std::move(name), *std::move(value));
  }
  return query;
}

std::string_view DropAuthority(std::string_view text) {
  const std::size_t scheme = text.find("://");
  if (scheme == std::string_view::npos) return text;
  const std::string_view name = text.substr(0, scheme);
  if (!SameWord(name, "http") && !SameWord(name, "https")) return text;
  const std::string_view rest = text.substr(scheme + 3);
  const std::size_t end = rest.find_first_of("/?");
  return end == std::string_view::npos ? std::string_view("/") : rest.substr(end);
}

}  // namespace

std::optional<Target> ParseTarget(std::string_view text) {
  if (text.empty() || !IsVisible(text) || text.find('#') != std::string_view::npos)
    return std::nullopt;
  if (text.front() != '/') text = DropAuthority(text);
  const std::size_t mark = std::min(text.find('?'), text.size());
  auto path = ReadPath(text.substr(0, mark));
  if (!path) return std::nullopt;
  const std::string_view raw_query = text.substr(std::min(mark + 1, text.size()));
  auto query = ReadQuery(raw_query);
  if (!query) return std::nullopt;
  return Target{*std::move(path), std::string(raw_query), *std::move(query)};
}

}  // namespace chartbridge::http
