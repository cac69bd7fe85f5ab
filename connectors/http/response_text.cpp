#include "connectors/http/response_text.h"

#include <array>
#include <chrono>
#include <cstdio>

#include "Poco/Net/HTTPResponse.h"
#include "connectors/http/fields.h"

namespace chartbridge::http {
namespace {

constexpr std::array<std::string_view, 6> kOurs = {
    "Content-Length", "Transfer-Encoding", "Connection", "Keep-Alive", "Date", "Server"};

// Sent unless the handler says something else under the same name.
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kDefaults = {{
    {"Cache-Control", "no-store"},
    {"Content-Security-Policy", "frame-ancestors 'none'"},
    {"Referrer-Policy", "no-referrer"},
    {"X-Content-Type-Options", "nosniff"},
}};

bool IsOurs(std::string_view name) {
  for (const std::string_view ours : kOurs) {
    if (SameWord(name, ours)) return true;
  }
  return false;
}

void Append(std::string& head, std::string_view name, std::string_view value) {
  head.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

std::string HttpDate(Instant at) {
  constexpr std::array<const char*, 7> kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(at - day));
  std::array<char, 64> text{};
  const int size = std::snprintf(
      text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d GMT",
      kDays[std::chrono::weekday(day).c_encoding()], static_cast<unsigned>(date.day()),
      kMonths[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
      static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
      static_cast<int>(time.seconds().count()));
  return {text.data(), static_cast<std::size_t>(size)};
}

std::string ReasonPhrase(int status) {
  constexpr int kPermanentRedirect = 308;  // RFC 9110 15.4.9, newer than Poco's list
  if (status == kPermanentRedirect) return "Permanent Redirect";
  using Poco::Net::HTTPResponse;
  const std::string& known = HTTPResponse::getReasonForStatus(HTTPResponse::HTTPStatus(status));
  return known == HTTPResponse::HTTP_REASON_UNKNOWN ? "" : known;
}

bool HasBody(int status) { return status >= 200 && status != 204 && status != 304; }

std::optional<std::string> ResponseHead(int status, const Pairs& headers, std::uint64_t length,
                                        const HeadOptions& options) {
  if (status < 200 || status > 599) return std::nullopt;
  std::string head = "HTTP/1.1 " + std::to_string(status) + ' ' + ReasonPhrase(status) + "\r\n";
  head.reserve(512);
  for (const auto& [name, value] : headers) {
    if (!IsToken(name) || !IsFieldValue(value)) return std::nullopt;
    if (!IsOurs(name)) Append(head, name, value);
  }
  for (const auto& [name, value] : kDefaults) {
    if (!FindHeader(headers, name)) Append(head, name, value);
  }
  if (HasBody(status)) Append(head, "Content-Length", std::to_string(length));
  if (options.now) Append(head, "Date", HttpDate(*options.now));
  if (!options.keep_alive) Append(head, "Connection", "close");
  const bool told = options.keep_alive && options.idle.count() > 0;
  if (told || (options.keep_alive && options.speaks_1_0)) Append(head, "Connection", "keep-alive");
  if (told) Append(head, "Keep-Alive", "timeout=" + std::to_string(options.idle.count()));
  head.append("\r\n");
  return head;
}

}  // namespace chartbridge::http
