// Requests and answers of the chart as HTTP: what the headers ask for, bodies in, answers out with
// the headers that every one carries.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "connectors/chart/outcome.h"
#include "connectors/chart/reach.h"
#include "connectors/chart/save.h"
#include "connectors/http/exchange.h"

namespace chartbridge::chart {

// What the client wants back of a write (Prefer, R4 3.1.0.1.2).
enum class Wanted { kUnsaid, kMinimal, kRepresentation };

struct Wishes {
  Wanted wanted = Wanted::kUnsaid;
  bool pretty = false;  // _pretty=true
  bool takes_json = true;
  bool takes_gzip = false;
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

// What a path below the base means (R4 3.1.0).
struct Address {
  enum class Place { kBase, kMetadata, kType, kTypeSearch, kInstance, kHistory, kVersion, kPurge };
  Place place = Place::kBase;
  const TypeRules* type = nullptr;
  std::string id;
  std::int64_t number = 0;
};

// `path` is decoded and without the base: "", "/Patient/1", "Patient/1". 404 for anything that is
// not offered, 400 for an id or version that cannot be one.
Address ReadAddress(std::string_view path);

// A transaction Bundle at the base: all or nothing (R4 3.1.0.11). Nothing in it depends on an
// order: what two entries would settle by who comes first is refused.
class Transaction {
 public:
  struct Entry {
    std::string expression;  // "Bundle.entry[2]"
    std::string full_url;
    std::string criteria;  // of ifNoneExist, in one spelling; "" for none
    Draft draft;           // valid; its references are still those of the Bundle
  };

  // Reads and checks every entry; 400 or 422 for a Bundle that cannot be run. `reach` outlives
  // this.
  Transaction(const fhir::json::Value& bundle, std::string_view base, const Reach& reach,
              Entropy& entropy);

  // Inside one write of the store; may run again. In the order of the entries.
  std::vector<Saved> Run(Writer& writer, Instant now) const;

 private:
  void RequireSound(Writer& writer, const std::vector<Saved>& saved) const;

  const Reach& reach_;
  std::vector<Entry> entries_;
};

// The transaction-response.
fhir::json::Value TransactionAnswer(const std::vector<Saved>& saved, Wanted wanted);

// Lists of resources as Bundles, page by page. GET [type]?pairs: Pages follow by link next, whose
// place is sealed: it carries the search without showing it. Only what lies within `reach` is found
// and counted.
fhir::json::Value SearchBundle(ResourceStore& store, const TypeRules& type,
                               const http::Pairs& pairs, std::string_view base, const Reach& reach);
// 404 when the current version is out of reach; versions that are, are left out and not counted.
fhir::json::Value HistoryBundle(ResourceStore& store, const TypeRules& type, const std::string& id,
                                const http::Pairs& pairs, std::string_view base,
                                const Reach& reach);

// Binaries in and out, raw or as FHIR JSON (R4 2.31). Raw ones in flat memory (promise P12),
// between the client and the vault: the store is not kept meanwhile.
constexpr std::uint64_t kLargestBinary = 128U << 20U;

// The body of the request, whatever its type, as a Binary; its bytes are with `upload`, which keeps
// them only when it is told to.
Draft ReceiveBinary(ResourceStore& store, http::Request& request, const std::string& id,
                    std::optional<Upload>& upload);

// Raw bytes as an attachment, whole or one Range of them; FHIR JSON when that is asked for, up to
// 12 MiB.
void SendBinary(ResourceStore& store, const Version& version, const http::Request& request,
                const Wishes& wishes, http::Responder& responder);

}  // namespace chartbridge::chart
