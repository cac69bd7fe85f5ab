#include "connectors/chart/outcome.h"
#include "connectors/chart/resource_store.h"
#include "connectors/chart/search_parameters.h"
#include "connectors/sqlite3/rows.h"
#include "fhir/json/parse.h"

namespace chartbridge::chart {

using sqlite::Rows;

namespace {

constexpr std::int64_t kOldKeyId = -1;

crypto::Key ReadOldKey(sqlite::Connection& connection, const StoreContext& context) {
  Rows rows(connection, "SELECT wrapped FROM chart_key WHERE id = 1");
  if (!rows.Next()) return {};  // of an empty chart
  const auto key = context.ring.Unwrap(rows.Text(0), kOldKeyId);
  if (!key) Refuse(500, "exception", "The chart was written under another master key.");
  return *key;
}

class Move {
 public:
  Move(sqlite::Connection& connection, const StoreContext& context, const Site& site)
      : connection_(connection),
        context_(context),
        site_(site),
        key_(ReadOldKey(connection, context)) {}

  // The next versions; false when nothing is left.
  bool Copy() {
    Uploads uploads;
    sqlite::Transaction transaction(connection_, sqlite::Transaction::Kind::kWrite);
    Writer writer(connection_, context_, uploads);
    Rows rows(connection_,
              "SELECT v.pid, v.number, v.updated, v.body, v.blob, r.type, r.id FROM old_version v "
              "JOIN old_resource r ON r.pid = v.pid ORDER BY v.pid, v.number LIMIT 64");
    bool any = false;
    for (; rows.Next(); any = true) {
      pid_ = rows.Integer(0);
      number_ = rows.Integer(1);
      CopyOne(writer, rows);
    }
    CountCommit(connection_);
    transaction.Commit();
    SettleKeys(connection_);
    return any;
  }

  // What was copied, by a transaction of its own: only now are its keys safe.
  void Drop() {
    sqlite::Transaction transaction(connection_, sqlite::Transaction::Kind::kWrite);
    Execute(connection_,
            "DELETE FROM chunk WHERE blob IN (SELECT blob FROM old_version WHERE (pid, number) <= "
            "(?, ?))",
            {pid_, number_});
    Execute(connection_, "DELETE FROM old_version WHERE (pid, number) <= (?, ?)", {pid_, number_});
    transaction.Commit();
    connection_.Checkpoint(false);
  }

 private:
  void CopyOne(Writer& writer, const Rows& rows) {
    Version version{
        rows.Text(5), rows.Text(6), rows.Integer(1), FromUnixMillis(rows.Integer(2)), {}, {}};
    if (writer.CurrentNumber(version.type, version.id) >= version.number) return;
    version.body =
        OpenOld("body|" + version.type + "/" + version.id + "/" + std::to_string(version.number),
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

  std::string OpenOld(const std::string& place, const std::string& sealed) const {
    auto opened = Open(context_, key_, place, sealed);
    if (!opened) RefuseFor(opened.error());
    return std::move(*opened);
  }

  sqlite::Connection& connection_;
  const StoreContext& context_;
  const Site& site_;
  const crypto::Key key_;
  std::int64_t pid_ = 0;
  std::int64_t number_ = 0;
};

}  // namespace

void SetOldTablesAside(sqlite::Connection& connection, const StoreContext& context) {
  ReadOldKey(connection, context);
  connection.Run(
      "ALTER TABLE main.resource RENAME TO old_resource; ALTER TABLE main.version RENAME TO "
      "old_version; DROP TABLE main.key; DROP TABLE main.span; DROP TABLE IF EXISTS main.indexed");
}

void MoveOldTables(sqlite::Connection& connection, const StoreContext& context, const Site& site) {
  const auto has = [&](const char* table) {
    return SelectInteger(connection, "SELECT COUNT(*) FROM main.sqlite_master WHERE name = ?",
                         {std::string(table)}) > 0;
  };
  if (!has("chart_key")) return;
  if (has("old_version"))
    for (Move move(connection, context, site); move.Copy();) move.Drop();
  // The room that the files took is given back; the key's table goes last, as the mark of the move.
  connection.Run(
      "DROP TABLE IF EXISTS main.old_version; DROP TABLE IF EXISTS main.old_resource; DROP TABLE "
      "IF "
      "EXISTS main.chunk; DROP TABLE IF EXISTS main.blob; VACUUM main; DROP TABLE main.chart_key");
  connection.Checkpoint(true);
}

}  // namespace chartbridge::chart
