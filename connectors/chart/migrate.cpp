#include "connectors/chart/migrate.h"

#include "connectors/chart/index_keys.h"
#include "connectors/chart/outcome.h"
#include "connectors/chart/rows.h"
#include "fhir/json/parse.h"

namespace chartbridge::chart {

namespace {

constexpr std::int64_t kOldKeyId = -1;
constexpr int kVersionsAtOnce = 64;

// Where a move stands.
struct Place {
  std::int64_t pid = 0;
  std::int64_t number = 0;
};

class Move {
 public:
  Move(sqlite::Connection& connection, const StoreContext& context, const Site& site)
      : connection_(connection), context_(context), site_(site) {
    Rows rows(connection_, "SELECT wrapped FROM chart_key WHERE id = 1");
    if (!rows.Next()) return;  // an empty chart
    const auto key = context_.ring.Unwrap(rows.Text(0), kOldKeyId);
    if (!key) Refuse(500, "exception", "The chart was written under another master key.");
    key_ = *key;
  }

  // What was copied is taken away by a transaction of its own: only then are its keys safe.
  void Run() {
    for (Place from, to; Copy(from, to); from = to) Drop(to);
  }

 private:
  // False when nothing is left.
  bool Copy(const Place& from, Place& to) {
    Uploads uploads;
    sqlite::Transaction transaction(connection_, sqlite::Transaction::Kind::kWrite);
    Writer writer(connection_, context_, uploads);
    int count = 0;
    {
      Rows rows(connection_,
                "SELECT v.pid, v.number, v.updated, v.body, v.blob, r.type, r.id FROM old_version v "
                "JOIN old_resource r ON r.pid = v.pid WHERE (v.pid, v.number) > (?, ?) ORDER BY "
                "v.pid, v.number LIMIT ?",
                {from.pid, from.number, std::int64_t(kVersionsAtOnce)});
      for (; rows.Next(); ++count) {
        to = {rows.Integer(0), rows.Integer(1)};
        CopyOne(writer, rows);
      }
    }
    CountCommit(connection_);
    transaction.Commit();
    return count > 0;
  }

  void CopyOne(Writer& writer, const Rows& rows) {
    Version version{rows.Text(5), rows.Text(6), rows.Integer(1), FromUnixMillis(rows.Integer(2)),
                    {},           {}};
    if (writer.CurrentNumber(version.type, version.id) >= version.number) return;
    version.body = OpenOld("body|" + version.type + "/" + version.id + "/" +
                               std::to_string(version.number),
                           rows.Text(3));
    const TypeRules* type = FindType(version.type);
    const auto resource = fhir::json::Parse(version.body, {.refuse_duplicate_keys = false});
    if (type == nullptr || !resource) RefuseFor({FailureKind::kCorrupt, "", {}, 0, {}, {}, {}});
    const IndexEntries entries = IndexOf(*type, *resource, site_);
    if (!rows.IsNull(4)) {
      Upload& upload =
          writer.NewUpload(writer.KeyOf(writer.OwnerOf(version.type, version.id, entries)));
      CopyBytes(rows.Integer(4), upload);
      version.blob = upload.Finish();
    }
    writer.Put(version, entries);
  }

  void CopyBytes(std::int64_t blob, Upload& upload) {
    for (std::int64_t number = 0;; ++number) {
      Rows rows(connection_,
                "SELECT body, number = (SELECT MAX(number) FROM chunk WHERE blob = c.blob) FROM "
                "chunk c WHERE blob = ? AND number = ?",
                {blob, number});
      if (!rows.Next()) RefuseFor({FailureKind::kCorrupt, "", {}, 0, {}, {}, {}});
      const bool last = rows.Integer(1) != 0;
      upload.Write(OpenOld("chunk|" + std::to_string(blob) + "|" + std::to_string(number) +
                               (last ? "|last" : "|more"),
                           rows.Text(0)));
      if (last) return;
    }
  }

  void Drop(const Place& to) {
    sqlite::Transaction transaction(connection_, sqlite::Transaction::Kind::kWrite);
    Execute(connection_,
            "DELETE FROM chunk WHERE blob IN (SELECT blob FROM old_version WHERE (pid, number) <= "
            "(?, ?))",
            {to.pid, to.number});
    Execute(connection_, "DELETE FROM old_version WHERE (pid, number) <= (?, ?)",
            {to.pid, to.number});
    transaction.Commit();
    connection_.Checkpoint(false);
  }

  std::string OpenOld(const std::string& place, const std::string& sealed) const {
    auto opened = Open(context_, key_, place, sealed);
    if (!opened) RefuseFor(opened.error());
    return std::move(*opened);
  }

  sqlite::Connection& connection_;
  const StoreContext& context_;
  const Site& site_;
  crypto::Key key_{};
};

}  // namespace

void CountCommit(sqlite::Connection& connection) {
  Execute(connection, "UPDATE main.state SET commits = commits + 1");
  Execute(connection, "UPDATE keys.state SET commits = commits + 1");
}

void SetOldTablesAside(sqlite::Connection& connection) {
  connection.Run(
      "ALTER TABLE main.resource RENAME TO old_resource; ALTER TABLE main.version RENAME TO "
      "old_version; DROP TABLE main.key; DROP TABLE main.span; DROP TABLE IF EXISTS main.indexed");
}

void MoveOldTables(sqlite::Connection& connection, const StoreContext& context, const Site& site) {
  if (SelectInteger(connection, "SELECT COUNT(*) FROM main.sqlite_master WHERE name = 'chart_key'") ==
      0)
    return;
  if (SelectInteger(connection, "SELECT COUNT(*) FROM main.sqlite_master WHERE name = 'old_version'") >
      0)
    Move(connection, context, site).Run();
  for (const char* table : {"old_version", "old_resource", "chunk", "blob"})
    connection.Run((std::string("DROP TABLE IF EXISTS main.") + table).c_str());
  // The room that the files took is given back; the key's table goes last, as the mark of the move.
  connection.Run("VACUUM main");
  connection.Run("DROP TABLE main.chart_key");
  connection.Checkpoint(true);
}

}  // namespace chartbridge::chart
