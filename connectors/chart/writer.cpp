#include "connectors/chart/outcome.h"
#include "connectors/chart/resource_store.h"
#include "connectors/chart/rows.h"

namespace chartbridge::chart {

void Writer::Put(const Version& version, const IndexEntries& entries) {
  const std::int64_t updated = ToUnixMillis(version.updated);
  if (version.number == 1) {
    Execute(connection_, "INSERT INTO resource (type, id, version, updated) VALUES (?, ?, 1, ?)",
            {version.type, version.id, updated});
  } else {
    Execute(
        connection_,
        "UPDATE resource SET version = ?, updated = ? WHERE type = ? AND id = ? AND version = ?",
        {version.number, updated, version.type, version.id, version.number - 1});
    if (connection_.changes() == 0) RefuseFor({FailureKind::kConflict, "", {}, 0, {}, {}, {}});
  }
  const std::int64_t pid =
      SelectInteger(connection_, "SELECT pid FROM resource WHERE type = ? AND id = ?",
                    {version.type, version.id});
  Execute(
      connection_,
      "INSERT INTO version (pid, number, updated, created, blob, body) VALUES (?, ?, ?, ?, ?, ?)",
      {pid, version.number, updated, std::int64_t(version.number == 1 ? 1 : 0),
       version.blob ? Argument(version.blob->id) : Argument(nullptr),
       Bytes{keys_.Seal(BodyContext(version), version.body)}});
  if (version.number > 1) DropEntries(pid);
  PutEntries(pid, version.type, entries);
}

void Writer::DropEntries(std::int64_t pid) {
  Execute(connection_, "DELETE FROM key WHERE pid = ?", {pid});
  Execute(connection_, "DELETE FROM span WHERE pid = ?", {pid});
}

void Writer::PutEntries(std::int64_t pid, const std::string& type, const IndexEntries& entries) {
  for (const Key& key : entries.keys) {
    Execute(connection_, "INSERT OR IGNORE INTO key (pid, hash) VALUES (?, ?)",
            {pid, Bytes{keys_.Lookup(type, key.parameter, key.value)}});
  }
  for (const Span& span : entries.spans) {
    Execute(connection_,
            "INSERT OR IGNORE INTO span (pid, parameter, low, high) VALUES (?, ?, ?, ?)",
            {pid, span.parameter, span.low, span.high});
  }
}

void Writer::Reindex(const std::function<IndexEntries(const Version& version)>& index) {
  std::int64_t after = 0;
  while (true) {
    const std::int64_t pid = SelectInteger(
        connection_, "SELECT pid FROM resource WHERE pid > ? ORDER BY pid LIMIT 1", {after});
    if (pid == 0) return;
    std::string type;
    std::string id;
    {
      Rows rows(connection_, "SELECT type, id FROM resource WHERE pid = ?", {pid});
      if (rows.Next()) type = rows.Text(0), id = rows.Text(1);
    }
    DropEntries(pid);
    PutEntries(pid, type, index(*Find(type, id)));
    after = pid;
  }
}

Blob Writer::BeginBlob() {
  Execute(connection_, "INSERT INTO blob (size, digest) VALUES (0, '')");
  return {connection_.last_insert_id(), 0, {}, 0};
}

void Writer::AppendChunk(Blob& blob, std::string_view piece, bool last) {
  Execute(
      connection_, "INSERT INTO chunk (blob, number, body) VALUES (?, ?, ?)",
      {blob.id, blob.chunks, Bytes{keys_.Seal(ChunkContext(blob.id, blob.chunks, last), piece)}});
  ++blob.chunks;
  blob.size += piece.size();
  blob.digest = keys_.Digest(blob.digest, piece);
  if (!last) return;
  Execute(connection_, "UPDATE blob SET size = ?, digest = ? WHERE id = ?",
          {std::int64_t(blob.size), blob.digest, blob.id});
}

void Writer::DropBlob(const Blob& blob) {
  Execute(connection_, "DELETE FROM chunk WHERE blob = ?", {blob.id});
  Execute(connection_, "DELETE FROM blob WHERE id = ?", {blob.id});
}

}  // namespace chartbridge::chart
