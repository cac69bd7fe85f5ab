#include "connectors/whatsapp/read_time.h"

#include <algorithm>
#include <charconv>

namespace chartbridge::whatsapp {
namespace {

constexpr std::int64_t kFirstSecond = 1230768000;  // 2009-01-01T00:00:00Z
constexpr std::int64_t kLastSecond = 32503680000;  // 3000-01-01: later ones would overflow in sums
constexpr std::chrono::minutes kAhead{5};

std::optional<std::int64_t> ReadDigits(const std::string& text) {
  const bool digits = !text.empty() && std::all_of(text.begin(), text.end(),
                                                   [](char c) { return c >= '0' && c <= '9'; });
  if (!digits) return std::nullopt;
  std::int64_t seconds = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc()) return std::nullopt;
  return seconds;
}

}  // namespace

Result<SentTime, Issue> ReadTime(const Value& timestamp, Instant received,
                                 const std::string& path) {
  if (timestamp.is_null()) return Fault("required", path, "is missing");
  const std::optional<std::int64_t> seconds =
      timestamp.is_string() ? ReadDigits(timestamp.text()) : timestamp.integer();
  if (!seconds || *seconds < 0) return Fault("value", path, "is not a time in seconds");
  if (*seconds < kFirstSecond || *seconds > kLastSecond) return SentTime{std::nullopt, true};
  const Instant at{std::chrono::seconds(*seconds)};
  if (at > received + kAhead) return SentTime{std::nullopt, true};
  return SentTime{at, false};
}

}  // namespace chartbridge::whatsapp
