#include "connectors/chart/blob_rows.h"

namespace chartbridge::chart {

namespace {

std::string Context(std::int64_t blob, std::int64_t number, bool last) {
  return "chunk|" + std::to_string(blob) + "|" + std::to_string(number) +
         (last ? "|last" : "|more");
}

std::int64_t LastChunk(std::uint64_t size) {
  return size == 0 ? 0 : std::int64_t((size - 1) / kChunkBytes);
}

}  // namespace

Result<void, Failure> BlobRows::Begin(Connection& connection) {
  auto made = connection.Execute("INSERT INTO blob (size, digest) VALUES (?, ?)",
                                 {std::int64_t(0), std::string()});
  if (!made) return made;
  blob_.id = connection.LastRowId();
  return {};
}

Result<void, Failure> BlobRows::Append(Connection& connection, std::string_view piece, bool last) {
  const std::string sealed = keys_->Seal(Context(blob_.id, chunks_, last), piece);
  auto stored = connection.Execute("INSERT INTO chunk (blob, number, body) VALUES (?, ?, ?)",
                                   {blob_.id, chunks_, Bytes{sealed}});
  if (!stored) return stored;
  ++chunks_;
  blob_.size += piece.size();
  blob_.digest = keys_->Digest(blob_.digest, piece);
  return {};
}

Result<Blob, Failure> BlobRows::End(Connection& connection) {
  auto stored = connection.Execute("UPDATE blob SET size = ?, digest = ? WHERE id = ?",
                                   {std::int64_t(blob_.size), blob_.digest, blob_.id});
  if (!stored) return Unexpected(stored.error());
  return blob_;
}

Result<void, Failure> DropBlobRows(Connection& connection, std::int64_t id) {
  auto done = connection.Execute("DELETE FROM chunk WHERE blob = ?", {id});
  if (!done) return done;
  return connection.Execute("DELETE FROM blob WHERE id = ?", {id});
}

Result<void, Failure> DropUnusedBlobs(Connection& connection) {
  auto done = connection.Execute(
      "DELETE FROM blob WHERE started < unixepoch() - 3600 AND NOT EXISTS "
      "(SELECT 1 FROM version v WHERE v.blob = blob.id)");
  if (!done) return done;
  return connection.Execute("DELETE FROM chunk WHERE blob NOT IN (SELECT id FROM blob)");
}

Result<std::string, Failure> ReadChunk(Connection& connection, const ChartKeys& keys,
                                       const Blob& blob, std::int64_t number) {
  auto rows =
      connection.Select("SELECT body FROM chunk WHERE blob = ? AND number = ?", {blob.id, number});
  if (!rows) return Unexpected(rows.error());
  auto found = rows->Next();
  if (!found) return Unexpected(found.error());
  if (!*found) return Fail(FailureKind::kCorrupt, "A piece of a Binary is missing.");
  return keys.Open(Context(blob.id, number, number == LastChunk(blob.size)), rows->Text(0));
}

}  // namespace chartbridge::chart
