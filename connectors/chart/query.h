// What the chart stores and looks for, as values. What a search parameter means is decided above
// (index_keys.h), how bytes rest below (resource_store.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/instant.h"
#include "bridge/consent/clinic_time.h"
#include "bridge/ports/vault.h"

namespace chartbridge::chart {

// What references and dates are read by: this chart's own addresses and the clinic's time zone.
struct Site {
  // "https://host/fhir", without slash at the end: references below one of them are relative ones.
  std::vector<std::string> bases = {"http://127.0.0.1:8080/fhir"};
  std::string timezone = "UTC";  // IANA
  bridge::consent::ClinicTime time = *bridge::consent::ClinicTime::In("UTC");
};

// The bytes of a Binary: an object of the chart's vault under the key of the version that names it.
struct Blob {
  std::string object;
  std::uint64_t size = 0;
  std::string digest;  // equal for equal bytes
  bridge::DataKey key;
};

// One version of a resource. `body` is its JSON text, id and meta included.
struct Version {
  std::string type;
  std::string id;
  std::int64_t number = 1;
  Instant updated;
  std::string body;
  std::optional<Blob> blob;
  std::string owner = {};  // as Reader::OwnerOf
};

// What a resource is found by. Keys are compared for equality and rest as HMACs; spans of time are
// half-open [low, high) in Unix milliseconds, and rest as they are.
struct Key {
  std::string parameter;
  std::string value;
};
struct Span {
  std::string parameter;
  std::int64_t low = 0;
  std::int64_t high = 0;
};
struct IndexEntries {
  std::vector<Key> keys;
  std::vector<Span> spans;
  std::vector<std::string> about;  // "Patient/1", "Communication/2": who and what it belongs to
  std::vector<std::string> files;  // "Binary/3": what its attachments name
};

// R4 3.1.1.5.6, the prefixes of date parameters.
enum class DateTest { kEqual, kGreater, kLess, kFrom, kUntil };
struct DateCondition {
  DateTest test = DateTest::kEqual;
  std::int64_t low = 0;
  std::int64_t high = 0;
};

// Conditions of a search. Inside one, any value will do.
struct KeyTerm {
  std::string parameter;
  std::vector<std::string> values;
};
struct IdTerm {
  std::vector<std::string> ids;
};
struct DateTerm {
  std::string parameter;  // "_lastUpdated" is one as well
  std::vector<DateCondition> any;
};
using Term = std::variant<KeyTerm, IdTerm, DateTerm>;

struct SortKey {
  std::string parameter;  // "_lastUpdated" or the parameter of a span
  bool descending = false;
};

// Where the next page begins: behind the row `pid` of the sort value `value`. `bound` leaves out
// everything that was created after the first page was read, so that pages neither repeat nor skip
// under inserts.
struct PageStart {
  std::int64_t value = 0;
  std::int64_t pid = 0;
  std::int64_t bound = 0;
};

struct Query {
  std::string type;
  std::vector<Term> all;                 // the first KeyTerm leads: put the rarest first
  std::vector<std::string> owners = {};  // only what is sealed under their keys; none: everybody's
  std::optional<SortKey> order;          // then by order of creation
  int limit = 50;                        // 0: only count
  std::optional<PageStart> start;
};

struct Page {
  std::vector<Version> versions;
  std::int64_t total = 0;
  std::optional<PageStart> next;
};

}  // namespace chartbridge::chart
