#include "connectors/chart/sqlite_resource_store.h"

#include "connectors/chart/blob_rows.h"
#include "connectors/chart/commit_group.h"
#include "connectors/chart/reader_pool.h"
#include "connectors/chart/sqlite_blobs.h"
#include "connectors/chart/sqlite_reading.h"
#include "embedded/chart_schema.h"

namespace chartbridge::chart {

namespace {

constexpr int kReaders = 8;
constexpr std::int64_t kSchemaVersion = 1;
constexpr std::string_view kTextContext = "text";

class SqliteWriter final : public ResourceWriter {
 public:
  SqliteWriter(Connection& connection, const ChartKeys& keys)
      : connection_(connection), keys_(keys) {}

  Result<Version, Failure> Read(const std::string& type, const std::string& id) override {
    return ReadCurrent(connection_, keys_, type, id);
  }
  Result<Version, Failure> ReadVersion(const std::string& type, const std::string& id,
                                       std::int64_t number) override {
    return ReadNumbered(connection_, keys_, type, id, number);
  }
  Result<Page, Failure> History(const std::string& type, const std::string& id, std::int64_t before,
                                int limit) override {
    return ReadHistory(connection_, keys_, type, id, before, limit);
  }
  Result<Page, Failure> Search(const Query& query) override {
    return SearchRows(connection_, keys_, query);
  }
  Result<std::vector<std::string>, Failure> FindIds(const Query& query) override {
    return SearchIds(connection_, keys_, query);
  }
  Result<void, Failure> Put(const Version& version, const std::vector<Key>& keys,
                            const std::vector<Span>& spans) override;
  Result<Blob, Failure> KeepBytes(std::string_view bytes) override {
    return KeepBlob(connection_, keys_, bytes);
  }
  Result<void, Failure> DropBlob(const Blob& blob) override {
    return DropBlobRows(connection_, blob.id);
  }

 private:
  Result<std::int64_t, Failure> PutResource(const Version& version);
  Result<void, Failure> PutKeys(std::int64_t pid, const Version& version,
                                const std::vector<Key>& keys, const std::vector<Span>& spans);

  Connection& connection_;
  const ChartKeys& keys_;
};

Result<std::int64_t, Failure> SqliteWriter::PutResource(const Version& version) {
  const std::int64_t updated = ToUnixMillis(version.updated);
  if (version.number == 1) {
    auto made =
        connection_.Execute("INSERT INTO resource (type, id, version, updated) VALUES (?, ?, 1, ?)",
                            {version.type, version.id, updated});
    if (!made) return Unexpected(made.error());
    return connection_.LastRowId();
  }
  auto pid = connection_.SelectInteger(
      "UPDATE resource SET version = ?1, updated = ?2 WHERE type = ?3 AND id = ?4 AND version = ?1 "
      "- 1 RETURNING pid",
      {version.number, updated, version.type, version.id}, 0);
  if (pid && *pid == 0)
    return Fail(FailureKind::kConflict, "The version does not follow the last.");
  return pid;
}

Result<void, Failure> SqliteWriter::PutKeys(std::int64_t pid, const Version& version,
                                            const std::vector<Key>& keys,
                                            const std::vector<Span>& spans) {
  if (version.number > 1) {
    if (auto gone = connection_.Execute("DELETE FROM key WHERE pid = ?", {pid}); !gone) return gone;
    if (auto gone = connection_.Execute("DELETE FROM span WHERE pid = ?", {pid}); !gone)
      return gone;
  }
  for (const Key& key : keys) {
    auto done =
        connection_.Execute("INSERT OR IGNORE INTO key (pid, hash) VALUES (?, ?)",
                            {pid, Bytes{keys_.Lookup(version.type, key.parameter, key.value)}});
    if (!done) return done;
  }
  for (const Span& span : spans) {
    auto done = connection_.Execute(
        "INSERT OR IGNORE INTO span (pid, parameter, low, high) VALUES (?, ?, ?, ?)",
        {pid, span.parameter, span.low, span.high});
    if (!done) return done;
  }
  return {};
}

Result<void, Failure> SqliteWriter::Put(const Version& version, const std::vector<Key>& keys,
                                        const std::vector<Span>& spans) {
  auto pid = PutResource(version);
  if (!pid) return Unexpected(pid.error());
  const Argument blob = version.blob ? Argument(version.blob->id) : Argument(nullptr);
  auto stored = connection_.Execute(
      "INSERT INTO version (pid, number, updated, created, blob, body) VALUES (?, ?, ?, ?, ?, ?)",
      {*pid, version.number, ToUnixMillis(version.updated), std::int64_t(version.created ? 1 : 0),
       blob,
       Bytes{keys_.Seal(BodyContext(version.type, version.id, version.number), version.body)}});
  if (!stored) return stored;
  return PutKeys(*pid, version, keys, spans);
}

class SqliteResourceStore final : public ResourceStore {
 public:
  SqliteResourceStore(const std::string& path, std::unique_ptr<Connection> writer,
                      const ChartKeys& keys)
      : writer_(std::move(writer)), keys_(keys), commits_(*writer_), readers_(path, kReaders) {}

