#include "connectors/http/fields.h"

#include <algorithm>

namespace chartbridge::http {
namespace {

constexpr std::size_t kMostFields = 100;
constexpr std::size_t kMostLengthDigits = 15;

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

bool IsAlphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool IsTokenByte(char c) {
  if (IsAlphanumeric(c)) return true;
  return c != '\0' && std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

std::string_view Trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

Result<std::uint64_t, FramingFault> ReadLength(std::string_view text) {
  if (text.empty()) return Unexpected(FramingFault::kMalformed);
  std::uint64_t length = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return Unexpected(FramingFault::kMalformed);
  }
  if (text.size() > kMostLengthDigits) return Unexpected(FramingFault::kTooLong);
  for (const char c : text) length = length * 10 + static_cast<std::uint64_t>(c - '0');
  return length;
}

}  // namespace

bool IsToken(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), IsTokenByte);
}

bool IsFieldValue(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte >= 0x20 && byte != 0x7f) || byte == '\t';
  });
}

// RFC 3986 3.2.2 and 3.2.3: host [":" port].
bool IsHost(std::string_view text) {
  std::string_view port;
  const std::size_t bracket = text.rfind(']');
  const std::size_t colon =
      text.find(':', text.starts_with('[') && bracket != std::string_view::npos ? bracket : 0);
  if (colon != std::string_view::npos) port = text.substr(colon + 1);
  std::string_view host = text.substr(0, colon);
  std::string_view allowed = "-._~%!$&'()*+,;=";
  if (host.starts_with('[')) {
    if (!host.ends_with(']')) return false;
    host = host.substr(1, host.size() - 2);
    allowed = ".:";
  }
  return std::all_of(
             host.begin(), host.end(),
             [&](char c) { return IsAlphanumeric(c) || allowed.find(c) != allowed.npos; }) &&
         std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool SameWord(std::string_view left, std::string_view right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](char a, char b) { return Lower(a) == Lower(b); });
}

std::optional<Pairs> ParseFields(std::string_view lines) {
  Pairs fields;
  fields.reserve(16);
  while (!lines.empty()) {
    const std::size_t end = lines.find("\r\n");
    if (end == std::string_view::npos || fields.size() == kMostFields) return std::nullopt;
    const std::string_view line = lines.substr(0, end);
    lines.remove_prefix(end + 2);
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const std::string_view name = line.substr(0, colon);
    const std::string_view value = Trim(line.substr(colon + 1));
    if (!IsToken(name) || !IsFieldValue(value)) return std::nullopt;
    fields.emplace_back(name, value);
  }
  return fields;
}

Result<Framing, FramingFault> ReadFraming(const Pairs& fields) {
  Framing framing;
  for (const auto& [name, value] : fields) {
    if (SameWord(name, "Content-Length")) {
      // RFC 9112 6.3 lets a reader merge equal lengths. A second one is never needed; refuse it.
      if (framing.length || framing.chunked) return Unexpected(FramingFault::kMalformed);
      const auto length = ReadLength(value);
      if (!length) return Unexpected(length.error());
      framing.length = *length;
    } else if (SameWord(name, "Transfer-Encoding")) {
      if (framing.length || framing.chunked) return Unexpected(FramingFault::kMalformed);
      if (!SameWord(value, "chunked")) return Unexpected(FramingFault::kUnknown);
      framing.chunked = true;
    }
  }
  return framing;
}

bool Lists(const Pairs& fields, std::string_view name, std::string_view word) {
  for (const auto& [field, value] : fields) {
    if (!SameWord(field, name)) continue;
    std::string_view rest = value;
    while (!rest.empty()) {
      const std::size_t comma = std::min(rest.find(','), rest.size());
      if (SameWord(Trim(rest.substr(0, comma)), word)) return true;
      rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
  }
  return false;
}

}  // namespace chartbridge::http
