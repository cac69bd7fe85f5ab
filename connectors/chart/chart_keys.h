// The chart's own key: made once, wrapped by the tenant key, kept in chart.db. Bodies and chunks
// are sealed under it; what a search compares is an HMAC by the key ring.
#pragma once

#include <string>

#include "connectors/chart/query.h"
#include "connectors/crypto/keyring.h"
#include "connectors/sqlite3/connection.h"

namespace chartbridge::chart {

class ChartKeys {
 public:
  // Reads the wrapped key, or makes one in an empty database. kCorrupt when the master key is not
  // the one this chart was written under.
  static Result<ChartKeys, Failure> Load(sqlite::Connection& connection,
                                         const crypto::KeyRing& ring, Entropy& entropy);

  // `context` says where the bytes rest: a body moved to another row cannot be opened.
  std::string Seal(std::string_view context, std::string_view plain) const;
  Result<std::string, Failure> Open(std::string_view context, std::string_view sealed) const;

  std::string Lookup(const std::string& type, const std::string& parameter,
                     std::string_view value) const;

  // The next link of a keyed digest over pieces.
  std::string Digest(std::string_view before, std::string_view piece) const;

 private:
  ChartKeys(const crypto::KeyRing& ring, const crypto::Key& key);
  const crypto::KeyRing* ring_;
  crypto::Key key_;
  crypto::Key digest_key_;
};

// Where a body or a piece of bytes rests; its seal is bound to it. The last piece is marked, so
// that none can be cut off, moved or repeated unseen.
std::string BodyContext(const Version& version);
std::string ChunkContext(std::int64_t blob, std::int64_t number, bool last);

}  // namespace chartbridge::chart
