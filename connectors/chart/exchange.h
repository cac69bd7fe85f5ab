// Requests and answers of the chart as HTTP: what the headers ask for, bodies in, answers out with
// the headers that every one carries.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "connectors/chart/outcome.h"
#include "connectors/chart/save.h"
#include "connectors/http/exchange.h"

namespace chartbridge::chart {

// What the client wants back of a write (Prefer, R4 3.1.0.1.2).
enum class Wanted { kUnsaid, kMinimal, kRepresentation };

struct Wishes {
  Wanted wanted = Wanted::kUnsaid;
  bool pretty = false;  // _pretty=true
  bool takes_json = true;
  bool names_json = false;  // Accept or _format says FHIR JSON and not just anything
};

Wishes ReadWishes(const http::Request& request);

enum class BodyForm { kJson, kForm, kOther };
// By Content-Type; a charset other than UTF-8 is kOther.
BodyForm FormOf(const http::Request& request);

// Who may speak to the chart without credentials, under the demo: this machine, asked for by a name
// of this machine (another name would be DNS rebinding), and no page of another origin. 403.
void RequireLocal(const http::Request& request);
bool IsLocal(const http::Request& request);

constexpr std::size_t kLargestJson = 16U << 20U;

// How many bytes of bodies may be in memory at once, for all requests together.
class BodyBudget {
 public:
  // Gives the bytes back when it goes. 503 when there is no room at the moment.
  std::shared_ptr<void> Take(const http::Request& request);

 private:
  std::atomic<std::uint64_t> used_{0};
};

// The client's connection failed while its body was read: 413, 408 or 400.
[[noreturn]] void RefuseBody(const Failure& failure);
// 413, 408 or 400; too many values are 400 as well, and what is no JSON, with the byte offset.
fhir::json::Value ReadJsonBody(http::Request& request);
// application/x-www-form-urlencoded.
http::Pairs ReadFormBody(http::Request& request);

// no-store, nosniff and no referrer: all of it is a chart.
http::Pairs SafeHeaders();

http::Response JsonAnswer(int status, const fhir::json::Value& body, const Wishes& wishes);
http::Response RefusedAnswer(const Refusal& refusal, const Wishes& wishes);

// ETag and Last-Modified of a version.
void AddVersionHeaders(const Version& version, http::Pairs& headers);
// 200 with the stored body.
http::Response VersionAnswer(const Version& version, const Wishes& wishes);
// 201 or 200 with Location; the body as Prefer says, the resource when it does not.
http::Response SavedAnswer(const Saved& saved, std::string_view base, const Wishes& wishes);

// What this server says of itself at /metadata: made from the same tables that it works by.
// `oauth`: "https://host/smart", where authorize and token are; "" when the chart is open. `open`:
// this machine needs no credentials all the same.
fhir::json::Value CapabilityStatement(std::string_view base, std::string_view software_version,
                                      std::string_view oauth, bool open);

}  // namespace chartbridge::chart
