#include "connectors/http/exchange.h"

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

}  // namespace chartbridge::http
