#include <stdexcept>

#include "connectors/chart/outcome.h"
#include "connectors/chart/resource_store.h"
#include "connectors/chart/search_parameters.h"
#include "connectors/sqlite3/rows.h"
#include "embedded/chart_schema.h"
#include "fhir/json/parse.h"

namespace chartbridge::chart {

using sqlite::Argument;
using sqlite::Bytes;
using sqlite::Rows;

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
  const bridge::DataKey key = KeyOf(OwnerOf(version.type, version.id, entries));
  if (version.blob && version.blob->key.id() != key.id())
    RefuseFor({FailureKind::kConflict, "", {}, 0, {}, {}, {}});
  Execute(connection_,
          "INSERT INTO content (pid, number, key, object, body) VALUES (?, ?, ?, ?, ?)",
          {pid, version.number, key.id(),
           version.blob ? Argument(version.blob->object) : Argument(nullptr),
           Bytes{SealVersion(context_, key, pid, version)}});
  for (const auto& upload : uploads_)
    if (version.blob && upload->blob().object == version.blob->object) upload->Keep(true);
  for (const char* table : {"key", "span"})
    Execute(connection_, std::string("DELETE FROM keys.") + table + " WHERE pid = ?", {pid});
  PutEntries(pid, version.type, version.id, entries);
}

bridge::DataKey Writer::KeyOf(const std::string& owner) {
  if (auto known = FindKey(owner)) return *known;
  crypto::Key bytes{};
  context_.entropy.Fill(bytes);
  const bridge::DataKey key(1 + LastKey(connection_), bytes);
  Execute(connection_, "INSERT INTO data_key (id, owner, wrapped) VALUES (?, ?, ?)",
          {key.id(), owner, Bytes{Wrap(context_, key)}});
  return key;
}

Upload& Writer::NewUpload(const bridge::DataKey& key) {
  return *uploads_.emplace_back(std::make_unique<Upload>(context_, key));
}

void Writer::PutEntries(std::int64_t pid, const std::string& type, const std::string& id,
                        const IndexEntries& entries) {
  for (const Key& key : entries.keys) {
    Execute(connection_, "INSERT OR IGNORE INTO key (pid, hash) VALUES (?, ?)",
            {pid, Bytes{HashOf(context_, type, key.parameter, key.value)}});
  }
  for (const Span& span : entries.spans) {
    Execute(connection_,
            "INSERT OR IGNORE INTO span (pid, parameter, low, high) VALUES (?, ?, ?, ?)",
            {pid, span.parameter, span.low, span.high});
  }
  const std::string self = type + "/" + id;
  const auto belongs = [&](const std::string& whose, const std::string& owner) {
    Execute(connection_, "INSERT OR IGNORE INTO belongs (whose, owner) VALUES (?, ?)",
            {whose, owner});
  };
  for (const std::string& file : entries.files) belongs(self, file);
  // For the versions that have a key of their own: this one, or those before it was known whose.
  if (type == "Patient" ||
      SelectInteger(connection_, "SELECT id FROM data_key WHERE owner = ?", {self}) == 0)
    return;
  for (const std::string& whose : entries.about) belongs(whose, self);
}

void Writer::Rebuild(const Site& site) {
  for (const char* table : {"key", "span", "resource"})
    Execute(connection_, std::string("DELETE FROM keys.") + table);
  Execute(connection_, "DELETE FROM content WHERE key NOT IN (SELECT id FROM data_key)");
  std::int64_t pid = 0;
  while (true) {
    Version version;
    {
      Rows rows(connection_,
                "SELECT c.pid, c.number, c.body, c.object, k.id, k.wrapped FROM content c JOIN "
                "data_key k ON k.id = c.key WHERE c.pid = (SELECT MIN(pid) FROM content WHERE pid "
                "> ?) ORDER BY c.number DESC LIMIT 1",
                {pid});
      if (!rows.Next()) break;
      pid = rows.Integer(0);
      version.number = rows.Integer(1);
      if (!rows.IsNull(3)) version.blob.emplace();
      OpenVersion(context_, Unwrap(context_, rows.Integer(4), rows.Text(5)), pid, rows.Text(2),
                  version);
    }
    const auto resource = fhir::json::Parse(version.body, {.refuse_duplicate_keys = false});
    if (!resource) RefuseFor({FailureKind::kCorrupt, "", {}, 0, {}, {}, {}});
    const TypeRules* type = FindType((*resource)["resourceType"].text());
    const std::string& id = (*resource)["id"].text();
    if (type == nullptr) continue;
    Execute(connection_,
            "INSERT INTO resource (pid, type, id, version, updated) VALUES (?, ?, ?, ?, ?)",
            {pid, std::string(type->name), id, version.number, ToUnixMillis(version.updated)});
    PutEntries(pid, std::string(type->name), id, IndexOf(*type, *resource, site));
  }
}

Erased Writer::Erase(const std::string& patient) {
  connection_.Run(
      "CREATE TEMP TABLE gone (name TEXT PRIMARY KEY, pid INTEGER); CREATE TEMP TABLE gone_key (id "
      "INTEGER PRIMARY KEY); CREATE TEMP TABLE gone_version (object TEXT)");
  Execute(connection_, "INSERT INTO gone (name) VALUES (?)", {patient});
  connection_.Run(Script("schema/erase.sql").c_str());
  Erased erased;
  erased.found = SelectInteger(connection_, "SELECT COUNT(*) FROM gone_key") > 0;
  erased.resources = SelectInteger(connection_, "SELECT COUNT(pid) FROM gone");
  {
    Rows rows(connection_, "SELECT object FROM gone_version");
    for (; rows.Next(); ++erased.versions)
      if (!rows.IsNull(0)) erased.objects.push_back(rows.Text(0));
  }
  connection_.Run("DROP TABLE gone; DROP TABLE gone_key; DROP TABLE gone_version");
  return erased;
}

std::string Script(std::string_view name) {
  for (const auto& file : embedded::chart_schema::All())
    if (file.path == name) return std::string(file.bytes);
  throw std::logic_error("the chart lacks a script");
}

}  // namespace chartbridge::chart
