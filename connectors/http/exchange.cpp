#include "connectors/http/exchange.h"

#include <algorithm>
#include <charconv>

#include "connectors/http/fields.h"

namespace chartbridge::http {

std::optional<std::string> FindHeader(const Pairs& headers, std::string_view name) {
  for (const auto& [field, value] : headers) {
    if (SameWord(field, name)) return value;
  }
  return std::nullopt;
}

bool IsLocal(const Request& request) {
  if (!request.from_loopback()) return false;
  for (const auto& [field, value] : request.headers()) {
    for (const char* passed_on : {"Forwarded", "X-Forwarded-For", "X-Forwarded-Host",
                                  "X-Forwarded-Proto", "X-Real-IP", "Via"}) {
      if (SameWord(field, passed_on)) return false;
    }
  }
  return true;
}

Response TextResponse(int status, std::string text) {
  return {status, {{"Content-Type", "text/plain; charset=utf-8"}}, std::move(text)};
}

Response JsonResponse(int status, std::string json, std::string_view type) {
  return {status, {{"Content-Type", std::string(type)}}, std::move(json)};
}

std::string SafeContentType(const std::string& text) {
  const auto harmless = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("!#$&^_.+-/;= \"").find(c) != std::string_view::npos;
  };
  const bool fits =
      !text.empty() && text.size() <= 200 && std::all_of(text.begin(), text.end(), harmless) &&
      std::count(text.begin(), text.end(), '/') == 1 && text.front() != '/' && text.back() != '/';
  return fits ? text : "application/octet-stream";
}

std::optional<std::pair<std::uint64_t, std::uint64_t>> ReadRange(const Request& request,
                                                                 std::uint64_t size) {
  const std::string header = FindHeader(request.headers(), "Range").value_or("");
  std::uint64_t first = 0;
  std::uint64_t last = size == 0 ? 0 : size - 1;
  if (!header.starts_with("bytes=")) return std::nullopt;
  const char* const end = header.data() + header.size();
  const char* at = header.data() + 6;
  const bool tail = *at == '-';
  std::from_chars_result read = std::from_chars(tail ? at + 1 : at, end, tail ? last : first);
  if (read.ec != std::errc()) return std::nullopt;
  if (tail) {  // the last `last` bytes
    if (read.ptr != end) return std::nullopt;
    return std::pair(last == 0 ? size : size - std::min(last, size), size - 1);
  }
  if (read.ptr == end || *read.ptr++ != '-') return std::nullopt;
  if (read.ptr != end) {
    read = std::from_chars(read.ptr, end, last);
    if (read.ec != std::errc() || read.ptr != end || last < first) return std::nullopt;
  }
  return std::pair(std::min(first, size), size == 0 ? 0 : std::min(last, size - 1));
}

}  // namespace chartbridge::http
