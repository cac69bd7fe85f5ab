// The embedded chart's own port: versions of FHIR resources, found again by what they say. Values
// and interfaces only; what a search parameter means is decided above it (index_keys.h), how bytes
// rest below it (sqlite_resource_store.h).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/instant.h"
#include "connectors/http/exchange.h"

namespace chartbridge::chart {

// The bytes of a Binary, kept outside the body in encrypted pieces. `digest` is keyed: equal for
// equal bytes of this chart, and says nothing to others.
struct Blob {
  std::int64_t id = 0;
  std::uint64_t size = 0;
  std::string digest;
};

// One version of a resource. `body` is its JSON text, id and meta included.
struct Version {
  std::string type;
  std::string id;
  std::int64_t number = 1;
  Instant updated;
  bool created = true;  // this version came by a create, not by an update of an earlier one
  std::string body;
  std::optional<Blob> blob;
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

// R4 3.1.1.5.6, the prefixes of date parameters.
enum class DateTest {
  kEqual,
  kNotEqual,
  kGreater,
  kLess,
  kFrom,
  kUntil,
  kStartsAfter,
  kEndsBefore
};
struct DateCondition {
  DateTest test = DateTest::kEqual;
  std::int64_t low = 0;
  std::int64_t high = 0;
};

// Conditions of a search. Inside one, any value will do; `negated` turns the whole around.
struct KeyTerm {
  std::string parameter;
  std::vector<std::string> values;
  bool negated = false;
};
struct IdTerm {
  std::vector<std::string> ids;
};
struct DateTerm {
  std::string parameter;  // "_lastUpdated" is one as well
  std::vector<DateCondition> any;
};
struct DatePresence {
  std::string parameter;
  bool present = true;
};
using Term = std::variant<KeyTerm, IdTerm, DateTerm, DatePresence>;

struct SortKey {
  std::string parameter;  // "_lastUpdated" or the parameter of a span
  bool descending = false;
};

// Where the next page begins. `bound` leaves out everything that was created after the first page
// was read, so that pages neither repeat nor skip under inserts.
struct PageStart {
  std::vector<std::int64_t> after;
  std::int64_t bound = 0;
};

struct Query {
  std::string type;
  std::vector<Term> all;       // the first KeyTerm leads: put the rarest first
  std::vector<SortKey> order;  // then by order of creation
  int limit = 50;              // 0: only count
  std::optional<PageStart> start;
};

struct Page {
  std::vector<Version> versions;
  std::int64_t total = 0;
  std::optional<PageStart> next;
};

class ResourceReader {
 public:
  virtual ~ResourceReader() = default;
  // The current version. kNotFound when there never was one.
  virtual Result<Version, Failure> Read(const std::string& type, const std::string& id) = 0;
  virtual Result<Version, Failure> ReadVersion(const std::string& type, const std::string& id,
                                               std::int64_t number) = 0;
  // Newest first, those older than version `before` (0: all), at most `limit`.
  virtual Result<Page, Failure> History(const std::string& type, const std::string& id,
                                        std::int64_t before, int limit) = 0;
  virtual Result<Page, Failure> Search(const Query& query) = 0;
  // The ids that a search finds, without opening what they name.
  virtual Result<std::vector<std::string>, Failure> FindIds(const Query& query) = 0;
};

// Inside one transaction; sees its own writes.
class ResourceWriter : public ResourceReader {
 public:
  // Stores `version` as the current one of its type and id; its number must be one higher than that
  // of the one before (1 for the first). The keys and spans replace the earlier ones.
  virtual Result<void, Failure> Put(const Version& version, const std::vector<Key>& keys,
                                    const std::vector<Span>& spans) = 0;
  virtual Result<Blob, Failure> KeepBytes(std::string_view bytes) = 0;
  virtual Result<void, Failure> DropBlob(const Blob& blob) = 0;
};

// Bytes on their way in, too many to be held. What no version refers to when this goes, is gone.
class BlobWriter {
 public:
  virtual ~BlobWriter() = default;
  virtual Result<void, Failure> Write(std::string_view bytes) = 0;
  virtual Result<Blob, Failure> Finish() = 0;
  virtual void Keep() = 0;  // a version refers to it now
};

class ResourceStore : public ResourceReader {
 public:
  // True keeps what the job wrote, false takes it back. Runs at most once, and not beside another;
  // it may run on the thread of another caller. Durable on return of a value, which is what the job
  // said. Several callers share one commit.
  using Job = std::function<Result<bool, Failure>(ResourceWriter& writer)>;
  virtual Result<bool, Failure> Write(const Job& job) = 0;

  virtual Result<std::unique_ptr<BlobWriter>, Failure> NewBlob() = 0;
  // `length` bytes from `offset` on; a changed or cut piece is kCorrupt.
  virtual std::unique_ptr<http::ByteSource> OpenBlob(const Blob& blob, std::uint64_t offset,
                                                     std::uint64_t length) = 0;

  // An opaque text that only this chart can read again: a place in a search. OpenText gives
  // kCorrupt for anything else.
  virtual std::string SealText(std::string_view text) = 0;
  virtual Result<std::string, Failure> OpenText(std::string_view sealed) = 0;
};

}  // namespace chartbridge::chart
