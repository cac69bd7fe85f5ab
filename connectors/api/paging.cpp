#include "connectors/api/paging.h"

#include <charconv>

namespace chartbridge::api {
namespace {

using fhir::json::Value;

constexpr int kLargestPage = 200;

std::optional<std::int64_t> ReadWhole(const std::string& text) {
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || rest != end || number < 1) return std::nullopt;
  return number;
}

}  // namespace

Answer<service::PageRequest> ReadPageRequest(const Ask& ask) {
  service::PageRequest request;
  if (const std::string limit = ask.Wanted("limit"); !limit.empty()) {
    const auto number = ReadWhole(limit);
    if (!number || *number > kLargestPage) return Refuse(422, "limit");
    request.limit = int(*number);
  }
  if (const std::string cursor = ask.Wanted("cursor"); !cursor.empty()) {
    const auto number = ReadWhole(cursor);
    if (!number) return Refuse(422, "cursor");
    request.before = *number;
  }
  return request;
}

Reply PageReply(fhir::json::Array items, std::optional<std::int64_t> next) {
  Value json;
  json.Set("items", std::move(items));
  json.Set("next", next ? Value(std::to_string(*next)) : Value());
  return JsonReply(std::move(json));
}

}  // namespace chartbridge::api
