// The bytes of Binaries in chart.db: sealed pieces of 256 KiB, the last one marked, so that a piece
// cannot be cut off, moved or repeated unseen.
#pragma once

#include <string>

#include "connectors/chart/chart_keys.h"
#include "connectors/chart/resource_store.h"

namespace chartbridge::chart {

constexpr std::size_t kChunkBytes = 256U << 10U;

// Writes one blob piece by piece. Every Write goes to `connection`, inside the caller's
// transaction.
class BlobRows {
 public:
  explicit BlobRows(const ChartKeys& keys) : keys_(&keys) {}

  Result<void, Failure> Begin(Connection& connection);
  // All but the last piece are kChunkBytes long.
  Result<void, Failure> Append(Connection& connection, std::string_view piece, bool last);
  Result<Blob, Failure> End(Connection& connection);
  std::int64_t id() const { return blob_.id; }

 private:
  const ChartKeys* keys_;
  Blob blob_;
  std::int64_t chunks_ = 0;
};

Result<void, Failure> DropBlobRows(Connection& connection, std::int64_t id);
// What no version refers to for an hour: uploads that a crash cut short. Younger ones may be under
// way in another process.
Result<void, Failure> DropUnusedBlobs(Connection& connection);
Result<std::string, Failure> ReadChunk(Connection& connection, const ChartKeys& keys,
                                       const Blob& blob, std::int64_t number);

}  // namespace chartbridge::chart
