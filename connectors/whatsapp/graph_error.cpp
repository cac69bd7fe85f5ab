#include "connectors/whatsapp/graph_error.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "fhir/json/parse.h"

namespace chartbridge::whatsapp {
namespace {

constexpr std::array<std::int64_t, 6> kThrottles = {4, 17, 32, 80007, 130429, 131056};
constexpr std::array<std::int64_t, 5> kServerTroubles = {1, 2, 131000, 131016, 131057};
constexpr std::array<std::int64_t, 3> kGone = {33, 100, 131052};
constexpr Milliseconds kThrottlePause{30000};
constexpr Milliseconds kFreshPause{2000};
constexpr std::int64_t kLongestPause = 3600;  // seconds

template <std::size_t N>
bool IsOneOf(std::int64_t code, const std::array<std::int64_t, N>& codes) {
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

std::int64_t CodeOf(const std::string& body) {
  const Result<fhir::json::Value, Issue> answer = fhir::json::Parse(body, {.max_bytes = 65536});
  return answer ? (*answer)["error"]["code"].integer().value_or(-1) : -1;
}

// Seconds; a date, which Meta does not send, counts as nothing.
std::optional<Milliseconds> RetryAfter(const http::Pairs& headers) {
  const std::optional<std::string> header = http::FindHeader(headers, "Retry-After");
  if (!header) return std::nullopt;
  std::int64_t seconds = 0;
  const char* end = header->data() + header->size();
  const auto [stop, error] = std::from_chars(header->data(), end, seconds);
  if (error != std::errc() || stop != end || seconds < 0) return std::nullopt;
  return std::chrono::seconds(std::min(seconds, kLongestPause));
}

Failure Make(FailureKind kind, std::string text, int status,
             std::optional<Milliseconds> retry_after = {}) {
  return Failure{kind, std::move(text), retry_after, status, {}};
}

}  // namespace

Failure ReadGraphError(int status, const http::Pairs& headers, const std::string& body) {
  const std::int64_t code = CodeOf(body);
  const std::optional<Milliseconds> asked = RetryAfter(headers);
  if (status == 429 || IsOneOf(code, kThrottles)) {
    return Make(FailureKind::kThrottled, "the Graph API asks us to slow down", status,
                asked.value_or(kThrottlePause));
  }
  if (status == 401 || code == 190 || code == 0) {
    return Make(FailureKind::kUnauthorized, "the Graph API does not take our access token", status);
  }
  if (status >= 500 || IsOneOf(code, kServerTroubles)) {
    return Make(FailureKind::kUnreachable, "the Graph API has trouble of its own", status, asked);
  }
  if (status == 403 || code == 3 || code == 10 || code == 131005 || (code >= 200 && code <= 299)) {
    return Make(FailureKind::kForbidden, "our access token may not read this medium", status);
  }
  if (status == 410 || IsOneOf(code, kGone)) {
    return Make(FailureKind::kNotFound, "the medium has expired or is not ours", status);
  }
  if (status == 404) {
    return Make(FailureKind::kUnreachable, "the medium is not there yet, or no longer", status,
                kFreshPause);
  }
  return Make(FailureKind::kRefused, "the Graph API refuses to name the medium", status);
}

}  // namespace chartbridge::whatsapp
