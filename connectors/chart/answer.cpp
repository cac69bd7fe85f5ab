#include "connectors/chart/answer.h"

#include <array>
#include <cstdio>

#include "connectors/chart/bundle_answer.h"
#include "connectors/chart/bundles.h"
#include "fhir/json/write.h"

namespace chartbridge::chart {

namespace {

// RFC 9110 5.6.7, "Sun, 06 Nov 1994 08:49:37 GMT"; never in the locale's words.
std::string ToHttpDate(Instant at) {
  using namespace std::chrono;
  constexpr std::array kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                               "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const sys_days day = floor<days>(at);
  const year_month_day date(day);
  const hh_mm_ss time(floor<seconds>(at - day));
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d GMT",
                kDays.at(weekday(day).c_encoding()), unsigned(date.day()),
                kMonths.at(unsigned(date.month()) - 1), int(date.year()), int(time.hours().count()),
                int(time.minutes().count()), int(time.seconds().count()));
  return text.data();
}

}  // namespace

http::Pairs SafeHeaders() {
  return {{"Cache-Control", "no-store"},
          {"X-Content-Type-Options", "nosniff"},
          {"Referrer-Policy", "no-referrer"},
          {"Cross-Origin-Resource-Policy", "same-origin"},
          {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox"}};
}

http::Response JsonAnswer(int status, const fhir::json::Value& body, const Wishes& wishes) {
  http::Response response;
  response.status = status;
  response.headers = SafeHeaders();
  response.headers.emplace_back("Content-Type", "application/fhir+json; charset=utf-8");
  response.body = wishes.pretty ? fhir::json::WriteIndented(body) : fhir::json::Write(body);
  return response;
}

http::Response RefusedAnswer(const Refusal& refusal, const Wishes& wishes) {
  http::Response response = JsonAnswer(refusal.status, ToOutcome(refusal.issues), wishes);
  if (refusal.status == 503) response.headers.emplace_back("Retry-After", "1");
  if (!refusal.challenge.empty())
    response.headers.emplace_back("WWW-Authenticate", refusal.challenge);
  return response;
}

void AddVersionHeaders(const Version& version, http::Pairs& headers) {
  headers.emplace_back("ETag", ToETag(version.number));
  headers.emplace_back("Last-Modified", ToHttpDate(version.updated));
}

http::Response VersionAnswer(const Version& version, const Wishes& wishes) {
  auto resource = ToResource(version);
  if (!resource) return RefusedAnswer(resource.error(), wishes);
  http::Response response = JsonAnswer(200, *resource, wishes);
  AddVersionHeaders(version, response.headers);
  return response;
}

int StatusOf(const Saved& saved) { return saved.change == Change::kCreated ? 201 : 200; }

http::Response SavedAnswer(const Saved& saved, std::string_view base, const Wishes& wishes) {
  http::Response response;
  if (wishes.wanted == Wanted::kMinimal) {
    response.headers = SafeHeaders();
  } else if (wishes.wanted == Wanted::kOutcome) {
    const Issue done{Severity::kInformation, "informational", "", "Stored as it was sent."};
    response = JsonAnswer(200, ToOutcome({done}), wishes);
  } else {
    response = VersionAnswer(saved.version, wishes);
    if (response.status != 200) return response;
  }
  response.status = StatusOf(saved);
  if (wishes.wanted == Wanted::kMinimal || wishes.wanted == Wanted::kOutcome) {
    AddVersionHeaders(saved.version, response.headers);
  }
  response.headers.emplace_back("Location",
                                std::string(base) + "/" + VersionedAddress(saved.version));
  return response;
}

}  // namespace chartbridge::chart