  Result<Version, Failure> Read(const std::string& type, const std::string& id) override {
    auto loan = readers_.Borrow();
    if (!loan) return Unexpected(loan.error());
    return ReadCurrent(**loan, keys_, type, id);
  }
  Result<Version, Failure> ReadVersion(const std::string& type, const std::string& id,
                                       std::int64_t number) override {
    auto loan = readers_.Borrow();
    if (!loan) return Unexpected(loan.error());
    return ReadNumbered(**loan, keys_, type, id, number);
  }
  Result<Page, Failure> History(const std::string& type, const std::string& id, std::int64_t before,
                                int limit) override {
    return Snapshot(
        [&](Connection& reader) { return ReadHistory(reader, keys_, type, id, before, limit); });
  }
  Result<Page, Failure> Search(const Query& query) override {
    return Snapshot([&](Connection& reader) { return SearchRows(reader, keys_, query); });
  }
  Result<std::vector<std::string>, Failure> FindIds(const Query& query) override {
    return Snapshot([&](Connection& reader) { return SearchIds(reader, keys_, query); });
  }
  Result<bool, Failure> Write(const Job& job) override {
    return commits_.Run([&]() -> Result<bool, Failure> {
      SqliteWriter writer(*writer_, keys_);
      return job(writer);
    });
  }
  Result<std::unique_ptr<BlobWriter>, Failure> NewBlob() override {
    return MakeBlobWriter(*writer_, commits_, keys_);
  }
  std::unique_ptr<http::ByteSource> OpenBlob(const Blob& blob, std::uint64_t offset,
                                             std::uint64_t length) override {
    return MakeBlobSource(readers_, keys_, blob, offset, length);
  }
  std::string SealText(std::string_view text) override { return keys_.Seal(kTextContext, text); }
  Result<std::string, Failure> OpenText(std::string_view sealed) override {
    return keys_.Open(kTextContext, sealed);
  }

 private:
  // All statements of `read` see one state, however many commits come meanwhile.
  template <class Reading>
  std::invoke_result_t<Reading, Connection&> Snapshot(const Reading& read) {
    auto loan = readers_.Borrow();
    if (!loan) return Unexpected(loan.error());
    if (auto begun = (**loan).Execute("BEGIN"); !begun) return Unexpected(begun.error());
    auto found = read(**loan);
    static_cast<void>((**loan).Execute("COMMIT"));
    return found;
  }

  const std::unique_ptr<Connection> writer_;
  const ChartKeys keys_;
  CommitGroup commits_;
  ReaderPool readers_;
};

Result<void, Failure> MakeSchema(Connection& connection) {
  auto version = connection.SelectInteger("PRAGMA user_version", {}, 0);
  if (!version) return Unexpected(version.error());
  if (*version > kSchemaVersion) {
    return Fail(FailureKind::kCorrupt, "The chart's database was written by a newer program.");
  }
  if (*version == kSchemaVersion) return {};
  const std::string script(embedded::chart_schema::All().front().bytes);
  return connection.Execute(script + "PRAGMA user_version = " + std::to_string(kSchemaVersion));
}

Result<ChartKeys, Failure> Prepare(Connection& connection, const crypto::KeyRing& ring,
                                   Entropy& entropy) {
  if (auto begun = connection.Execute("BEGIN IMMEDIATE"); !begun) return Unexpected(begun.error());
  if (auto made = MakeSchema(connection); !made) return Unexpected(made.error());
  if (auto cleaned = DropUnusedBlobs(connection); !cleaned) return Unexpected(cleaned.error());
  auto keys = ChartKeys::Load(connection, ring, entropy);
  if (!keys) return keys;
  if (auto committed = connection.Execute("COMMIT"); !committed)
    return Unexpected(committed.error());
  return keys;
}

}  // namespace

Result<std::unique_ptr<ResourceStore>, Failure> OpenSqliteResourceStore(const std::string& path,
                                                                        const crypto::KeyRing& ring,
                                                                        Entropy& entropy) {
  auto connection = Connection::Open(path, Connection::Use::kWrite);
  if (!connection) return Unexpected(connection.error());
  auto keys = Prepare(**connection, ring, entropy);
  if (!keys) return Unexpected(keys.error());
  return std::unique_ptr<ResourceStore>(
      new SqliteResourceStore(path, std::move(*connection), *keys));
}

}  // namespace chartbridge::chart
